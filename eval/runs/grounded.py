"""Check that every number, date, code and link of an answer stands in what it cites.

Metric of our own: the share of answers without a figure from nowhere. A figure may come from a
cited record, from the profile of the ward, from what was asked, and from the calendar: a day that
the answer counts out itself has to follow from a number of days in the record.
"""

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

import holidays

from eval.matching import normalise
from knowledge.types import Duration

_LINK = re.compile(r"(?:https?://)?(?:[a-z0-9-]+\.)+(?:vn|com|org|gov|net)\b(?:/[^\s<>()]*)?")
_DATE = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?![\d/])")
_HOLIDAY = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/(\d{4}))?(?= nghỉ lễ)")
_CODE = re.compile(r"(?<![\w.])(?=[\w./-]*\d)[\w]+(?:[./-][\w]+)*(?![\w])")
# A number that only counts the lines of a list.
_BULLET = re.compile(r"(?m)^\s*(?:\d{1,2}[.)]|bước \d{1,2}\s*[:.])\s")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_DAYS = re.compile(r"(\d+) ngày")
_DAY = datetime.timedelta(days=1)
_SATURDAY, _YEAR = 5, 366
_WORDS = {
    "một": "1", "hai": "2", "ba": "3", "bốn": "4", "năm": "5", "sáu": "6", "bảy": "7", "tám": "8",
    "chín": "9", "mười": "10",
}  # fmt: skip


def ungrounded(
    text: str, sources: Iterable[object], today: datetime.date | None = None
) -> list[str]:
    """Return the figures of a text that no source holds, in the order of the text.

    With `today`, days that follow from a source's number of days count as held.
    """
    known = list(sources)
    held = figures_of("\n".join(_strings(known))) | _calendar(_dates(known))
    if today:
        held |= _calendar(counted_days(today, day_spans(known)))
        text = _without_holidays(text, today)
    plain = _BULLET.sub("\n", normalise_lines(text))
    return [each for each in _figures(plain) if each not in held]


def _without_holidays(text: str, today: datetime.date) -> str:
    """Return the text without the dates of public holidays that it calls so: not a day counted."""
    off = holidays.country_holidays("VN")

    def left(said: re.Match[str]) -> str:
        day, month = int(said[1]), int(said[2])
        year = int(said[3] or today.year + (month < today.month))
        try:
            return " " if datetime.date(year, month, day) in off else said[0]
        except ValueError:  # 31/2
            return said[0]

    return _HOLIDAY.sub(left, text)


def figures_of(text: str) -> set[str]:
    """Return every number, date, code and link of a text, each in one spelling."""
    plain = normalise_lines(text)
    found = set(_figures(plain))
    # "01 bản" is one; "5%" stands in "≥ 5%"; "ba ngày" is three.
    found |= {_plain_number(each) for each in _NUMBER.findall(plain)}
    found |= {_WORDS[word] for word in plain.split() if word in _WORDS}
    return found


def normalise_lines(text: str) -> str:
    """Return the text as eval.matching compares it, its lines kept apart."""
    return "\n".join(normalise(line) for line in text.split("\n"))


def _figures(plain: str) -> Iterator[str]:
    """Yield links, then dates, then codes and numbers; what is in one is not in the next."""
    for link in _LINK.findall(plain):
        yield link.removeprefix("https://").removeprefix("http://").rstrip("./,;:")
    plain = _LINK.sub(" ", plain)
    for day, month, year in _DATE.findall(plain):
        yield f"{int(day)}/{int(month)}" + (f"/{year}" if year else "")
    plain = _DATE.sub(" ", plain)
    for found in _CODE.findall(plain):
        yield _plain_number(found) if _NUMBER.fullmatch(found) else found


def _plain_number(number: str) -> str:
    """Return 15.000 as 15000 and 08 as 8; 1,5 and 1.5 are the same."""
    groups = re.split(r"[.,]", number)
    if len(groups) > 1 and all(len(group) == 3 for group in groups[1:]):
        return str(int("".join(groups)))
    return ".".join([str(int(groups[0])), *groups[1:]])


def _calendar(dates: Iterable[datetime.date]) -> set[str]:
    """Return the ways in which days are written."""
    found = set()
    for day in dates:
        found |= {f"{day.day}/{day.month}/{day.year}", f"{day.day}/{day.month}", str(day.year)}
        found |= {str(day.day), str(day.month), f"{day.month}/{day.year}"}
    return found


def _strings(content: object) -> Iterator[str]:
    """Yield every text and number within records, however deep."""
    match content:
        case str():
            yield content
        case Enum() | None | bool():
            return
        case int() | float():
            yield str(content)
        case datetime.date():
            return
        case Mapping():
            yield from _strings(list(content.values()))
        case _ if is_dataclass(content) and not isinstance(content, type):
            yield from _strings([getattr(content, each.name) for each in fields(content)])
        case Iterable():
            for each in content:
                yield from _strings(each)


def _dates(content: object) -> Iterator[datetime.date]:
    match content:
        case datetime.date():
            yield content
        case str() | bytes() | Enum() | None:
            return
        case Mapping():
            yield from _dates(list(content.values()))
        case _ if is_dataclass(content) and not isinstance(content, type):
            yield from _dates([getattr(content, each.name) for each in fields(content)])
        case Iterable():
            for each in content:
                yield from _dates(each)


def counted_days(today: datetime.date, spans: Iterable[int]) -> set[datetime.date]:
    """Return the days that may be counted out from today by so many days, of work or any.

    Counting begins today, or on the next day of work; what ends on a day off ends on the next one.
    Written apart from bot/opening.py, which it checks.
    """
    off = holidays.country_holidays("VN")

    def works(day: datetime.date) -> bool:
        return day.weekday() < _SATURDAY and day not in off

    def next_work(day: datetime.date) -> datetime.date:
        while not works(day):
            day += _DAY
        return day

    found = set()
    for start in {today, next_work(today), next_work(today + _DAY)}:
        found.add(start)
        for span in set(spans):
            end = start + span * _DAY
            found |= {end, next_work(end)}
            day = start
            for _ in range(span):
                day = next_work(day + _DAY)
            found.add(day)
    return found


def day_spans(sources: Iterable[object]) -> set[int]:
    """Return every number of days that the sources speak of, up to a year."""
    text = normalise_lines("\n".join(_strings(sources)))
    said = {int(each) for each in _DAYS.findall(text)}
    return {each for each in said | set(_lengths(sources)) if 0 < each <= _YEAR}


def _lengths(content: object) -> Iterator[int]:
    """Yield the lengths of durations, which records hold as numbers."""
    match content:
        case Duration():
            yield content.count
        case str() | bytes() | Enum() | None:
            return
        case Mapping():
            yield from _lengths(list(content.values()))
        case _ if is_dataclass(content) and not isinstance(content, type):
            yield from _lengths([getattr(content, each.name) for each in fields(content)])
        case Iterable():
            for each in content:
                yield from _lengths(each)
