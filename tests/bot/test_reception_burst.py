"""Whoever writes too fast is told so once, loses nothing, and holds up nobody."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from bot import desk_words
from bot.store import deferred, inbox
from bot.store.deferred import Here, Whose
from bot.store.models import MessageRow, OutboxRow
from bot.types import Answer, Decision, Location, Message
from tests.bot.front_desk import (
    FEE,
    LAMP,
    NOW,
    Crash,
    FrontDesk,
    PlainDialogue,
    news,
    say,
    say_all,
    until,
)

Make = Callable[..., FrontDesk]
QUICK = "10 per 1 second"
# Nothing more is answered within the time of a test.
HARDLY = "2 per 1 hour"
BURST = [f"câu hỏi số {number}" for number in range(50)]


async def at_once(desk: FrontDesk, pace: str, texts: list[str]) -> list[Answer]:
    reception = desk.open(pace=pace)
    return await asyncio.gather(*(say(reception, text, id_=text) for text in texts))


async def test_of_fifty_messages_at_once_the_first_are_answered_and_one_notice_is_given(
    front_desk: Make,
) -> None:
    answers = await at_once(front_desk(), HARDLY, BURST)

    assert [answer.text == desk_words.TOO_FAST.text for answer in answers[:2]] == [False] * 2
    assert answers[2] == desk_words.TOO_FAST
    assert all(answer.is_silent for answer in answers[3:])


async def test_all_fifty_messages_are_kept(front_desk: Make) -> None:
    desk = front_desk()
    await at_once(desk, HARDLY, BURST)

    kept = [row for row in desk.rows(MessageRow) if row.direction == "in"]
    assert sorted(row.text for row in kept) == sorted(BURST)
    assert [row.text for row in kept if row.state == "deferred"] == BURST[2:]


@pytest.mark.slow
async def test_all_fifty_messages_are_answered_once_and_in_order(front_desk: Make) -> None:
    desk = front_desk()
    answers = await at_once(desk, QUICK, BURST)
    told = await news(desk.opened[0], 40)

    rows = {row.id: row for row in desk.rows(MessageRow)}
    asked = [rows[row.reply_to or 0].text for row in rows.values() if row.direction == "out"]
    assert asked == BURST
    assert {row.state for row in rows.values() if row.direction == "in"} == {"answered"}
    late = [row.text for row in rows.values() if row.direction == "out"][10:]
    assert [each.text for each in told] == late
    assert {each.kind for each in told} == {"answer"}
    assert sum(not answer.is_silent for answer in answers) == 11


async def test_a_burst_does_not_hold_up_others(front_desk: Make) -> None:
    desk = front_desk()
    await at_once(desk, HARDLY, BURST)

    answer = await say(desk.opened[0], FEE, who="web:binh")

    assert "21.000 đồng" in answer.text


async def test_a_message_behind_waiting_ones_waits_too(front_desk: Make) -> None:
    desk = front_desk()
    await at_once(desk, "2 per 1 second", BURST[:3])

    assert (await say(desk.opened[0], "câu cuối")).is_silent

    assert [each.text for each in await news(desk.opened[0], 2)]
    assert [text for way, text in desk.said() if way == "in"][-2:] == ["câu hỏi số 2", "câu cuối"]


async def test_a_report_typed_too_fast_is_filed_as_it_was_typed(front_desk: Make) -> None:
    desk = front_desk()
    await at_once(desk, "3 per 1 second", list(LAMP))
    last = (await news(desk.opened[0], 2))[-1]

    (ticket,) = desk.tickets()
    assert ticket.code in last.text
    assert (ticket.content, ticket.place, ticket.phone) == (LAMP[1], LAMP[2], None)


async def test_a_waiting_message_that_is_sent_again_is_kept_and_answered_once(
    front_desk: Make,
) -> None:
    desk = front_desk()
    await at_once(desk, "1 per 1 second", [FEE, "xin chào"])

    assert (await say(desk.opened[0], "xin chào", id_="xin chào")).is_silent
    await news(desk.opened[0], 1)
    await until(lambda: desk.states() == ["answered", "answered"])

    assert len(desk.rows(OutboxRow)) == 1


async def test_an_answered_message_that_is_sent_again_in_a_burst_gets_its_answer(
    front_desk: Make,
) -> None:
    desk = front_desk()
    first, *_ = await at_once(desk, HARDLY, [FEE, *BURST[:4]])

    assert (await say(desk.opened[0], FEE, id_=FEE)).text == first.text


# When the process ends


async def test_waiting_messages_are_answered_after_a_restart(front_desk: Make) -> None:
    desk = front_desk()
    await at_once(desk, HARDLY, [FEE, "xin chào", "tạm biệt", FEE + " đi"])
    await desk.opened[0].close()
    assert desk.states() == ["answered", "answered", "deferred", "deferred"]

    restarted = desk.open()
    await restarted.resume()
    told = await news(restarted, 2)

    assert "21.000 đồng" in told[1].text
    assert desk.states() == ["answered"] * 4


async def test_a_waiting_message_keeps_its_place_and_picture_over_a_restart(
    front_desk: Make, picture: bytes
) -> None:
    desk = front_desk()
    reception = desk.open(pace=HARDLY)
    await say_all(reception, LAMP[:2])
    photo = await reception.keep_photo(picture)
    place = Location(latitude=21.01, longitude=105.75)
    late = Message(conversation_id="web:an", text="ở đây", location=place, photo=photo)
    assert (await reception.reply(late)).act == "wait"
    await reception.close()

    restarted = desk.open()
    await restarted.resume()
    (told,) = await news(restarted, 1)
    assert told.answer is not None
    assert told.answer.form is not None

    assert told.answer.form.slots["photo"] == photo
    assert told.answer.form.slots["place"] == "21.01,105.75"


@pytest.mark.parametrize(
    ("here", "taken"),
    [
        ("all", {"web:lost", "web:late", "toy:late"}),
        ("others", {"web:lost", "web:late"}),
        ("platforms", {"toy:late"}),
    ],
)
def test_what_was_being_answered_on_a_platform_comes_again_with_its_event(
    front_desk: Make, here: Here, taken: set[str]
) -> None:
    """A process takes up whom it serves; "toy_land" is no platform."""
    desk = front_desk()
    for id_, state in (
        ("web:lost", "received"),
        ("web:late", "deferred"),
        ("toy:lost", "received"),
        ("toy:late", "deferred"),
        ("toyXland:lost", "answered"),
    ):
        message = Message(conversation_id=id_, text=FEE, id="m1")
        desk.store.run_now(
            lambda s, message=message, state=state: inbox.receive(s, message, now=NOW, state=state)
        )

    whose = Whose(platforms=("toy", "toy_land"), here=here)
    since = NOW - timedelta(days=1)
    found = desk.store.run_now(lambda s: deferred.take_up(s, since=since, whose=whose))

    assert set(found) == taken
    assert desk.states().count("received") == (1 if "web:lost" in taken else 2)


async def test_a_message_that_failed_and_then_comes_too_fast_is_not_lost(front_desk: Make) -> None:
    """It has its row already, as one that is being answered; nobody answers it."""
    desk = front_desk()
    reception = desk.open(pace="1 per 1 second")
    message = Message(conversation_id="web:an", text=FEE, id="m1")
    desk.store.run_now(lambda s: inbox.receive(s, message, now=NOW, state="received"))
    await say(reception, "xin chào")

    assert (await reception.reply(message)).act == "wait"
    (told,) = await news(reception, 1)

    assert "21.000" in told.text


# When something breaks behind the scenes


async def test_waiting_messages_outlast_a_database_that_is_away(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open(pace="1 per 1 second")
    await say(reception, FEE)
    await say(reception, "xin chào")
    desk.store.fail(*range(1, 6))

    await until(lambda: desk.store.count >= 6)
    (told,) = await news(desk.open(), 1)

    assert told.kind == "answer"
    assert desk.states() == ["answered", "answered"]
    assert len(desk.rows(OutboxRow)) == 1


@dataclass
class Poisoned(PlainDialogue):
    """Breaks at one text."""

    async def decide(
        self, message: Message, *, asks: str | None = None, may_join: bool = False
    ) -> Decision:
        if message.text == "thuốc độc":
            raise Crash
        return await super().decide(message, asks=asks, may_join=may_join)


async def test_a_waiting_message_that_breaks_us_does_not_hold_up_the_next(
    front_desk: Make, caplog: pytest.LogCaptureFixture
) -> None:
    desk = replace(front_desk(), dialogue=Poisoned())
    await at_once(desk, "2 per 1 second", [FEE, "xin chào", "thuốc độc", FEE + " đi"])

    (told,) = await news(desk.opened[0], 1)

    assert "21.000 đồng" in told.text
    assert desk.states() == ["answered", "answered", "failed", "answered"]
    assert "thuốc độc" not in caplog.text
