"""Count working days, and say when the ward's counter is open (giờ làm việc)."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import groupby, pairwise
from typing import Annotated, Any

import holidays
from pydantic import BeforeValidator, ConfigDict, model_validator
from pydantic.dataclasses import dataclass

from knowledge.types import Duration, Unit

# Viet Nam keeps one time and no summer time.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
_SPAN = re.compile(r"([01]?\d|2[0-3]):([0-5]\d) ?[-–] ?([01]?\d|2[0-3]):([0-5]\d)")
_MONDAY, _FRIDAY, _SATURDAY = 0, 4, 5
_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
# Longer than any closure; who is closed for longer has no next opening to tell.
_LOOK_AHEAD_DAYS = 60


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Span:
    """One stretch of an open day, its end not included."""

    start: time
    end: time


def _span(value: object) -> object:
    """Read "08:00-12:00"; anything else is left for the validator to refuse."""
    if not isinstance(value, str):
        return value
    if (found := _SPAN.fullmatch(value.strip())) is None:
        raise ValueError(f'"{value}" is not of the form "08:00-12:00"')
    from_hour, from_minute, to_hour, to_minute = (int(part) for part in found.groups())
    return Span(start=time(from_hour, from_minute), end=time(to_hour, to_minute))


_Day = tuple[Annotated[Span, BeforeValidator(_span)], ...]


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Opening:
    """When people are received at the counter; without any hours only working days are known."""

    monday: _Day = ()
    tuesday: _Day = ()
    wednesday: _Day = ()
    thursday: _Day = ()
    friday: _Day = ()
    saturday: _Day = ()
    sunday: _Day = ()
    saturday_counts: bool = False
    """Saturdays count as working days of a deadline; hours alone do not make them count."""
    closed: tuple[date, ...] = ()
    """Further days without work, e.g. of a Tết longer than the library knows."""
    worked: tuple[date, ...] = ()
    """Days worked although they are a weekend or a holiday, e.g. in exchange for a day off."""

    @model_validator(mode="after")
    def _agree(self) -> "Opening":
        """Report what contradicts itself."""
        faults = []
        for name, spans in zip(_NAMES, _week(self), strict=True):
            if any(span.start >= span.end for span in spans):
                faults.append(f"{name}: hours end before they begin")
            if any(before.end > after.start for before, after in pairwise(spans)):
                faults.append(f"{name}: hours overlap, or are not in order")
        if self.saturday_counts and has_hours(self) and not self.saturday:
            faults.append("saturday_counts is true, but saturday has no hours")
        if both := sorted(set(self.closed) & set(self.worked)):
            faults.append(f"{both[0]}: both closed and worked")
        if faults:
            raise ValueError("; ".join(faults))
        return self


def has_hours(opening: Opening) -> bool:
    """Say whether the ward has told its hours."""
    return any(_week(opening))


def is_working_day(day: date, opening: Opening) -> bool:
    """Say whether the day counts in a deadline given in working days.

    Monday to Friday without public holidays and their substitutes (Labour Code 2019, articles 111
    and 112), the ward's Saturday if it says so, and the weekends that were exchanged for a day off.
    """
    if day in opening.worked:
        return True
    if day in opening.closed:
        return False
    calendar = _calendar(day.year)
    if day in calendar:
        return False
    last = _SATURDAY if opening.saturday_counts else _FRIDAY
    return day.weekday() <= last or day in calendar.weekend_workdays


def public_holiday(day: date) -> str:
    """Return how the public holiday of this date is called; empty on other days."""
    return str(_calendar(day.year).get(day) or "")


def working_day_from(day: date, opening: Opening) -> date:
    """Return the day itself if it is a working day, else the next one."""
    while not is_working_day(day, opening):
        day += timedelta(days=1)
    return day


def received_on(day: date, opening: Opening) -> date:
    """Return the day on which papers of this day are received: it, or the next one with people."""
    while not (is_working_day(day, opening) or _hours_on(day, opening)):
        day += timedelta(days=1)
    return day


def due_after(start: date, days: int, opening: Opening) -> date:
    """Return the last of so many working days; the first day does not count.

    No days means the day itself, or the first working day after it. Raises ValueError for fewer.
    Source: Civil Code 91/2015/QH13, articles 147.2 and 148.5.
    """
    _refuse_negative(days)
    due = start if days else working_day_from(start, opening)
    for _ in range(days):
        due = working_day_from(due + timedelta(days=1), opening)
    return due


def due_after_calendar_days(start: date, days: int, opening: Opening) -> date:
    """Return the last of so many days; a last day off moves to the next working day.

    Raises ValueError for fewer than none. Source: Civil Code 2015, articles 147.2 and 148.5.
    """
    _refuse_negative(days)
    return working_day_from(start + timedelta(days=days), opening)


def due_after_months(start: date, months: int, opening: Opening) -> date:
    """Return the same day so many months later, moved to a working day.

    A month without that day ends with its last one. Raises ValueError for fewer than none.
    Source: Civil Code 2015, articles 148.3 to 148.5.
    """
    _refuse_negative(months)
    year, month_from_0 = divmod(start.year * 12 + start.month - 1 + months, 12)
    _, last_day = monthrange(year, month_from_0 + 1)
    end = date(year, month_from_0 + 1, min(start.day, last_day))
    return working_day_from(end, opening)


def due_after_hours(start: datetime, hours: int, opening: Opening) -> datetime | None:
    """Return when so many working hours are over; None while the ward's hours are unknown.

    The count begins at once (Civil Code 2015, article 147.1), or when the counter next opens; only
    the hours of working days are counted.
    """
    _refuse_negative(hours)
    local = _local(start)
    left = timedelta(hours=hours)
    for begin, end in _spans_from(local.date(), opening, is_for_deadlines=True):
        if end <= local:
            continue
        begin = max(begin, local)
        if begin + left <= end:
            return begin + left
        left -= end - begin
    return None


def due(start: datetime, duration: Duration, opening: Opening) -> date | None:
    """Return the last day for papers handed in now; None if it cannot be told.

    On a day without work nobody receives them: the count begins with the day that somebody does.
    """
    day = received_on(_local(start).date(), opening)
    count = duration.count
    match duration.unit:
        case Unit.WORKING_DAY:
            return due_after(day, count, opening)
        case Unit.DAY:
            return due_after_calendar_days(day, count, opening)
        case Unit.MONTH:
            return due_after_months(day, count, opening)
        case Unit.YEAR:
            return due_after_months(day, 12 * count, opening)
        case Unit.HOUR:
            return working_day_from(_local(start + timedelta(hours=count)).date(), opening)
        case Unit.WORKING_HOUR:
            ended = due_after_hours(start, count, opening)
            return ended.date() if ended else None


def is_open(moment: datetime, opening: Opening) -> bool | None:
    """Say whether people are received at this moment; None while the ward's hours are unknown."""
    local = _local(moment)
    if not has_hours(opening):
        return None
    clock = local.time()
    return any(span.start <= clock < span.end for span in _hours_on(local.date(), opening))


def next_opening(moment: datetime, opening: Opening) -> datetime | None:
    """Return when the counter opens next, after this moment; None if that is not known."""
    local = _local(moment)
    later = (begin for begin, _ in _spans_from(local.date(), opening) if begin > local)
    return next(later, None)


def hours_text(opening: Opening) -> str:
    """Say the hours: "thứ Hai đến thứ Sáu: 8:00–12:00, 13:30–17:30"; empty while unknown."""
    named = zip(_NAMES, _week(opening), strict=True)
    parts = []
    for spans, days in groupby(named, key=lambda day: day[1]):
        names = [name for name, _ in days]
        if spans:
            hours = ", ".join(f"{_clock(span.start)}–{_clock(span.end)}" for span in spans)
            parts.append(f"{_range(names)}: {hours}")
    return "; ".join(parts)


def moment_text(moment: datetime, now: datetime) -> str:
    """Say a moment to come: "13:30 hôm nay", "8:00 sáng mai", "8:00 thứ Hai, ngày 23/11/2026"."""
    local, today = _local(moment), _local(now).date()
    clock = _clock(local.time())
    if local.date() == today:
        return f"{clock} hôm nay"
    if local.date() == today + timedelta(days=1):
        return f"{clock} ngày mai"
    return f"{clock} {_NAMES[local.weekday()]}, ngày {local:%d/%m/%Y}"


def _hours_on(day: date, opening: Opening) -> _Day:
    """Return the hours of one date; none on holidays."""
    usual = _week(opening)[day.weekday()]
    calendar = _calendar(day.year)
    if day in opening.worked or (day in calendar.weekend_workdays and day not in opening.closed):
        # A weekend that is worked in exchange is a whole working day, as a Monday is.
        return usual or _week(opening)[_MONDAY]
    return () if day in opening.closed or day in calendar else usual


def _spans_from(
    day: date, opening: Opening, *, is_for_deadlines: bool = False
) -> Iterator[tuple[datetime, datetime]]:
    """Yield when the counter opens and closes, from the day on; nothing while that is unknown."""
    if not has_hours(opening):
        return
    for offset in range(_LOOK_AHEAD_DAYS):
        that = day + timedelta(days=offset)
        if is_for_deadlines and not is_working_day(that, opening):
            continue
        for span in _hours_on(that, opening):
            yield (
                datetime.combine(that, span.start, VIETNAM),
                datetime.combine(that, span.end, VIETNAM),
            )


@lru_cache(maxsize=16)
def _calendar(year: int) -> Any:  # noqa: ANN401  # the library is not typed so far
    """Return a year's public holidays; asking for a day of another year would add to it."""
    return holidays.country_holidays("VN", years=year, expand=False, language="vi")


def _week(opening: Opening) -> tuple[_Day, ...]:
    """Return the hours from Monday to Sunday."""
    working = (opening.monday, opening.tuesday, opening.wednesday, opening.thursday, opening.friday)
    return (*working, opening.saturday, opening.sunday)


def _local(moment: datetime) -> datetime:
    """Return the moment on the ward's clock. Raises ValueError for one without a time zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(VIETNAM)


def _refuse_negative(count: int) -> None:
    if count < 0:
        raise ValueError(f"a duration of {count}")


def _clock(value: time) -> str:
    return f"{value.hour}:{value.minute:02}"


def _range(names: Iterable[str]) -> str:
    first, *others = names
    if not others:
        return first
    return f"{first} {'và' if len(others) == 1 else 'đến'} {others[-1]}"
