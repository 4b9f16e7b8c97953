"""Fitting the question back: it learns what parts vague messages from full ones."""

import numpy as np
import pytest

from bot.situations import NO_SITUATIONS, known
from bot.vague import FEATURES
from eval.types import Case, Expect, Suite
from eval.vague_train import chances, fit, rows
from knowledge.situations import Situation, Way
from knowledge.store import RecordStore
from retrieval.hybrid import HybridRetriever


def case(expect: Expect, *turns: str, codes: tuple[str, ...] = ()) -> Case:
    return Case(id="-", suite=Suite.PROCEDURES, expect=expect, turns=turns, codes=frozenset(codes))


def test_two_clear_groups_are_told_apart_in_the_features_own_units() -> None:
    random = np.random.default_rng(3)
    ask = np.arange(200) % 2.0
    # The third is large and tells nothing; the second never varies.
    found = np.stack([random.normal(3 - 2 * ask, 0.3), np.ones(200), random.normal(size=200) * 900])

    weights, intercept = fit(found.T, ask)

    asks = chances(found.T, weights, intercept) > 0.5
    assert (asks == ask.astype(bool)).all()
    assert weights[0] < 0
    assert weights[1] == 0
    # Half way between the two groups it cannot tell.
    assert chances(np.asarray([[2.0, 1.0, 0.0]]), weights, intercept) == pytest.approx(0.5, abs=0.2)


def test_without_anything_to_learn_from_the_share_is_the_chance() -> None:
    ask = np.asarray([1.0, 0, 0, 0] * 25)

    weights, intercept = fit(np.zeros((100, 2)), ask)

    assert chances(np.zeros((1, 2)), weights, intercept) == pytest.approx(0.25, abs=1e-3)


def test_rows_hold_what_the_decision_looks_at(town: tuple[HybridRetriever, RecordStore]) -> None:
    cases = [
        case(Expect.ANSWER, "thẻ gửi xe đạp", "cần giấy tờ gì", codes=("tm-xe",)),
        case(Expect.ANSWER, "thẻ gửi xe đạp", codes=("tm-gia-han",)),
        case(Expect.CLARIFY, "gia hạn", "quầy chợ", codes=("tm-quay", "tm-gia-han")),
        case(Expect.ABSTAIN, "thời tiết", codes=("tm-xe",)),
        case(Expect.ANSWER, "không ai biết mã"),
    ]

    found, ask, right, undecided = rows(town[0], NO_SITUATIONS, cases)

    assert found.shape == (3, len(FEATURES))
    assert ask.tolist() == [0, 0, 1]
    assert right[:2].tolist() == [1, 0]
    assert set(undecided) <= {0, 1}


def test_of_a_vague_conversation_only_the_last_message_counts(
    town: tuple[HybridRetriever, RecordStore],
) -> None:
    alone = case(Expect.CLARIFY, "quầy chợ", codes=("tm-quay",))
    after = case(Expect.CLARIFY, "cấp thẻ gửi xe đạp công cộng", "quầy chợ", codes=("tm-quay",))

    found, *_ = rows(town[0], NO_SITUATIONS, [alone, after])

    assert found[0].tolist() == found[1].tolist()


def test_a_situation_is_no_example_for_it_is_asked_about_anyway(
    town: tuple[HybridRetriever, RecordStore],
) -> None:
    ways = (Way(title="Một", to="tm-quay"), Way(title="Hai", to="tm-gia-han"))
    situations = known([Situation(id="quay", asked_as=("quầy chợ",), question="?", choices=ways)])
    asked = [case(Expect.CLARIFY, turn, codes=("tm-quay",)) for turn in ("quầy chợ", "xe đạp")]

    assert len(rows(town[0], situations, asked)[0]) == 1
