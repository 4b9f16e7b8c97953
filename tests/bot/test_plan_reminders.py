"""Who is reminded of what, on which day, and never twice."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.plan_reminders import remind, set_wish, wish_of
from bot.progress import State
from bot.staff.link import unlink
from bot.store.engine import Store, open_store
from bot.store.models import OutboxRow
from bot.store.staff import StaffLinkRow, StaffRow
from knowledge.types import Plan
from tests.bot.made_plan import (
    MARK,
    NOW,
    TODAY,
    deadline,
    item,
    plan,
    plan_for_officials,
    plan_of_elsewhere,
    put,
    said,
    staff,
)

WARD = "phường Bến Gỗ"
CHAT = "telegram:11"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a database with one official, Lan, who wants to be reminded on her chat."""
    store = open_store(f"sqlite:///{tmp_path}/r.sqlite")
    with store.transaction() as session:
        session.add(staff())
        session.flush()
        set_wish(session, (7, 1), staff_id=1, login="lan", now=NOW)
        session.add(StaffLinkRow(conversation_id=CHAT, staff_id=1, linked_at=NOW))
    yield store
    store.close()


def run(store: Store, *plans: Plan, today: date = TODAY, place: str = WARD) -> list[str]:
    """Remind once, and return what came into the outbox by it."""
    before = len(texts(store))
    store.run_now(lambda s: remind(s, plans or (plan(),), place=place, today=today, now=NOW))
    return texts(store)[before:]


def texts(store: Store) -> list[str]:
    return [row.text for row in rows(store)]


def rows(store: Store) -> Sequence[OutboxRow]:
    with store.transaction() as session:
        return session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()


def only(due: str) -> Plan:
    return plan(indicators=(), duties=(), deadlines=(deadline(1, "Tổng kết", due),))


def days_told(store: Store, of: Plan, first: date, count: int) -> list[date]:
    days = [first + timedelta(days=n) for n in range(count)]
    return [day for day in days if run(store, of, today=day)]


def test_each_step_is_told_once_on_its_day(store: Store) -> None:
    told = days_told(store, only("ngày 30/11/2026"), date(2026, 11, 15), 30)
    assert told == [date(2026, 11, 23), date(2026, 11, 29)]


def test_across_the_turn_of_the_year_and_on_a_leap_day(store: Store) -> None:
    told = days_told(store, only("ngày 03/01/2027"), date(2026, 12, 20), 30)
    assert told == [date(2026, 12, 27), date(2027, 1, 2)]
    leap = days_told(store, only("ngày 29/02/2028"), date(2028, 2, 15), 30)
    assert leap == [date(2028, 2, 22), date(2028, 2, 28)]


def test_the_same_day_again_tells_nothing_more(store: Store) -> None:
    assert len(run(store, today=TODAY)) == 1
    assert run(store, today=TODAY) == []


def test_a_crash_before_the_end_tells_all_of_it_later(store: Store) -> None:
    def crash(session: Session) -> None:
        remind(session, [plan()], place=WARD, today=TODAY, now=NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.run_now(crash)
    assert texts(store) == []
    assert len(run(store)) == 1


def test_a_server_that_was_down_on_the_day_tells_it_on_the_next(store: Store) -> None:
    assert days_told(store, only("ngày 30/11/2026"), date(2026, 11, 25), 10) == [
        date(2026, 11, 25),
        date(2026, 11, 29),
    ]


def test_what_is_said_names_the_day_the_words_and_the_plan(store: Store) -> None:
    (text,) = run(store, only("trước ngày 01/12/2026"))
    assert "còn 7 ngày (hết ngày 30/11/2026): Tổng kết" in text
    assert "trước ngày 01/12/2026" in text
    assert "Kế hoạch chuyển đổi số phường Bến Gỗ năm 2026" in text


def test_what_is_done_is_not_spoken_of(store: Store) -> None:
    with store.transaction() as session:
        put(session, item("h4"), said(State.DONE))
    assert run(store) == []


def test_last_months_report_does_not_quieten_this_months(store: Store) -> None:
    with store.transaction() as session:
        put(session, item("h2"), said(State.DONE, period="2026-11"))
    (text,) = run(store, today=date(2026, 12, 12))
    assert "Báo cáo tháng" in text
    with store.transaction() as session:
        put(session, item("h2"), said(State.DONE, period="2026-12"))
    assert run(store, today=date(2026, 12, 18)) == []


def test_nobody_is_reminded_by_default(store: Store) -> None:
    store.run_now(lambda s: set_wish(s, (), staff_id=1, login="lan", now=NOW))
    assert store.run_now(lambda s: wish_of(s, 1)) == ()
    assert run(store) == []


def test_only_days_that_are_offered_are_kept(store: Store) -> None:
    store.run_now(lambda s: set_wish(s, (1, 99, 14, 1), staff_id=1, login="lan", now=NOW))
    assert store.run_now(lambda s: wish_of(s, 1)) == (14, 1)


def test_without_a_linked_chat_nothing_is_told(store: Store) -> None:
    store.run_now(lambda s: unlink(s, CHAT, now=NOW))
    assert run(store) == []


def test_what_waits_goes_with_the_link(store: Store) -> None:
    assert len(run(store)) == 1
    store.run_now(lambda s: unlink(s, CHAT, now=NOW))
    assert texts(store) == []


def test_it_waits_as_something_for_officials(store: Store) -> None:
    run(store)
    assert [(r.conversation_id, r.kind, r.audience) for r in rows(store)] == [
        (CHAT, "reminder", "official")
    ]


@pytest.mark.parametrize(
    "change",
    [{"state": "disabled"}, {"roles": ["counter"]}, {"unit": ""}, {"unit": "Công an phường"}],
)
def test_who_may_not_or_need_not_know_is_not_told(store: Store, change: dict[str, object]) -> None:
    with store.transaction() as session:
        (lan,) = session.scalars(select(StaffRow))
        for name, value in change.items():
            setattr(lan, name, value)
    assert run(store, plan(), plan_for_officials()) == []


def test_an_internal_plan_is_spoken_of_to_officials(store: Store) -> None:
    (text,) = run(store, plan_for_officials())
    assert MARK in text


def test_a_unit_of_the_same_name_elsewhere_is_not_meant(store: Store) -> None:
    assert run(store, plan_of_elsewhere()) == []


def test_a_plan_without_dates_reminds_of_nothing(store: Store) -> None:
    assert run(store, only("thường xuyên")) == []


def test_many_at_once_are_one_message(store: Store) -> None:
    many = tuple(deadline(n, f"Việc {n}", "ngày 30/11/2026") for n in range(1, 26))
    (text,) = run(store, plan(deadlines=many))
    assert "Việc 10 " in text
    assert "và 15 việc khác" in text
    assert len(text) < 4000
