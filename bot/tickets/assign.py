"""Give a ticket to a unit, or to a person in it; who of the staff has it no resident is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.forwarding import Colleague, colleagues
from bot.staff.rights import Right
from bot.store.desk import DeskNoteRow
from bot.store.models import AuditRow, TicketRow
from bot.tickets.types import IllegalMove, State, UnknownTicket

# Long enough to see that it was the wrong person.
UNDO_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Given:
    """That a ticket was given to somebody of late, and can be taken back."""

    note_id: int
    whom: str


def assign_person(session: Session, code: str, login: str, *, by: str, now: datetime) -> None:
    """Give an open ticket to a person of the unit that has it, or with "" to nobody.

    Nothing changes for the resident. Raises IllegalMove or UnknownTicket.
    """
    ticket = ticket_of(session, code)
    if ticket.state not in (State.RECEIVED, State.ASSIGNED):
        raise IllegalMove(f"a {ticket.state} ticket needs nobody")
    if login and login not in {each.login for each in people_for(session, ticket.unit)}:
        raise IllegalMove("nobody of that unit has this account")
    if (ticket.assignee or "") == login:
        return
    ticket.assignee = login or None
    session.add(DeskNoteRow(ticket_id=ticket.id, at=now, by=by, whom=login, text=""))
    session.add(AuditRow(at=now, actor=by, action="ticket.given", subject=ticket.code))
    session.flush()


def last_given(session: Session, ticket: TicketRow, *, by: str, now: datetime) -> Given | None:
    """Return what this person has given last, if it can still be taken back."""
    row = _last(session, ticket.id)
    if row is None or row.by != by or now - row.at > UNDO_WITHIN:
        return None
    return Given(note_id=row.id, whom=row.whom) if ticket.assignee == (row.whom or None) else None


def undo_assign(session: Session, code: str, note_id: int, *, by: str, now: datetime) -> None:
    """Take back what was given a short while ago. Raises IllegalMove or UnknownTicket."""
    ticket = ticket_of(session, code)
    given = last_given(session, ticket, by=by, now=now)
    if given is None or given.note_id != note_id:
        raise IllegalMove("it is too late to take that back, or somebody has gone on with it")
    session.delete(session.get_one(DeskNoteRow, note_id))
    session.flush()
    before = _last(session, ticket.id)
    ticket.assignee = (before.whom or None) if before else None
    session.add(AuditRow(at=now, actor=by, action="ticket.given_undone", subject=ticket.code))
    session.flush()


def add_note(session: Session, code: str, text: str, *, by: str, now: datetime) -> None:
    """Keep a note for colleagues on a ticket, once in a row. Raises UnknownTicket."""
    ticket = ticket_of(session, code)
    notes = select(DeskNoteRow).where(DeskNoteRow.ticket_id == ticket.id)
    last = session.scalar(notes.order_by(DeskNoteRow.id.desc()).limit(1))
    if last and (last.by, last.text) == (by, text):
        return
    session.add(DeskNoteRow(ticket_id=ticket.id, at=now, by=by, whom="", text=text))
    session.add(AuditRow(at=now, actor=by, action="ticket.noted", subject=ticket.code))
    session.flush()


def people_for(session: Session, unit: str) -> list[Colleague]:
    """Return who of a unit can be given a ticket."""
    return [each for each in colleagues(session, Right.TICKETS) if each.unit == unit]


def ticket_of(session: Session, code: str) -> TicketRow:
    """Return a ticket, locked. Raises UnknownTicket."""
    row = session.scalar(select(TicketRow).where(TicketRow.code == code).with_for_update())
    if row is None:
        raise UnknownTicket("there is no ticket of that code")
    return row


def _last(session: Session, ticket_id: int) -> DeskNoteRow | None:
    """Return the last time that it was given to somebody; notes have words."""
    given = select(DeskNoteRow).where(DeskNoteRow.ticket_id == ticket_id, DeskNoteRow.text == "")
    return session.scalar(given.order_by(DeskNoteRow.id.desc()).limit(1))
