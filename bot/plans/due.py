"""Read when something in a plan is due, and which days a question asks about."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.due_dates import due_between, rules_of
from knowledge.text import expand, fold

Every = Literal["month", "quarter", "year"]

_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_MONTHS_OF_QUARTER = 3
_SOON_DAYS = 30
_DAY = re.compile(r"\b(\d{1,2})[/-](\d{1,2})(?:[/-](20\d\d))?\b")
_DAY_IN_WORDS = re.compile(r"\bngay (\d{1,2}) thang (\d{1,2})(?: nam (20\d\d)|/(20\d\d))?")
_MONTHS = re.compile(
    r"\bthang (\d{1,2}(?:\s*(?:,|va|-|den)\s*\d{1,2}(?!\d|/\d{1,2}(?!\d)))*)(?:/(20\d\d))?"
)
_QUARTER = re.compile(r"\bquy (\d|iv|i{1,3})\b(?:/(20\d\d))?")
_DAY_OF_MONTH = re.compile(r"\bngay (\d{1,2}) (?:hang|moi) thang")
_HALF = re.compile(r"\b6 thang (dau|cuoi)(?: nam)?")
_YEAR = re.compile(r"\b(20\d\d)\b")
_EVERY = re.compile(r"\b(?:hang|moi) (thang|quy|nam)\b")
_EVERY_OF: dict[str, Every] = {"thang": "month", "quy": "quarter", "nam": "year"}
_COUNTED = re.compile(r"\b6 thang(?! (?:dau|cuoi))")


@dataclass(frozen=True, kw_only=True)
class Span:
    """Days, both ends included."""

    first: date
    last: date

    def meets(self, other: "Span") -> bool:
        """Say whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, kw_only=True)
class Due:
    """When something is due."""

    spans: tuple[Span, ...] = ()
    """Days on which it falls due, or the month, quarter or year by the end of which."""
    every: Every | None = None
    """How often it comes again; with spans, those are of the plan's own year."""

    @property
    def last(self) -> date | None:
        """The last day of all, None if no day is known."""
        return max((span.last for span in self.spans), default=None)


def read_due(text: str, year: int) -> Due:
    """Return when the words of a plan say that something is due; `year` is the plan's own.

    "Hết năm 2026" and a bare year are due on their last day; "6 tháng cuối năm 2025" on its last.
    Days are read by bot.due_dates, as for reminders: what is due "trước ngày 05/12" is by the 4th.
    """
    folded = fold(text)
    found = _EVERY.search(folded)
    every = _EVERY_OF[found[1]] if found else None
    is_monthly = bool(_DAY_OF_MONTH.search(folded))
    named = _named_spans(folded, year)
    spans = [] if is_monthly else [span for span in named if span.first != span.last]
    if is_monthly or len(spans) < len(named):
        spans += _days(text, year)
    if is_monthly:
        every = "month"
    if not spans and not named and not every:
        years = [int(found) for found in _YEAR.findall(folded)]
        spans = [Span(first=date(y, 12, 31), last=date(y, 12, 31)) for y in years[-1:]]
    return Due(spans=tuple(spans), every=every)


def _days(text: str, year: int) -> list[Span]:
    """Return the single days by which the words say it is due, as reminders count them."""
    once = [rule.day for rule in rules_of(text, plan_year=year) if rule.day]
    again = due_between(text, plan_year=year, start=date(year, 1, 1), end=date(year, 12, 31))
    days = {*once, *(each.day for each in again if each.period != "once")}
    return [Span(first=day, last=day) for day in sorted(days)]


def asked_span(text: str, year: int, today: date) -> Span | None:
    """Return the days that a question names: "tháng 12", "quý 3/2026", "tuần này", "sắp tới".

    `year` is taken for a month without one. None if it names none, or counts ("6 tháng").
    """
    folded = fold(expand(text))
    if re.search(r"\btuan (?:nay|sau|toi)\b", folded):
        monday = today - timedelta(days=today.weekday())
        later = 0 if re.search(r"\btuan nay\b", folded) else 7
        first = monday + timedelta(days=later)
        return Span(first=first, last=first + timedelta(days=6))
    if re.search(r"\bthang (?:nay|sau|toi)\b", folded):
        later = 0 if re.search(r"\bthang nay\b", folded) else 1
        month = today.month - 1 + later
        return _month(today.year + month // 12, month % 12 + 1)
    if re.search(r"\bquy (?:nay|sau|toi)\b", folded):
        number = (today.month - 1) // 3 + (0 if "quy nay" in folded else 1)
        return _quarter(today.year + number // 4, number % 4 + 1)
    if re.search(r"\bsap (?:toi|den|het han)\b|\btrong thoi gian toi\b", folded):
        return Span(first=today, last=today + timedelta(days=_SOON_DAYS))
    if re.search(r"\b(?:qua|tre|cham) han\b|\bda den han\b", folded):
        return Span(first=date(today.year, 1, 1), last=today - timedelta(days=1))
    if re.search(r"\btu nay\b|\bcon lai\b", folded):
        return Span(first=today, last=date(max(year, today.year), 12, 31))
    if re.search(r"\bcuoi nam\b", folded) and not _HALF.search(folded):
        return _month(year, 12)
    named = _YEAR.findall(folded)
    spans = _named_spans(_COUNTED.sub(" ", folded), int(named[0]) if named else year)
    if not spans:
        return None
    return Span(first=min(s.first for s in spans), last=max(s.last for s in spans))


def said_of(span: Span) -> str:
    """Return the days as a person says them, without the year: "tháng 12", "quý 3"."""
    if span == _month(span.first.year, span.first.month):
        return f"tháng {span.first.month}"
    quarter = (span.first.month + 2) // _MONTHS_OF_QUARTER
    if span == _quarter(span.first.year, quarter):
        return f"quý {quarter}"
    return "thời gian anh/chị hỏi"


def falls_in(due: Due, asked: Span) -> bool:
    """Say whether something is due in the days asked about, also if it comes every month."""
    if due.every == "month" and not due.spans:
        return True
    spans: Sequence[Span] = due.spans
    if due.every and due.spans and asked.first.year != due.spans[0].first.year:
        shift = asked.first.year - due.spans[0].first.year
        spans = [_moved(span, shift) for span in due.spans]
    return any(Span(first=s.last, last=s.last).meets(asked) or s.meets(asked) for s in spans)


def _named_spans(folded: str, year: int) -> list[Span]:
    """Return the days, months, quarters and halves that folded text names, in its order."""
    found: list[tuple[int, Span]] = []
    rest = folded
    years = _YEAR.findall(folded)
    own = int(years[-1]) if years else year
    for pattern in (_DAY_IN_WORDS, _DAY):
        for match in pattern.finditer(rest):
            stated = next((int(group) for group in match.groups()[2:] if group), None)
            if day := _day(stated or own, int(match[2]), int(match[1])):
                found.append((match.start(), Span(first=day, last=day)))
        rest = pattern.sub(lambda m: " " * len(m[0]), rest)
    for match in _HALF.finditer(rest):
        first, last = (1, 6) if match[1] == "dau" else (7, 12)
        span = Span(first=date(own, first, 1), last=_month(own, last).last)
        found.append((match.start(), span))
    rest = _HALF.sub(lambda m: " " * len(m[0]), rest)
    for match in _MONTHS.finditer(rest):
        months = [int(number) for number in re.findall(r"\d{1,2}", match[1])]
        for number in months:
            if 1 <= number <= 12:
                stated_year = int(match[2]) if match[2] else own
                found.append((match.start(), _month(stated_year, number)))
    for match in _QUARTER.finditer(rest):
        number = _ROMAN.get(match[1]) or int(match[1])
        if 1 <= number <= 4:
            found.append((match.start(), _quarter(int(match[2]) if match[2] else own, number)))
    return [span for _, span in sorted(found, key=lambda pair: pair[0])]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _month(year: int, month: int) -> Span:
    last = calendar.monthrange(year, month)[1]
    return Span(first=date(year, month, 1), last=date(year, month, last))


def _quarter(year: int, number: int) -> Span:
    last = _MONTHS_OF_QUARTER * number
    return Span(first=date(year, last - 2, 1), last=_month(year, last).last)


def _moved(span: Span, years: int) -> Span:
    first = _day(span.first.year + years, span.first.month, span.first.day)
    last = _day(span.last.year + years, span.last.month, span.last.day)
    # 29 February of another year.
    return Span(
        first=first or span.first.replace(year=span.first.year + years, day=28),
        last=last or span.last.replace(year=span.last.year + years, day=28),
    )
