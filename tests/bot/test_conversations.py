"""One conversation's messages in order, and room for the busy ones."""

import asyncio
import gc

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations import Conversation, Turns
from bot.types import Answer, Choice, Status
from knowledge.types import Aspect

ASKED_BACK = Answer(
    status=Status.CLARIFY,
    text="?",
    act="procedure",
    aspect=Aspect.FEE,
    ranking=("tm-1", "tm-2"),
    choices=(Choice(title="a", code="tm-1", payload="tm-1"),),
)
ANSWERED = Answer(status=Status.ANSWERED, text="!", act="procedure", procedure="tm-2")


async def pause(times: int = 3) -> None:
    for _ in range(times):
        await asyncio.sleep(0)


async def test_messages_of_one_conversation_are_answered_in_order_one_at_a_time() -> None:
    turns, seen = Turns(), []

    async def message(number: int) -> None:
        async with turns.turn("a"):
            seen.append(("in", number))
            await pause(5 - number)
            seen.append(("out", number))

    await asyncio.gather(*(message(number) for number in range(5)))

    assert seen == [(way, number) for number in range(5) for way in ("in", "out")]


async def test_two_conversations_do_not_wait_for_each_other() -> None:
    turns = Turns()
    async with turns.turn("a"), asyncio.timeout(60), turns.turn("b"):
        pass


async def test_a_failed_turn_lets_the_next_message_in() -> None:
    turns = Turns()
    try:
        async with turns.turn("a"):
            raise LookupError
    except LookupError:
        pass

    async with asyncio.timeout(60), turns.turn("a"):
        pass


async def test_a_conversation_without_messages_is_forgotten() -> None:
    turns = Turns()
    async with turns.turn("a"):
        assert len(turns) == 1

    gc.collect()
    assert len(turns) == 0


async def test_who_gives_up_waiting_does_not_keep_the_next_one_out() -> None:
    turns = Turns()
    async with turns.turn("a"):
        given_up = asyncio.create_task(turns.turn("a").__aenter__())
        await pause()
        given_up.cancel()
        await asyncio.gather(given_up, return_exceptions=True)

    async with asyncio.timeout(60), turns.turn("a"):
        pass


@settings(max_examples=60, deadline=None)
@given(
    messages=st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(min_value=0, max_value=4)), max_size=25
    ),
)
async def test_whatever_arrives_each_conversation_is_answered_one_by_one_in_order(
    messages: list[tuple[str, int]],
) -> None:
    turns = Turns()
    inside: set[str] = set()
    answered: dict[str, list[int]] = {}

    async def message(number: int, name: str, pauses: int) -> None:
        async with turns.turn(name):
            assert name not in inside, "two messages of one conversation at once"
            inside.add(name)
            await pause(pauses)
            answered.setdefault(name, []).append(number)
            inside.remove(name)

    await asyncio.gather(
        *(message(number, name, pauses) for number, (name, pauses) in enumerate(messages))
    )

    for name, numbers in answered.items():
        assert numbers == [n for n, (other, _) in enumerate(messages) if other == name]


def test_only_the_last_three_questions_of_a_topic_are_kept() -> None:
    conversation = Conversation()
    for question in "abcd":
        conversation.remember(question, new_topic=False)

    assert conversation.questions == ("b", "c", "d")


def test_a_new_topic_forgets_questions_procedure_and_the_question_back() -> None:
    conversation = Conversation()
    conversation.remember("a", new_topic=False)
    conversation.note(ASKED_BACK)
    conversation.remember("b", new_topic=True)

    assert conversation.questions == ("b",)
    assert conversation.topic.procedure is None
    assert not conversation.topic.was_asked_back


def test_a_question_back_is_remembered_with_its_choices_and_aspect() -> None:
    conversation = Conversation()
    conversation.note(ASKED_BACK, aspects=(Aspect.FEE,))

    assert conversation.topic.was_asked_back
    assert conversation.topic.procedure == "tm-1"
    assert conversation.topic.candidates == ("tm-1", "tm-2")
    assert conversation.choices == ASKED_BACK.choices
    assert conversation.topic.aspects == (Aspect.FEE,)


def test_an_answer_moves_the_topic_and_withdraws_the_choices() -> None:
    conversation = Conversation()
    conversation.note(ASKED_BACK)
    conversation.note(ANSWERED)

    assert conversation.topic.procedure == "tm-2"
    assert conversation.topic.was_asked_back
    assert conversation.choices == ()
