"""Mark what the staff's pages show, so that a change is seen without reading a word of it."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.handover_states import Reason, State
from bot.staff.rights import Right, Role, rights_of
from bot.staff.sessions import IDLE
from bot.store.desk import DeskNoteRow
from bot.store.models import HandoverRow, MessageRow, OutboxRow, TicketEventRow, TicketRow
from bot.store.staff import StaffRow, StaffSessionRow

QUEUE, TICKETS = "cho", "phan-anh"
_MESSAGES = (State.MESSAGE_ASKED, State.MESSAGE_TAKEN)


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What one look at the database found."""

    marks: dict[str, str] = field(default_factory=dict)
    """Topic -> mark of its content; a hand-over's that is over has none."""
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    """Topic -> figures that a page may show without asking for more."""
    may: dict[str, frozenset[Right]] = field(default_factory=dict)
    """Session -> what its holder may do; nothing if it has ended."""


def talk_topic(handover_id: int) -> str:
    """Return the topic of one hand-over."""
    return f"{QUEUE}-{handover_id}"


def look(session: Session, session_ids: Iterable[str], *, now: datetime) -> Seen:
    """Return the marks of everything that is open, and who of these may go on listening."""
    rows = _open(session)
    count = {
        "waiting": sum(row.state == State.WAITING for row in rows),
        "distress": sum(
            row.state == State.WAITING and row.reason == Reason.DISTRESS for row in rows
        ),
        "held": sum(row.state == State.HELD for row in rows),
        "messages": sum(row.state in _MESSAGES for row in rows),
    }
    marks = {QUEUE: _queue_mark(rows), TICKETS: tickets_mark(session)}
    marks |= _talk_marks(session, rows)
    return Seen(
        marks=marks,
        counts={QUEUE: count},
        may=_may(session, frozenset(session_ids), now),
    )


def queue_mark(session: Session) -> str:
    """Return the mark of the lists of hand-overs."""
    return _queue_mark(_open(session))


def talk_mark(session: Session, handover_id: int) -> str:
    """Return the mark of one conversation; empty for one whose hand-over is over."""
    row = session.get(HandoverRow, handover_id)
    if row is None or row.closed_at:
        return ""
    return _talk_marks(session, [row])[talk_topic(handover_id)]


def tickets_mark(session: Session) -> str:
    """Return the mark of all tickets."""
    return _mark(
        session.scalar(select(func.count()).select_from(TicketRow)),
        session.scalar(select(func.max(TicketEventRow.id))),
        session.scalar(select(func.max(DeskNoteRow.id)).where(DeskNoteRow.ticket_id.is_not(None))),
    )


def _open(session: Session) -> list[HandoverRow]:
    rows = select(HandoverRow).where(HandoverRow.closed_at.is_(None)).order_by(HandoverRow.id)
    return list(session.scalars(rows))


def _queue_mark(rows: Iterable[HandoverRow]) -> str:
    return _mark(*(_stands(row) for row in rows))


def _stands(row: HandoverRow) -> tuple[object, ...]:
    return (
        row.id,
        row.state,
        row.reason,
        row.state_at,
        row.taken_by,
        row.for_unit,
        row.for_staff,
    )


def _talk_marks(session: Session, rows: list[HandoverRow]) -> dict[str, str]:
    ids = [row.conversation_id for row in rows]
    said = _newest(session, MessageRow, ids)
    told = _newest(session, OutboxRow, ids)
    return {
        talk_topic(row.id): _mark(
            _stands(row), said.get(row.conversation_id), told.get(row.conversation_id)
        )
        for row in rows
    }


def _newest(
    session: Session, table: type[MessageRow] | type[OutboxRow], ids: list[str]
) -> dict[str, int]:
    newest = select(table.conversation_id, func.max(table.id))
    rows = session.execute(
        newest.where(table.conversation_id.in_(ids)).group_by(table.conversation_id)
    )
    return {whose: id_ for whose, id_ in rows}


def _may(session: Session, ids: frozenset[str], now: datetime) -> dict[str, frozenset[Right]]:
    open_ones = session.execute(
        select(StaffSessionRow.id, StaffRow.roles)
        .join(StaffRow, StaffRow.id == StaffSessionRow.staff_id)
        .where(
            StaffSessionRow.id.in_(ids),
            StaffSessionRow.stage == "full",
            StaffSessionRow.ends_at > now,
            StaffSessionRow.seen_at > now - IDLE,
            StaffRow.state == "active",
        )
    )
    found = {id_: rights_of(Role(role) for role in roles) for id_, roles in open_ones}
    return {id_: found.get(id_, frozenset()) for id_ in ids}


def _mark(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
