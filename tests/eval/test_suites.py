"""Playing cases: one conversation each, and none is lost."""

from bot.types import Answer, Message, Status
from eval.suites import play
from eval.types import Case, Expect, Suite
from knowledge.types import Audience


class _Echo:
    """Repeats the message; breaks on "break"."""

    def __init__(self) -> None:
        self.heard: list[Message] = []

    async def reply(self, message: Message) -> Answer:
        self.heard.append(message)
        if message.text == "break":
            raise ZeroDivisionError("no way")
        return Answer(status=Status.ANSWERED, text=message.text, act="procedure")


def _case(id_: str, *turns: str, audience: Audience = Audience.PUBLIC) -> Case:
    return Case(
        id=id_, suite=Suite.GUIDES, expect=Expect.ANSWER, turns=turns, audience=audience
    )  # fmt: skip


async def test_the_last_turns_answer_counts() -> None:
    played = await play(_Echo(), [_case("a", "một", "hai")])
    assert [(body.id, body.text) for body in played.answers] == [("a", "hai")]
    assert played.answers[0].ms >= 0


async def test_turns_share_a_conversation_and_cases_do_not() -> None:
    echo = _Echo()
    await play(echo, [_case("a", "một", "hai"), _case("b", "ba")])
    first, second, third = (message.conversation_id for message in echo.heard)
    assert first == second != third


async def test_playing_again_starts_new_conversations() -> None:
    echo = _Echo()
    for _ in range(2):
        await play(echo, [_case("a", "một")])
    assert len({message.conversation_id for message in echo.heard}) == 2


async def test_the_audience_of_the_case_is_the_one_that_asks() -> None:
    echo = _Echo()
    await play(echo, [_case("a", "một", audience=Audience.OFFICIAL)])
    assert echo.heard[0].audience is Audience.OFFICIAL


async def test_a_broken_conversation_is_reported_and_stops_no_other() -> None:
    done = []
    cases = [_case("a", "một"), _case("b", "break"), _case("c", "ba")]
    played = await play(_Echo(), cases, on_done=lambda: done.append(1))
    assert [body.id for body in played.answers] == ["a", "c"]
    assert played.failures == {"b": "ZeroDivisionError: no way"}
    assert len(done) == 3
