"""Give a person, or delete, everything that is kept about them (Law 91/2025/QH15)."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.staff.link import forget_chat
from bot.store.desk import DeskNoteRow
from bot.store.models import (
    AuditRow,
    ConversationRow,
    EditorQuestionRow,
    FeedbackRow,
    HandoverRow,
    MessageRow,
    OutboxRow,
    Row,
    TicketEventRow,
    TicketRow,
)
from bot.store.notices import BroadcastSendRow, SubscriptionRow
from bot.store.notices_periods import forget_notices, has_notices
from bot.store.retention import clear
from bot.store.traffic import EventRow, ParcelRow
from bot.store.traffic_periods import forget_traffic, has_traffic
from bot.tickets.check import phone
from bot.tickets.types import OPEN
from bot.types import BotError

RowT = TypeVar("RowT", bound=Row)

# Telephone numbers are few enough to try them all: this hash takes long (some 50 ms) on purpose.
_SALT = b"motcua: who asked for export or deletion"


@dataclass(frozen=True, kw_only=True)
class Person:
    """Whom a request is about, and what of theirs was found."""

    name: str
    """The conversation's id or the telephone number that was asked for."""
    conversations: tuple[str, ...] = ()
    tickets: tuple[int, ...] = ()
    shared: tuple[str, ...] = ()
    """Conversations in which other telephone numbers were given, too: perhaps somebody else's."""

    def is_known(self) -> bool:
        """Say whether anything is kept about them."""
        return bool(self.conversations or self.tickets or self.shared)


@dataclass(frozen=True, kw_only=True)
class Deleted:
    """What was deleted, and what is left to do outside of the database."""

    counts: Counter[str] = field(default_factory=Counter)
    photos: tuple[str, ...] = ()
    """Names of files to delete once the transaction is kept."""
    conversations: tuple[str, ...] = ()
    """Whose open forms Rasa is to forget."""
    withdrawn: tuple[str, ...] = ()
    """Codes of tickets that nobody had answered yet."""


def find_person(session: Session, person: str) -> Person:
    """Return what is theirs: `person` is a conversation's id ("web:…") or a telephone number.

    A number leads to the tickets for which it was given, and to the conversations in which they
    were filed, unless another number was given there, too. Raises BotError for anything else.
    """
    if number := phone(person):
        return _by_phone(session, number)
    if ":" not in person or person.startswith(":"):
        raise BotError(
            "that is neither a telephone number nor the id of a conversation "
            '("web:3f2…", as the channel names it)'
        )
    found = (
        session.get(ConversationRow, person) is not None
        or has_traffic(session, person)
        or has_notices(session, person)
    )
    tickets = session.scalars(select(TicketRow.id).where(TicketRow.conversation_id == person))
    return Person(name=person, conversations=(person,) if found else (), tickets=tuple(tickets))


def export_person(session: Session, person: Person, *, now: datetime, actor: str) -> dict[str, Any]:
    """Return everything kept about a person as JSON values; what Rasa keeps is not in it."""
    _note(session, person, action="export", actor=actor, now=now)
    ids = person.conversations
    return {
        "conversations": [
            _values(row)
            | {
                "messages": _rows(session, MessageRow, MessageRow.conversation_id, [row.id]),
                "handovers": _rows(session, HandoverRow, HandoverRow.conversation_id, [row.id]),
                "feedback": _rows(session, FeedbackRow, FeedbackRow.conversation_id, [row.id]),
                "notices": _rows(session, OutboxRow, OutboxRow.conversation_id, [row.id]),
            }
            for row in session.scalars(
                select(ConversationRow).where(ConversationRow.id.in_(ids)).order_by("created_at")
            )
        ],
        "tickets": [
            _values(row)
            | {"history": _rows(session, TicketEventRow, TicketEventRow.ticket_id, [row.id])}
            for row in session.scalars(
                select(TicketRow).where(TicketRow.id.in_(person.tickets)).order_by(TicketRow.id)
            )
        ],
        "desk_notes": _desk_notes(session, person),
        "editor_questions": _rows(
            session, EditorQuestionRow, EditorQuestionRow.message_id, _messages(session, ids)
        ),
        "events": [_event(row) for row in _found(session, EventRow, EventRow.conversation_id, ids)],
        "parcels": _rows(session, ParcelRow, ParcelRow.conversation_id, ids),
        "subscriptions": [
            _values(row)
            for row in session.scalars(
                select(SubscriptionRow).where(SubscriptionRow.conversation_id.in_(ids))
            )
        ],
        "broadcast_sends": _rows(session, BroadcastSendRow, BroadcastSendRow.conversation_id, ids),
        "shared_conversations": list(person.shared),
    }


def delete_person(
    session: Session, person: Person, *, now: datetime, actor: str, waits_too: bool = True
) -> Deleted:
    """Delete everything kept about a person; the audit keeps a hash of who it was.

    A ticket to which others' are joined stays as a stub without personal data. What others wrote
    is not touched, even if it names the person. Without `waits_too` what they have sent to a
    platform and nobody has read yet stays, and will be answered.
    """
    tickets = list(session.scalars(select(TicketRow).where(TicketRow.id.in_(person.tickets))))
    photos = tuple(ticket.photo for ticket in tickets if ticket.photo)
    withdrawn = tuple(ticket.code for ticket in tickets if ticket.state in OPEN)
    needed = set(
        session.scalars(
            select(TicketRow.joined_to).where(
                TicketRow.joined_to.in_(person.tickets), TicketRow.id.not_in(person.tickets)
            )
        )
    )
    stubs = [ticket.id for ticket in tickets if ticket.id in needed]
    gone = [ticket.id for ticket in tickets if ticket.id not in needed]
    clear(session, stubs, now)
    asked = _messages(session, person.conversations)
    counts = Counter(
        tickets=_delete(session, TicketRow, TicketRow.id, gone),
        ticket_stubs=len(stubs),
        messages=len(asked),
        editor_questions=_delete(session, EditorQuestionRow, EditorQuestionRow.message_id, asked),
        # Messages, hand-overs, feedback and notices go with their conversation.
        conversations=_delete(session, ConversationRow, ConversationRow.id, person.conversations),
    )
    forget_chat(session, person.conversations)
    counts += forget_notices(session, person.conversations)
    counts += forget_traffic(session, person.conversations, waits_too=waits_too)
    for id in person.conversations:
        session.execute(
            update(AuditRow)
            .where(AuditRow.subject == id)
            .values(subject=hashed(id))
            .execution_options(synchronize_session=False)
        )
    _note(session, person, action="delete", actor=actor, now=now)
    return Deleted(
        counts=+counts, photos=photos, conversations=person.conversations, withdrawn=withdrawn
    )


def hashed(person: str) -> str:
    """Return what the audit calls a person: the same each time, and too slow to guess."""
    return (
        "person:" + hashlib.scrypt(person.encode(), salt=_SALT, n=2**14, r=8, p=1, dklen=16).hex()
    )


def _by_phone(session: Session, number: str) -> Person:
    tickets = session.execute(
        select(TicketRow.id, TicketRow.conversation_id).where(TicketRow.phone == number)
    ).all()
    ids = sorted({id for _, id in tickets if id is not None})
    others = set(
        session.scalars(
            select(TicketRow.conversation_id)
            .where(TicketRow.conversation_id.in_(ids), TicketRow.phone != number)
            .distinct()
        )
    )
    own = [id for id in ids if id not in others]
    # In their own conversation they may have filed tickets without a number.
    more = session.scalars(select(TicketRow.id).where(TicketRow.conversation_id.in_(own)))
    return Person(
        name=number,
        conversations=tuple(own),
        tickets=tuple(sorted({id for id, _ in tickets} | set(more))),
        shared=tuple(id for id in ids if id in others),
    )


def _note(session: Session, person: Person, *, action: str, actor: str, now: datetime) -> None:
    """Write down that somebody exported or deleted a person's data, without saying whose."""
    subject = hashed(person.name)
    session.add(AuditRow(at=now, actor=actor, action=f"privacy.{action}", subject=subject))


def _desk_notes(session: Session, person: Person) -> list[dict[str, Any]]:
    """Return what staff have noted on their hand-overs and tickets."""
    talks = HandoverRow.conversation_id.in_(person.conversations)
    rows = select(DeskNoteRow).where(
        DeskNoteRow.handover_id.in_(select(HandoverRow.id).where(talks))
        | DeskNoteRow.ticket_id.in_(person.tickets)
    )
    return [_values(row) for row in session.scalars(rows.order_by(DeskNoteRow.id))]


def _messages(session: Session, conversation_ids: Sequence[str]) -> list[int]:
    chosen = select(MessageRow.id).where(MessageRow.conversation_id.in_(conversation_ids))
    return list(session.scalars(chosen))


def _rows(
    session: Session,
    table: type[Row],
    column: InstrumentedAttribute[Any],
    keys: Sequence[str | int],
) -> list[dict[str, Any]]:
    return [_values(row) for row in _found(session, table, column, keys)]


def _found(
    session: Session,
    table: type[RowT],
    column: InstrumentedAttribute[Any],
    keys: Sequence[str | int],
) -> list[RowT]:
    rows = select(table).where(column.in_(keys)).order_by(table.__table__.c.id)
    return list(session.scalars(rows))


def _event(row: EventRow) -> dict[str, Any]:
    raw = row.raw.decode("utf-8", "replace") if row.raw is not None else None
    return {**_values(row), "raw": raw}


def _values(row: Row) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in values.items()
    }


def _delete(
    session: Session,
    table: type[Row],
    column: InstrumentedAttribute[Any],
    keys: Sequence[str | int],
) -> int:
    rows = session.scalars(select(table).where(column.in_(keys))).all()
    session.execute(
        delete(table).where(column.in_(keys)).execution_options(synchronize_session=False)
    )
    return len(rows)
