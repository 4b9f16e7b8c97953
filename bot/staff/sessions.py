"""Sessions of the staff page: begun, found, ended."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from bot.staff.rights import Right, Role, audience_of, rights_of
from bot.store.staff import StaffRow, StaffSessionRow
from knowledge.types import Audience

Stage = Literal["password", "full"]

# A working day; and a browser that was left alone at the counter.
LASTS = timedelta(hours=12)
IDLE = timedelta(minutes=60)
# Time for the second factor.
HALF_WAY = timedelta(minutes=10)
# Clocks are set back by less. A session that begins later than that was begun under a wrong clock,
# and would last too long.
_CLOCK_SLACK = timedelta(minutes=5)
# Writing down each request would make every look a write.
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """Who sits at the other end of a request."""

    staff_id: int
    login: str
    name: str
    unit: str
    roles: frozenset[Role]
    stage: Stage
    csrf: str
    session_id: str
    must_change_password: bool
    has_totp: bool
    has_password: bool = True
    """False: they sign in at the office's provider."""

    @property
    def rights(self) -> frozenset[Right]:
        """What they may do."""
        return rights_of(self.roles)

    @property
    def audience(self) -> Audience:
        """Whom they count as when something is asked."""
        return audience_of(self.roles)


def begin(session: Session, staff_id: int, *, stage: Stage, now: datetime) -> str:
    """Begin a session and return its cookie, which is kept nowhere else."""
    cookie = secrets.token_urlsafe(32)
    session.add(
        StaffSessionRow(
            id=_id(cookie),
            staff_id=staff_id,
            stage=stage,
            csrf=secrets.token_urlsafe(32),
            created_at=now,
            seen_at=now,
            ends_at=now + (LASTS if stage == "full" else HALF_WAY),
        )
    )
    session.flush()
    return cookie


def find(session: Session, cookie: str, *, now: datetime, is_used: bool = True) -> SignedIn | None:
    """Return whose session it is; None if it ended, was left alone, or the account is closed.

    Unless `is_used`, the time for which it may be left alone runs on.
    """
    row = session.get(StaffSessionRow, _id(cookie)) if cookie else None
    if row is None or row.ends_at <= now or row.seen_at + IDLE <= now:
        return None
    if row.created_at > now + _CLOCK_SLACK:
        return None
    staff = session.get(StaffRow, row.staff_id)
    if staff is None or staff.state != "active":
        return None
    if is_used and row.seen_at + _SEEN_EVERY <= now:
        row.seen_at = now
    return SignedIn(
        staff_id=staff.id,
        login=staff.login,
        name=staff.name,
        unit=staff.unit,
        roles=frozenset(Role(role) for role in staff.roles),
        stage="full" if row.stage == "full" else "password",
        csrf=row.csrf,
        session_id=row.id,
        must_change_password=staff.must_change_password,
        has_totp=staff.totp_secret is not None,
        has_password=staff.password_hash is not None,
    )


def end(session: Session, session_id: str) -> None:
    """End a session; its cookie opens nothing any more."""
    session.execute(delete(StaffSessionRow).where(StaffSessionRow.id == session_id))


def end_all(session: Session, staff_id: int, *, but: str = "") -> None:
    """End every session of somebody, but one perhaps."""
    session.execute(
        delete(StaffSessionRow).where(
            StaffSessionRow.staff_id == staff_id, StaffSessionRow.id != but
        )
    )


@dataclass(frozen=True, kw_only=True)
class OpenSession:
    """One browser in which somebody is signed in, as its owner is shown it."""

    id: str
    created_at: datetime
    seen_at: datetime


def of_staff(session: Session, staff_id: int, *, now: datetime) -> list[OpenSession]:
    """Return in how many browsers somebody is signed in, newest first."""
    rows = session.scalars(
        select(StaffSessionRow)
        .where(
            StaffSessionRow.staff_id == staff_id,
            StaffSessionRow.stage == "full",
            StaffSessionRow.ends_at > now,
            StaffSessionRow.seen_at > now - IDLE,
        )
        .order_by(StaffSessionRow.created_at.desc())
    )
    return [OpenSession(id=row.id, created_at=row.created_at, seen_at=row.seen_at) for row in rows]


def purge(session: Session, *, now: datetime) -> int:
    """Take out what has ended or was left alone, and return how many."""
    done = session.execute(
        delete(StaffSessionRow)
        .where(or_(StaffSessionRow.ends_at <= now, StaffSessionRow.seen_at <= now - IDLE))
        .returning(StaffSessionRow.id)
        .execution_options(synchronize_session=False)
    )
    return len(done.all())


def _id(cookie: str) -> str:
    return hashlib.sha256(cookie.encode()).hexdigest()
