"""Keep the counts of days that are over, and read any period: kept days, and the others live."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from bot.analytics import FieldOf, Key, Kind, count, day_of
from bot.store.figures import FigureDayRow, FigureRow
from bot.store.models import FeedbackRow, HandoverRow, MessageRow, TicketRow
from knowledge.types import Audience

# What was begun before midnight is kept a moment after it.
_SETTLES = timedelta(hours=1)
_AT_ONCE = 7


def keep_days(
    session: Session, *, now: datetime, field_of: FieldOf, at_once: int = _AT_ONCE
) -> int:
    """Count the oldest days that are over and were not counted; return how many.

    A day is counted once: what is deleted later was counted, and stays so. `now` is the true time.
    """
    missing = _missing(session, day_of(now - _SETTLES) - timedelta(days=1))[:at_once]
    for day in missing:
        counts = count(session, day, day, field_of)
        session.execute(delete(FigureRow).where(FigureRow.day == day))
        if counts:
            session.execute(insert(FigureRow), [_values(key, n) for key, n in counts.items()])
        session.add(FigureDayRow(day=day, counted_at=now))
    session.flush()
    return len(missing)


def between(
    session: Session,
    first: date,
    last: date,
    *,
    field_of: FieldOf,
    audiences: Iterable[Audience],
) -> Counter[Key]:
    """Return the counts of a period, both days included, that such readers may see."""
    may_see = frozenset(audiences)
    rows = session.scalars(select(FigureRow).where(FigureRow.day.between(first, last)))
    found = Counter({_key(row): row.n for row in rows})
    kept = set(
        session.scalars(select(FigureDayRow.day).where(FigureDayRow.day.between(first, last)))
    )
    open_days = [day for day in _days(first, last) if day not in kept]
    if open_days:
        live = count(session, open_days[0], open_days[-1], field_of)
        found.update({key: n for key, n in live.items() if key.day not in kept})
    return Counter({key: n for key, n in found.items() if key.audience in may_see})


def first_day(session: Session) -> date | None:
    """Return the first day of which anything is known; None: nothing is."""
    moments = (
        session.scalar(select(func.min(MessageRow.at))),
        session.scalar(select(func.min(FeedbackRow.at))),
        session.scalar(select(func.min(HandoverRow.opened_at))),
        session.scalar(select(func.min(TicketRow.created_at))),
    )
    days = [day_of(each) for each in moments if each is not None]
    kept = session.scalar(select(func.min(FigureDayRow.day)))
    return min([*days, *([kept] if kept else [])], default=None)


def _missing(session: Session, last: date) -> list[date]:
    first = first_day(session)
    if first is None or first > last:
        return []
    kept = set(session.scalars(select(FigureDayRow.day).where(FigureDayRow.day >= first)))
    return [day for day in _days(first, last) if day not in kept]


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _key(row: FigureRow) -> Key:
    return Key(
        day=row.day,
        kind=Kind(row.kind),
        audience=Audience(row.audience),
        channel=row.channel,
        topic=row.topic,
        result=row.result,
    )


def _values(key: Key, n: int) -> dict[str, object]:
    return {
        "day": key.day,
        "kind": key.kind.value,
        "audience": key.audience.value,
        "channel": key.channel,
        "topic": key.topic,
        "result": str(key.result),
        "n": n,
    }
