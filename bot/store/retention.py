"""Delete what is no longer needed, in short pieces of work."""

from collections import Counter
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, and_, cast, delete, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

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
from bot.store.notices import BroadcastSendRow
from bot.store.notices_periods import drop_subscriptions, old_sends
from bot.store.periods import Retention
from bot.store.review import ReviewedRow
from bot.store.traffic import EventRow, ParcelRow
from bot.store.traffic_periods import drop_bodies, old_events, old_parcels
from bot.tickets.types import OPEN

# One transaction holds up the residents' messages: 500 rows take some hundredths of a second.
_ROWS_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Purged:
    """What one run of the job deleted."""

    counts: Counter[str]
    """Table -> rows deleted, or cleared of personal data; those without any are left out."""
    photos: tuple[str, ...] = ()
    """Names of files to delete once the transaction is kept."""
    is_all: bool = True
    """False: there is more; run it again, in a transaction of its own."""


def purge(
    session: Session, now: datetime, retention: Retention, *, at_once: int = _ROWS_AT_ONCE
) -> Purged:
    """Delete what is too old, up to `at_once` rows of each kind.

    A conversation that a person has or shall get is left as it is. Of one with a ticket that is
    not cleared yet only its row stays, so that the resident can be told what became of it.
    """
    cutoff = {f.name: now - timedelta(days=getattr(retention, f.name)) for f in fields(retention)}
    old = cutoff["conversations"]
    cleared = _clear_tickets(session, cutoff["tickets"], now, at_once)
    counts: Counter[str] = Counter(tickets=len(cleared))
    doomed: list[tuple[type[Row], ColumnElement[bool]]] = [
        (MessageRow, and_(MessageRow.at < old, ~_in_hands(MessageRow.conversation_id))),
        (HandoverRow, HandoverRow.closed_at < old),
        (FeedbackRow, FeedbackRow.at < old),
        (OutboxRow, or_(OutboxRow.sent_at < cutoff["outbox"], OutboxRow.created_at < old)),
        (EditorQuestionRow, EditorQuestionRow.at < cutoff["questions"]),
        (AuditRow, AuditRow.at < cutoff["audit"]),
        (ReviewedRow, ReviewedRow.used_at < cutoff["reviews"]),
        (BroadcastSendRow, old_sends(cutoff["outbox"])),
        (EventRow, old_events(cutoff["events"], old)),
        (ParcelRow, old_parcels(old, cutoff["outbox"], now)),
    ]
    for table, condition in doomed:
        counts[str(table.__tablename__)] = _delete(session, table, condition, at_once)
    counts["event_bodies"] = drop_bodies(session, cutoff["event_bodies"], at_once)
    counts["subscriptions"] = drop_subscriptions(session, cutoff["subscriptions"])
    counts["conversations"] = _forget(session, old, at_once)
    return Purged(
        counts=+counts,
        photos=tuple(photo for photo in cleared.values() if photo),
        is_all=max(counts.values()) < at_once,
    )


def clear(session: Session, ticket_ids: list[int], now: datetime) -> None:
    """Take out of tickets everything that tells whose they are; category, unit and state stay."""
    session.execute(
        update(TicketRow)
        .where(TicketRow.id.in_(ticket_ids))
        .values(
            conversation_id=None,
            filed_by=None,
            content="",
            place="",
            latitude=None,
            longitude=None,
            phone=None,
            photo=None,
            cleared_at=now,
        )
        .execution_options(synchronize_session=False)
    )
    session.execute(
        update(TicketEventRow)
        .where(TicketEventRow.ticket_id.in_(ticket_ids))
        .values(note="")
        .execution_options(synchronize_session=False)
    )
    session.execute(
        delete(DeskNoteRow)
        .where(DeskNoteRow.ticket_id.in_(ticket_ids))
        .execution_options(synchronize_session=False)
    )


def is_photo_used(session: Session, name: str) -> bool:
    """Say whether a ticket, or a form that is still open, holds the photo."""
    return bool(
        session.scalar(select(exists().where(TicketRow.photo == name)))
        or session.scalar(
            select(exists().where(cast(ConversationRow.memory, String).contains(name)))
        )
    )


def _clear_tickets(
    session: Session, before: datetime, now: datetime, at_once: int
) -> dict[int, str | None]:
    """Clear tickets that are done with; return the id of each and its photo."""
    done = (
        select(TicketRow.id, TicketRow.photo)
        .where(
            TicketRow.cleared_at.is_(None),
            TicketRow.state.not_in(OPEN),
            TicketRow.updated_at < before,
        )
        .limit(at_once)
    )
    found = {id: photo for id, photo in session.execute(done)}
    if found:
        clear(session, list(found), now)
    return found


def _delete(
    session: Session, table: type[Row], condition: ColumnElement[bool], at_once: int
) -> int:
    key = table.__table__.c.id
    ids = list(session.scalars(select(key).where(condition).limit(at_once)))
    if ids:
        # By key: what was found is what is deleted, cascades included.
        session.execute(
            delete(table).where(key.in_(ids)).execution_options(synchronize_session=False)
        )
    return len(ids)


def _forget(session: Session, before: datetime, at_once: int) -> int:
    """Delete conversations that ended long ago; of those that have a ticket, what they said."""
    ended = and_(
        ConversationRow.last_at < before,
        ~_in_hands(ConversationRow.id),
    )
    has_ticket = exists().where(
        TicketRow.conversation_id == ConversationRow.id, TicketRow.cleared_at.is_(None)
    )
    empty = cast(ConversationRow.memory, String) == "{}"
    kept = select(ConversationRow.id).where(ended, has_ticket, ~empty).limit(at_once)
    ids = list(session.scalars(kept))
    session.execute(
        update(ConversationRow)
        .where(ConversationRow.id.in_(ids))
        .values(memory={})
        .execution_options(synchronize_session=False)
    )
    return _delete(session, ConversationRow, and_(ended, ~has_ticket), at_once)


def _in_hands(conversation_id: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    """Say whether a person has the conversation, or shall get it."""
    return exists().where(
        HandoverRow.conversation_id == conversation_id, HandoverRow.closed_at.is_(None)
    )
