"""Read one report as the office sees it: its history, those joined to it, who has it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bot.desk_lists import names
from bot.forwarding import Colleague
from bot.opening import VIETNAM
from bot.store.desk import DeskNoteRow
from bot.store.models import HandoverRow, TicketEventRow, TicketRow
from bot.tickets.assign import Given, last_given, people_for
from bot.tickets.board import due_of, received_at
from bot.tickets.types import State
from bot.ward import Ward


@dataclass(frozen=True, kw_only=True)
class Step:
    """One thing that was done with it, or noted for colleagues."""

    at: datetime
    by: str
    state: State | None
    """None: the resident was told nothing."""
    text: str
    whom: str = ""
    """Who it was given to; empty: it was only noted."""


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Another report of the same thing."""

    code: str
    created_at: datetime
    content: str
    place: str
    has_photo: bool


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report and everything around it."""

    ticket: TicketRow
    state: State
    assignee: str
    """The name of who has it."""
    steps: list[Step]
    joined: list[Joined]
    people: list[Colleague]
    """Who of the unit can be given it."""
    given: Given | None
    """What can be taken back yet."""
    talk: int | None
    """The hand-over that is open in the resident's conversation."""
    due: date | None
    is_overdue: bool
    last_event: int
    """Of the whole group: a form says with it which state it was made for."""
    last_by: str


def read_report(
    session: Session, code: str, *, login: str, ward: Ward, now: datetime
) -> Report | None:
    """Return a report; None if there is none of that code."""
    ticket = session.scalar(select(TicketRow).where(TicketRow.code == code))
    if ticket is None:
        return None
    named = names(session)
    root = ticket.joined_to or ticket.id
    group = session.scalars(
        select(TicketRow)
        .where(or_(TicketRow.id == root, TicketRow.joined_to == root), TicketRow.id != ticket.id)
        .order_by(TicketRow.id)
    )
    events = select(TicketEventRow).where(TicketEventRow.ticket_id == ticket.id)
    found = session.scalars(events.order_by(TicketEventRow.id)).all()
    last = found[-1] if found else None
    due = due_of(ticket, received_at(session, ticket.id), ward)
    return Report(
        ticket=ticket,
        state=State(ticket.state),
        assignee=named.get(ticket.assignee or "", ticket.assignee or ""),
        steps=_steps(session, ticket.id, found, named),
        joined=[
            Joined(
                code=each.code,
                created_at=each.created_at,
                content=each.content,
                place=each.place,
                has_photo=each.photo is not None,
            )
            for each in group
        ],
        people=people_for(session, ticket.unit),
        given=last_given(session, ticket, by=login, now=now),
        talk=_talk(session, ticket.conversation_id),
        due=due,
        is_overdue=due is not None and now.astimezone(VIETNAM).date() > due,
        last_event=last.id if last else 0,
        last_by=named.get(last.by, last.by) if last else "",
    )


def last_step(session: Session, ticket_id: int) -> TicketEventRow | None:
    """Return the last change of a report's state."""
    events = select(TicketEventRow).where(TicketEventRow.ticket_id == ticket_id)
    return session.scalar(events.order_by(TicketEventRow.id.desc()).limit(1))


def _steps(
    session: Session, ticket_id: int, events: Sequence[TicketEventRow], named: dict[str, str]
) -> list[Step]:
    steps = [
        Step(at=each.at, by=named.get(each.by, each.by), state=State(each.state), text=each.note)
        for each in events
    ]
    notes = select(DeskNoteRow).where(DeskNoteRow.ticket_id == ticket_id).order_by(DeskNoteRow.id)
    steps += [
        Step(
            at=each.at,
            by=named.get(each.by, each.by),
            state=None,
            text=each.text or ("giao cho" if each.whom else "không giao cho ai nữa"),
            whom=named.get(each.whom, each.whom),
        )
        for each in session.scalars(notes)
    ]
    return sorted(steps, key=lambda step: step.at)


def _talk(session: Session, conversation_id: str | None) -> int | None:
    if conversation_id is None:
        return None
    return session.scalar(
        select(HandoverRow.id).where(
            HandoverRow.conversation_id == conversation_id, HandoverRow.closed_at.is_(None)
        )
    )
