"""Pass a conversation on to another unit or person (chuyển bộ phận), with a note for them."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import compose_handover as texts
from bot.handover import standing
from bot.handover_rows import make_move, row_of_holder, tell_resident
from bot.handover_states import IllegalMove, Move, State
from bot.opening import Opening, is_open
from bot.staff.rights import Right, Role, rights_of
from bot.store.desk import DeskNoteRow
from bot.store.staff import StaffRow

MAX_NOTE = 2_000


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody who can be given something."""

    login: str
    name: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class Whom:
    """Who is to take it: one person, or whoever in a unit."""

    unit: str = ""
    login: str = ""


def colleagues(session: Session, right: Right) -> list[Colleague]:
    """Return who has an account and the right, by unit and name."""
    rows = session.scalars(
        select(StaffRow)
        .where(StaffRow.state == "active")
        .order_by(StaffRow.unit, StaffRow.name, StaffRow.login)
    )
    return [
        Colleague(login=row.login, name=row.name, unit=row.unit)
        for row in rows
        if right in rights_of(Role(role) for role in row.roles)
    ]


def forward(
    session: Session,
    handover_id: int,
    staff: str,
    whom: Whom,
    *,
    note: str,
    opening: Opening,
    now: datetime,
) -> None:
    """Put a conversation that is theirs back into the queue, for somebody; the resident is told.

    While the counter is closed it waits among the messages. Whoever was first to ask keeps the
    place in the queue. Raises IllegalMove, also for a unit in which nobody could take it.
    """
    row = row_of_holder(session, handover_id, staff, Move.FORWARD)
    unit = _unit(session, whom, staff)
    words = unicodedata.normalize("NFC", note).strip()
    if len(words) > MAX_NOTE:
        raise IllegalMove(f"hand-over {handover_id}: a note has at most {MAX_NOTE} characters")
    is_closed = is_open(now, opening) is False
    after = State.MESSAGE_TAKEN if is_closed else State.WAITING
    make_move(session, row, Move.FORWARD, after, actor=staff, now=now)
    row.taken_at, row.taken_by = None, None
    row.for_unit, row.for_staff = whom.unit or None, whom.login or None
    session.add(
        DeskNoteRow(handover_id=row.id, at=now, by=staff, whom=whom.login or whom.unit, text=words)
    )
    session.flush()
    stands = standing(session, row.conversation_id, opening=opening, now=now)
    if stands:
        tell_resident(session, row, texts.forwarded_notice(stands, unit, now=now), now)


def _unit(session: Session, whom: Whom, staff: str) -> str:
    """Return the unit that the resident is told of. Raises IllegalMove."""
    others = [each for each in colleagues(session, Right.CONVERSATIONS) if each.login != staff]
    if whom.login:
        found = [each.unit for each in others if each.login == whom.login]
    else:
        found = [each.unit for each in others if each.unit and each.unit == whom.unit]
    if not found:
        raise IllegalMove("nobody there has an account that may take a conversation")
    return found[0]
