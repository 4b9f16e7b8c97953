"""Let in who the office's own provider vouches for, if an admin has made an account before."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.staff import sessions
from bot.staff.accounts import AWAITED
from bot.staff.sign_in import NOBODY, Outcome, complete, note
from bot.store.staff import StaffRow


@dataclass(frozen=True, kw_only=True)
class Vouched:
    """Whom the provider says that somebody is."""

    issuer: str
    subject: str
    """The provider's own name for the person; never given to another one."""
    email: str
    """Verified by the provider; "" for none."""
    has_two_factors: bool
    """They showed the provider more than a password."""


def let_in(session: Session, vouched: Vouched, *, now: datetime) -> Outcome:
    """Give a session: the whole one after two factors, else half of one.

    The first time an account is found by the e-mail address that it awaits, and is bound to the
    provider's subject: addresses pass on to other people. From then on it has no password.
    """
    key = f"{vouched.issuer} {vouched.subject}"
    row = session.scalar(select(StaffRow).where(StaffRow.oidc_subject == key))
    if row is None and vouched.email:
        awaited = AWAITED + vouched.email.strip().lower()
        row = session.scalar(select(StaffRow).where(StaffRow.oidc_subject == awaited))
    if row is None or row.state != "active":
        actor = NOBODY if row is None else row.login
        note(session, actor, "single_sign_on_refused", None if row is None else row.id, now=now)
        return Outcome()
    if row.oidc_subject != key:
        row.oidc_subject = key
        row.password_hash, row.must_change_password = None, False
        sessions.end_all(session, row.id)
        note(session, row.login, "single_sign_on_bound", row.id, now=now)
    if vouched.has_two_factors:
        return Outcome(cookie=complete(session, row, None, now=now))
    return Outcome(cookie=sessions.begin(session, row.id, stage="password", now=now))
