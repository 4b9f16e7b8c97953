"""The calendar of a unit: what is in it, and who can open it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.plan_calendar import calendar_of, make, of_staff, open_address, revoke
from bot.progress import State
from bot.store.engine import Store, open_store
from bot.store.progress import CalendarRow
from bot.store.staff import StaffRow
from knowledge.passages import place_key
from knowledge.types import Audience, Plan
from tests.bot.made_plan import (
    DEADLINES,
    NOW,
    TODAY,
    UNIT,
    deadline,
    item,
    plan,
    plan_of_elsewhere,
    put,
    said,
    staff,
)

PLACE = place_key("phường Bến Gỗ")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """Return a database with one official, Lan."""
    store = open_store(f"sqlite:///{tmp_path}/c.sqlite")
    with store.transaction() as session:
        session.add(staff())
    yield store
    store.close()


def events(store: Store, *plans: Plan, today: date = TODAY) -> list[Event]:
    body = store.run_now(
        lambda s: calendar_of(
            s, plans, place=PLACE, unit=UNIT, today=today, page="https://example.vn/ke-hoach"
        )
    )
    return [each for each in Calendar.from_ical(body).walk() if isinstance(each, Event)]


def named(found: list[Event], name: str) -> list[Event]:
    return [each for each in found if str(each["summary"]).endswith(name)]


def test_an_event_fills_the_last_day_that_is_in_time(store: Store) -> None:
    (one,) = named(events(store, plan()), "Tổng kết chợ đêm")
    assert one.decoded("dtstart") == date(2026, 11, 30)
    assert one.decoded("dtend") == date(2026, 12, 1)
    assert b"DTSTART;VALUE=DATE:20261130" in one.to_ical()
    assert "ngày 30/11/2026" in str(one["description"])
    assert "7/KH-UBND" in str(one["description"])


def test_a_year_end_and_a_leap_day_are_whole_days(store: Store) -> None:
    made = plan(
        deadlines=(
            deadline(1, "Cuối năm", "ngày 31/12/2026"),
            deadline(2, "Ngày nhuận", "ngày 29/02/2028"),
        )
    )
    (end,) = named(events(store, made), "Cuối năm")
    assert (end.decoded("dtstart"), end.decoded("dtend")) == (date(2026, 12, 31), date(2027, 1, 1))
    (leap,) = named(events(store, made), "Ngày nhuận")
    assert (leap.decoded("dtstart"), leap.decoded("dtend")) == (
        date(2028, 2, 29),
        date(2028, 3, 1),
    )


def test_the_zone_is_viet_nams_and_alarms_ring_in_the_morning(store: Store) -> None:
    body = store.run_now(lambda s: calendar_of(s, [plan()], place=PLACE, unit=UNIT, today=TODAY))
    assert b"X-WR-TIMEZONE:Asia/Ho_Chi_Minh" in body
    (one,) = named(events(store, plan()), "Tổng kết chợ đêm")
    alarms = [alarm.decoded("trigger") for alarm in one.walk("VALARM")]
    assert alarms == [-timedelta(days=6, hours=16), -timedelta(hours=16)]


def test_uids_are_unique_and_stay_when_a_day_is_moved(store: Store) -> None:
    before = events(store, plan())
    uids = [str(each["uid"]) for each in before]
    assert len(uids) == len(set(uids)) > 10
    moved = (*DEADLINES[:3], deadline(4, "Tổng kết chợ đêm", "ngày 15/12/2026"))
    (old,), (new,) = (
        named(found, "Tổng kết chợ đêm") for found in (before, events(store, plan(deadlines=moved)))
    )
    assert old["uid"] == new["uid"]
    assert new.decoded("dtstart") == date(2026, 12, 15)


def test_what_is_done_is_marked_and_rings_no_more(store: Store) -> None:
    with store.transaction() as session:
        put(session, item("h4"), said(State.DONE))
        put(session, item("h2"), said(State.DONE, period="2026-11"))
    found = events(store, plan())
    (one,) = named(found, "Tổng kết chợ đêm")
    assert str(one["summary"]).startswith("✓")
    assert one.walk("VALARM") == []
    december = [e for e in named(found, "Báo cáo tháng") if e.decoded("dtstart") > TODAY]
    assert [bool(each.walk("VALARM")) for each in december] == [True]


def test_only_the_units_own_deadlines_of_its_own_ward_are_in_it(store: Store) -> None:
    assert named(events(store, plan()), "nhận tiền qua mã QR") == []
    assert events(store, plan_of_elsewhere()) == []
    assert events(store, plan(indicators=(), duties=(), deadlines=())) == []


def test_what_a_plan_says_cannot_write_lines_of_its_own(store: Store) -> None:
    name = "Tổng kết\r\nEND:VEVENT\nATTENDEE:x"
    (one,) = [
        each
        for each in events(store, plan(deadlines=(deadline(1, name, "ngày 30/11/2026"),)))
        if "ATTENDEE" in str(each["summary"])
    ]
    assert "attendee" not in one


def open_with(store: Store, token: str) -> Audience | None:
    opened = store.run_now(lambda s: open_address(s, token))
    return opened.audience if opened else None


def make_one(session: Session) -> str:
    (lan,) = session.scalars(select(StaffRow))
    return make(session, staff_id=lan.id, login="lan", place=PLACE, unit=UNIT, now=NOW)


def test_an_address_opens_until_it_is_revoked(store: Store) -> None:
    token = store.run_now(make_one)
    assert open_with(store, token) is Audience.OFFICIAL
    assert open_with(store, token + "x") is None
    assert open_with(store, "") is None
    (own,) = store.run_now(lambda s: of_staff(s, 1))
    assert not store.run_now(lambda s: revoke(s, own.id, staff_id=2, login="minh", now=NOW))
    assert open_with(store, token) is Audience.OFFICIAL
    assert store.run_now(lambda s: revoke(s, own.id, staff_id=1, login="lan", now=NOW))
    assert open_with(store, token) is None


def test_a_new_address_closes_the_old_one(store: Store) -> None:
    first, second = store.run_now(make_one), store.run_now(make_one)
    assert open_with(store, first) is None
    assert open_with(store, second) is Audience.OFFICIAL


def test_the_secret_part_is_not_in_the_database(store: Store) -> None:
    token = store.run_now(make_one)
    with store.transaction() as session:
        assert token not in str(session.execute(select(CalendarRow.__table__)).all())


@pytest.mark.parametrize(
    ("change", "audience"),
    [
        ({"state": "disabled"}, None),
        ({"roles": ["counter"]}, None),
        ({"roles": []}, None),
        ({"roles": ["editor"]}, Audience.OFFICIAL),
    ],
)
def test_what_its_owner_may_now_is_looked_up_each_time(
    store: Store, change: dict[str, object], audience: Audience | None
) -> None:
    token = store.run_now(make_one)
    with store.transaction() as session:
        (lan,) = session.scalars(select(StaffRow))
        for name, value in change.items():
            setattr(lan, name, value)
    assert open_with(store, token) is audience
