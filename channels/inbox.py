"""Keep the events of platforms, and give them out in the order in which they happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Table, bindparam, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.store.traffic import EventRow
from channels.platform import Event

_EVENTS = cast(Table, EventRow.__table__)
# At most so many conversations are looked up at once; the rest waits for the next look.
_MOST = 1_000
# A kind that is answered once is answered again after that.
_A_WHILE = timedelta(minutes=10)

DONE, IGNORED, FAILED = "done", "ignored", "failed"


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An event that waits to be handled."""

    id: int
    event: Event
    attempts: int
    """How often it was tried already."""


@dataclass(frozen=True, kw_only=True)
class Later:
    """There is something, but not to be touched before."""

    at: datetime


def add(session: Session, events: Sequence[Event], *, now: datetime) -> None:
    """Keep events that came now; one that is kept already is left as it is."""
    add_received(session, [(event, now) for event in events])


def add_received(session: Session, received: Sequence[tuple[Event, datetime]]) -> None:
    """Keep events, each with the moment at which it came; as `add` does."""
    session.execute(
        _INSERTS[session.get_bind().dialect.name],
        [
            {
                "channel": event.channel,
                "key": event.key,
                "conversation_id": event.conversation_id,
                "at": event.at,
                "received_at": received_at,
                "state": "new",
                "attempts": 0,
                "raw": event.raw,
            }
            for event, received_at in received
        ],
    )


def next_event(
    session: Session, conversation_id: str, *, now: datetime, settles: timedelta
) -> Kept | Later | None:
    """Return the conversation's first event by the platform's clock; None if there is none.

    For a short while after it came one that happened earlier may still arrive: Later. An event
    whose attempt failed holds up those behind it until its next.
    """
    row = session.execute(
        select(_EVENTS)
        .where(_EVENTS.c.conversation_id == conversation_id, _EVENTS.c.state == "new")
        .order_by(_EVENTS.c.at, _EVENTS.c.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    due = max(row.next_at or row.received_at, row.received_at + settles)
    if due > now:
        return Later(at=due)
    event = Event(
        channel=row.channel,
        key=row.key,
        conversation_id=row.conversation_id,
        at=row.at,
        raw=row.raw or b"",
    )
    return Kept(id=row.id, event=event, attempts=row.attempts)


def finish(
    session: Session, kept: Kept, state: str, *, now: datetime, kind: str | None = None
) -> bool:
    """Say what became of an event; False if somebody else has finished it meanwhile."""
    changed = session.execute(
        update(_EVENTS)
        .where(_EVENTS.c.id == kept.id, _EVENTS.c.state == "new")
        .values(state=state, kind=kind, done_at=now)
        .returning(_EVENTS.c.id)
    )
    return changed.first() is not None


def drop_body(session: Session, kept: Kept) -> None:
    """Take the words out of an event at once: they are somebody's secret."""
    session.execute(update(_EVENTS).where(_EVENTS.c.id == kept.id).values(raw=None))


def postpone(session: Session, kept: Kept, problem: str, *, until: datetime) -> None:
    """Note that an attempt failed, and when to make the next."""
    session.execute(
        update(_EVENTS)
        .where(_EVENTS.c.id == kept.id)
        .values(attempts=kept.attempts + 1, next_at=until, problem=problem)
    )


def was_last(session: Session, kept: Kept, kind: str, *, now: datetime) -> bool:
    """Say whether the event handled before this one was of the kind, and not long ago."""
    last = session.execute(
        select(_EVENTS.c.kind)
        .where(
            _EVENTS.c.conversation_id == kept.event.conversation_id,
            _EVENTS.c.state == DONE,
            _EVENTS.c.id != kept.id,
            _EVENTS.c.done_at > now - _A_WHILE,
        )
        .order_by(_EVENTS.c.done_at.desc(), _EVENTS.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return last == kind


def waiting(session: Session, channels: Sequence[str], *, now: datetime) -> list[str]:
    """Return conversations with events that can be handled now."""
    return list(
        session.scalars(
            select(_EVENTS.c.conversation_id)
            .where(
                _EVENTS.c.state == "new",
                _EVENTS.c.channel.in_(channels),
                or_(_EVENTS.c.next_at.is_(None), _EVENTS.c.next_at <= now),
            )
            .distinct()
            .limit(_MOST)
        )
    )


def _insert_once(dialect: Any) -> Any:  # noqa: ANN401  # the two engines' own statements
    statement = dialect.insert(_EVENTS).values(
        {
            name: bindparam(name, type_=_EVENTS.c[name].type)
            for name in (
                "channel",
                "key",
                "conversation_id",
                "at",
                "received_at",
                "state",
                "attempts",
                "raw",
            )
        }
    )
    return statement.on_conflict_do_nothing(index_elements=["channel", "key"])


_INSERTS = {"sqlite": _insert_once(sqlite), "postgresql": _insert_once(postgresql)}
