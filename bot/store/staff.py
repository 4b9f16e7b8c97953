"""The tables of staff: accounts, sessions of the staff page, and chats that belong to them."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Id, Row


class StaffRow(Row):
    """One account of the staff page."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    """Lower case; what hand-overs, tickets and the audit name the person by."""
    name: Mapped[str]
    unit: Mapped[str]
    """As plans and `[[routes]]` name it; "" for none."""
    roles: Mapped[list[str]]
    state: Mapped[str]
    """active or disabled."""
    password_hash: Mapped[str | None]
    """argon2id; None: signs in elsewhere, or has not set one."""
    must_change_password: Mapped[bool]
    totp_secret: Mapped[str | None]
    """Base32; None: no second factor yet, which must be set up at the first sign-in."""
    totp_step: Mapped[int]
    """The last 30-second step whose code was used: a code is good for one use."""
    failures: Mapped[int]
    """In a row."""
    locked_until: Mapped[datetime | None]
    oidc_subject: Mapped[str | None] = mapped_column(unique=True)
    """Issuer and subject of single sign-on, "email:…" until it is first used; None: not used."""
    created_at: Mapped[datetime]


class StaffSessionRow(Row):
    """One browser in which somebody is signed in, or has given the password only."""

    __tablename__ = "staff_sessions"

    id: Mapped[str] = mapped_column(primary_key=True)
    """SHA-256 of the cookie: who reads the table cannot sign in with it."""
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    stage: Mapped[str]
    """password: the second factor is missing; full: signed in."""
    csrf: Mapped[str]
    """What every form of this session must carry."""
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class StaffLinkCodeRow(Row):
    """A one-time code with which a chat of Zalo or Telegram is linked to an account."""

    __tablename__ = "staff_link_codes"

    staff_id: Mapped[int] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[str] = mapped_column(index=True)
    ends_at: Mapped[datetime]


class StaffLinkRow(Row):
    """A chat that belongs to a member of staff."""

    __tablename__ = "staff_links"

    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    linked_at: Mapped[datetime]


class LinkAttemptRow(Row):
    """How often a chat has lately typed wrong link codes."""

    __tablename__ = "staff_link_attempts"

    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime]
