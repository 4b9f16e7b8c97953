"""Find an earlier report of the same thing: same kind, same place, within a day."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import TicketRow
from bot.tickets.geography import metres_between
from bot.tickets.place import is_same_place
from bot.tickets.types import OPEN, Draft
from bot.types import Location
from knowledge.text import fold

WITHIN = timedelta(hours=24)
# Two telephones' positions, each some tens of metres off, of people who stand around one thing.
NEAR_M = 150.0


def similar(
    session: Session,
    draft: Draft,
    category: str,
    *,
    now: datetime,
    conversation_id: str | None = None,
) -> TicketRow | None:
    """Return the earliest report of the last 24 hours that is of the same thing, None without.

    Only one that somebody still has to deal with, and only another person's: none of the same
    conversation or telephone number.
    """
    earlier = session.scalars(
        select(TicketRow)
        .where(
            TicketRow.category == category,
            TicketRow.created_at > now - WITHIN,
            TicketRow.created_at <= now,
            TicketRow.state.in_(OPEN),
            TicketRow.joined_to.is_(None),
        )
        .order_by(TicketRow.created_at, TicketRow.id)
    )
    for ticket in earlier:
        if _is_near(draft, ticket) and not _is_by(session, ticket, draft, conversation_id):
            return ticket
    return None


def own_earlier(
    session: Session, draft: Draft, category: str, *, now: datetime, conversation_id: str
) -> TicketRow | None:
    """Return the conversation's own last open report of the same thing, filed within 24 hours."""
    own = session.scalars(
        select(TicketRow)
        .where(
            TicketRow.conversation_id == conversation_id,
            TicketRow.category == category,
            TicketRow.created_at > now - WITHIN,
            TicketRow.state.in_(OPEN),
        )
        .order_by(TicketRow.id.desc())
    )
    said = fold(draft.place)
    return next(
        (each for each in own if _is_near(draft, each) or said == fold(each.place) != ""), None
    )


def _is_near(draft: Draft, ticket: TicketRow) -> bool:
    if draft.location and ticket.latitude is not None and ticket.longitude is not None:
        there = Location(latitude=ticket.latitude, longitude=ticket.longitude)
        return metres_between(draft.location, there) <= NEAR_M
    return is_same_place(draft.place, ticket.place)


def _is_by(session: Session, root: TicketRow, draft: Draft, conversation_id: str | None) -> bool:
    """Say whether the person has already reported this, first or by joining."""
    group = session.scalars(select(TicketRow).where(TicketRow.joined_to == root.id))
    return any(
        (conversation_id is not None and each.conversation_id == conversation_id)
        or (draft.phone is not None and each.phone == draft.phone)
        for each in (root, *group)
    )
