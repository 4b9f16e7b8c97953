"""Say what waits to be sent and what was given up, without anybody's words or ids."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.traffic import EventRow, ParcelRow
from channels.platform import Failure

_SHOWN = 200


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """One message that was not sent."""

    id: int
    channel: str
    conversation: str
    """As in the log: hashed."""
    state: str
    failure: str | None
    code: str | None
    attempts: int
    created_at: datetime
    next_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an operator has to know of the traffic with platforms."""

    counts: dict[str, int]
    """State -> messages to residents."""
    events: dict[str, int]
    """State -> what platforms told."""
    paused: dict[str, str]
    """Channel in which nothing is sent until somebody acts -> what the platform said."""
    parcels: list[Stuck]
    more: int
    """How many are not among them."""


def report(session: Session, *, only_dead: bool) -> Report:
    """Return what was not sent, the oldest first."""
    states = ("dead",) if only_dead else ("pending", "sending", "dead")
    stuck = ParcelRow.state.in_(states)
    rows = session.scalars(select(ParcelRow).where(stuck).order_by(ParcelRow.id).limit(_SHOWN))
    found = [_stuck(row) for row in rows]
    total = session.scalar(select(func.count()).select_from(ParcelRow).where(stuck)) or 0
    return Report(
        counts=_counts(session, ParcelRow),
        events=_counts(session, EventRow),
        paused=paused(session),
        parcels=found,
        more=total - len(found),
    )


def paused(session: Session) -> dict[str, str]:
    """Return channels that were refused the last time, and what the platform said."""
    rows = session.execute(
        select(ParcelRow.channel, ParcelRow.code)
        .where(ParcelRow.state == "pending", ParcelRow.failure == Failure.ADMIN.value)
        .order_by(ParcelRow.id)
    )
    return {channel: code or "" for channel, code in rows}


def _counts(session: Session, table: type[EventRow] | type[ParcelRow]) -> dict[str, int]:
    state = table.state
    rows = session.execute(select(state, func.count()).group_by(state).order_by(state))
    return {each: number for each, number in rows}


def _stuck(row: ParcelRow) -> Stuck:
    return Stuck(
        id=row.id,
        channel=row.channel,
        conversation=hashlib.sha256(row.conversation_id.encode()).hexdigest()[:12],
        state=row.state,
        failure=row.failure,
        code=row.code,
        attempts=row.attempts,
        created_at=row.created_at,
        next_at=row.next_at,
    )
