"""List whoever waits for a person, and who of the staff has whom; no words of residents."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import handover
from bot.handover_states import Reason, State
from bot.store.models import ConversationRow, HandoverRow
from bot.store.staff import StaffRow


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One hand-over as it stands in a list."""

    id: int
    channel: str
    state: State
    reason: Reason
    opened_at: datetime
    state_at: datetime
    taken_by: str
    """The name of who has it; empty: nobody."""
    is_mine: bool
    whom: str
    """The unit or the name of the person that it was passed on to; empty: anybody."""
    is_for_me: bool
    """It was passed on to me, or to my unit."""


@dataclass(frozen=True, kw_only=True)
class Lists:
    """Everybody whom staff should look after."""

    waiting: list[Listed]
    """First come first; distress before all others."""
    held: list[Listed]
    """Mine first, then the longest in silence."""
    messages: list[Listed]
    """Left while nobody was there, the oldest first."""


def desk_lists(session: Session, *, login: str, unit: str) -> Lists:
    """Return everybody who waits, is held or has left a message."""
    taken = session.scalars(select(HandoverRow).where(HandoverRow.state == State.HELD)).all()
    rows = (handover.queue(session), taken, handover.messages(session))
    named = names(session)
    ids = [row.conversation_id for each in rows for row in each]
    found = select(ConversationRow.id, ConversationRow.channel).where(ConversationRow.id.in_(ids))
    channels = {id_: channel for id_, channel in session.execute(found)}

    def listed(row: HandoverRow) -> Listed:
        whom = row.for_unit or named.get(row.for_staff or "", row.for_staff or "")
        return Listed(
            id=row.id,
            channel=channels.get(row.conversation_id, ""),
            state=State(row.state),
            reason=Reason(row.reason),
            opened_at=row.opened_at,
            state_at=row.state_at,
            taken_by=named.get(row.taken_by or "", row.taken_by or ""),
            is_mine=row.taken_by == login,
            whom=whom,
            is_for_me=row.for_staff == login or bool(unit and row.for_unit == unit),
        )

    waiting, held, messages = ([listed(row) for row in each] for each in rows)
    return Lists(
        waiting=waiting,
        held=sorted(held, key=lambda each: (not each.is_mine, each.state_at)),
        messages=messages,
    )


def names(session: Session) -> dict[str, str]:
    """Return what each login is called."""
    return {login: name for login, name in session.execute(select(StaffRow.login, StaffRow.name))}
