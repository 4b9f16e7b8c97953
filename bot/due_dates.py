"""Read the days by which something is due out of a plan's words: "trước ngày 05/12 hằng năm".

"Trước ngày 05/12" is taken at its word: the 4th is the last day in time. Many officials mean the
5th by it; who hands in on the 4th is in time for both, so the earlier day is the one told.

A day that the words do not settle is no day: "hằng quý" says how often, not when. Nothing is moved
for a weekend or a holiday, for no rule says so of a plan's own dates.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import takewhile

from knowledge.text import clean, fold


class Every(StrEnum):
    """How often something is due."""

    ONCE = "once"
    YEAR = "year"
    QUARTER = "quarter"
    MONTH = "month"
    WEEK = "week"


@dataclass(frozen=True, kw_only=True)
class DueDay:
    """One time that something is due."""

    day: date
    """The last day that is in time: of "trước ngày 05/12" the 4th."""
    period: str
    """Which time of several it is, "2026-12"; the same when the words move it by a few days."""


@dataclass(frozen=True, kw_only=True)
class DueRule:
    """When something is due, once or again and again."""

    every: Every
    day: date | None = None
    """Of what is due once."""
    month: int = 0
    """Of what is due every year."""
    day_of: int = 0
    """Day of the month; of what is due every week the weekday, Monday 0."""
    is_before: bool = False
    """That day itself is too late."""


_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4,
             "6": 4, "bay": 5, "7": 5}  # fmt: skip
# No day is meant by these, or one from which something begins; "kế hoạch không ghi ngày" is what
# the keepers of our records write where the plan leaves it open.
_NO_DAY = re.compile(
    r"khong ghi (?:ngay|han|thoi)|ngay lam viec|\bke tu\b|\b(?:trong|sau) (?:vong )?\d+ ngay\b"
)
_START = re.compile(
    r"\b(?:tinh )?(?:tu (?:ngay|thang|quy|nam|dau|\d)|sau (?:ngay|thang \d|quy|\d))"
    r".*?(?=\b(?:den|truoc|cham nhat|xong)\b|[;.]? *$)"
)
_EVERY = re.compile(r"\b(?:hang|moi|cac) (?P<unit>nam|quy|thang|tuan)\b")
_DATE = re.compile(
    r"(?:(?P<before>\btruoc (?:het )?)?(?:ngay )?)"
    r"(?<![\d/.-])(?P<day>\d{1,2})(?:[/.-]| thang )(?P<month>\d{1,2})"
    r"(?:(?:[/.-]|,? nam )(?P<year>20\d\d|\d\d))?(?![\d/]|[.-]\d)"
)
_DAY_OF_MONTH = re.compile(
    r"(?P<before>\btruoc )?ngay (?:mung |mong )?(?P<day>\d{1,2})(?:,? (?:cua )?(?:hang|moi) thang"
    r"|(?P<last>,? (?:cua )?thang cuoi (?:cua )?(?:hang |moi )?quy))\b"
)
_WEEKLY = re.compile(
    r"(?P<before>\btruoc )?thu (?P<weekday>hai|ba|tu|nam|sau|bay|[2-7])(?: (?:hang|moi) tuan)"
)
_YEAR = r"(?:/|,? ?nam |-)(?P<year>20\d\d)"
_LIST = r"(?P<list>{one}(?: ?(?:,|va|-|den) ?(?:{again})?{one})*)"
_MONTHS = re.compile(
    r"(?P<before>\btruoc )?(?P<vague>\b(?:dau|giua) )?"
    # A month as a table writes it; "12/2026" may be the number of a document, too.
    r"(?:\bthang |(?:(?<=^)|(?<=truoc )|(?<=het )|(?<=den )|(?<=trong ))(?=\d{1,2}/20\d\d$))"
    + _LIST.format(one=r"\d{1,2}(?!\d)", again="(?:het )?thang ")
    + f"(?:{_YEAR})?"
)
_QUARTER = re.compile(
    r"(?P<before>\btruoc )?(?P<vague>\b(?:dau|giua) )?\bquy "
    + _LIST.format(one=r"(?:iv|i{1,3}|[1-4])\b", again="(?:het )?quy ")
    + f"(?:{_YEAR})?"
)
_PART = re.compile(
    r"\b(?P<months>6|sau|9|chin) thang (?P<which>dau|cuoi) nam\b(?: ?(?P<year>20\d\d))?"
)
_WHOLE = re.compile(
    r"(?P<before>\btruoc )?(?P<vague>\b(?:dau|giua) )?\b(?:nam|giai doan) "
    r"(?P<year>20\d\d)(?: ?(?:-|den) ?(?:nam )?(?P<to>20\d\d))?"
)
# "năm 2026 và hằng năm": which day of the later years is not said.
_YEAR_ALONE = re.compile(r"\b20\d\d\b")
_NEXT_YEAR = re.compile(r"\bnam (?:sau|ke tiep|tiep theo|lien ke)\b")
_AND = re.compile(r" ?(?:va|,|;) ?")


def rules_of(due: str, *, plan_year: int | None = None) -> tuple[DueRule, ...]:
    """Return when something is due; () when the words name no day.

    `plan_year` completes a day without a year: "trước ngày 15/12" of a plan for 2026.
    """
    text = " ".join(fold(clean(due)).replace("–", "-").split())
    if _NO_DAY.search(text):
        return ()
    text = _START.sub(" ", text).strip()
    rules = [
        DueRule(every=Every.WEEK, day_of=_WEEKDAYS[each["weekday"]], is_before=bool(each["before"]))
        for each in _WEEKLY.finditer(text)
    ]
    for each in _DAY_OF_MONTH.finditer(text):
        if 1 <= int(each["day"]) <= 31:
            every = Every.QUARTER if each["last"] else Every.MONTH
            is_before = bool(each["before"])
            rules.append(DueRule(every=every, day_of=int(each["day"]), is_before=is_before))
    rest = _DAY_OF_MONTH.sub(" ", _WEEKLY.sub(" ", text))
    often = _EVERY.search(rest)
    if often is not None and often["unit"] != "nam":
        return tuple(rules)
    is_yearly = often is not None
    if dates := list(_DATE.finditer(rest)):
        return (*rules, *_dated(rest, dates, plan_year, is_yearly=is_yearly))
    # Of a year without a 29th of February, for the month's last day is taken below anyway.
    ends = [day for day in _periods(rest, 2001 if is_yearly else plan_year) if day is not None]
    if not is_yearly:
        return (*rules, *(DueRule(every=Every.ONCE, day=day) for day in ends))
    if _YEAR_ALONE.search(rest):
        return tuple(rules)
    return (*rules, *(DueRule(every=Every.YEAR, month=day.month, day_of=31) for day in ends))


def due_between(due: str, *, plan_year: int | None, start: date, end: date) -> tuple[DueDay, ...]:
    """Return every day in the span, both ends included, by which something is due, in order.

    What is due every year is so from the plan's year on; what is due more often, in that year.
    """
    days: list[DueDay] = []
    for number, rule in enumerate(rules_of(due, plan_year=plan_year)):
        suffix = f"-{number}" if number else ""
        first = max(start, date(plan_year, 1, 1)) if plan_year and rule.day is None else start
        is_bounded = plan_year and rule.every in (Every.QUARTER, Every.MONTH, Every.WEEK)
        last = min(end, date(plan_year, 12, 31)) if is_bounded and plan_year else end
        days += [
            DueDay(day=each.day, period=f"{each.period}{suffix}")
            for each in _between(rule, first, last)
        ]
    return tuple(sorted(days, key=lambda each: (each.day, each.period)))


def _between(rule: DueRule, start: date, end: date) -> Iterator[DueDay]:
    if rule.day is not None:
        if start <= rule.day <= end:
            yield DueDay(day=rule.day, period="once")
        return
    # One period before and after: "trước ngày 01 hằng tháng" falls due in the month before.
    near = takewhile(lambda each: each.day <= end + timedelta(days=366), _from(rule, start))
    yield from (each for each in near if start <= each.day <= end)


def _from(rule: DueRule, start: date) -> Iterator[DueDay]:
    """Yield every time of a rule, beginning a little before the day."""
    early = timedelta(days=1 if rule.is_before else 0)
    if rule.every is Every.WEEK:
        monday = start - timedelta(days=start.weekday() + 7)
        while monday.year < date.max.year:
            year, week, _ = monday.isocalendar()
            day = monday + timedelta(days=rule.day_of) - early
            yield DueDay(day=day, period=f"{year}-W{week:02}")
            monday += timedelta(days=7)
        return
    months = {Every.YEAR: (rule.month,), Every.QUARTER: (3, 6, 9, 12)}.get(rule.every, range(1, 13))
    for year in range(max(start.year - 1, date.min.year), date.max.year):
        for month in months:
            # There is no 31st of April, nor every year a 29th of February: the month's last day.
            last = calendar.monthrange(year, month)[1]
            if rule.is_before and rule.day_of > last:
                day = date(year, month, last)
            else:
                day = date(year, month, min(rule.day_of, last)) - early
            yield DueDay(day=day, period=f"{year}-{month:02}")


def _dated(
    text: str, dates: list[re.Match[str]], plan_year: int | None, *, is_yearly: bool
) -> tuple[DueRule, ...]:
    """Return the rules of days that are written out; of a chain the first "trước" holds for all."""
    rules: list[DueRule] = []
    is_before = False
    years = [_full_year(match["year"]) for match in dates]
    shift = 1 if _NEXT_YEAR.search(text) else 0
    for number, match in enumerate(dates):
        if not number or not _AND.fullmatch(text[dates[number - 1].end() : match.start()]):
            is_before = bool(match["before"])
        is_before = is_before or bool(match["before"])
        day, month = int(match["day"]), int(match["month"])
        if is_yearly:
            if _date(2024, month, day):
                rules.append(
                    DueRule(every=Every.YEAR, month=month, day_of=day, is_before=is_before)
                )
            continue
        # "30/6 và 30/12/2026": the year stands once, behind the last.
        year = next((each for each in years[number:] if each), None)
        year = year or (plan_year + shift if plan_year else None)
        exact = _date(year, month, day) if year else None
        if exact is not None:
            rules.append(
                DueRule(every=Every.ONCE, day=exact - timedelta(days=1 if is_before else 0))
            )
    return tuple(rules)


def _periods(text: str, plan_year: int | None) -> list[date | None]:
    """Return the last days of the months, quarters, halves or years that the text names."""
    plan_year = plan_year + 1 if plan_year and _NEXT_YEAR.search(text) else plan_year
    if found := _PART.search(text):
        year = int(found["year"]) if found["year"] else plan_year
        is_half = found["months"] in ("6", "sau")
        if year is None or (found["which"] == "cuoi" and not is_half):
            return []
        end = (6, 30) if is_half else (9, 30)
        return [date(year, *(end if found["which"] == "dau" else (12, 31)))]
    for pattern, months_in in ((_QUARTER, 3), (_MONTHS, 1)):
        if found := pattern.search(text):
            year = int(found["year"]) if found["year"] else plan_year
            if year is None or found["vague"]:
                return []
            return [
                _last_of(year, number, months_in, is_before=bool(found["before"]))
                for number in _numbers(found["list"])
            ]
    if found := _WHOLE.search(text):
        if found["vague"]:
            return []
        year = int(found["to"] or found["year"])
        return [date(year - 1, 12, 31) if found["before"] else date(year, 12, 31)]
    return []


def _numbers(said: str) -> list[int]:
    """Return the periods that end a stretch: of "5, 6" the 6th, of "6 và 12" both."""
    ends = [re.findall(r"\b(?:iv|i{1,3}|\d{1,2})\b", part)[-1] for part in said.split(" va ")]
    return [_QUARTERS[end] if end in _QUARTERS and not end.isdigit() else int(end) for end in ends]


def _last_of(year: int, number: int, months_in: int, *, is_before: bool) -> date | None:
    if not 1 <= number <= 12 // months_in:
        return None
    first_month = (number - 1) * months_in + 1
    if is_before:
        return date(year, first_month, 1) - timedelta(days=1)
    month = first_month + months_in - 1
    return date(year, month, calendar.monthrange(year, month)[1])


def _full_year(said: str | None) -> int | None:
    return int(said) % 100 + 2000 if said else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
