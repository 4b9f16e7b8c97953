"""Figures by hand, and ranking metrics as another implementation has them."""

from collections.abc import Sequence

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.runs.compare import compare
from eval.runs.figures import add_up, bins, coverage_curve
from eval.runs.retrieval import marks_of
from eval.runs.types import Area, Outcome, Stage

CODES = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]


def outcome(
    id_: str,
    *,
    is_good: bool,
    area: Area = Area.RETRIEVAL,
    chance: float | None = None,
    style: str = "chat",
) -> Outcome:
    """Return a case as a run keeps it."""
    return Outcome(
        area=area,
        id=id_,
        said=("…",),
        expect="answer",
        is_good=is_good,
        marks={"hit@1": float(is_good), "all": float(is_good)},
        labels={"style": style},
        stage=None if is_good else Stage.RANK,
        chance=chance,
        ms=10.0,
    )


def test_figures_are_counted_by_hand() -> None:
    figures = add_up(
        [
            outcome("a", is_good=True),
            outcome("b", is_good=False, style="typo"),
            outcome("c", is_good=True),
            outcome("d", is_good=True, area=Area.ANSWERS),
        ]
    )

    assert figures["retrieval"].metrics["hit@1"].value == pytest.approx(2 / 3)
    assert figures["retrieval"].by["style"]["typo"].value == 0.0
    assert figures["retrieval"].stages == {"rank": 1}
    assert figures["answers"].n == 1


def test_a_run_without_cases_has_no_figures() -> None:
    assert add_up([]) == {}


def test_a_run_in_which_all_is_wrong_has_zeros() -> None:
    figures = add_up([outcome("a", is_good=False), outcome("b", is_good=False)])

    assert figures["retrieval"].metrics["all"].value == 0.0


@given(
    ranking=st.lists(st.sampled_from(CODES), unique=True, max_size=12),
    right=st.sets(st.sampled_from(CODES), min_size=1, max_size=4),
)
def test_ranking_metrics_are_those_of_ir_measures(ranking: Sequence[str], right: set[str]) -> None:
    ours = marks_of(ranking, frozenset(right))
    theirs = ir_measures.calc_aggregate(
        [ir_measures.nDCG @ 10, ir_measures.RR @ 10, ir_measures.Success @ 3],
        [ir_measures.Qrel("q", code, 1) for code in sorted(right)],
        [
            ir_measures.ScoredDoc("q", code, float(len(ranking) - place))
            for place, code in enumerate(ranking)
        ]
        or [ir_measures.ScoredDoc("q", "nothing", 0.0)],
    )

    assert ours["ndcg"] == pytest.approx(theirs[ir_measures.nDCG @ 10], abs=1e-6)
    assert ours["mrr"] == pytest.approx(theirs[ir_measures.RR @ 10], abs=1e-6)
    assert ours["hit@3"] == theirs[ir_measures.Success @ 3]


def test_flips_and_their_chance_are_counted_by_hand() -> None:
    before = [outcome(str(n), is_good=n >= 6) for n in range(10)]
    after = [outcome(str(n), is_good=n != 9) for n in range(10)]
    (found,) = compare(before, after)

    # Six better, one worse: 2 * (C(7,0) + C(7,1)) / 2**7.
    assert (len(found.better), found.worse) == (6, ("9",))
    assert found.p == pytest.approx(2 * (1 + 7) / 2**7)
    assert (found.before, found.after) == (0.4, 0.9)


def test_a_case_with_other_words_is_another_case() -> None:
    old = outcome("a", is_good=True)
    new = Outcome(**{**vars(old), "said": ("khác",)})
    (found,) = compare([old], [new])

    assert (found.n, found.only_before, found.only_after) == (0, 1, 1)


def test_the_surest_come_first_in_the_curve() -> None:
    believed = [
        outcome("a", is_good=True, chance=0.9),
        outcome("b", is_good=False, chance=0.2),
        outcome("c", is_good=True, chance=0.5),
    ]

    curve = coverage_curve(believed, lambda each: each.is_good)
    assert curve == [(1 / 3, 1.0), (2 / 3, 1.0), (1.0, pytest.approx(2 / 3))]


def test_cases_of_like_belief_are_taken_together() -> None:
    believed = [outcome(str(n), is_good=n >= 5, chance=n / 10) for n in range(10)]

    (low, none_right, five), (high, all_right, _) = bins(
        believed, lambda each: each.is_good, count=2
    )

    assert [low, high] == pytest.approx([0.2, 0.7])
    assert (none_right, all_right, five) == (0.0, 1.0, 5)
