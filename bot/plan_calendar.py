"""Give calendar programs the deadlines of a unit (iCalendar, RFC 5545).

A calendar program cannot sign in. Whoever knows the address reads the calendar, so the address has
a secret part, kept only as a hash; whose it is, and what they may read, is looked up each time.
"""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event, vDuration
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.plan_items import PlanItem, items_of
from bot.plan_standing import Light, standings_of
from bot.progress import of_plan
from bot.staff.rights import Right, Role, audience_of, rights_of
from bot.store.models import AuditRow
from bot.store.progress import CalendarRow
from bot.store.staff import StaffRow
from bot.wording import day as day_text
from bot.wording import where
from knowledge.passages import place_key
from knowledge.types import Audience, Plan

_ZONE = "Asia/Ho_Chi_Minh"
# Days before, at eight in the morning: an all-day event begins at midnight.
_ALARMS = (timedelta(days=7) - timedelta(hours=8), timedelta(days=1) - timedelta(hours=8))
_PAST, _AHEAD = timedelta(days=366), timedelta(days=732)


@dataclass(frozen=True, kw_only=True)
class OwnCalendar:
    """One calendar that somebody has made."""

    id: int
    place: str
    unit: str
    made_at: datetime


@dataclass(frozen=True, kw_only=True)
class Opened:
    """What an address leads to."""

    place: str
    unit: str
    audience: Audience
    """Of its owner, as they are now."""


def make(
    session: Session, *, staff_id: int, login: str, place: str, unit: str, now: datetime
) -> str:
    """Make the address of a unit's calendar and return its secret part, which is kept nowhere.

    An earlier address of the same person for the same unit leads nowhere from then on.
    """
    key = place_key(place)
    session.execute(
        delete(CalendarRow).where(
            CalendarRow.staff_id == staff_id, CalendarRow.place == key, CalendarRow.unit == unit
        )
    )
    token = secrets.token_urlsafe(32)
    row = CalendarRow(token_hash=_hash(token), staff_id=staff_id, place=key, unit=unit, made_at=now)
    session.add(row)
    session.flush()
    _note(session, row.id, "calendar.make", by=login, now=now)
    return token


def revoke(session: Session, calendar_id: int, *, staff_id: int, login: str, now: datetime) -> bool:
    """Take one of somebody's addresses out of use, and say whether there was one."""
    gone = session.execute(
        delete(CalendarRow)
        .where(CalendarRow.id == calendar_id, CalendarRow.staff_id == staff_id)
        .returning(CalendarRow.id)
    ).first()
    if gone is not None:
        _note(session, calendar_id, "calendar.revoke", by=login, now=now)
    return gone is not None


def of_staff(session: Session, staff_id: int) -> list[OwnCalendar]:
    """Return somebody's calendars."""
    rows = session.scalars(
        select(CalendarRow).where(CalendarRow.staff_id == staff_id).order_by(CalendarRow.id)
    )
    return [
        OwnCalendar(id=row.id, place=row.place, unit=row.unit, made_at=row.made_at) for row in rows
    ]


def open_address(session: Session, token: str) -> Opened | None:
    """Return what an address leads to; None if nothing, or its owner may not read plans (now)."""
    row = session.scalar(select(CalendarRow).where(CalendarRow.token_hash == _hash(token)))
    staff = session.get(StaffRow, row.staff_id) if row else None
    if row is None or staff is None or staff.state != "active":
        return None
    roles = [Role(role) for role in staff.roles]
    if Right.PLANS not in rights_of(roles):
        return None
    return Opened(place=row.place, unit=row.unit, audience=audience_of(roles))


def calendar_of(
    session: Session, plans: Sequence[Plan], *, place: str, unit: str, today: date, page: str = ""
) -> bytes:
    """Return the deadlines of a unit in these plans of the place, from a year ago to two ahead.

    `page` is the address of the plans' pages; empty: unknown.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Mot Cua//Ke hoach//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", f"Hạn kế hoạch: {unit}")
    calendar.add("x-wr-timezone", _ZONE)
    calendar.add("refresh-interval", vDuration(timedelta(hours=6)), {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for plan in plans:
        if place_key(plan.place) == place:
            for event in _events(session, plan, unit, today, page):
                calendar.add_component(event)
    return bytes(calendar.to_ical())


def _events(session: Session, plan: Plan, unit: str, today: date, page: str) -> Iterable[Event]:
    items = [item for item in items_of(plan) if item.is_of(unit)]
    held = of_plan(session, plan.id)
    for standing in standings_of(items, held, today):
        item = standing.item
        for due in item.due_days(today - _PAST, today + _AHEAD):
            is_done = standing.light is Light.DONE and (
                not item.is_due_often or due == standing.due
            )
            event = Event()
            event.add("uid", f"{_uid(item, due.period)}@motcua")
            changed = standing.latest.at if standing.latest else None
            read = datetime.combine(plan.source.as_of, time(), UTC)
            event.add("dtstamp", max(read, changed) if changed else read)
            event.add("dtstart", due.day)
            event.add("dtend", due.day + timedelta(days=1))
            event.add("summary", f"{'✓ ' if is_done else ''}{item.name}")
            event.add("description", _description(plan, item))
            event.add("class", "PRIVATE" if plan.audience is not Audience.PUBLIC else "PUBLIC")
            event.add("transp", "TRANSPARENT")
            if page:
                event.add("url", f"{page}/{plan.id}")
            if not is_done and due.day >= today:
                for before in _ALARMS:
                    event.add_component(_alarm(item, before))
            yield event


def _alarm(item: PlanItem, before: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Sắp đến hạn: {item.name}")
    alarm.add("trigger", -before)
    return alarm


def _description(plan: Plan, item: PlanItem) -> str:
    issued = f", ngày {day_text(plan.issued)}" if plan.issued else ""
    lines = [
        f"Hạn ghi trong kế hoạch: {item.due}",
        f"Chỉ tiêu: {item.target_text}" if item.target_text else "",
        f"Đơn vị chủ trì: {item.lead}",
        f"Đơn vị phối hợp: {item.support}" if item.support else "",
        f"Nơi nhận: {item.to}" if item.to else "",
        f"Nguồn: {plan.title}{f', số {plan.number}' if plan.number else ''}{issued}; "
        f"{where(item.at)}",
    ]
    return "\n".join(line for line in lines if line)


def _uid(item: PlanItem, period: str) -> str:
    """Return what stays the same when the day is moved, so that the event moves with it."""
    said = f"{item.plan_id}\n{item.id}\n{item.digest}\n{period}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _note(session: Session, calendar_id: int, action: str, *, by: str, now: datetime) -> None:
    session.add(AuditRow(at=now, actor=by, action=action, subject=f"calendar:{calendar_id}"))
