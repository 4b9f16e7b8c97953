"""Training the ranking: it learns what there is to learn, and its folds hide what they should."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from eval.cases import load_cases
from eval.rank_train import (
    TRAINSET,
    Choice,
    choices,
    cross_validated,
    fit,
    ranks,
    save,
    summary,
)
from eval.types import Case, Expect, Suite
from knowledge.store import RecordStore
from retrieval.hybrid import HybridRetriever
from retrieval.rank import FEATURES, Weights, load_weights

NOWHERE = 10**6


def case(*codes: str, ok: tuple[str, ...] = (), turns: tuple[str, ...] = ("?",)) -> Case:
    return Case(
        id="-".join(codes),
        suite=Suite.PROCEDURES,
        expect=Expect.ANSWER,
        turns=turns,
        codes=frozenset(codes),
        codes_ok=frozenset(ok),
    )


def choice(rows: Sequence[Sequence[float]], right: Sequence[bool], *codes: str) -> Choice:
    return Choice(
        case=case(*(codes or ("a",))),
        is_bare=False,
        features=np.asarray(rows, dtype=np.float32).reshape(len(right), -1 if rows else 1),
        is_right=np.asarray(right, dtype=np.bool_),
    )


@pytest.fixture
def separable() -> list[Choice]:
    """Questions whose right candidate stands out by the second feature of three."""
    random = np.random.default_rng(7)
    made = []
    for number in range(60):
        right = np.arange(8) == number % 8
        rows = random.normal(size=(8, 3)) * [1, 0.5, 100] + [0, 5, 0]
        rows[:, 1] += 4 * right
        made.append(choice(rows.tolist(), right.tolist(), f"code-{number}"))
    return made


def test_what_tells_the_right_one_is_learned_whatever_its_scale(separable: list[Choice]) -> None:
    weights = fit(separable)

    assert set(ranks(separable, weights)) == {0}
    assert (ranks(separable, None) == 0).mean() < 0.5
    assert weights.weight[1] > 20 * abs(weights.weight[[0, 2]]).max()


def test_what_holds_for_other_questions_holds_out_of_their_folds(separable: list[Choice]) -> None:
    assert set(cross_validated(separable)) == {0}


def test_a_heavier_penalty_gives_smaller_weights(separable: list[Choice]) -> None:
    light, heavy = fit(separable, ridge=0.001), fit(separable, ridge=10.0)

    assert abs(heavy.weight[1]) < abs(light.weight[1]) / 2


def test_a_question_whose_procedure_was_not_found_teaches_nothing(separable: list[Choice]) -> None:
    lost = choice([[9, -9, 900], [0, 0, 0]], [False, False], "lost")

    with_it, without = fit([*separable, lost]), fit(separable)

    assert np.array_equal(with_it.weight, without.weight)
    assert np.array_equal(with_it.mean, without.mean)


def test_any_of_several_right_candidates_will_do() -> None:
    # The two right ones have nothing else in common than that they are not the wrong one.
    questions = [choice([[1, 0], [0, 1], [0, 0]], [True, True, False]) for _ in range(5)]

    weights = fit(questions).weight

    assert weights[0] == pytest.approx(weights[1], rel=1e-3)
    assert weights[0] > 0


def test_a_feature_that_never_varies_gets_no_say(separable: list[Choice]) -> None:
    constant = [
        choice([[*row, 3.0] for row in q.features.tolist()], q.is_right.tolist()) for q in separable
    ]

    weights = fit(constant)

    assert weights.weight[3] == 0
    assert np.isfinite(weights.weight).all()


def test_places_are_of_the_first_right_candidate_and_ties_keep_their_order() -> None:
    weights = Weights(mean=np.zeros(1, np.float32), weight=np.ones(1, np.float32))
    questions = [
        choice([[1], [3], [2]], [True, False, True]),
        choice([[1], [1], [1]], [False, True, False]),
        choice([[1]], [False]),
        choice([], []),
    ]

    assert ranks(questions, weights).tolist() == [1, 1, NOWHERE, NOWHERE]
    assert ranks(questions, None).tolist() == [0, 1, NOWHERE, NOWHERE]


def test_what_only_a_procedures_own_questions_teach_does_not_help_in_its_fold() -> None:
    # Each procedure's right candidate, second of two, bears a mark that no other bears.
    count = 12
    marks = np.eye(count)
    questions = [
        choice([np.zeros(count).tolist(), marks[n].tolist()], [False, True], f"code-{n}")
        for n in range(count)
        for _ in range(3)
    ]

    assert set(ranks(questions, fit(questions))) == {0}
    assert set(cross_validated(questions)) == {1}


def test_questions_about_one_procedure_are_in_one_fold() -> None:
    questions = [choice([[0]], [True], f"{n % 40}") for n in range(200)]
    folds = {
        code: {q.fold for q in questions if code in q.case.codes} for code in map(str, range(40))
    }

    assert {len(found) for found in folds.values()} == {1}
    assert len(set.union(*folds.values())) == 5


def test_no_procedure_of_the_training_questions_is_in_two_folds() -> None:
    folds: dict[str, set[int]] = {}
    for each in load_cases(Suite.PROCEDURES, [TRAINSET]):
        if each.expect is Expect.ANSWER:
            for code in each.codes:
                folds.setdefault(code, set()).add(choice([[0]], [True], *each.codes).fold)

    assert {code: found for code, found in folds.items() if len(found) > 1} == {}


def test_figures_count_places_from_the_first() -> None:
    places = np.asarray([0, 0, 2, 4, 9, 10, NOWHERE, NOWHERE])

    assert summary(places) == {
        "n": 8,
        "hit@1": 0.25,
        "hit@3": 0.375,
        "hit@5": 0.5,
        "mrr@10": round((1 + 1 + 1 / 3 + 1 / 5 + 1 / 10) / 8, 3),
    }


def test_what_is_saved_is_what_serving_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Weights(
        mean=np.linspace(0, 1, len(FEATURES), dtype=np.float32),
        weight=np.linspace(-3, 3, len(FEATURES), dtype=np.float32),
    )
    save(made, tmp_path / "rank.json", questions=7)
    monkeypatch.setattr("retrieval.rank.resources.files", lambda _: tmp_path)

    loaded = load_weights()

    assert loaded.mean == pytest.approx(made.mean, abs=1e-5)
    assert loaded.weight == pytest.approx(made.weight, abs=1e-5)
    assert json.loads((tmp_path / "rank.json").read_text())["trained"]["questions"] == 7


def test_each_answerable_question_is_searched_with_and_without_diacritics(
    town: tuple[HybridRetriever, RecordStore],
) -> None:
    asked = case("tm-quay", ok=("tm-gia-han",), turns=("quầy hàng", "chợ đêm"))
    unanswerable = Case(id="-", suite=Suite.PROCEDURES, expect=Expect.ABSTAIN, turns=("thời tiết",))

    found = choices(town[0], [asked, unanswerable, case("tm-khac", turns=("gia hạn quầy",))])

    assert [(c.case.id, c.is_bare) for c in found] == [
        ("tm-quay", False),
        ("tm-quay", True),
        ("tm-khac", False),
        ("tm-khac", True),
    ]
    assert [int(c.is_right.sum()) for c in found] == [2, 2, 0, 0]
    assert {c.features.shape[1] for c in found} == {len(FEATURES)}
