"""Say on which day a result is due when the papers are handed in today, or on a named day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.named_day import named_day, says_when
from bot.opening import Opening, due_after, due_after_calendar_days, public_holiday, received_on
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
_SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Due:
    """When a result is due, in words and as the latest day of all ways to hand in."""

    text: str
    day: date


def due(applied: Applied, texts: Sequence[str], today: date, opening: Opening) -> Due | None:
    """Return when the result is due; None if it cannot be counted with certainty.

    Counted are whole days, working or not; a time for a special case only is not. `texts` is what
    the resident said, the newest first: the first that says when the papers are handed in counts.
    None as well if what it says is no certain day: today's count would be a wrong one.
    """
    procedure = applied.procedure
    if is_doubtful(applied, Aspect.TIME) or not _is_in_force(applied, today):
        return None
    offered = {s.channel for s in procedure.submissions} & set(_WAYS)
    ways = {way: times for way in _WAYS if (times := _times(procedure, way))}
    dated = next((text for text in texts if says_when(text)), None)
    said_on = today if dated is None else named_day(dated, today)
    if not ways or said_on is None or (today - said_on).days > _OLDEST_DAYS:
        return None
    start = received_on(said_on, opening)
    ends = {way: [_end(start, time, opening) for time in times] for way, times in ways.items()}
    said = _ends_text(ends, today, is_every_way=set(ends) == offered)
    if not said:
        return None
    day = max(day for days in ends.values() for day in days)
    lead = _lead(said_on, start, today)
    between = _holidays_text(_passed_over(start, day, ways), today)
    return Due(text=f"{lead} thì hạn trả {said}.{between}", day=day)


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


def _passed_over(start: date, last: date, ways: Mapping[Channel, Sequence[Duration]]) -> list[date]:
    """Return the public holidays on weekdays that put the last day off.

    Calendar days count holidays as well: then only one on which the time would have ended.
    """
    times = [time for each in ways.values() for time in each]
    begin = start + timedelta(days=1)
    if all(time.unit is not Unit.WORKING_DAY for time in times):
        begin = max(begin, start + timedelta(days=max(time.count for time in times)))
    days = (begin + timedelta(days=n) for n in range((last - begin).days))
    return [day for day in days if public_holiday(day) and day.weekday() < _SATURDAY]


def _holidays_text(days: Sequence[date], today: date) -> str:
    """Return which holidays are not counted, as a sentence behind the date; "" if none is."""
    if not days:
        return ""
    first = weekday(days[0], today=today)
    if len(days) == 1:
        name = public_holiday(days[0])
        return f" {first[:1].upper()}{first[1:]} nghỉ lễ ({name}), không tính."
    last = weekday(days[-1], today=today)
    return f" Không tính {len(days)} ngày nghỉ lễ, từ {first} đến {last}."


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
