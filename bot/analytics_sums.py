"""Put counts of days together: tables, shares, and the middle of what was counted in steps."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.analytics import LONGER, Key, Kind

FEW = 5
"""A cell smaller than that is not told outside: somebody might be picked out."""
SAYS_LITTLE = 20
"""Fewer ratings say little: of 20 one more moves the share by five points."""
SATISFACTION_TARGET = 90.0
"""Percent: what wards' digital-transformation plans usually set; the page of plans has the own."""
WEEKS_FROM = 45
"""Days are told one by one; periods from that length on by week."""


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of a whole, with what it is worth."""

    part: int
    n: int

    @property
    def percent(self) -> float | None:
        """Return it in percent; None of nothing."""
        return 100 * self.part / self.n if self.n else None

    @property
    def says_little(self) -> bool:
        """Say whether it stands on too few."""
        return self.n < SAYS_LITTLE


def table_of(
    counts: Mapping[Key, int],
    kinds: Iterable[Kind],
    *,
    row: Callable[[Key], str],
    column: Callable[[Key], str],
) -> dict[str, Counter[str]]:
    """Return counts by row and column."""
    wanted, found = frozenset(kinds), dict[str, Counter[str]]()
    for key, n in counts.items():
        if key.kind in wanted:
            found.setdefault(row(key), Counter())[column(key)] += n
    return found


def quantile(steps: Mapping[str, int], share: float) -> int | None:
    """Return the step within which that share lies; None of nothing, -1 beyond the last step."""
    total = sum(steps.values())
    if not total:
        return None
    needed, seen = math.ceil(share * total), 0
    for step in sorted((each for each in steps if each != LONGER), key=int):
        seen += steps[step]
        if seen >= needed:
            return int(step)
    return -1


def useful_share(counts: Mapping[Key, int]) -> Share:
    """Return how many answers that were rated were useful."""
    rated = _ratings(counts, "answer")
    return Share(part=rated["1"], n=rated.total())


def content_share(counts: Mapping[Key, int], kind: str) -> Share:
    """Return how many gave 4 or 5 of 5 for a ticket or a hand-over."""
    rated = _ratings(counts, kind)
    return Share(part=rated["4"] + rated["5"], n=rated.total())


def periods(first: date, last: date, *, weeks_from: int = WEEKS_FROM) -> list[tuple[date, date]]:
    """Return the days, or for a long period the weeks; a first or last week may be shorter."""
    if (last - first).days < weeks_from:
        return [(day, day) for day in _days(first, last)]
    starts = [first] + [day for day in _days(first, last)[1:] if day.weekday() == 0]
    ends = [*(day - timedelta(days=1) for day in starts[1:]), last]
    return list(zip(starts, ends, strict=True))


def hidden(column: Sequence[int]) -> list[bool]:
    """Say which cells of a column are not told.

    Those smaller than FEW; and if that is one alone, the next smallest, too, or the one could be
    reckoned from a sum.
    """
    flags = [n < FEW for n in column]
    if sum(flags) == 1 and len(column) > 1:
        rest = [(n, at) for at, n in enumerate(column) if not flags[at]]
        flags[min(rest)[1]] = True
    return flags


def _ratings(counts: Mapping[Key, int], kind: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, n in counts.items():
        if key.kind is Kind.RATING and key.topic == kind:
            found[key.result] += n
    return found


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]
