"""Say on which day a result is due when the papers are handed in today, or on a named day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.named_day import named_day
from bot.opening import Opening, due_after, due_after_calendar_days, received_on
from bot.procedure_trust import is_doubtful
from bot.wording import weekday
from knowledge.overlays import Applied
from knowledge.types import Aspect, Channel, Duration, Procedure, Unit

# By post nobody knows when the papers arrive.
_WAYS = {Channel.ONLINE: "nộp trực tuyến", Channel.COUNTER: "nộp trực tiếp"}
_TWO_CASES = 2
_LATER_START = re.compile(r"kể từ|sau khi|từ khi|từ ngày|không tính", re.IGNORECASE)
# Nobody hands papers in today that were handed in so long ago.
_OLDEST_DAYS = 180


@dataclass(frozen=True, kw_only=True)
class Due:
    """When a result is due, in words and as the latest day of all ways to hand in."""

    text: str
    day: date


def due(applied: Applied, question: str, today: date, opening: Opening) -> Due | None:
    """Return when the result is due; None if the record's time cannot be counted with certainty.

    Counted are whole days, working or not; a time for a special case only is not.
    """
    procedure = applied.procedure
    if is_doubtful(applied, Aspect.TIME) or not _is_in_force(applied, today):
        return None
    offered = {s.channel for s in procedure.submissions} & set(_WAYS)
    ways = {way: times for way in _WAYS if (times := _times(procedure, way))}
    named = named_day(question, today)
    said_on = named or today
    if not ways or (today - said_on).days > _OLDEST_DAYS:
        return None
    start = received_on(said_on, opening)
    ends = {way: [_end(start, time, opening) for time in times] for way, times in ways.items()}
    said = _ends_text(ends, today, is_every_way=set(ends) == offered)
    if not said:
        return None
    day = max(day for days in ends.values() for day in days)
    return Due(text=f"{_lead(said_on, start, today)} thì hạn trả {said}.", day=day)


def _ends_text(ends: Mapping[Channel, Sequence[date]], today: date, *, is_every_way: bool) -> str:
    """Return the days on which each way ends, or "" if that takes too many words.

    A way without a time of its own has none that we know: then those that have one are named.
    """
    named = {way: [weekday(day, today=today) for day in days] for way, days in ends.items()}
    first, *others = named.values()
    if is_every_way and all(days == first for days in others):
        # The cases themselves stand above, in this order.
        return f"{'lần lượt ' if first[1:] else ''}là {', '.join(first)}"
    if any(len(days) > 1 for days in named.values()):
        return ""
    return f"là {', '.join(f'{days[0]} ({_WAYS[way]})' for way, days in named.items())}"


def _lead(said_on: date, start: date, today: date) -> str:
    """Return from which day the time is counted: "Nộp hôm nay (thứ Hai 23/11)"."""
    day = weekday(said_on, today=today)
    if start == said_on:
        return f"Nộp hôm nay ({day})" if said_on == today else f"Nộp {day}"
    off = "hôm nay" if said_on == today else day
    return f"Nộp {weekday(start, today=today)} ({off} nghỉ)"


def _end(start: date, time: Duration, opening: Opening) -> date:
    count = due_after if time.unit is Unit.WORKING_DAY else due_after_calendar_days
    return count(start, time.count, opening)


def _times(procedure: Procedure, way: Channel) -> tuple[Duration, ...]:
    """Return the time that holds without a condition, or the two of two cases; else none.

    Only whole days, and only those that are counted from the day of handing in.
    """
    submissions = [s for s in procedure.submissions if s.channel is way]
    times = tuple(dict.fromkeys(time for s in submissions for time in s.durations))
    usual = tuple(time for time in times if not time.condition)
    chosen = usual or times
    if len(chosen) != (1 if usual else _TWO_CASES):
        return ()
    is_counted = all(
        time.unit in (Unit.WORKING_DAY, Unit.DAY) and not _LATER_START.search(time.condition)
        for time in chosen
    )
    return chosen if is_counted else ()


def _is_in_force(applied: Applied, today: date) -> bool:
    procedure = applied.procedure
    begins, ends = procedure.valid_from or today, procedure.valid_to or today
    return begins <= today <= ends
