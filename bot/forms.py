"""Hear a message inside a form, whatever became of Rasa since the last one.

Rasa owns the form. Our copy (`Conversation.form`) is what the resident was told last; when Rasa
was killed, restarted or lost its file, the copy says what has to be made good.
"""

import re
from dataclasses import replace

from rapidfuzz import fuzz

from bot import desk_words
from bot.conversations import Conversation
from bot.dialogue import Dialogue, alone
from bot.misheard import asks_instead, reports_none
from bot.tickets.address import is_lone_address
from bot.tickets.check import MAX_CONTENT
from bot.topic import named_in
from bot.types import Act, Answer, Decision, DialogueUnavailable, Form, Message
from bot.visit import Served, Visit
from knowledge.text import clean, expand, fold

_CONFIRMED = "confirmed"
# Words that say something, courtesy left out.
_TELLING = 2
# By accents at the end, "mẫu" and "màu" being one without; the rest asks anywhere.
_ASKS = re.compile(r"\?|\b(?:gì|nào|đâu|mấy|sao|không|chưa)(?: (?:ạ|vậy|thế|em))?[ .!]*$")
_ASKS_PLAINLY = re.compile(r"\b(?:bao (?:nhieu|lau|gio)|the nao|o dau|la gi|can gi|lam sao)\b")
# Whoever gets no answer types the same again, more or less; a guess.
_SAME_AGAIN = 80
# Whoever was told to go on does, without saying anything new.
_GO_ON = re.compile(
    r"(?:(?:tiep|tuc|di|a|alo|ban|bot|chua|da|duoc|em|lai|lam|minh|nha|nhe|nua|oi|ok|oke|roi|roi a"
    r"|the|toi|u|van|vang|va|xong)[ .!?,]*)+|[.!?…]+"
)


# Asked right after a danger was told: about that, and not about papers.
_WHAT_NOW = re.compile(
    r"(?:(?:phai|gio|bay gio|the|vay|toi|em|thi|roi|a|u|can|nen) )*"
    r"(?:lam (?:sao|gi|the nao)|goi ai|cuu(?: \w+)? (?:voi|toi|em|di)|giup (?:toi|em|voi)|sao)"
    r"(?: (?:bay gio|gio|a|day|voi|di|em|oi|the|vay))*[ .!?]*"
)


async def hear(
    dialogue: Dialogue, message: Message, conversation: Conversation
) -> tuple[Message, Decision]:
    """Return what becomes of the open form, and the message that decided it.

    What was said while Rasa was away is heard first; `conversation` holds how far that came, also
    when it ends early. Mostly the message is the one given; it is an earlier one if that only asks
    to go on. Raises DialogueUnavailable.
    """
    form = conversation.form
    if form is None:
        raise ValueError("no form is open")
    if reports_none(message.text):
        await dialogue.leave(message.conversation_id)
        return message, Decision(act=Act.CANCEL)
    if asks_instead(message.text):
        await dialogue.leave(message.conversation_id)
        conversation.dropped, conversation.form, conversation.missed = form, None, ()
        return message, alone(message)
    if not conversation.missed:
        return message, await _decide(dialogue, message, form, conversation)
    held = await dialogue.look(message.conversation_id)
    if held is None:
        held = await dialogue.restore(message.conversation_id, form)
    to_hear = _in_order((*conversation.missed, message), asks=form.asks)
    if (held.asks, dict(held.slots)) != (form.asks, dict(form.slots)):
        # Rasa has heard the first, and only the reply was lost.
        first, conversation.missed = conversation.missed[0], conversation.missed[1:]
        if to_hear and to_hear[0] is first:
            to_hear = to_hear[1:]
        if not (to_hear and _says_again(to_hear[0], first)):
            conversation.form = held
    return await _hear_all(dialogue, to_hear, message, conversation)


def _in_order(said: tuple[Message, ...], *, asks: str | None) -> list[Message]:
    """Return what has yet to be heard: nothing twice, and nothing that only asks to go on.

    What is said again takes the place of what was said first, and its picture.
    """
    to_hear: list[Message] = []
    for each in said:
        # At the confirmation "ok" means more.
        if asks != _CONFIRMED and _only_goes_on(each):
            continue
        again = next((n for n, before in enumerate(to_hear) if _says_again(each, before)), None)
        if again is None:
            to_hear.append(each)
        else:
            before = to_hear[again]
            to_hear[again] = replace(
                each,
                location=each.location or before.location,
                photo=each.photo or before.photo,
            )
    return to_hear


async def _hear_all(
    dialogue: Dialogue, to_hear: list[Message], message: Message, conversation: Conversation
) -> tuple[Message, Decision]:
    """Hear one after the other, each for what the form asks after the one before."""
    last, decision = message, Decision(act=Act.TICKET, form=conversation.form)
    asked = conversation.form.asks if conversation.form else None
    for last in to_hear:
        form = conversation.form
        if form is None:
            # Cancelled by the one before.
            decision = await dialogue.decide(last)
        else:
            decision = await _decide(dialogue, last, form, conversation)
            is_complete = decision.form is not None and decision.form.asks is None
            if is_complete and (asked != _CONFIRMED or last.text != message.text):
                # "Send it" was not said to what is known now: that is shown first.
                decision = Decision(
                    act=Act.TICKET, form=await dialogue.restore(last.conversation_id, form)
                )
        if last is not to_hear[-1]:
            conversation.form = decision.form
            conversation.missed = tuple(
                each for each in conversation.missed if not _says_again(last, each)
            )
    conversation.missed = ()
    return last, decision


async def _decide(
    dialogue: Dialogue, message: Message, form: Form, conversation: Conversation
) -> Decision:
    """Return the decision of a Rasa that keeps the form. Raises DialogueUnavailable."""
    may_join = bool(conversation.similar)
    decision = await dialogue.decide(message, asks=form.asks, may_join=may_join)
    if decision.form is None and decision.act is not Act.CANCEL:
        # Rasa has lost the form: put it back and say it again.
        form = await dialogue.restore(message.conversation_id, form)
        decision = await dialogue.decide(message, asks=form.asks, may_join=may_join)
        if decision.form is None and decision.act is not Act.CANCEL:
            raise DialogueUnavailable("Rasa does not keep the form")
    return decision


def with_more(message: Message, form: Form) -> Form | None:
    """Return the form with a statement added to its content; None if the message is none.

    Whoever is asked for a number or a yes may first tell more, or put something right: it must not
    be lost, and it is not ours to decide which words it takes back. Staff read both.
    """
    text = clean(message.text)
    is_asked = form.asks in ("contact", _CONFIRMED)
    if not is_asked or form.problem != "not_understood" or "content" not in form.slots:
        return None
    said = expand(text)
    is_question = _ASKS.search(said.lower()) or _ASKS_PLAINLY.search(fold(said))
    if len(named_in(text).words) < _TELLING or is_question:
        return None
    is_known = any(
        fuzz.ratio(fold(text), fold(said)) >= _SAME_AGAIN for said in form.slots.values()
    )
    if is_known or _only_goes_on(message):
        return None
    before = form.slots["content"]
    content = f"{before}{' ' if before[-1] in '.!?' else '. '}{text}"
    if len(content) > MAX_CONTENT:
        return None
    return replace(form, slots={**form.slots, "content": content}, problem=None)


def _says_again(message: Message, late: Message) -> bool:
    """Say whether a message repeats an earlier one, or says it with more words."""
    said, before = fold(clean(message.text)), fold(clean(late.text))
    if not before:
        return not said and shares(message)
    return fuzz.ratio(said, before) >= _SAME_AGAIN or f" {before} " in f" {said} "


def _only_goes_on(message: Message) -> bool:
    text = fold(clean(message.text))
    return not shares(message) and (not text or _GO_ON.fullmatch(text) is not None)


def shares(message: Message) -> bool:
    """Say whether a place or a picture comes with the message."""
    return message.location is not None or message.photo is not None


def only_where(visit: Visit) -> Served | None:
    """Ask what a place or a picture is for that comes without a word; None with words.

    After a danger it is said again whom to call: nobody would come because of a report.
    """
    message, conversation = visit.message, visit.conversation
    is_shared = not message.text.strip() and shares(message)
    may_choose = conversation.choices and not conversation.in_danger
    is_where = is_shared or (not may_choose and is_lone_address(message.text))
    if conversation.in_danger and _WHAT_NOW.fullmatch(fold(clean(message.text))):
        is_where = True
    if conversation.form or not is_where:
        return None
    if conversation.in_danger:
        return Served(answer=desk_words.CALL_YOURSELF)
    return Served(answer=desk_words.WHAT_FOR if is_shared else desk_words.WHAT_AT)


def unkept(served: Served, visit: Visit, form: Form | None) -> Answer:
    """Return what is said when the answer and what it does could not be kept.

    A step of the form is not told: the next message will find the form as it was before.
    """
    after = visit.conversation.form
    files = served.work is not None and after is None
    if served.answer.act != Act.TICKET or files or not (form or after):
        return served.answer
    return replace(desk_words.FORM_NOT_KEPT, form=form) if form else desk_words.NOT_KEPT
