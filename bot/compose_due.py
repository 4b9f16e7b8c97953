"""Say on which day a result is due when the papers are handed in today, or on a named day."""

import re
from dataclasses import dataclass
from datetime import date

from bot.named_day import named_day
from bot.opening import Opening, due_after, due_after_calendar_days, received_on
from bot.procedure_trust import is_doubtful
from bot.wording import capital, weekday
from knowledge.overlays import Applied
from knowledge.types import Aspect, Channel, Duration, Procedure, Unit

# By post nobody knows when the papers arrive.
_WAYS = {Channel.ONLINE: "nộp trực tuyến", Channel.COUNTER: "nộp trực tiếp"}
_TWO_CASES = 2
# Longer ones spell out rare cases; the times themselves stand above in any case.
_MAX_WORDS = 45
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
    ends = {
        way: {time: _end(start, time, opening) for time in times} for way, times in ways.items()
    }
    shared = next(iter(ends.values()))
    if all(each == shared for each in ends.values()) and set(ends) == offered:
        said = [_when(day, time.condition, today) for time, day in shared.items()]
    elif all(len(each) == 1 for each in ends.values()):
        # A way without a time of its own has none that we know: the others are named.
        single = {way: next(iter(each.values())) for way, each in ends.items()}
        is_same = len(set(single.values())) == 1 and set(single) == offered
        said = [weekday(day, today=today) for day in set(single.values())]
        if not is_same:
            said = [_when(day, _WAYS[way], today) for way, day in single.items()]
    else:
        return None
    day = max(day for each in ends.values() for day in each.values())
    text = f"{_lead(said_on, start, today)} thì hạn trả là {', '.join(said)}."
    return Due(text=text, day=day) if len(text.split()) <= _MAX_WORDS else None


def _when(day: date, condition: str, today: date) -> str:
    said = weekday(day, today=today)
    return f"{said} ({condition})" if condition else said


def _lead(said_on: date, start: date, today: date) -> str:
    """Return from which day the time is counted: "Nộp hôm nay (thứ Hai 23/11)"."""
    day = weekday(said_on, today=today)
    named = f"hôm nay ({day})" if said_on == today else day
    if start == said_on:
        return f"Nộp {named}"
    return f"{capital(named)} là ngày nghỉ; tính từ {weekday(start, today=today)}"


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
