"""Read on which day somebody means to hand papers in: "nộp thứ 6", "nộp ngày 30/11"."""

import re
from datetime import date, timedelta

from knowledge.text import expand, fold

_WEEKDAYS = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4,
    "bay": 5, "7": 5,
}  # fmt: skip
_NEAR = {
    "hom qua": -1, "hom nay": 0, "bua nay": 0, "sang nay": 0, "chieu nay": 0, "ngay mai": 1,
    "sang mai": 1, "chieu mai": 1, "mai": 1, "ngay kia": 2, "ngay mot": 2,
}  # fmt: skip
_DATE = (
    r"(?P<day>\d{1,2})(?: ?[/.-] ?| thang )(?P<month>\d{1,2})"
    r"(?:(?: ?[/.-] ?| nam )(?P<year>20\d\d))?"
)
_WHEN = (
    rf"(?P<near>{'|'.join(_NEAR)})\b"
    r"|(?:(?<!con )(?<!be )(?<!lan )(?<!dua )(?:thu (?P<weekday>hai|ba|tu|nam|sau|bay|[2-7])"
    r"|t(?P<short>[2-7])|(?P<sunday>chu nhat|cn))\b(?: (?P<week>tuan (?:sau|toi|truoc)))?)"
    rf"|(?:ngay |hom |mung )?{_DATE}(?!\d)"
    r"|(?:ngay|hom) (?P<alone>\d{1,2})\b(?! (?:ngay|thang|gio|ban))"
)
# Between the verb and the day stand only such words: "nộp hồ sơ vào sáng thứ 6".
_BETWEEN = r"(?: (?:ho so|giay to|giay|to khai|don|vao|luc|tu|hom|ngay|sang|chieu|trua|cho))*"
_VERB = r"(?:nop|gui|mang ra|dem nop|mang nop|di lam|ra lam|ra phuong|len phuong)"
_AFTER_VERB = re.compile(rf"\b{_VERB}(?: \w+)?{_BETWEEN} (?:{_WHEN})")
# "sinh ngày 30/11 nộp ở đâu" names another day.
_BEGINS = r"(?:^|[,.;?!] *|\b(?:neu|the|vay|gio|em|toi|minh|anh|chi|ma|roi|la) )"
_BEFORE_VERB = re.compile(
    rf"{_BEGINS}(?:{_WHEN})(?: (?:em|toi|minh|anh|chi|ma|moi))?(?: moi)? {_VERB}\b"
)
_WEEK = timedelta(days=7)


def named_day(text: str, today: date) -> date | None:
    """Return the day on which the papers are handed in, the one said last; None if none is said.

    A day without a year is the nearest such day, a weekday without a week the next one.
    """
    plain = fold(expand(text))
    found = [*_AFTER_VERB.finditer(plain), *_BEFORE_VERB.finditer(plain)]
    days = [_read(match, today) for match in sorted(found, key=lambda match: match.start())]
    return next((day for day in reversed(days) if day), None)


def _read(match: re.Match[str], today: date) -> date | None:
    said = match.groupdict()
    if said["near"]:
        return today + timedelta(days=_NEAR[said["near"]])
    if said["day"]:
        return _dated(int(said["day"]), int(said["month"]), said["year"], today)
    if said["alone"]:
        this = _date(today.year, today.month, int(said["alone"]))
        following = today.replace(day=1) + timedelta(days=31)
        later = _date(following.year, following.month, int(said["alone"]))
        return this if this and this >= today else later
    number = 6 if said["sunday"] else _WEEKDAYS[said["weekday"] or said["short"]]
    monday = today - timedelta(days=today.weekday())
    that = monday + timedelta(days=number)
    match said["week"]:
        case "tuan truoc":
            return that - _WEEK
        case "tuan sau" | "tuan toi":
            return that + _WEEK
    return that if that >= today else that + _WEEK


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return _date(int(year), month, day)
    near = [_date(today.year + offset, month, day) for offset in (-1, 0, 1)]
    return min((each for each in near if each), key=lambda each: abs(each - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None for one that is in no calendar."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
