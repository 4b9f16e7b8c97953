"""Reports typed into the real Rasa, which is killed, stopped or robbed of its file meanwhile.

Marked `rasa` and slow: each kill costs a cold start.
"""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot import desk_words
from bot.pace import PEOPLE
from bot.rasa_dialogue import RasaDialogue
from bot.rasa_process import RasaProcess
from bot.rasa_tracker import tracker_path
from bot.rasa_train import PROJECT, model_path
from bot.reception import Reception
from bot.store.inbox import News
from bot.types import Answer, Location, Message, Status
from tests.bot.front_desk import FEE, FrontDesk, say, say_all, until

pytestmark = [pytest.mark.rasa, pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

CHECKOUT = Path(__file__).resolve().parents[2]
CONTENT = "đèn đường hỏng ba hôm nay chưa ai sửa"
PHONE = "0912345678"
ASKED = ("content", "place", "contact", "confirmed")
WAYS = ("the same again", "a nudge", "the next thing")
PATIENCE_S = 300


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("rasa-reception")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def rasa(data_dir: Path) -> AsyncIterator[RasaProcess]:
    """One Rasa for all; who kills it waits until it is back."""
    process = RasaProcess(
        python=CHECKOUT / ".venv-rasa" / "bin" / "python",
        model=model_path(PROJECT, CHECKOUT / "var" / "build"),
        data_dir=data_dir,
    )
    async with process:
        yield process


@pytest.fixture
def desk(front_desk: Callable[..., FrontDesk], rasa: RasaProcess, tmp_path: Path) -> FrontDesk:
    dialogue = RasaDialogue(rasa.http, lambda: rasa.is_ready)
    return replace(front_desk(f"sqlite:///{tmp_path}/motcua.sqlite"), rasa=dialogue)


def typed(number: int) -> tuple[str, ...]:
    """Return what somebody types for a report of their own."""
    return CONTENT, f"số {number} ngõ {number} phố Cầu Gỗ", PHONE, "gửi"


async def reach(reception: Reception, who: str, slot: str, words: tuple[str, ...]) -> Answer:
    """Fill in the form until it asks for the slot."""
    *_, asked = await say_all(reception, ["tôi muốn phản ánh", *words[: ASKED.index(slot)]], who)
    assert asked.form is not None
    assert asked.form.asks == slot
    return asked


def kill(rasa: RasaProcess) -> None:
    assert rasa.pid is not None
    os.kill(rasa.pid, signal.SIGKILL)


async def back(rasa: RasaProcess) -> None:
    await until(lambda: rasa.is_ready, PATIENCE_S)


async def finish(reception: Reception, who: str, answer: Answer, words: tuple[str, ...]) -> str:
    """Answer what is asked until the report is filed, and return its code."""
    for _ in range(6):
        if answer.ticket:
            return answer.ticket
        assert answer.form is not None, answer.text
        answer = await say(reception, words[ASKED.index(answer.form.asks or "")], who=who)
    raise AssertionError(answer.text)


@pytest.mark.parametrize("slot", ASKED)
async def test_a_form_survives_a_kill_whatever_it_asks_for_and_whatever_is_typed_next(
    desk: FrontDesk, rasa: RasaProcess, slot: str
) -> None:
    reception = desk.open()
    people = {f"web:{slot}-{way}": (way, typed(n + 1)) for n, way in enumerate(WAYS)}
    for who, (_, words) in people.items():
        await reach(reception, who, slot, words)

    kill(rasa)
    await until(lambda: not rasa.is_ready)
    at = ASKED.index(slot)
    for who, (_, words) in people.items():
        told = await say(reception, words[at], who=who)
        assert told.text == desk_words.FORM_WAITS
    assert desk.tickets() == []
    await back(rasa)

    codes = {}
    for who, (way, words) in people.items():
        following = words[min(at + 1, 3)]
        then = {"the same again": words[at], "a nudge": "tiếp tục đi", "the next thing": following}
        codes[who] = await finish(reception, who, await say(reception, then[way], who=who), words)

    kept = {ticket.code: ticket for ticket in desk.tickets()}
    assert sorted(codes.values()) == sorted(kept)
    for who, (_, words) in people.items():
        ticket = kept[codes[who]]
        assert (ticket.content, ticket.place, ticket.phone) == words[:3]
        assert ticket.conversation_id == who


async def test_a_kill_in_the_middle_of_a_request_loses_and_doubles_nothing(
    desk: FrontDesk, rasa: RasaProcess
) -> None:
    reception, words = desk.open(), typed(9)
    await reach(reception, "web:middle", "place", words)
    assert rasa.pid is not None
    os.kill(rasa.pid, signal.SIGSTOP)
    asking = asyncio.create_task(say(reception, words[1], who="web:middle"))
    await asyncio.sleep(0.3)

    kill(rasa)
    told = await asking
    await until(lambda: not rasa.is_ready)
    await back(rasa)

    assert told.text == desk_words.FORM_WAITS
    then = await say(reception, "alo", who="web:middle")
    assert then.form is not None
    assert (then.form.asks, then.form.slots["place"]) == ("contact", words[1])
    await finish(reception, "web:middle", then, words)
    (ticket,) = desk.tickets()
    assert (ticket.content, ticket.place, ticket.phone) == words[:3]


async def test_a_place_and_a_picture_shared_while_rasa_is_away_are_in_the_report(
    desk: FrontDesk, rasa: RasaProcess, picture: bytes
) -> None:
    reception, words, who = desk.open(), typed(8), "web:shared"
    await reach(reception, who, "place", words)
    kill(rasa)
    await until(lambda: not rasa.is_ready)
    photo = await reception.keep_photo(picture)
    place = Location(latitude=21.01, longitude=105.75)
    told = await reception.reply(Message(conversation_id=who, text="", location=place, photo=photo))
    await back(rasa)

    assert told.text == desk_words.FORM_WAITS
    await finish(reception, who, await say(reception, "tiếp", who=who), words)
    (ticket,) = desk.tickets()
    assert (ticket.latitude, ticket.longitude, ticket.photo) == (21.01, 105.75, photo)
    assert (ticket.content, ticket.phone) == (CONTENT, PHONE)


async def test_questions_are_answered_by_search_while_rasa_is_away_and_forms_wait(
    desk: FrontDesk, rasa: RasaProcess
) -> None:
    reception, words, who = desk.open(), typed(7), "web:asks"
    await reach(reception, who, "place", words)
    kill(rasa)
    await until(lambda: not rasa.is_ready)

    alone = await say(reception, FEE, who="web:other")
    inside = await say(reception, FEE + " bao nhiêu?", who=who)
    person = await say(reception, "cho tôi gặp cán bộ", who=who)
    await back(rasa)
    then = await say(reception, words[1], who=who)

    assert "21.000 đồng" in alone.text
    assert "21.000 đồng" in inside.text
    assert inside.text.endswith(desk_words.FORM_WAITS)
    assert person.status is Status.HANDOVER
    assert then.form is not None
    assert (then.form.asks, then.form.slots["place"]) == ("contact", words[1])


async def test_a_report_outlives_rasas_file(
    desk: FrontDesk, rasa: RasaProcess, data_dir: Path
) -> None:
    reception, words, who = desk.open(), typed(6), "web:file"
    await reach(reception, who, "contact", words)

    kill(rasa)
    for ending in ("", "-wal", "-shm"):
        Path(f"{tracker_path(data_dir)}{ending}").unlink(missing_ok=True)
    await until(lambda: not rasa.is_ready)
    await back(rasa)

    await finish(reception, who, await say(reception, words[2], who=who), words)
    (ticket,) = desk.tickets()
    assert (ticket.content, ticket.place, ticket.phone) == words[:3]


async def test_a_rasa_that_hangs_costs_three_seconds_and_no_word(
    desk: FrontDesk, rasa: RasaProcess
) -> None:
    reception, words, who = desk.open(), typed(5), "web:hangs"
    await reach(reception, who, "place", words)
    assert rasa.pid is not None
    os.kill(rasa.pid, signal.SIGSTOP)
    try:
        answered, told = await asyncio.gather(
            say(reception, FEE, who="web:other"), say(reception, words[1], who=who)
        )
    finally:
        os.kill(rasa.pid, signal.SIGCONT)

    assert "21.000 đồng" in answered.text
    assert told.text == desk_words.FORM_WAITS
    await finish(reception, who, await say(reception, words[1], who=who), words)
    (ticket,) = desk.tickets()
    assert (ticket.content, ticket.place, ticket.phone) == words[:3]


# What nobody should type into a form

LONG = "đèn đường hỏng " * 334
HARMLESS = [
    ("content", "", "content"),
    ("content", "🙂", "content"),
    ("content", LONG, "content"),
    ("place", "", "place"),
    ("place", "🙂🙂", "place"),
    ("place", LONG, "place"),
    ("contact", "", "contact"),
    ("contact", "🙂", "contact"),
    ("contact", LONG, "contact"),
    ("contact", "09123abc78", "contact"),
    ("contact", "0912 345 67 tám chín", "contact"),
    ("confirmed", "", "confirmed"),
    ("confirmed", "🙂", "confirmed"),
    ("confirmed", LONG, "confirmed"),
]


@pytest.mark.parametrize(("slot", "text", "then"), HARMLESS, ids=lambda value: value[:12])
async def test_what_does_not_fit_is_asked_for_again_and_changes_nothing(
    desk: FrontDesk, slot: str, text: str, then: str
) -> None:
    reception, words, who = desk.open(), typed(4), f"web:bad-{slot}-{len(text)}-{text[:2]}"
    before = await reach(reception, who, slot, words)
    assert before.form is not None

    answer = await say(reception, text, who=who)

    assert answer.form is not None
    assert (answer.form.asks, answer.form.slots) == (then, before.form.slots)
    assert answer.text
    await finish(reception, who, answer, words)
    (ticket,) = desk.tickets()
    assert (ticket.content, ticket.place, ticket.phone) == words[:3]


@pytest.mark.parametrize("slot", ASKED)
async def test_another_question_is_answered_and_the_form_goes_on(
    desk: FrontDesk, slot: str
) -> None:
    reception, words, who = desk.open(), typed(3), f"web:asks-{slot}"
    await reach(reception, who, slot, words)

    answer = await say(reception, "lệ phí đăng ký quầy hàng chợ đêm là bao nhiêu?", who=who)

    assert "21.000 đồng" in answer.text
    assert answer.form is not None
    assert answer.form.asks == slot
    await finish(reception, who, answer, words)
    (ticket,) = desk.tickets()
    assert (ticket.content, ticket.place, ticket.phone) == words[:3]


@pytest.mark.parametrize("slot", ASKED)
async def test_cancelling_files_nothing_and_closes_the_form(desk: FrontDesk, slot: str) -> None:
    reception, who = desk.open(), f"web:cancels-{slot}"
    await reach(reception, who, slot, typed(2))

    cancelled = await say(reception, "hủy", who=who)
    after = await say(reception, FEE, who=who)

    assert "hủy" in cancelled.text
    assert cancelled.form is None
    assert after.form is None
    assert desk.tickets() == []


async def test_a_cancellation_typed_while_rasa_is_away_closes_the_form(
    desk: FrontDesk, rasa: RasaProcess
) -> None:
    reception, who = desk.open(), "web:cancels-away"
    await reach(reception, who, "place", typed(2))
    kill(rasa)
    await until(lambda: not rasa.is_ready)
    await say(reception, "hủy", who=who)
    await back(rasa)

    then = await say(reception, "tiếp", who=who)

    assert then.form is None
    assert "hủy" in then.text
    assert desk.tickets() == []


async def test_a_place_outside_vietnam_is_refused_and_asked_for_again(desk: FrontDesk) -> None:
    reception, words, who = desk.open(), typed(11), "web:abroad"
    await reach(reception, who, "place", words)

    paris = Message(conversation_id=who, text="", location=Location(latitude=48.85, longitude=2.35))
    answer = await reception.reply(paris)

    assert "ngoài Việt Nam" in answer.text
    assert answer.form is not None
    assert answer.form.asks == "place"
    await finish(reception, who, answer, words)
    assert desk.tickets()[0].place == words[1]


async def test_a_code_with_a_typing_error_is_suggested(desk: FrontDesk) -> None:
    reception, words, who = desk.open(), typed(12), "web:code"
    code = await finish(reception, who, await reach(reception, who, "place", words), words)
    typo = code[:-1] + ("7" if code.endswith("4") else "4")

    answer = await say(reception, f"phản ánh {typo} sao rồi", who=who)

    assert answer.status is Status.CLARIFY
    assert [choice.payload for choice in answer.choices] == [code]


async def test_fifty_messages_in_a_second_get_one_notice_and_are_all_answered_in_order(
    desk: FrontDesk,
) -> None:
    reception, words, who = desk.open(pace=PEOPLE), typed(13), "web:fifty"
    texts = ["tôi muốn phản ánh", *words, *(f"câu hỏi số {n}" for n in range(45))]

    answers = await asyncio.gather(*(say(reception, text, who=who) for text in texts))
    async with asyncio.timeout(120):
        told: list[News] = []
        while len(told) < 30:
            told += await reception.news(who)
            await asyncio.sleep(0.2)

    assert [answer == desk_words.TOO_FAST for answer in answers].count(True) == 1
    assert [text for way, text in desk.said(who) if way == "in"] == texts
    assert set(desk.states()) == {"answered"}
    (ticket,) = desk.tickets()
    assert (ticket.content, ticket.place, ticket.phone) == words[:3]
    assert answers[4].ticket == ticket.code


async def test_a_confirmation_sent_twice_while_rasa_forgets_it_files_one_report(
    desk: FrontDesk,
) -> None:
    reception, words, who = desk.open(), typed(14), "web:twice"
    await reach(reception, who, "confirmed", words)
    desk.store.fail(2)

    failed = await say(reception, "gửi", who=who, id_="m9")
    again = await say(reception, "gửi", who=who, id_="m9")

    assert failed.ticket is None
    assert "chưa gửi" in failed.text
    assert [ticket.code for ticket in desk.tickets()] == [again.ticket]
