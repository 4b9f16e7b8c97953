"""Move a ticket on, and tell everybody who reported the same thing."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.store.models import AuditRow, OutboxRow, TicketEventRow, TicketRow
from bot.tickets.types import RESIDENT, IllegalMove, State, UnknownTicket
from bot.tickets.words import news

# From each state to those that staff, and those that the resident may set. Staff may hand an
# assigned ticket to another unit, and take up again what was answered or, saying why, closed.
_STAFF = {
    State.RECEIVED: {State.ASSIGNED, State.ANSWERED, State.CLOSED},
    State.ASSIGNED: {State.ASSIGNED, State.ANSWERED, State.CLOSED},
    State.ANSWERED: {State.ASSIGNED, State.CLOSED},
    State.CLOSED: {State.ASSIGNED},
}
_RESIDENT = {State.ANSWERED: {State.RECEIVED}, State.CLOSED: {State.RECEIVED}}


def change(
    session: Session,
    ticket_id: int,
    state: State,
    *,
    by: str,
    note: str,
    now: datetime,
    unit: str | None = None,
) -> TicketRow:
    """Set the state of a ticket and of all joined with it; return the ticket as it then is.

    Everybody who reported it is told once, the resident who set it himself is not. A resident
    (`by` "resident") may only reopen what was answered or closed. Staff answer with a note, and
    close with one what was never answered, and reopen with one; `unit` hands the ticket over.
    Raises IllegalMove or UnknownTicket; nothing is changed then.
    """
    group = _group(session, ticket_id)
    named = next(each for each in group if each.id == ticket_id)
    before = State(group[0].state)
    if before is State.CLOSED and named.cleared_at:
        raise IllegalMove("the ticket's words have been deleted")
    _check(
        before, state, by=by, note=note, unit=unit, is_handed_over=unit not in (None, named.unit)
    )
    for ticket in group:
        ticket.state, ticket.updated_at = state, now
        if unit not in (None, ticket.unit):
            ticket.unit, ticket.assignee = unit or ticket.unit, None
        session.add(TicketEventRow(ticket_id=ticket.id, at=now, state=state, by=by, note=note))
    told: set[str] = {named.conversation_id} if by == RESIDENT and named.conversation_id else set()
    for ticket in group:
        if ticket.conversation_id is None or ticket.conversation_id in told:
            continue
        told.add(ticket.conversation_id)
        session.add(
            OutboxRow(
                conversation_id=ticket.conversation_id,
                kind="ticket",
                text=news(ticket, note, is_reopened=by == RESIDENT or before is State.CLOSED),
                created_at=now,
            )
        )
    session.add(AuditRow(at=now, actor=by, action=f"ticket.{state}", subject=named.code))
    session.flush()
    return named


def _group(session: Session, ticket_id: int) -> list[TicketRow]:
    """Return the first report of the thing and all joined to it, locked, in order of filing."""
    ticket = session.get(TicketRow, ticket_id)
    if ticket is None:
        raise UnknownTicket(f"ticket {ticket_id}: not in the database")
    root_id = ticket.joined_to or ticket.id
    return list(
        session.scalars(
            select(TicketRow)
            .where(or_(TicketRow.id == root_id, TicketRow.joined_to == root_id))
            .order_by(TicketRow.joined_to.is_not(None), TicketRow.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


def _check(
    before: State, after: State, *, by: str, note: str, unit: str | None, is_handed_over: bool
) -> None:
    moves = _RESIDENT if by == RESIDENT else _STAFF
    if after not in moves.get(before, set()):
        raise IllegalMove(f"a {before} ticket cannot become {after} by {_who(by)}")
    if unit is not None and (after is not State.ASSIGNED or not unit.strip()):
        raise IllegalMove("a unit belongs to the state assigned; name one")
    if before is after and not is_handed_over:
        raise IllegalMove(f"the ticket is {before} already; name another unit to hand it over")
    silent_end = after is State.CLOSED and before is not State.ANSWERED
    is_reopened = before is State.CLOSED and by != RESIDENT
    if (after is State.ANSWERED or silent_end or is_reopened) and not note.strip():
        raise IllegalMove(f"a ticket becomes {after} with a note for the resident")


def _who(by: str) -> str:
    return "the resident" if by == RESIDENT else "staff"
