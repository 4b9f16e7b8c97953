"""Nothing that a resident says is lost or done twice, and each message gets its one answer."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot import handover
from bot.consent import consent_notice
from bot.handover_states import Reason
from bot.store.models import HandoverRow, MessageRow, OutboxRow
from bot.types import Act, Answer, Decision, Location, Message, Status
from tests.bot.front_desk import (
    FEE,
    LAMP,
    NOW,
    WARD,
    Crash,
    FrontDesk,
    PlainDialogue,
    news,
    say,
    say_all,
)

Make = Callable[..., FrontDesk]


def same(answer: Answer) -> tuple[object, ...]:
    """Return what a resident notices of an answer."""
    return answer.id, answer.text, answer.status, answer.citations, answer.ticket, answer.notice


# The same message again


async def test_a_message_that_is_sent_again_gets_the_same_answer_and_is_kept_once(
    front_desk: Make,
) -> None:
    desk = front_desk()
    reception = desk.open()

    first = await say(reception, FEE, id_="m1")
    again = await say(reception, FEE, id_="m1")

    assert same(again) == same(first)
    assert [direction for direction, _ in desk.said()] == ["in", "out"]


async def test_the_same_words_under_another_id_are_another_message(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open()

    await say(reception, FEE, id_="m1")
    await say(reception, FEE, id_="m2")

    assert [direction for direction, _ in desk.said()] == ["in", "out", "in", "out"]


async def test_an_id_is_one_conversations_own(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open()

    await say(reception, FEE, id_="m1", who="web:an")
    await say(reception, FEE, id_="m1", who="web:binh")

    assert len(desk.said("web:binh")) == 2


async def test_a_confirmation_that_is_sent_twice_files_one_report(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open()
    await say_all(reception, LAMP[:-1])

    first = await say(reception, "gửi", id_="m5")
    again = await say(reception, "gửi", id_="m5")

    assert first.ticket
    assert again.ticket == first.ticket
    assert [ticket.code for ticket in desk.tickets()] == [first.ticket]


async def test_two_copies_of_a_confirmation_at_once_file_one_report(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open()
    await say_all(reception, LAMP[:-1])

    both = await asyncio.gather(*(say(reception, "gửi", id_="m5") for _ in range(2)))

    assert len({answer.ticket for answer in both}) == len(desk.tickets()) == 1


# The process ends between the two transactions of a message


@pytest.mark.parametrize("restarted", [False, True], ids=["same process", "after a restart"])
async def test_a_confirmation_repeated_after_a_crash_files_one_report(
    front_desk: Make, restarted: bool
) -> None:
    desk = front_desk()
    reception = desk.open()
    await say_all(reception, LAMP[:-1])
    desk.store.fail(2, error=Crash())
    with pytest.raises(Crash):
        await say(reception, "gửi", id_="m5")
    assert desk.tickets() == []

    after = await say(desk.open() if restarted else reception, "gửi", id_="m5")

    (ticket,) = desk.tickets()
    assert after.ticket == ticket.code
    assert (ticket.content, ticket.place) == (LAMP[1], LAMP[2])
    assert [text for direction, text in desk.said() if direction == "in"] == list(LAMP)


async def test_what_a_crash_left_unanswered_is_answered_after_the_restart(
    front_desk: Make,
) -> None:
    desk = front_desk()
    reception = desk.open()
    await say_all(reception, LAMP[:-1])
    desk.store.fail(2, error=Crash())
    with pytest.raises(Crash):
        await say(reception, "gửi", id_="m5")

    restarted = desk.open()
    await restarted.resume()
    (told,) = await news(restarted, 1)

    (ticket,) = desk.tickets()
    assert ticket.code in told.text
    assert (await say(restarted, "gửi", id_="m5")).ticket == ticket.code
    assert len(desk.tickets()) == 1


async def test_what_a_crash_left_is_not_answered_once_the_conversation_has_gone_on(
    front_desk: Make,
) -> None:
    desk = front_desk()
    reception = desk.open()
    desk.store.fail(2, error=Crash())
    with pytest.raises(Crash):
        await say(reception, FEE)
    await say(reception, FEE)

    restarted = desk.open()
    await restarted.resume()
    await asyncio.sleep(0.05)

    assert desk.states() == ["received", "answered"]
    assert desk.rows(OutboxRow) == []


async def test_what_a_crash_left_days_ago_is_not_answered(front_desk: Make) -> None:
    desk = front_desk()
    desk.store.fail(2, error=Crash())
    with pytest.raises(Crash):
        await say(desk.open(), FEE)
    desk.clock[0] = NOW + timedelta(days=3)

    await desk.open().resume()
    await asyncio.sleep(0.05)

    assert desk.rows(OutboxRow) == []


# One conversation's messages in order


async def test_messages_of_one_conversation_are_answered_in_the_order_in_which_they_came(
    front_desk: Make,
) -> None:
    desk = front_desk()
    reception = desk.open()

    answers = await asyncio.gather(*(say(reception, text) for text in LAMP))

    assert answers[-1].ticket
    assert [text for way, text in desk.said() if way == "in"] == list(LAMP)
    answered = [row.reply_to for row in desk.rows(MessageRow) if row.direction == "out"]
    assert answered == sorted(row.id for row in desk.rows(MessageRow) if row.direction == "in")


# What is said once


async def test_the_notice_comes_with_the_first_answer_of_a_conversation_and_no_other(
    front_desk: Make,
) -> None:
    desk = front_desk()
    reception = desk.open()

    first, second = await say_all(reception, [FEE, "xin chào"])
    (other,) = await say_all(desk.open(), ["xin chào"], who="telegram:5")

    assert first.notice == consent_notice(WARD)
    assert second.notice == ""
    assert other.notice == first.notice


async def test_feedback_is_asked_for_after_the_first_answer_and_never_again(
    front_desk: Make,
) -> None:
    desk = front_desk()

    said = await say_all(desk.open(), ["mở két sắt ngân hàng", FEE, FEE])
    (after_restart,) = await say_all(desk.open(), [FEE])

    assert [answer.status is Status.ANSWERED for answer in said] == [False, True, True]
    assert [answer.asks_feedback for answer in said] == [False, True, False]
    assert not after_restart.asks_feedback


# A person takes the conversation


async def hold(desk: FrontDesk, who: str = "web:an") -> None:
    """Let a member of staff take the conversation."""

    def take(session: Session) -> None:
        opening = WARD.opening
        asked = handover.open_handover(session, who, Reason.ASKED, opening=opening, now=NOW)
        handover.take(session, asked.id, "lan", now=NOW)

    await desk.store.run(take)


@dataclass
class TakenMeanwhile(PlainDialogue):
    """While it decides, a member of staff takes the conversation."""

    take: Callable[[], Awaitable[None]] | None = None

    async def decide(
        self, message: Message, *, asks: str | None = None, may_join: bool = False
    ) -> Decision:
        if self.take:
            await self.take()
        return await super().decide(message, asks=asks, may_join=may_join)


@pytest.mark.parametrize("last", [FEE, "gửi"], ids=["a question", "a confirmation"])
async def test_who_is_taken_by_a_person_while_we_think_hears_nothing_from_us(
    front_desk: Make, last: str
) -> None:
    dialogue = TakenMeanwhile()
    desk = replace(front_desk(), dialogue=dialogue)
    reception = desk.open()
    await say_all(reception, LAMP[:-1] if last == "gửi" else ["xin chào"])
    dialogue.take = lambda: hold(desk)

    answer = await say(reception, last)

    assert answer.is_silent
    assert answer.text == answer.notice == ""
    assert desk.tickets() == []
    assert desk.states()[-1] == "silent"


async def test_a_form_is_where_it_was_when_the_person_gives_the_conversation_back(
    front_desk: Make,
) -> None:
    desk = front_desk()
    reception = desk.open()
    await say_all(reception, LAMP[:-1])
    await hold(desk)
    assert (await say(reception, "gửi")).is_silent

    (row,) = desk.rows(HandoverRow)
    await desk.store.run(lambda s: handover.give_back(s, row.id, "lan", now=NOW))
    answer = await say(reception, "gửi")

    assert [ticket.code for ticket in desk.tickets()] == [answer.ticket]


# What else came with the words


async def test_what_came_with_a_message_is_kept_with_it(front_desk: Make, picture: bytes) -> None:
    desk = front_desk()
    place = Location(latitude=21.01, longitude=105.75)

    reception = desk.open()
    photo = await reception.keep_photo(picture)

    await reception.reply(
        Message(conversation_id="web:an", text="chỗ này", location=place, photo=photo)
    )
    await say(reception, "xin chào")

    kept = [row.shared for row in desk.rows(MessageRow) if row.direction == "in"]
    assert kept == [
        {"location": {"latitude": 21.01, "longitude": 105.75}, "photo": photo},
        None,
    ]


async def test_an_act_of_the_desk_is_done_once_however_often_it_is_sent(front_desk: Make) -> None:
    desk = front_desk()
    desk.dialogue.acts["gặp cán bộ"] = Act.PERSON
    reception = desk.open()

    first = await say(reception, "gặp cán bộ", id_="m1")
    again = await say(reception, "gặp cán bộ", id_="m1")

    assert same(first) == same(again)
    assert len(desk.rows(HandoverRow)) == 1


async def test_a_photo_that_nobody_sent_is_left_out(front_desk: Make) -> None:
    desk = front_desk()
    reception = desk.open()
    for name in ("a" * 32 + ".jpg", "../../ward.toml"):
        await reception.reply(Message(conversation_id="web:an", text="ảnh đây", photo=name))

    kept = [row.shared for row in desk.rows(MessageRow) if row.direction == "in"]
    assert all(not shared or not shared.get("photo") for shared in kept)
