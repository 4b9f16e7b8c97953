"""Make and keep the accounts of staff; whatever changes what somebody may do ends their sessions.

Passwords come hashed: that is slow work, which does not belong in a transaction.
"""

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.staff import link, sessions
from bot.staff.rights import Role
from bot.staff.sign_in import lock_of, note
from bot.store.staff import StaffRow
from bot.types import BotError
from knowledge.text import clean

# Before its first sign-in by single sign-on an account waits for an e-mail address; then it is
# bound to the provider's own name for the person, which no other person ever gets.
AWAITED = "email:"
_LOGIN = re.compile(r"[a-z][a-z0-9._-]{1,31}", re.ASCII)
# What the audit and the events of tickets call others than staff.
_RESERVED = frozenset({"resident", "assistant", "anonymous", "staff", "system", "shell"})
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s.]{2,60}")
_LONGEST = 120


class Fault(StrEnum):
    """Why something was not done to an account."""

    LOGIN = "a login is 2 to 32 of a-z, 0-9, dot, _ and -, begins with a letter, and is a person's"
    TAKEN = "there is an account with this login"
    NAME = f"a name has 1 to {_LONGEST} characters, a unit at most as many"
    ROLES = "an account needs a role"
    EMAIL = "this is no e-mail address"
    EMAIL_TAKEN = "another account has this e-mail address"
    LAST_ADMIN = "this is the last account that keeps accounts; make another one first"
    UNKNOWN = "there is no such account"
    OWN = "nobody resets their own second factor or closes their own account"


class AccountRefused(BotError):
    """Something may not be done to an account, and nothing was."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account as those who keep accounts see it."""

    id: int
    login: str
    name: str
    unit: str
    roles: tuple[Role, ...]
    is_active: bool
    has_password: bool
    must_change_password: bool
    has_totp: bool
    locked_until: datetime | None
    single_sign_on: Literal["none", "awaited", "bound"]
    email: str
    """That is awaited; "" if none is."""
    chats: int
    """How many of Zalo and Telegram are linked."""
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What is said of somebody when an account is made or changed."""

    name: str
    unit: str = ""
    roles: Collection[Role]


def create(
    session: Session,
    login: str,
    profile: Profile,
    *,
    password_hash: str,
    email: str = "",
    actor: str,
    now: datetime,
) -> int:
    """Make an account that changes its password at the first sign-in; return its id.

    Raises AccountRefused.
    """
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login) or login in _RESERVED:
        raise AccountRefused(Fault.LOGIN)
    checked = _checked(profile)
    if session.scalar(select(StaffRow.id).where(StaffRow.login == login)) is not None:
        raise AccountRefused(Fault.TAKEN)
    row = StaffRow(
        login=login,
        name=checked.name,
        unit=checked.unit,
        roles=_listed(checked.roles),
        state="active",
        password_hash=password_hash,
        must_change_password=True,
        totp_secret=None,
        totp_step=0,
        failures=0,
        locked_until=None,
        oidc_subject=_awaited(session, email, None),
        created_at=now,
    )
    session.add(row)
    session.flush()
    note(session, actor, "created", row.id, now=now)
    return row.id


def change(session: Session, staff_id: int, profile: Profile, *, actor: str, now: datetime) -> None:
    """Change name, unit and roles. Raises AccountRefused."""
    row, checked = _found(session, staff_id), _checked(profile)
    if Role.ADMIN not in checked.roles:
        _keep_an_admin(session, row)
    row.name = checked.name
    if (row.unit, sorted(row.roles)) == (checked.unit, _listed(checked.roles)):
        note(session, actor, "renamed", row.id, now=now)
        return
    row.unit, row.roles = checked.unit, _listed(checked.roles)
    sessions.end_all(session, row.id)
    note(session, actor, "rights_changed", row.id, now=now)


def disable(session: Session, staff_id: int, *, actor: str, now: datetime) -> None:
    """Close an account; who has it is out at once, in linked chats too. Raises AccountRefused."""
    row = _found(session, staff_id)
    if row.login == actor:
        raise AccountRefused(Fault.OWN)
    _keep_an_admin(session, row)
    row.state = "disabled"
    sessions.end_all(session, row.id)
    link.unlink_all(session, row.id, now=now, actor=actor)
    note(session, actor, "disabled", row.id, now=now)


def enable(session: Session, staff_id: int, *, actor: str, now: datetime) -> None:
    """Open a closed account again. Raises AccountRefused."""
    row = _found(session, staff_id)
    row.state, row.failures, row.locked_until = "active", 0, None
    note(session, actor, "enabled", row.id, now=now)


def unlock(session: Session, staff_id: int, *, actor: str, now: datetime) -> None:
    """Take away a lock that came of wrong tries. Raises AccountRefused."""
    row = _found(session, staff_id)
    row.failures, row.locked_until = 0, None
    note(session, actor, "unlocked", row.id, now=now)


def reset_password(
    session: Session, staff_id: int, password_hash: str, *, actor: str, now: datetime
) -> None:
    """Give a password that has to be changed at the next sign-in. Raises AccountRefused."""
    row = _found(session, staff_id)
    row.password_hash, row.must_change_password = password_hash, True
    row.failures, row.locked_until = 0, None
    sessions.end_all(session, row.id)
    note(session, actor, "password_reset", row.id, now=now)


def reset_totp(session: Session, staff_id: int, *, actor: str, now: datetime) -> None:
    """Take away the second factor, and the chats of the same telephone. Raises AccountRefused.

    At the next sign-in it is set up anew.
    """
    row = _found(session, staff_id)
    if row.login == actor:
        # With a stolen session the thief would bring a telephone of his own.
        raise AccountRefused(Fault.OWN)
    row.totp_secret, row.totp_step = None, 0
    sessions.end_all(session, row.id)
    # Mostly a telephone was lost, and the linked chats are on it.
    link.unlink_all(session, row.id, now=now, actor=actor)
    note(session, actor, "totp_reset", row.id, now=now)


def unlink(session: Session, staff_id: int, *, actor: str, now: datetime) -> None:
    """Take all chats from an account. Raises AccountRefused."""
    link.unlink_all(session, _found(session, staff_id).id, now=now, actor=actor)


def await_email(session: Session, staff_id: int, email: str, *, actor: str, now: datetime) -> None:
    """Let somebody in by single sign-on with this address, or not ("").

    Raises AccountRefused.
    """
    row = _found(session, staff_id)
    row.oidc_subject = _awaited(session, email, row.id)
    sessions.end_all(session, row.id)
    note(session, actor, "single_sign_on_changed", row.id, now=now)


def all_accounts(session: Session, *, now: datetime) -> list[Account]:
    """Return all accounts, those in use first, by login."""
    rows = session.scalars(select(StaffRow).order_by(StaffRow.state, StaffRow.login)).all()
    chats = Counter(each.staff_id for each in link.links_of(session, [row.id for row in rows]))
    return [_shown(row, chats[row.id], now) for row in rows]


def one_account(session: Session, staff_id: int, *, now: datetime) -> Account:
    """Return an account. Raises AccountRefused."""
    return _shown(_found(session, staff_id), len(link.links_of(session, [staff_id])), now)


def id_of(session: Session, login: str) -> int:
    """Return whose login it is. Raises AccountRefused."""
    found = session.scalar(select(StaffRow.id).where(StaffRow.login == login.strip().lower()))
    if found is None:
        raise AccountRefused(Fault.UNKNOWN)
    return found


def _shown(row: StaffRow, chats: int, now: datetime) -> Account:
    subject = row.oidc_subject or ""
    is_awaited = subject.startswith(AWAITED)
    return Account(
        id=row.id,
        login=row.login,
        name=row.name,
        unit=row.unit,
        roles=tuple(Role(role) for role in row.roles),
        is_active=row.state == "active",
        has_password=row.password_hash is not None,
        must_change_password=row.must_change_password,
        has_totp=row.totp_secret is not None,
        locked_until=lock_of(row, now=now),
        single_sign_on="awaited" if is_awaited else "bound" if subject else "none",
        email=subject.removeprefix(AWAITED) if is_awaited else "",
        chats=chats,
        created_at=row.created_at,
    )


def _found(session: Session, staff_id: int) -> StaffRow:
    row = session.get(StaffRow, staff_id)
    if row is None:
        raise AccountRefused(Fault.UNKNOWN)
    return row


def _checked(profile: Profile) -> Profile:
    name, unit = clean(profile.name), clean(profile.unit)
    if not 1 <= len(name) <= _LONGEST or len(unit) > _LONGEST:
        raise AccountRefused(Fault.NAME)
    if not profile.roles:
        raise AccountRefused(Fault.ROLES)
    return Profile(name=name, unit=unit, roles=frozenset(profile.roles))


def _listed(roles: Collection[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def _keep_an_admin(session: Session, row: StaffRow) -> None:
    if Role.ADMIN not in row.roles or row.state != "active":
        return
    others = session.scalars(
        select(StaffRow).where(StaffRow.state == "active", StaffRow.id != row.id)
    )
    if not any(Role.ADMIN in other.roles for other in others):
        raise AccountRefused(Fault.LAST_ADMIN)


def _awaited(session: Session, email: str, own_id: int | None) -> str | None:
    email = email.strip().lower()
    if not email:
        return None
    if not _EMAIL.fullmatch(email):
        raise AccountRefused(Fault.EMAIL)
    subject = AWAITED + email
    holder = session.scalar(select(StaffRow.id).where(StaffRow.oidc_subject == subject))
    if holder not in (None, own_id):
        raise AccountRefused(Fault.EMAIL_TAKEN)
    return subject
