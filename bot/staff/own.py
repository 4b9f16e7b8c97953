"""What somebody does to their own account: the password, and sessions in other browsers."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.staff import sessions
from bot.staff.sessions import SignedIn
from bot.staff.sign_in import note, renew
from bot.store.staff import StaffRow


def change_password(session: Session, who: SignedIn, new_hash: str, *, now: datetime) -> str:
    """Keep a new password, end every session, and return the cookie of a new one."""
    row = session.get_one(StaffRow, who.staff_id)
    row.password_hash, row.must_change_password = new_hash, False
    row.failures, row.locked_until = 0, None
    note(session, who.login, "password_changed", who.staff_id, now=now)
    return renew(session, who, now=now)


def end_others(session: Session, who: SignedIn, *, now: datetime) -> None:
    """End the sessions in all other browsers."""
    sessions.end_all(session, who.staff_id, but=who.session_id)
    note(session, who.login, "sign_out_elsewhere", who.staff_id, now=now)
