"""Say what waits between residents and platforms: messages not answered, messages not sent."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.engine import Store, StoreUnavailable
from bot.store.traffic import EventRow, ParcelRow
from channels.finding import Finding, State
from channels.moving import unmoved
from channels.parcels_report import paused
from channels.spool import Unmoved

# An answer takes seconds; whoever has waited longer sees that nothing comes.
_LATE = timedelta(minutes=5)
_UNSENT = ("pending", "sending")


def traffic_findings(
    store: Store, channels: Sequence[str], *, now: datetime, spool: Path | None = None
) -> list[Finding]:
    """Return a line on what came, one on what goes out, and one for each channel that rests.

    `spool` is where a gateway with a worker apart keeps what the worker has not fetched yet.
    """
    try:
        unread = unmoved(spool, store)
        return store.run_now(lambda session: _found(session, channels, unread, now))
    except StoreUnavailable as error:
        return [Finding(name="outbox", state=State.FAIL, said=str(error))]


def _found(
    session: Session, channels: Sequence[str], unread: Unmoved, now: datetime
) -> list[Finding]:
    return [_inbox(session, unread, now), _outbox(session, now), *_resting(session, channels)]


def _inbox(session: Session, unread: Unmoved, now: datetime) -> Finding:
    waiting, first = session.execute(
        select(func.count(), func.min(EventRow.received_at)).where(EventRow.state == "new")
    ).one()
    waiting += unread.count
    oldest = min((each for each in (first, unread.oldest) if each), default=now)
    failed = session.scalar(select(func.count()).where(EventRow.state == "failed")) or 0
    if waiting and now - oldest > _LATE:
        said = f"{waiting} messages wait for an answer, the oldest since {_hour(oldest)}"
        return _line("inbox", State.FAIL, f"{said}; is the server, or `motcua worker`, running?")
    if failed:
        said = f"{failed} messages could not be answered; the log says `failed` with the kind"
        return _line("inbox", State.WARN, said)
    return _line("inbox", State.OK, f"{waiting} messages wait for an answer")


def _outbox(session: Session, now: datetime) -> Finding:
    dead = session.execute(
        select(ParcelRow.channel, func.count())
        .where(ParcelRow.state == "dead")
        .group_by(ParcelRow.channel)
        .order_by(ParcelRow.channel)
    ).all()
    waiting, oldest = session.execute(
        select(func.count(), func.min(ParcelRow.created_at)).where(ParcelRow.state.in_(_UNSENT))
    ).one()
    waits = f"{waiting} messages wait to be sent"
    if waiting and now - oldest > _LATE:
        waits += f", the oldest since {_hour(oldest)}"
    if dead:
        each = ", ".join(f"{channel} {count}" for channel, count in dead)
        said = f"{sum(count for _, count in dead)} messages were given up ({each})"
        return _line("outbox", State.WARN, f"{said}; see `motcua outbox list`; {waits}")
    is_late = bool(waiting and now - oldest > _LATE)
    return _line("outbox", State.WARN if is_late else State.OK, waits)


def _resting(session: Session, channels: Sequence[str]) -> list[Finding]:
    """Return a line for each channel to which nothing is sent until a person has acted."""
    return [
        _line(
            "outbox",
            State.FAIL,
            f"{channel}: nothing is sent, the platform refuses us ({code}); once that is mended "
            "it goes on by itself, or at once with `motcua outbox retry --all`",
        )
        for channel, code in sorted(paused(session).items())
        if channel in channels
    ]


def _hour(at: datetime) -> str:
    return f"{at:%d/%m %H:%M} UTC"


def _line(name: str, state: State, said: str) -> Finding:
    return Finding(name=name, state=state, said=said)
