"""How far a measured figure may be off: rates, means and percentiles with 95 % intervals."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

RESAMPLES = 2_000
SEED = 0
LEVEL = 0.95


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value; all None when there was nothing to measure."""

    value: float | None
    low: float | None
    """Lower end of the 95 % interval."""
    high: float | None
    n: int


NOTHING = Figure(value=None, low=None, high=None, n=0)


def rate(marks: Sequence[bool]) -> Figure:
    """Return the share of true marks with Wilson's interval."""
    if not marks:
        return NOTHING
    test = binomtest(sum(marks), len(marks))
    interval = test.proportion_ci(confidence_level=LEVEL, method="wilson")
    value = sum(marks) / len(marks)
    return Figure(value=value, low=float(interval.low), high=float(interval.high), n=len(marks))


def mean(values: Sequence[float]) -> Figure:
    """Return the mean with its bootstrap interval."""
    if not values:
        return NOTHING
    resampled = np.asarray(values)[_resamples(len(values))].mean(axis=1)
    return _figure(sum(values) / len(values), resampled, len(values))


def percentile(values: Sequence[float], share: float) -> Figure:
    """Return the smallest value with more than `share` of all values at or before it.

    No interpolation: the figure is one that was measured. The interval is a bootstrap's.
    """
    if not values:
        return NOTHING
    place = min(len(values) - 1, int(share * len(values)))
    resampled = np.sort(np.asarray(values)[_resamples(len(values))], axis=1)[:, place]
    return _figure(sorted(values)[place], resampled, len(values))


def spread_of(n: int, measure: Callable[[NDArray[np.int64]], float]) -> Figure:
    """Return what is measured on n rows, given by their numbers, with its bootstrap interval."""
    if not n:
        return NOTHING
    resampled = np.array([measure(rows) for rows in _resamples(n)])
    return _figure(measure(np.arange(n)), resampled, n)


def _resamples(n: int) -> NDArray[np.int64]:
    """Return the same draws with replacement every time, shape (RESAMPLES, n)."""
    return np.random.default_rng(SEED).integers(0, n, size=(RESAMPLES, n))


def _figure(value: float, resampled: NDArray[np.float64], n: int) -> Figure:
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return Figure(value=float(value), low=float(low), high=float(high), n=n)
