"""The tables of what is kept at run time: conversations, tickets, hand-overs, and what was done."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Alembic needs a name for each constraint that it may have to change.
_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps no time zone, so it is put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC. Raises ValueError for one without a time zone."""
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the stored moment with its time zone."""
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


# SQLite counts rows up by itself only for a column of type INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


class Row(DeclarativeBase):
    """What all tables share."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy's own
        datetime: Moment,
        dict[str, Any]: JSON,
        float: Double,
        list[str]: JSON,
    }


class ConversationRow(Row):
    """One conversation in one channel: what it is about, and what it was told."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Channel, colon, the channel's own id: "web:3f2…"."""
    channel: Mapped[str]
    created_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)
    memory: Mapped[dict[str, Any]]
    """bot/conversations.py: Conversation as JSON."""
    notice_at: Mapped[datetime | None]
    """When the resident was told how personal data is used."""
    feedback_asked_at: Mapped[datetime | None]


class MessageRow(Row):
    """One message of a conversation, in or out; incoming ones are kept before they are answered."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation_id", "external_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    direction: Mapped[str]
    """in (resident), out (assistant) or staff."""
    external_id: Mapped[str | None]
    """The channel's id of an incoming message; a second one with the same id is a retry."""
    reply_to: Mapped[int | None] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), index=True
    )
    """Of an answer: the message it answers."""
    at: Mapped[datetime] = mapped_column(index=True)
    text: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    """Of an incoming one: received, answered, deferred (too many at once), silent (a person has
    the conversation) or failed."""
    status: Mapped[str | None]
    act: Mapped[str | None]
    answer: Mapped[dict[str, Any] | None]
    """The whole Answer, citations included: a retry gets it again."""
    shared: Mapped[dict[str, Any] | None]
    """What came with an incoming one besides words: a place, a picture, that it was a button."""
    ms: Mapped[float | None]
    audience: Mapped[str] = mapped_column(default="public", server_default="public")
    """Who may read it: of an incoming one whom its writer counted as, of an answer for whom it was
    looked up."""


class TicketRow(Row):
    """A resident's report (phản ánh, kiến nghị)."""

    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[str | None] = mapped_column(
        ForeignKey("conversations.id", ondelete="SET NULL"), index=True
    )
    filed_by: Mapped[int | None] = mapped_column(
        ForeignKey("messages.id", ondelete="SET NULL"), unique=True
    )
    """The message that confirmed it: it can file no second one."""
    category: Mapped[str] = mapped_column(index=True)
    unit: Mapped[str]
    content: Mapped[str]
    place: Mapped[str]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    phone: Mapped[str | None] = mapped_column(index=True)
    photo: Mapped[str | None]
    """File name in the photo folder."""
    state: Mapped[str]
    assignee: Mapped[str | None]
    """Login of who in the unit deals with it; no resident reads that."""
    joined_to: Mapped[int | None] = mapped_column(
        ForeignKey("tickets.id", ondelete="SET NULL"), index=True
    )
    """The earlier report of the same thing; what happens to that one is told here too."""
    created_at: Mapped[datetime] = mapped_column(index=True)
    updated_at: Mapped[datetime]
    cleared_at: Mapped[datetime | None]
    """When all that could tell whose it was had been taken out (bot/store/retention.py)."""


class TicketEventRow(Row):
    """One change of a ticket's state."""

    __tablename__ = "ticket_events"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    state: Mapped[str]
    by: Mapped[str]
    """resident, assistant or a member of staff."""
    note: Mapped[str]
    """What the resident is told besides the new state."""


class HandoverRow(Row):
    """One time that a conversation was, or waits to be, in a person's hands."""

    __tablename__ = "handovers"
    # At most one open hand-over a conversation.
    __table_args__ = (
        Index(
            "uq_handovers_open",
            "conversation_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    state: Mapped[str] = mapped_column(index=True)
    reason: Mapped[str]
    """asked, failed, distress or after_hours."""
    opened_at: Mapped[datetime]
    state_at: Mapped[datetime]
    """Since when it is in this state."""
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None]
    staff_last_at: Mapped[datetime | None]
    for_unit: Mapped[str | None]
    """The unit that it was passed on to, until somebody takes it."""
    for_staff: Mapped[str | None]
    """Login of the person that it was passed on to."""
    closed_at: Mapped[datetime | None]


class FeedbackRow(Row):
    """What a resident thinks of an answer, a ticket or a hand-over."""

    __tablename__ = "feedback"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[int | None] = mapped_column(
        ForeignKey("messages.id", ondelete="CASCADE"), index=True
    )
    """The answer meant."""
    kind: Mapped[str]
    """answer, ticket or handover."""
    value: Mapped[int]
    """1 useful, 0 not; of tickets and hand-overs 1 to 5."""
    reason: Mapped[str]
    at: Mapped[datetime]


class EditorQuestionRow(Row):
    """A question that was not answered, or not well, waiting for the knowledge editor."""

    __tablename__ = "editor_questions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    message_id: Mapped[int | None] = mapped_column(
        ForeignKey("messages.id", ondelete="SET NULL"), unique=True
    )
    question: Mapped[str]
    """Without personal data."""
    candidates: Mapped[list[str]]
    """Codes that the search found, best first."""
    audience: Mapped[str] = mapped_column(default="public", server_default="public")
    """Who may read the question and its candidates: they were found for such a reader."""
    why: Mapped[str]
    """no_content, not_useful or wrong."""
    state: Mapped[str] = mapped_column(index=True)
    """open or done."""
    at: Mapped[datetime]


class OutboxRow(Row):
    """What the resident is told unasked: news of a ticket, a person's words, a late answer."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_untold",
            "conversation_id",
            sqlite_where=text("sent_at IS NULL"),
            postgresql_where=text("sent_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    """ticket, handover, staff or answer."""
    text: Mapped[str]
    answer: Mapped[dict[str, Any] | None]
    audience: Mapped[str] = mapped_column(default="public", server_default="public")
    """Who may read it; gone when the chat does not belong to such a reader any more."""
    notice_id: Mapped[int | None] = mapped_column(Id, index=True)
    """Row in broadcast_sends, of a notice to subscribers."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(index=True)


class AuditRow(Row):
    """Who did what to whose data; holds no personal data itself."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
