"""File a report, once."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.store.models import AuditRow, TicketEventRow, TicketRow
from bot.tickets.categories import guess
from bot.tickets.check import check
from bot.tickets.code import new_code
from bot.tickets.route import unit_for
from bot.tickets.types import OPEN, RESIDENT, Draft, State
from bot.types import BotError
from bot.ward import Ward

# A month has 12,167 codes; with half of them given, twenty tries fail once in a million times.
_TRIES = 20


def file_ticket(
    session: Session,
    draft: Draft,
    *,
    conversation_id: str,
    message_id: int,
    ward: Ward,
    now: datetime,
    category: str = "",
) -> TicketRow:
    """Return the ticket that the confirming message files; a retried message gets the same one.

    Its kind is guessed from its words unless a `category` is given.
    Raises BadDraft if the draft does not pass the check; nothing is filed then.
    """
    return _filed(
        session,
        draft,
        conversation_id=conversation_id,
        message_id=message_id,
        ward=ward,
        now=now,
        root=None,
        category=category,
    )


def join(
    session: Session,
    draft: Draft,
    to: int,
    *,
    conversation_id: str,
    message_id: int,
    ward: Ward,
    now: datetime,
) -> TicketRow:
    """File the report as one of the same thing as the ticket with the id `to`.

    If that has been dealt with or deleted meanwhile, the report is filed on its own.
    """
    return _filed(
        session,
        draft,
        conversation_id=conversation_id,
        message_id=message_id,
        ward=ward,
        now=now,
        root=_open_root(session, to),
    )


def _filed(
    session: Session,
    draft: Draft,
    *,
    conversation_id: str,
    message_id: int,
    ward: Ward,
    now: datetime,
    root: TicketRow | None,
    category: str = "",
) -> TicketRow:
    if before := _filed_by(session, message_id):
        return before
    check(draft)
    category = root.category if root else category or guess(draft.content)
    for _ in range(_TRIES):
        ticket = TicketRow(
            code=new_code(now),
            conversation_id=conversation_id,
            filed_by=message_id,
            category=category,
            unit=root.unit if root else unit_for(category, ward),
            content=draft.content,
            place=draft.place,
            latitude=draft.location.latitude if draft.location else None,
            longitude=draft.location.longitude if draft.location else None,
            phone=draft.phone,
            photo=draft.photo,
            state=root.state if root else State.RECEIVED,
            joined_to=root.id if root else None,
            created_at=now,
            updated_at=now,
        )
        try:
            with session.begin_nested():
                session.add(ticket)
        except IntegrityError:
            # The same message in another transaction, or a code that has been given before.
            if before := _filed_by(session, message_id):
                return before
            if not _is_given(session, ticket.code):
                raise
            continue
        _write_down(session, ticket, now)
        return ticket
    raise BotError(f"tickets: no free code for {now:%Y-%m} after {_TRIES} tries; nothing was filed")


def _write_down(session: Session, ticket: TicketRow, now: datetime) -> None:
    session.add(
        TicketEventRow(ticket_id=ticket.id, at=now, state=State.RECEIVED, by=RESIDENT, note="")
    )
    if ticket.state != State.RECEIVED:
        # Joined to one that is further: its history starts where the other one stands.
        session.add(
            TicketEventRow(ticket_id=ticket.id, at=now, state=ticket.state, by="assistant", note="")
        )
    action = "ticket.joined" if ticket.joined_to else "ticket.filed"
    session.add(AuditRow(at=now, actor=RESIDENT, action=action, subject=ticket.code))
    session.flush()


def _open_root(session: Session, ticket_id: int) -> TicketRow | None:
    """Return the first report of the thing, locked, if somebody still has to deal with it."""
    ticket = session.get(TicketRow, ticket_id)
    root_id = ticket.joined_to or ticket.id if ticket else None
    root = session.get(TicketRow, root_id, with_for_update=True) if root_id else None
    return root if root and root.state in OPEN else None


def _filed_by(session: Session, message_id: int) -> TicketRow | None:
    return session.scalar(select(TicketRow).where(TicketRow.filed_by == message_id))


def _is_given(session: Session, code: str) -> bool:
    return session.scalar(select(TicketRow.id).where(TicketRow.code == code)) is not None
