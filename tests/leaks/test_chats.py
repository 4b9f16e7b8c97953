"""Nothing that is for officials gets out through Zalo and Telegram, but to whom it is for."""

import logging
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.staff import link
from bot.staff.rights import Role
from bot.store import inbox
from bot.store.models import MessageRow, OutboxRow
from bot.store.staff import StaffRow
from bot.store.traffic import ParcelRow
from bot.types import Message
from knowledge.types import Audience
from tests.fakes.server import Fault
from tests.leaks.asking import one_of_each_way, talks
from tests.leaks.chats import PLATFORMS, Chat, chat_on
from tests.leaks.conftest import Town
from tests.leaks.facts import SUBJECTS, marks_for
from tests.leaks.looking import everything, found, leaked, logged

pytestmark = pytest.mark.slow

LAPTOP = SUBJECTS[0]
FEE = LAPTOP.marks[0]
MARK = "[Cán bộ]"
GOING_ON = ("chi tiết hơn", "thế còn giấy tờ?", "các bước thế nào", "1", "2", "nộp ở đâu")


@pytest.fixture(params=PLATFORMS)
async def chat(
    request: pytest.FixtureRequest, planted: Town, tmp_path: Path
) -> AsyncIterator[Chat]:
    """Return a chat on each platform."""
    async with chat_on(request.param, planted, tmp_path) as made:
        yield made


@pytest.fixture
async def telegram(planted: Town, tmp_path: Path) -> AsyncIterator[Chat]:
    """Return a chat on Telegram alone: what is told apart here lies behind the adapters."""
    async with chat_on("telegram", planted, tmp_path) as made:
        yield made


async def test_a_resident_draws_no_fact_out_of_a_chat(
    chat: Chat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told = 0

    for talk in one_of_each_way():
        for turn in talk.turns:
            out = await chat.tell(turn)
            told += len(out)
            assert leaked("\n".join(out), said=chat.said) == [], (talk.way, turn)
            assert MARK not in "\n".join(out)
        for _title, payload in chat.buttons()[:3] if chat.front.tap else ():
            assert chat.front.tap is not None
            out = await chat.deliver(chat.front.tap(payload))
            assert leaked("\n".join(out), said=chat.said) == [], (talk.way, payload)
    assert told > len(chat.said) / 2
    kept = everything(chat.stage.store) + logged(caplog.records)
    assert leaked(kept, said=chat.said) == []


async def test_an_official_finds_the_facts_in_a_linked_chat_and_sees_the_mode(chat: Chat) -> None:
    await chat.link_to(chat.hire(Role.OFFICIAL))

    out: list[str] = []
    for talk in talks():
        if talk.way == "asked" and talk.subject in SUBJECTS[:8]:
            answers = await chat.tell(talk.turns[0])
            assert answers
            assert answers[0].removeprefix("<b>").startswith(MARK)
            out += answers

    hoped = {mark for subject in SUBJECTS[:8] for mark in subject.marks}
    assert found("\n".join(out)) >= hoped & marks_for(Audience.OFFICIAL)


def _unlink(chat: Chat, staff_id: int) -> None:
    chat.stage.store.run_now(lambda s: link.unlink(s, chat.id, now=chat.stage.clock[0]))


def _revoke(chat: Chat, staff_id: int) -> None:
    now = chat.stage.clock[0]
    chat.stage.store.run_now(lambda s: link.unlink_all(s, staff_id, now=now, actor="admin"))


def _change(chat: Chat, staff_id: int, **fields: object) -> None:
    def work(session: Session) -> None:
        session.execute(update(StaffRow).where(StaffRow.id == staff_id).values(**fields))

    chat.stage.store.run_now(work)


def _disable(chat: Chat, staff_id: int) -> None:
    _change(chat, staff_id, state="disabled")


def _demote(chat: Chat, staff_id: int) -> None:
    _change(chat, staff_id, roles=[Role.COUNTER])


WAYS_OUT = {"unlinked": _unlink, "revoked": _revoke, "disabled": _disable, "demoted": _demote}


@pytest.fixture(params=WAYS_OUT)
def end(request: pytest.FixtureRequest) -> Callable[[Chat, int], None]:
    """Return each way in which a chat ceases to be an official's."""
    return WAYS_OUT[request.param]


def _reader(chat: Chat) -> Audience:
    return chat.stage.store.run_now(
        lambda s: link.audience_in(s, chat.id, otherwise=Audience.PUBLIC)
    )


async def test_nothing_goes_on_from_what_only_an_official_could_see(
    telegram: Chat, end: Callable[[Chat, int], None]
) -> None:
    staff_id = telegram.hire(Role.OFFICIAL)
    await telegram.link_to(staff_id)
    (answer,) = await telegram.tell(LAPTOP.asks[0])
    assert FEE in answer
    end(telegram, staff_id)

    for turn in (*GOING_ON, *LAPTOP.asks, LAPTOP.id, "sai rồi", "1"):
        out = "\n".join(await telegram.tell(turn))
        own = (*telegram.said, *GOING_ON)
        assert leaked(out, said=own, audience=_reader(telegram)) == [], turn


async def test_an_old_button_opens_nothing_any_more(
    telegram: Chat, end: Callable[[Chat, int], None]
) -> None:
    staff_id = telegram.hire(Role.OFFICIAL)
    await telegram.link_to(staff_id)
    await telegram.tell(LAPTOP.asks[0])
    # Some carry plain words, which anybody may say.
    buttons = [payload for _title, payload in telegram.buttons() if payload.startswith("#")]
    assert buttons
    end(telegram, staff_id)

    assert telegram.front.tap is not None
    for payload in buttons:
        (out,) = await telegram.deliver(telegram.front.tap(payload))
        assert "Nút này cũ" in out


async def test_the_same_message_once_more_does_not_bring_the_old_answer(
    telegram: Chat, end: Callable[[Chat, int], None]
) -> None:
    staff_id = telegram.hire(Role.OFFICIAL)
    await telegram.link_to(staff_id)
    again = Message(conversation_id=telegram.id, text=LAPTOP.asks[0], id="m-1")
    first = await telegram.stage.reception.reply(again)
    assert FEE in first.text
    end(telegram, staff_id)

    second = await telegram.stage.reception.reply(again)

    assert FEE not in second.text
    assert leaked(str(second), said=[LAPTOP.asks[0]], audience=_reader(telegram)) == []


async def test_an_answer_that_waits_to_be_sent_is_not_sent_any_more(
    telegram: Chat, end: Callable[[Chat, int], None]
) -> None:
    staff_id = telegram.hire(Role.OFFICIAL)
    await telegram.link_to(staff_id)
    telegram.front.fail_next(Fault.ERROR, Fault.ERROR)
    assert await telegram.tell(LAPTOP.asks[0]) == []
    assert FEE in str([row.payload for row in telegram.stage.rows(ParcelRow)])
    end(telegram, staff_id)

    for _ in range(3):
        await telegram.stage.later(seconds=900)

    assert FEE not in "\n".join(telegram.front.sent())
    assert FEE not in str([row.payload for row in telegram.stage.rows(ParcelRow)])
    assert telegram.front.sent()


async def test_what_was_to_be_told_unasked_is_not_told_any_more(
    telegram: Chat, end: Callable[[Chat, int], None]
) -> None:
    staff_id = telegram.hire(Role.OFFICIAL)
    await telegram.link_to(staff_id)
    await telegram.tell("xin chào")
    now = telegram.stage.clock[0]

    def remind(session: Session) -> None:
        whom = Audience.OFFICIAL
        inbox.tell(session, telegram.id, text=FEE, kind="reminder", now=now, audience=whom)

    telegram.stage.store.run_now(remind)
    end(telegram, staff_id)
    await telegram.stage.later(seconds=5)

    assert FEE not in "\n".join(telegram.front.sent())
    assert FEE not in str([row.text for row in telegram.stage.rows(OutboxRow) if not row.sent_at])


async def test_what_an_official_is_told_unasked_shows_the_mode(telegram: Chat) -> None:
    await telegram.link_to(telegram.hire(Role.OFFICIAL))
    await telegram.tell("xin chào")
    now = telegram.stage.clock[0]

    def remind(session: Session) -> None:
        whom = Audience.OFFICIAL
        inbox.tell(session, telegram.id, text=FEE, kind="reminder", now=now, audience=whom)

    telegram.stage.store.run_now(remind)
    await telegram.stage.later(seconds=5)

    last = telegram.front.sent()[-1]
    assert FEE in last
    assert MARK in last


async def test_a_question_that_waits_counts_as_of_when_it_is_answered(
    telegram: Chat, end: Callable[[Chat, int], None]
) -> None:
    staff_id = telegram.hire(Role.OFFICIAL)
    await telegram.link_to(staff_id)
    await telegram.take(telegram.front.text(LAPTOP.asks[0], 5))
    end(telegram, staff_id)

    before = len(telegram.front.sent())
    await telegram.stage.later(seconds=5)

    out = "\n".join(telegram.front.sent()[before:])
    assert out
    assert leaked(out, said=[LAPTOP.asks[0]], audience=_reader(telegram)) == []


async def test_messages_keep_for_whom_they_were_answered(telegram: Chat) -> None:
    staff_id = telegram.hire(Role.OFFICIAL)
    await telegram.tell("xin chào")
    await telegram.link_to(staff_id)
    await telegram.tell(LAPTOP.asks[0])
    _demote(telegram, staff_id)
    telegram.stage.clock[0] += timedelta(minutes=1)
    await telegram.tell(LAPTOP.asks[1])

    kept = [(row.direction, row.audience) for row in telegram.stage.rows(MessageRow)]
    assert kept == [
        *(("in", "public"), ("out", "public")),
        *(("in", "official"), ("out", "official")),
        *(("in", "staff"), ("out", "staff")),
    ]
