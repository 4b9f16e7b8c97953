"""Read what was done by whom, newest first; nothing in it says whose data it was."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import AuditRow
from bot.store.staff import StaffRow

PAGE = 50
# What conversations' ids begin with: the rest of one may be a person's number on a platform.
CHANNELS = frozenset({"web", "telegram", "zalo_oa", "zalo_bot", "terminal", "batch"})
# Our own ids never get that long; telephone and chat numbers are.
_LONG_NUMBER = re.compile(r"\d{7,}")
_ACCOUNT = re.compile(r"staff:[0-9]{1,9}")
_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which entries are asked for; what is empty or None is any."""

    actor: str = ""
    action: str = ""
    """How it begins: "staff" for all of staff.sign_in, staff.disabled, …"""
    day: date | None = None
    """In Viet Nam."""
    before: int | None = None
    """Only older ones than this entry."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that was done."""

    id: int
    at: datetime
    actor: str
    action: str
    subject: str
    login: str
    """Whose account it was done to; "" if to none."""


@dataclass(frozen=True, kw_only=True)
class Entries:
    """One page of entries."""

    entries: tuple[Entry, ...]
    more_before: int | None
    """For the next page; None: there are no older ones."""


def read_audit(session: Session, wanted: Wanted) -> Entries:
    """Return a page of what is asked for."""
    query = select(AuditRow).order_by(AuditRow.id.desc()).limit(PAGE + 1)
    if wanted.actor:
        query = query.where(AuditRow.actor == wanted.actor)
    if wanted.action:
        query = query.where(AuditRow.action.startswith(wanted.action, autoescape=True))
    if wanted.day is not None:
        start = datetime.combine(wanted.day, time(), _VIETNAM)
        query = query.where(AuditRow.at >= start, AuditRow.at < start + timedelta(days=1))
    if wanted.before is not None:
        query = query.where(AuditRow.id < wanted.before)
    rows = session.scalars(query).all()
    shown = rows[:PAGE]
    logins = _logins(session, [row.subject for row in shown])
    return Entries(
        entries=tuple(
            Entry(
                id=row.id,
                at=row.at,
                actor=row.actor,
                action=row.action,
                subject=_impersonal(row.subject),
                login=logins.get(row.subject, ""),
            )
            for row in shown
        ),
        more_before=shown[-1].id if len(rows) > PAGE else None,
    )


def _logins(session: Session, subjects: Sequence[str]) -> dict[str, str]:
    """Return the logins of the accounts among subjects."""
    ids = {int(each[6:]) for each in subjects if _ACCOUNT.fullmatch(each)}
    rows = session.execute(select(StaffRow.id, StaffRow.login).where(StaffRow.id.in_(ids)))
    return {f"staff:{staff_id}": login for staff_id, login in rows}


def _impersonal(subject: str) -> str:
    """Return the subject without what could tell a resident: a chat's number is a person's."""
    thing, colon, _ = subject.partition(":")
    if colon and thing in CHANNELS | {"person"}:
        return f"{thing}:…"
    return _LONG_NUMBER.sub("…", subject)
