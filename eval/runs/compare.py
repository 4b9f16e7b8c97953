"""Compare two runs on the same cases: which flipped, and whether that can be chance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from scipy.stats import binomtest

from eval.runs.types import Outcome


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What one run does better or worse than another, in one suite."""

    area: str
    n: int
    """Cases that both runs asked, with the same words."""
    before: float
    after: float
    better: tuple[str, ...]
    """Cases that went wrong before and do not now."""
    worse: tuple[str, ...]
    p: float
    """Chance of so uneven flips if both were as good: McNemar's exact test (1947), two-sided."""
    only_before: int
    only_after: int


def compare(before: Iterable[Outcome], after: Iterable[Outcome]) -> list[Difference]:
    """Return the differences by suite. Cases whose words changed count as other cases."""
    old = {(each.key, each.said): each for each in before}
    new = {(each.key, each.said): each for each in after}
    areas = dict.fromkeys(key[0][0] for key in (*old, *new))
    return [_difference(area, _of(old, area), _of(new, area)) for area in areas]


_Key = tuple[tuple[str, str], tuple[str, ...]]


def _of(outcomes: Mapping[_Key, Outcome], area: str) -> dict[_Key, Outcome]:
    return {key: each for key, each in outcomes.items() if key[0][0] == area}


def _difference(area: str, old: Mapping[_Key, Outcome], new: Mapping[_Key, Outcome]) -> Difference:
    both = [key for key in old if key in new]
    better = tuple(key[0][1] for key in both if new[key].is_good and not old[key].is_good)
    worse = tuple(key[0][1] for key in both if old[key].is_good and not new[key].is_good)
    flips = len(better) + len(worse)
    return Difference(
        area=area,
        n=len(both),
        before=_share(old[key].is_good for key in both),
        after=_share(new[key].is_good for key in both),
        better=better,
        worse=worse,
        p=float(binomtest(len(better), flips, 0.5).pvalue) if flips else 1.0,
        only_before=len(old) - len(both),
        only_after=len(new) - len(both),
    )


def _share(marks: Iterable[bool]) -> float:
    found = list(marks)
    return sum(found) / len(found) if found else 0.0
