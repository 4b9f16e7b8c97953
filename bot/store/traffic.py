"""The tables of what messaging platforms tell us, and of what is to be sent to them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Id, Row

REVIEW = "review"
"""Kind of an event that was an official's document: what is said of it is not kept."""
_NEW = text("state = 'new'")
_TO_SEND = text("state IN ('pending', 'sending')")


class EventRow(Row):
    """One thing that a platform told, kept before it was acknowledged."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("channel", "key"),
        # The queue is looked at all the time; what is done is many times more.
        Index(
            "ix_events_new",
            "conversation_id",
            "at",
            "id",
            sqlite_where=_NEW,
            postgresql_where=_NEW,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel: Mapped[str]
    key: Mapped[str]
    """The platform's own: the same for the same event delivered again."""
    conversation_id: Mapped[str] = mapped_column(index=True)
    """Of no row yet, perhaps. Empty: the person had their data deleted; only the key is left."""
    at: Mapped[datetime]
    """When it happened by the platform's clock."""
    received_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[str]
    """new, done, ignored (nothing to do) or failed."""
    kind: Mapped[str | None]
    """What it was: said, staff_said, unreadable, arrived, left, asks_to_forget, review."""
    attempts: Mapped[int]
    next_at: Mapped[datetime | None]
    """Not to be tried again before; None: at once."""
    problem: Mapped[str | None]
    """Class of the error that the last attempt ended with."""
    raw: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The body as it came; taken out some days after the event is done."""
    done_at: Mapped[datetime | None]


class ParcelRow(Row):
    """One message to be sent through a platform; those of a conversation go in order of id."""

    __tablename__ = "parcels"
    __table_args__ = (
        Index(
            "ix_parcels_to_send",
            "conversation_id",
            "id",
            sqlite_where=_TO_SEND,
            postgresql_where=_TO_SEND,
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel: Mapped[str]
    conversation_id: Mapped[str] = mapped_column(index=True)
    event_id: Mapped[int | None] = mapped_column(
        ForeignKey("events.id", ondelete="SET NULL"), index=True
    )
    """What it answers; None: told unasked."""
    answer_id: Mapped[int | None] = mapped_column(Id, index=True)
    """Row of the answer in messages: each answer is sent once, by whichever way it comes."""
    notice_id: Mapped[int | None] = mapped_column(Id, index=True)
    """Row in broadcast_sends, of a notice to subscribers."""
    payload: Mapped[dict[str, Any]]
    """For the adapter's `send`; empty once it is sent."""
    state: Mapped[str]
    """pending, sending (a request may be under way), sent or dead."""
    attempts: Mapped[int]
    next_at: Mapped[datetime | None]
    give_up_at: Mapped[datetime]
    failure: Mapped[str | None]
    """channels/platform.py: Failure, of the last attempt."""
    code: Mapped[str | None]
    """What the platform said to the last attempt, as a code."""
    platform_id: Mapped[str | None]
    """The platform's id of the message that was sent."""
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was sent, or given up."""
    audience: Mapped[str] = mapped_column(default="public", server_default="public")
    """Who may read it: deleted instead of sent when the recipient does not count as that any
    more."""


class SpoolRow(Row):
    """How far a spool (channels/spool.py) has been moved into the events."""

    __tablename__ = "spools"

    token: Mapped[str] = mapped_column(primary_key=True)
    """Of its file: another file has another one, and begins to count anew."""
    moved: Mapped[int] = mapped_column(Id)
    """Number of the last row moved."""
