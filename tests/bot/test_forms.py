"""A form goes on where the resident believes it to be, whatever was lost in between."""

import pytest

from bot.conversations import Conversation
from bot.forms import hear
from bot.types import Act, Decision, DialogueUnavailable, Form, Location, Message
from tests.bot.front_desk import PlainDialogue

LAMP = "đèn đường hỏng ba hôm nay"
ALLEY = "số 12 ngõ 5"


def message(text: str, **more: object) -> Message:
    return Message(conversation_id="web:an", text=text, **more)  # type: ignore[arg-type]  # a test's


def filled(**slots: str) -> Form:
    order = ("content", "place", "contact", "confirmed")
    return Form(name="ticket", asks=next(s for s in order if s not in slots), slots=slots)


def state(dialogue: PlainDialogue, form: Form, *missed: str) -> Conversation:
    """Return our copy of a form that Rasa has, with what was typed while it was away."""
    dialogue.forms["web:an"] = form
    return Conversation(form=form, missed=tuple(map(message, missed)))


async def said(dialogue: PlainDialogue, conversation: Conversation, text: str) -> Decision:
    _, decision = await hear(dialogue, message(text), conversation)
    return decision


def slots(decision: Decision) -> dict[str, str]:
    assert decision.form is not None
    return dict(decision.form.slots)


async def test_a_message_goes_to_the_slot_that_is_asked_for() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(content=LAMP))

    decision = await said(rasa, conversation, ALLEY)

    assert slots(decision) == {"content": LAMP, "place": ALLEY}


async def test_a_form_that_rasa_has_lost_is_put_back_and_the_message_heard() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(content=LAMP))
    rasa.forms.clear()

    decision = await said(rasa, conversation, ALLEY)

    assert slots(decision) == {"content": LAMP, "place": ALLEY}


async def test_what_was_typed_while_rasa_was_away_is_heard_first_and_once() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(), LAMP)

    decision = await said(rasa, conversation, ALLEY)

    assert slots(decision) == {"content": LAMP, "place": ALLEY}
    assert rasa.heard == [LAMP, ALLEY]
    assert conversation.missed == ()


async def test_several_things_typed_meanwhile_are_heard_in_order() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(), LAMP, ALLEY)

    decision = await said(rasa, conversation, "0912345678")

    assert slots(decision) == {"content": LAMP, "place": ALLEY, "contact": "0912345678"}


@pytest.mark.parametrize("nudge", ["tiếp", "tiếp tục đi", "alo", "ok", "được chưa ạ?", "...", "🙂"])
async def test_a_nudge_is_no_answer_to_a_question_that_nobody_has_seen(nudge: str) -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(), LAMP)

    decision = await said(rasa, conversation, nudge if nudge != "🙂" else "")

    assert decision.form is not None
    assert (decision.form.asks, dict(decision.form.slots)) == ("place", {"content": LAMP})


@pytest.mark.parametrize(
    "again",
    [LAMP, LAMP + "!", "den duong hong ba hom nay", LAMP + " trước nhà số 3"],
    ids=["the same", "nearly the same", "without diacritics", "and more"],
)
async def test_what_is_said_again_is_heard_once_in_its_last_words(again: str) -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(), LAMP)

    decision = await said(rasa, conversation, again)

    assert slots(decision) == {"content": again}
    assert rasa.heard == [again]


async def test_what_is_said_three_times_is_heard_once() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(), LAMP, LAMP)

    assert slots(await said(rasa, conversation, "tiếp")) == {"content": LAMP}


async def test_what_rasa_heard_before_it_died_is_not_heard_again() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(), LAMP)
    rasa.forms["web:an"] = filled(content=LAMP)

    decision = await said(rasa, conversation, ALLEY)

    assert slots(decision) == {"content": LAMP, "place": ALLEY}
    assert rasa.heard == [ALLEY]


async def test_what_rasa_heard_and_is_said_again_does_not_answer_the_next_question() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(), LAMP)
    rasa.forms["web:an"] = filled(content=LAMP)

    decision = await said(rasa, conversation, LAMP)

    assert slots(decision) == {"content": LAMP}


async def test_a_reply_lost_in_the_middle_leads_to_the_same_form() -> None:
    rasa = PlainDialogue(loses_replies=True)
    conversation = state(rasa, filled(content=LAMP))
    with pytest.raises(DialogueUnavailable):
        await said(rasa, conversation, ALLEY)
    conversation.missed = (message(ALLEY),)
    rasa.loses_replies = False

    decision = await said(rasa, conversation, "0912345678")

    assert slots(decision) == {"content": LAMP, "place": ALLEY, "contact": "0912345678"}


async def test_a_place_and_a_picture_are_heard_with_the_words_they_came_with() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(content=LAMP))
    shared = message("", location=Location(latitude=21.0, longitude=105.5), photo="p.jpg")
    conversation.missed = (shared,)

    decision = await said(rasa, conversation, "tiếp")

    assert slots(decision) == {"content": LAMP, "place": "21.0,105.5", "photo": "p.jpg"}


async def test_a_picture_stays_with_words_that_are_said_again_without_it() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled())
    conversation.missed = (message(LAMP, photo="p.jpg"),)

    assert slots(await said(rasa, conversation, LAMP)) == {"content": LAMP, "photo": "p.jpg"}


# Nothing is sent that was not confirmed


WHOLE = filled(content=LAMP, place=ALLEY, contact="none")


async def test_a_confirmation_that_went_unheard_is_asked_for_again() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, WHOLE, "gửi")

    decision = await said(rasa, conversation, "xong rồi chứ?")

    assert decision.form is not None
    assert decision.form.asks == "confirmed"


async def test_a_confirmation_that_is_said_again_counts() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, WHOLE, "gửi")

    decision = await said(rasa, conversation, "gửi")

    assert decision.form is not None
    assert decision.form.asks is None


async def test_who_confirms_before_the_summary_is_shown_it_first() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(content=LAMP, place=ALLEY), "bỏ qua")

    decision = await said(rasa, conversation, "gửi")

    assert decision.form is not None
    assert decision.form.asks == "confirmed"


# Cancelled meanwhile


async def test_a_cancellation_typed_meanwhile_is_told_to_who_only_asks_to_go_on() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(content=LAMP), "hủy")

    decision = await said(rasa, conversation, "tiếp")

    assert decision.act is Act.CANCEL
    assert rasa.forms == {}


async def test_after_a_cancellation_typed_meanwhile_the_next_message_is_outside_the_form() -> None:
    rasa = PlainDialogue()
    conversation = state(rasa, filled(content=LAMP), "hủy")

    decision = await said(rasa, conversation, "lệ phí bao nhiêu?")

    assert (decision.act, decision.form) == (Act.SEARCH, None)
    assert rasa.forms == {}


# Rasa goes away once more


async def test_what_was_heard_before_rasa_went_again_is_not_heard_a_second_time() -> None:
    class GoesAgain(PlainDialogue):
        async def decide(
            self, message: Message, *, asks: str | None = None, may_join: bool = False
        ) -> Decision:
            if len(self.heard) == 1:
                self.is_down = True
            return await super().decide(message, asks=asks, may_join=may_join)

    rasa = GoesAgain()
    conversation = state(rasa, filled(), LAMP, ALLEY)
    with pytest.raises(DialogueUnavailable):
        await said(rasa, conversation, "tiếp")
    assert [each.text for each in conversation.missed] == [ALLEY]

    rasa.is_down, rasa.heard = False, ["", ""]
    decision = await said(rasa, conversation, "tiếp")

    assert slots(decision) == {"content": LAMP, "place": ALLEY}


async def test_a_rasa_that_does_not_keep_the_form_is_as_good_as_none() -> None:
    class Forgets(PlainDialogue):
        async def restore(self, conversation_id: str, form: Form) -> Form:
            return form

    rasa = Forgets()
    conversation = state(rasa, filled(content=LAMP))
    rasa.forms.clear()

    with pytest.raises(DialogueUnavailable, match="does not keep"):
        await said(rasa, conversation, ALLEY)


async def test_without_a_form_there_is_nothing_to_hear() -> None:
    with pytest.raises(ValueError, match="no form"):
        await said(PlainDialogue(), Conversation(), LAMP)
