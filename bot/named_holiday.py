"""Read which public holiday a message names ("tết dương lịch", "mùng 4 tết"), and when it is."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.opening import Opening, public_holiday, received_on
from knowledge.text import fold

# What residents call them -> how the calendar's names begin, without diacritics.
_NAMES = (
    (r"tet (?:duong|tay)(?: lich)?|dau nam duong lich", "tet duong lich"),
    (r"gio to|hung vuong", "ngay gio to"),
    (r"(?:le|ngay) (?:giai phong|thong nhat|chien thang)", "ngay chien thang"),
    (r"quoc te lao dong", "ngay quoc te lao dong"),
    (r"quoc khanh|le 2[/-]9", "quoc khanh"),
    (r"ngay van hoa", "ngay van hoa"),
    # Children's and the mid-autumn festival are no holidays.
    (r"tet(?! (?:trung thu|thieu nhi|doan ngo|thanh minh|han thuc))|giao thua", "tet nguyen dan"),
    (r"(?:nghi|ngay|dip|dot|ky) le(?! (?:phi|tan|cuoi|nghi))|ngay nghi (?:nao|gi)", ""),
)
_NEW_YEAR = "tet nguyen dan"
_OF_NEW_YEAR = re.compile(
    r"\b(?:(?:mong|mung) (?P<said>\w+)(?: thang gieng)?|(?P<day>[1-9])) tet\b"
)
_NUMBERS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6}
_BEFORE_DAYS, _AHEAD_DAYS = 10, 400


@dataclass(frozen=True, kw_only=True)
class Holiday:
    """A holiday to come, with the holidays that nothing but weekends part from it."""

    name: str
    first: date
    last: date
    day: date | None = None
    """The day that is named within it or soon after: "mùng 6 tết"."""

    @property
    def is_new_year(self) -> bool:
        """Say whether its days off are only known when they are announced."""
        return fold(self.name) == _NEW_YEAR


def named_holiday(plain: str, today: date, opening: Opening) -> Holiday | None:
    """Return the next holiday that the text, without diacritics, names; "nghỉ lễ": the next."""
    begins = next((name for said, name in _NAMES if re.search(rf"\b(?:{said})\b", plain)), None)
    if begins is None:
        return None
    for offset in range(-_BEFORE_DAYS, _AHEAD_DAYS):
        name = public_holiday(start := today + timedelta(days=offset))
        if not (name and _is_called(name, begins)):
            continue
        first, last = _first(start, opening), _last(start, opening)
        day = _of_new_year(plain, start) if begins == _NEW_YEAR else None
        if (day or last) >= today:
            return Holiday(name=name, first=first, last=last, day=day)
    return None


def holiday_around(day: date, opening: Opening) -> Holiday | None:
    """Return the holiday on this day, with those that only weekends part from it; None without."""
    name = public_holiday(day)
    if not name:
        return None
    return Holiday(name=name, first=_first(day, opening), last=_last(day, opening))


def _is_called(name: str, begins: str) -> bool:
    # The days around the new year are called after it.
    plain = fold(name)
    return plain == begins if begins == _NEW_YEAR else plain.startswith(begins)


def _of_new_year(plain: str, first: date) -> date | None:
    """Return the day of "mùng 4 tết"; None for "28 tết", which depends on the month before."""
    found = _OF_NEW_YEAR.search(plain)
    if found is None:
        return None
    said = found["said"] or found["day"]
    number = _NUMBERS.get(said) or (int(said) if said.isdigit() else _BEFORE_DAYS + 1)
    return first + timedelta(days=number - 1) if number <= _BEFORE_DAYS else None


def _last(day: date, opening: Opening) -> date:
    """Return the last holiday before people are received again."""
    back = received_on(day, opening)
    return next(d for n in range(1, 60) if public_holiday(d := back - timedelta(days=n)))


def _first(day: date, opening: Opening) -> date:
    first = day
    while received_on(day, opening) != day:
        first = day if public_holiday(day) else first
        day -= timedelta(days=1)
    return first
