"""Sign somebody in: count each try before it is judged, and lock after too many.

A password gives half a session, a code of the authenticator app the whole one, under another
cookie each time. Slow work (hashing) is the caller's, between `begin_try` and `judge_password`,
so that the database is not held up by it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.staff import sessions, totp
from bot.staff.passwords import Verdict
from bot.staff.sessions import SignedIn, Stage
from bot.store.models import AuditRow
from bot.store.staff import StaffRow

FREE_TRIES = 5
_FIRST_LOCK, LONGEST_LOCK = timedelta(minutes=1), timedelta(hours=1)
# What somebody typed who has no account is not written down: it may be a password.
NOBODY = "anonymous"


@dataclass(frozen=True, kw_only=True)
class Try:
    """One try to prove who one is; it counts as failed until it is found right."""

    staff_id: int | None
    """None: there is no such account."""
    password_hash: str | None
    may_succeed: bool
    """The account is in use, has a password, and is not locked."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a try."""

    cookie: str = ""
    """Of the next session; empty: it failed."""
    locked_until: datetime | None = None
    """To be told only to somebody who has proved the password."""


def begin_try(session: Session, login: str, *, now: datetime) -> Try:
    """Count a try at a password; of many at once no more are judged than one after the other."""
    row = session.scalar(select(StaffRow).where(StaffRow.login == login.strip().lower()))
    if row is None:
        return Try(staff_id=None, password_hash=None, may_succeed=False)
    is_open = row.state == "active" and row.password_hash is not None
    if not is_open or lock_of(row, now=now):
        return Try(staff_id=row.id, password_hash=row.password_hash, may_succeed=False)
    _count(session, row, now=now)
    return Try(staff_id=row.id, password_hash=row.password_hash, may_succeed=True)


def is_proved(session: Session, tried: Try, verdict: Verdict, *, now: datetime) -> bool:
    """Say whether a try at a password has succeeded; if so, it does not count as failed."""
    row = session.get(StaffRow, tried.staff_id) if tried.staff_id is not None else None
    if row is None:
        note(session, NOBODY, "sign_in_failed", None, now=now)
        return False
    is_same = row.state == "active" and row.password_hash == tried.password_hash
    if not (tried.may_succeed and verdict.is_right and is_same):
        _note_failure(session, row, "sign_in_failed", now=now, counts=tried.may_succeed)
        return False
    row.failures = max(0, row.failures - 1)
    row.locked_until = None
    if verdict.new_hash is not None:
        row.password_hash = verdict.new_hash
    return True


def judge_password(session: Session, tried: Try, verdict: Verdict, *, now: datetime) -> Outcome:
    """Give half a session for the right password."""
    if not is_proved(session, tried, verdict, now=now) or tried.staff_id is None:
        return Outcome()
    return Outcome(cookie=sessions.begin(session, tried.staff_id, stage="password", now=now))


def judge_code(session: Session, who: SignedIn, code: str, *, now: datetime) -> Outcome:
    """Give the whole session for half of one and a code that has not been used."""
    row = session.get(StaffRow, who.staff_id)
    if row is None or row.totp_secret is None or who.stage != "password":
        return Outcome()
    if locked := lock_of(row, now=now):
        return Outcome(locked_until=locked)
    step = totp.accepted_step(row.totp_secret, code, now=now, after=row.totp_step)
    if step is None:
        _count(session, row, now=now)
        _note_failure(session, row, "code_failed", now=now)
        return Outcome(locked_until=lock_of(row, now=now))
    row.totp_step = step
    return Outcome(cookie=complete(session, row, who.session_id, now=now))


def set_up_totp(
    session: Session, who: SignedIn, code: str, *, secret: str, now: datetime
) -> Outcome:
    """Keep a second factor once a code shows that the app has it, and give the whole session.

    Never in place of one: a password alone must not change the second factor.
    """
    row = session.get(StaffRow, who.staff_id)
    if row is None or row.totp_secret is not None or who.stage != "password":
        return Outcome()
    step = totp.accepted_step(secret, code, now=now, after=0)
    if step is None:
        return Outcome()
    row.totp_secret, row.totp_step = secret, step
    note(session, row.login, "totp_set_up", row.id, now=now)
    return Outcome(cookie=complete(session, row, who.session_id, now=now))


def complete(session: Session, row: StaffRow, half: str | None, *, now: datetime) -> str:
    """Begin the whole session in place of the half one, and return its cookie."""
    row.failures, row.locked_until = 0, None
    if half is not None:
        sessions.end(session, half)
    note(session, row.login, "sign_in", row.id, now=now)
    return sessions.begin(session, row.id, stage="full", now=now)


def sign_out(session: Session, who: SignedIn, *, now: datetime) -> None:
    """End the session."""
    sessions.end(session, who.session_id)
    note(session, who.login, "sign_out", who.staff_id, now=now)


def renew(session: Session, who: SignedIn, *, stage: Stage = "full", now: datetime) -> str:
    """End every session of somebody and begin one under another cookie."""
    sessions.end_all(session, who.staff_id)
    return sessions.begin(session, who.staff_id, stage=stage, now=now)


def lock_of(row: StaffRow, *, now: datetime) -> datetime | None:
    """Return until when an account is locked.

    A lock that ends later than any can was set under a wrong clock, and is none.
    """
    until = row.locked_until
    return until if until and now < until <= now + LONGEST_LOCK else None


def note(session: Session, actor: str, action: str, staff_id: int | None, *, now: datetime) -> None:
    """Write into the audit what was done to an account."""
    subject = "staff:-" if staff_id is None else f"staff:{staff_id}"
    session.add(AuditRow(at=now, actor=actor, action=f"staff.{action}", subject=subject))


def _count(session: Session, row: StaffRow, *, now: datetime) -> None:
    row.failures += 1
    if row.failures < FREE_TRIES:
        return
    doubled = min(row.failures - FREE_TRIES, 10)
    row.locked_until = now + min(_FIRST_LOCK * 2**doubled, LONGEST_LOCK)


def _note_failure(
    session: Session, row: StaffRow, action: str, *, now: datetime, counts: bool = True
) -> None:
    note(session, row.login, action, row.id, now=now)
    if counts and lock_of(row, now=now):
        note(session, row.login, "locked", row.id, now=now)
