"""Read on which day somebody means to hand papers in: "nộp thứ 6", "ngày 30/11 nộp"."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from knowledge.text import expand, fold

_WEEKDAYS = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4,
    "bay": 5, "7": 5,
}  # fmt: skip
_NEAR = {
    "hom kia": -2, "hom qua": -1, "chieu qua": -1, "sang qua": -1, "hom nay": 0, "bua nay": 0,
    "sang nay": 0, "trua nay": 0, "chieu nay": 0, "toi nay": 0, "ngay mai": 1, "sang mai": 1,
    "chieu mai": 1, "bua mai": 1, "mai": 1, "ngay kia": 2, "ngay mot": 2, "bua mot": 2,
}  # fmt: skip
_WEEKS = {
    "nay": 0, "sau": 1, "toi": 1, "sau nua": 2, "truoc": -1, "roi": -1,
    "vua roi": -1, "vua qua": -1, "qua": -1,
}  # fmt: skip
_WHICH = "sau nua|nay|sau|toi|truoc|vua roi|vua qua|roi|qua"
_LENGTHS = {"ngay": 1, "hom": 1, "bua": 1, "tuan": 7}
_COUNTS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5}
_NUMBER_WORD = "mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi"
_DATE = (
    r"(?P<day>\d{1,2})(?: ?[/.-] ?| thang )(?P<month>\d{1,2})"
    r"(?:(?: ?[/.-] ?| nam )(?P<year>20\d\d|\d\d))?(?![\d/]|[.]\d)"
)
_WEEKDAY = (
    r"(?<!con )(?<!be )(?<!lan )(?<!dua )(?<!nguoi )(?:(?P<hom>hom )?"
    r"(?:thu ?(?P<weekday>hai|ba|tu|nam|sau|bay|[2-7])|t(?P<short>[2-7])"
    r"|(?P<sunday>chu nhat|cn))\b(?! (?:ban|to|bo|trieu|nghin)\b))"
)
# What is said of a day without naming it: "cuối tháng", "mồng 3 tết", "tuần sau".
_VAGUE = (
    r"(?:mong|mung) (?:\d{1,2}|\w+)(?: (?:thang \w+|tet|am))*|(?:\d+ |ra |sau |truoc )?tet\b"
    rf"|(?:ngay|hom) (?:{_NUMBER_WORD})(?: (?:{_NUMBER_WORD}))*\b(?: thang \w+)?"
    r"|(?:dau|giua|cuoi) (?:tuan|thang|nam)(?: (?:{_WHICH}|\d+)\b)?|mai (?:mot|kia|day)|ram"
    rf"|(?:tuan|thang|nam) (?:{_WHICH})\b|thang \d{{1,2}}\b|sang (?:nam|tuan|thang)\b"
    r"|(?:hom|bua|dot) (?:no|truoc|bua|roi)\b|bua (?:kia|qua)\b"
    r"|(?:\d+|may|vai|hai|ba) (?:ngay|hom|bua|tuan|thang) (?:nua|sau|truoc)\b|thu \d+\b"
)
_WHEN = re.compile(
    rf"(?<![\w/.])(?:(?:mai (?:mot|kia|day)|(?P<lunar>(?:ngay |hom )?(?:mong |mung )?\d{{1,2}}"
    r"(?:[/ ]\w+)*? (?:am lich|am\b|tet)))"
    rf"|(?P<near>{'|'.join(_NEAR)})\b"
    rf"|(?:cach (?:day|nay) )(?P<ago>\d{{1,2}}|{'|'.join(_COUNTS)}) "
    rf"(?P<length>{'|'.join(_LENGTHS)})\b"
    rf"|(?:tuan (?P<before>{_WHICH})(?: vao)? )?{_WEEKDAY}"
    rf"(?: (?:tuan )?(?P<after>{_WHICH})\b(?! (?:khi|luc|ngay)))?"
    rf"|(?:ngay |hom |mong |mung )*{_DATE}"
    r"|(?:ngay|hom|mong|mung) (?P<alone>\d{1,2})\b(?! (?:ngay|gio|ban)| thang \d)"
    rf"(?: (?:thang )?(?P<of>nay|sau|toi|truoc|vua (?:roi|qua))\b)?|{_VAGUE})"
)
# Such words begin another clause or name another day: "sinh ngày 30/11 nộp ở đâu".
_ELSE = (
    r"trong|mat|lay|nhan|tra|co(?! nop| gui)|xong|duoc|khong|bao|khi|thi|nhung"
    r"|hoi(?! $)|mua|ve|biet|goi"
)
_VERB = r"(?:nop|gui|mang|dem|lam(?! viec)|ra phuong|len phuong|ra xa|len xa)"
_AFTER_VERB = re.compile(rf"\b{_VERB}\b(?: (?!(?:{_ELSE})\b)[\w/]+){{0,7}} $")
_BEFORE_VERB = re.compile(rf"^(?: thi)?(?: (?!(?:{_ELSE})\b)\w+){{0,6}} {_VERB}\b")
_OTHER_DAY = re.compile(
    r"\b(?:(?<!khai )sinh|cap|(?<!gia )han|mat|cuoi|(?<!dang ky )ket hon|(?<!dang )ky|mua"
    r"|hieu luc|lay|nhan|tra|xong|hen)"
    r"(?: (?:vao|tu|den|ngay|hom|luc|sang|chieu|la|toi))* $"
)
# "nộp thứ 5, à không, thứ 6"; "nộp thứ 5 hay thứ 6".
_INSTEAD = re.compile(r"^[,. ]*(?:(?:a|khong|nham|y|em|la|hay|hoac|sang|thanh|chu)\b[,. ]*)+$")
# "thế thứ 6 thì sao?" goes on about handing in.
_ELLIPSIS = re.compile(r"^(?:(?:the|con|vay|neu|a|da|hay|hoac|con neu|vao|sang|chieu)\b[, ]*)*$")
_NO_MORE = re.compile(r"^(?: (?:thi|sao|the nao|a|ha|nhi|vay|ban|em|nhe|nha))*[?. !]*$")
_BOUND = re.compile(r"\b(?:truoc|sau|qua|khoang|tam) (?:(?:ngay|hom) )?$")
_IS_PAST = re.compile(r"^(?: \w+){0,4}? (?:nop|gui)(?: \w+){0,3}? roi\b|^ (?:em |toi )?da nop\b")
_WAS = re.compile(r"\bda (?:nop|gui)\b[^,.?!]*$")
_HANDED_IN = re.compile(r"\bda (?:nop|gui)\b|\b(?:nop|gui)(?: (?!xong\b)\w+){0,6}? roi\b")
_WEEK = timedelta(days=7)
_FEBRUARY = 2


def named_day(text: str, today: date) -> date | None:
    """Return the day on which the papers are handed in, the one said last; None if none is said.

    None as well if what is said last is no day that can be told: see `says_when`. A day without a
    year is the nearest such day, a weekday without a week the next one.
    """
    return next(reversed([*_days(text, today)]), None)


def mentioned_day(text: str, today: date) -> date | None:
    """Return the last certain day to come that the text names for some visit; None without.

    What has passed is taken for the next such day: "thứ ba tuần này", said on a Sunday.
    """
    plain, found = fold(expand(text)), None
    for match in _WHEN.finditer(plain):
        day = _read(match, today, is_past=False)
        if day is None or _OTHER_DAY.search(plain[: match.start()]):
            continue
        if day < today and match["day"] and not match["year"]:
            day = _date(day.year + 1, day.month, day.day)
        elif day < today and match["near"] is None:
            day += _WEEK
        found = day if day and day >= today else found
    return found


def no_such_day(text: str) -> str:
    """Say which day that the text names is in no calendar ("31/11"); empty without one."""
    plain = fold(expand(text))
    for match in _WHEN.finditer(plain):
        if not match["day"] or _OTHER_DAY.search(plain[: match.start()]):
            continue
        day, month = int(match["day"]), int(match["month"])
        # 2028 has a 29 February.
        year = int(match["year"]) % 100 + 2000 if match["year"] else 2028
        if 1 <= month <= 12 and day > (last := monthrange(year, month)[1]):
            length = last if match["year"] or month != _FEBRUARY else "28 hoặc 29"
            return f"Tháng {month} chỉ có {length} ngày, không có ngày {day}/{month}."
    return ""


def says_when(text: str) -> bool:
    """Say whether the text says when the papers are handed in, be it no certain day."""
    return bool([*_days(text, date(2000, 1, 1))])


def without_day(text: str) -> str:
    """Return the text without the days of handing in: they are no subject."""
    whole = expand(text)
    plain = fold(whole)
    if len(whole) != len(plain):
        whole = plain
    for match, _ in reversed([*_mentions(plain)]):
        whole = f"{whole[: match.start()]}{whole[match.end() :]}"
    return whole


def _days(text: str, today: date) -> Iterator[date | None]:
    """Yield the days of handing in, in the order in which they are said."""
    plain = fold(expand(text))
    if _HANDED_IN.search(plain):
        # Some day that may be named below, in any case not today.
        yield None
    for match, between in _mentions(plain):
        is_past = bool(_IS_PAST.search(plain[match.end() :]) or _WAS.search(between))
        yield None if _BOUND.search(between) else _read(match, today, is_past=is_past)


def _mentions(plain: str) -> Iterator[tuple[re.Match[str], str]]:
    """Yield each day of handing in, with what stands between it and the day named before."""
    end, was_meant = 0, False
    for match in _WHEN.finditer(plain):
        between, rest = plain[end : match.start()], plain[match.end() :]
        is_meant = not _OTHER_DAY.search(between) and bool(
            _AFTER_VERB.search(between)
            or _BEFORE_VERB.search(rest)
            or (was_meant and _INSTEAD.search(between))
            or (_ELLIPSIS.search(plain[: match.start()]) and _NO_MORE.search(rest))
        )
        if is_meant:
            yield match, between
        end, was_meant = match.end(), is_meant


def _read(match: re.Match[str], today: date, *, is_past: bool) -> date | None:
    said = match.groupdict()
    if said["near"]:
        return today + timedelta(days=_NEAR[said["near"]])
    if said["ago"]:
        count = _COUNTS.get(said["ago"]) or int(said["ago"])
        return today - timedelta(days=count * _LENGTHS[said["length"]])
    if said["day"]:
        return _dated(int(said["day"]), int(said["month"]), said["year"], today)
    if said["alone"]:
        return _in_month(int(said["alone"]), said["of"], today, is_past=is_past)
    if not (said["weekday"] or said["short"] or said["sunday"]):
        return None
    number = 6 if said["sunday"] else _WEEKDAYS[said["weekday"] or said["short"]]
    that = today + timedelta(days=number - today.weekday())
    week = said["before"] or said["after"]
    names_week = said["before"] or " tuan " in match[0]
    if week and (names_week or week == "nay"):
        return that + _WEEKS[week] * _WEEK
    if is_past or (week and _WEEKS[week] < 0):
        return that if that < today or (that == today and not week) else that - _WEEK
    if said["hom"] and not week:
        # "hôm thứ 6": the last or the next one.
        return None
    if week == "sau nua":
        return None
    return that if that >= today + timedelta(days=bool(week)) else that + _WEEK


def _in_month(day: int, of: str | None, today: date, *, is_past: bool) -> date | None:
    """Return the day of a month that is not named: the next such day unless told otherwise."""
    first = today.replace(day=1)
    starts = (first - timedelta(days=1), first, first + timedelta(days=31))
    before, this, after = (_date(start.year, start.month, day) for start in starts)
    match of:
        case "nay":
            return this
        case "sau":
            return after
        case "truoc":
            return before
        case "vua roi" | "vua qua":
            return this if this and this <= today else before
    if is_past:
        return this if this and this <= today else before
    return this if this and this >= today else after


def _dated(day: int, month: int, year: str | None, today: date) -> date | None:
    if year:
        return _date(int(year) % 100 + 2000, month, day)
    near = [_date(today.year + offset, month, day) for offset in (-1, 0, 1)]
    return min((each for each in near if each), key=lambda each: abs(each - today), default=None)


def _date(year: int, month: int, day: int) -> date | None:
    """Return the date, or None for one that is in no calendar."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
