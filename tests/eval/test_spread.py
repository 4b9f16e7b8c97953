"""Intervals and percentiles, by hand and against other implementations."""

import statistics

import numpy as np
import pytest
from scipy import stats

from eval.spread import NOTHING, mean, percentile, rate


def test_a_rate_is_the_share_of_true_marks() -> None:
    figure = rate([True, True, False, True])
    assert (figure.value, figure.n) == (0.75, 4)


def test_wilsons_interval_is_the_textbooks() -> None:
    # 8 of 10: centre (0.8 + z²/20) / (1 + z²/10), z = 1.959964; worked by hand.
    figure = rate([True] * 8 + [False] * 2)
    assert figure.low == pytest.approx(0.4902, abs=5e-5)
    assert figure.high == pytest.approx(0.9433, abs=5e-5)


def test_a_perfect_rate_still_has_a_doubt() -> None:
    figure = rate([True] * 5)
    assert figure.value == 1
    assert figure.low is not None
    assert figure.low < 0.6


@pytest.mark.parametrize("measure", [rate, mean, lambda v: percentile(v, 0.5)])
def test_nothing_measured_is_no_figure(measure: object) -> None:
    assert callable(measure)
    assert measure([]) == NOTHING


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1.0), (0.5, 3.0), (0.8, 5.0), (0.95, 5.0), (1.0, 5.0)]
)
def test_a_percentile_is_a_value_that_was_measured(share: float, expected: float) -> None:
    assert percentile([5, 1, 4, 2, 3], share).value == expected


def test_a_percentile_agrees_with_the_median_of_an_odd_number() -> None:
    values = [float(v) for v in np.random.default_rng(7).integers(0, 1000, 101)]
    assert percentile(values, 0.5).value == statistics.median(values)


def test_the_interval_of_a_mean_agrees_with_scipys_bootstrap() -> None:
    values = np.random.default_rng(3).normal(10, 2, 80)
    ours = mean([float(v) for v in values])
    theirs = stats.bootstrap(
        (values,), np.mean, method="percentile", n_resamples=4000, rng=np.random.default_rng(1)
    ).confidence_interval
    assert ours.value == pytest.approx(float(values.mean()))
    assert ours.low == pytest.approx(theirs.low, abs=0.08)
    assert ours.high == pytest.approx(theirs.high, abs=0.08)


def test_the_same_values_give_the_same_interval() -> None:
    assert mean([1.0, 2.0, 5.0]) == mean([1.0, 2.0, 5.0])
