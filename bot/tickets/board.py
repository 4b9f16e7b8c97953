"""Find residents' reports for the board of the office, and all that is known of one."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.opening import VIETNAM, due_after
from bot.store.models import TicketEventRow, TicketRow
from bot.tickets.types import OPEN, State
from bot.ward import Ward
from knowledge.text import fold

# Of what is done with; older reports are found by their code or words.
_NEWEST = 2_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which reports somebody wants to see; empty: any."""

    unit: str = ""
    category: str = ""
    text: str = ""
    is_overdue: bool = False
    assignee: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """One report on the board; those joined to it are counted with it."""

    code: str
    state: State
    category: str
    unit: str
    assignee: str
    content: str
    place: str
    created_at: datetime
    updated_at: datetime
    joined: int
    due: date | None
    is_overdue: bool


@dataclass(frozen=True, kw_only=True)
class Board:
    """What was found, by state, the own unit first."""

    cards: dict[State, list[Card]] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    """Every unit that has a report, for choosing."""


def board(session: Session, wanted: Wanted, *, own_unit: str, ward: Ward, now: datetime) -> Board:
    """Return the reports that are wanted: overdue and old before new, done ones newest first."""
    rows = session.scalars(select(TicketRow).order_by(TicketRow.id.desc()).limit(_NEWEST)).all()
    roots = {row.id: row for row in rows if row.joined_to is None}
    joined: dict[int, list[TicketRow]] = {}
    for row in rows:
        if row.joined_to is not None:
            joined.setdefault(row.joined_to, []).append(row)
    since = _received_at(session, [row.id for row in roots.values() if row.state in OPEN])
    cards: dict[State, list[Card]] = {state: [] for state in State}
    for row in roots.values():
        more = joined.get(row.id, [])
        card = _card(row, len(more), due_of(row, since.get(row.id), ward), now)
        if _fits(card, [row, *more], wanted):
            cards[card.state].append(card)
    for state, found in cards.items():
        found.sort(key=lambda card: card.updated_at if state not in OPEN else card.created_at)
        if state not in OPEN:
            found.reverse()
        found.sort(key=lambda card: (card.unit != own_unit, not card.is_overdue))
    return Board(cards=cards, units=sorted({row.unit for row in rows}))


def due_of(row: TicketRow, since: datetime | None, ward: Ward) -> date | None:
    """Return the last day for an open report, counted from when it was filed or reopened.

    None while the ward has set no time, or nobody has to do anything.
    """
    days = ward.tickets.answer_within
    if not days or row.state not in OPEN:
        return None
    return due_after((since or row.created_at).astimezone(VIETNAM).date(), days, ward.opening)


def received_at(session: Session, ticket_id: int) -> datetime | None:
    """Return when a report was filed, or last reopened by its resident."""
    return _received_at(session, [ticket_id]).get(ticket_id)


def _received_at(session: Session, ids: Sequence[int]) -> dict[int, datetime]:
    found = session.execute(
        select(TicketEventRow.ticket_id, func.max(TicketEventRow.at))
        .where(TicketEventRow.ticket_id.in_(ids), TicketEventRow.state == State.RECEIVED)
        .group_by(TicketEventRow.ticket_id)
    )
    return {id_: at for id_, at in found}


def _card(row: TicketRow, joined: int, due: date | None, now: datetime) -> Card:
    return Card(
        code=row.code,
        state=State(row.state),
        category=row.category,
        unit=row.unit,
        assignee=row.assignee or "",
        content=row.content,
        place=row.place,
        created_at=row.created_at,
        updated_at=row.updated_at,
        joined=joined,
        due=due,
        is_overdue=due is not None and now.astimezone(VIETNAM).date() > due,
    )


def _fits(card: Card, rows: Sequence[TicketRow], wanted: Wanted) -> bool:
    if wanted.unit and card.unit != wanted.unit:
        return False
    if wanted.category and card.category != wanted.category:
        return False
    if wanted.assignee and card.assignee != wanted.assignee:
        return False
    if wanted.is_overdue and not card.is_overdue:
        return False
    words = fold(wanted.text).split()
    held = fold(" ".join(f"{row.code} {row.place} {row.content}" for row in rows))
    return all(word in held for word in words)
