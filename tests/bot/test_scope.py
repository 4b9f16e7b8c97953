"""When a question is answered: hits and intent are weighed together, and none decides alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence import Evidence
from bot.scope import HELPS, INTENT_FEATURES, margin, models
from bot.types import Act, Decision, Topic
from knowledge.types import Kind, Passage
from retrieval.types import Hit

UNIT = st.floats(min_value=0, max_value=1)
QUESTION = "gửi xe đạp hết bao nhiêu tiền"
ALONE = Decision(act=Act.SEARCH)


def found(lexical: float, dense: float, kind: Kind = Kind.PROCEDURE) -> Evidence:
    passage = Passage(id="a", record_id="a", kind=kind, field="name", text="")
    hit = Hit(passage=passage, score=1.0, lexical=lexical, dense=dense)
    return Evidence(hits={kind: [hit]}, names_plan=False)


def above(evidence: Evidence, decision: Decision, kind: Kind = Kind.PROCEDURE) -> float:
    return margin(evidence, kind, decision, QUESTION)


def outside(chance: float, topic: Topic | None = None) -> Decision:
    return Decision(act=Act.OUT_OF_SCOPE, confidence=chance, outside=chance, topic=topic)


@given(dense=UNIT, a=UNIT, b=UNIT, chance=UNIT)
@pytest.mark.parametrize("rasa", [True, False], ids=["rasa", "alone"])
def test_more_of_the_questions_content_never_counts_less(
    rasa: bool, dense: float, a: float, b: float, chance: float
) -> None:
    decision = outside(chance) if rasa else ALONE
    low, high = sorted((a, b))

    assert above(found(low, dense), decision) <= above(found(high, dense), decision)


@given(lexical=UNIT, a=UNIT, b=UNIT)
def test_a_closer_meaning_never_counts_less(lexical: float, a: float, b: float) -> None:
    low, high = sorted((a, b))

    assert above(found(lexical, low), ALONE) <= above(found(lexical, high), ALONE)


@given(lexical=UNIT, dense=UNIT, a=UNIT, b=UNIT, topic=st.sampled_from([None, *Topic]))
def test_the_surer_rasa_is_that_a_question_is_not_ours_the_less_likely_an_answer(
    lexical: float, dense: float, a: float, b: float, topic: Topic | None
) -> None:
    low, high = sorted((a, b))
    evidence = found(lexical, dense)

    assert above(evidence, outside(high, topic)) <= above(evidence, outside(low, topic))


def test_what_is_refused_needs_more_than_what_is_merely_not_ours() -> None:
    evidence = found(0.8, 0.88)

    assert above(evidence, outside(0.4, Topic.FORGE)) <= above(evidence, outside(0.4, Topic.CHAT))


def test_a_hit_that_says_it_all_overrules_a_doubtful_intent() -> None:
    assert above(found(1.0, 0.93), outside(0.5)) >= 0


def test_no_hit_overrules_a_sure_intent_and_no_intent_a_poor_hit() -> None:
    assert above(found(0.3, 0.82), outside(0.9)) < 0
    assert above(found(0.1, 0.79), Decision(act=Act.SEARCH, outside=0.2)) < 0


def test_without_rasa_the_hits_decide() -> None:
    assert above(found(1.0, 0.92), ALONE) >= 0
    assert above(found(0.1, 0.78), ALONE) < 0


def test_a_plans_place_speaks_for_the_plan_and_for_nothing_else() -> None:
    plan, procedure = found(0.5, 0.85, Kind.PLAN), found(0.5, 0.85)

    assert above(replace(plan, names_plan=True), ALONE, Kind.PLAN) > above(plan, ALONE, Kind.PLAN)
    assert above(replace(procedure, names_plan=True), ALONE) == above(procedure, ALONE)


def test_nothing_found_is_never_answered() -> None:
    assert margin(Evidence(hits={}, names_plan=True), None, ALONE, QUESTION) == float("-inf")


def test_every_weight_points_the_way_it_should() -> None:
    with_intent, alone = models()

    assert with_intent.weights.keys() == HELPS.keys()
    assert alone.weights.keys() == HELPS.keys() - INTENT_FEATURES
    assert all(w * HELPS[n] >= 0 for m in models() for n, w in m.weights.items())
