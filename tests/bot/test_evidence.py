"""Which kind of record answers, and that more evidence never makes an answer less likely."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.evidence import Evidence, best_kind
from bot.types import Act, Decision
from knowledge.types import Kind, Passage
from retrieval.types import Hit

SEARCH = Decision(act=Act.SEARCH)
UNIT = st.floats(min_value=0, max_value=1)
KINDS = st.sampled_from(list(Kind))
QUESTION = "gửi xe đạp hết bao nhiêu tiền"


def hit(kind: Kind, *, lexical: float = 0.5, dense: float = 0.83) -> Hit:
    passage = Passage(id=kind, record_id=kind, kind=kind, field="name", text="")
    return Hit(passage=passage, score=1.0, lexical=lexical, dense=dense)


def evidence(*hits: Hit, names_plan: bool = False) -> Evidence:
    return Evidence(hits={h.passage.kind: [h] for h in hits}, names_plan=names_plan)


def odds(found: Evidence, decision: Decision = SEARCH, question: str = QUESTION) -> float:
    return best_kind(found, decision, question)[1]


@given(kind=KINDS, dense=UNIT, a=UNIT, b=UNIT)
def test_more_of_the_questions_words_never_count_less(
    kind: Kind, dense: float, a: float, b: float
) -> None:
    low, high = sorted((a, b))

    assert odds(evidence(hit(kind, lexical=low, dense=dense))) <= odds(
        evidence(hit(kind, lexical=high, dense=dense))
    )


@given(kind=KINDS, lexical=UNIT, a=UNIT, b=UNIT)
def test_a_closer_meaning_never_counts_less(kind: Kind, lexical: float, a: float, b: float) -> None:
    low, high = sorted((a, b))

    assert odds(evidence(hit(kind, lexical=lexical, dense=low))) <= odds(
        evidence(hit(kind, lexical=lexical, dense=high))
    )


@given(a=UNIT, b=UNIT, names_plan=st.booleans())
@pytest.mark.parametrize("kind", list(Kind))
def test_the_surer_rasa_is_that_a_question_is_not_ours_the_less_likely_an_answer(
    kind: Kind, a: float, b: float, names_plan: bool
) -> None:
    low, high = sorted((a, b))
    found = evidence(hit(kind), names_plan=names_plan)

    assert odds(found, Decision(act=Act.OUT_OF_SCOPE, confidence=high)) <= odds(
        found, Decision(act=Act.OUT_OF_SCOPE, confidence=low)
    )


def test_a_guess_that_a_question_is_not_ours_takes_less_than_certainty() -> None:
    found = evidence(hit(Kind.PROCEDURE))

    certain = odds(found, Decision(act=Act.OUT_OF_SCOPE, confidence=1.0))
    guess = odds(found, Decision(act=Act.OUT_OF_SCOPE, confidence=0.1))
    assert certain < guess < odds(found)


@given(confidence=UNIT)
@pytest.mark.parametrize(
    ("act", "kind"),
    [(Act.PROCEDURE, Kind.PROCEDURE), (Act.GUIDE, Kind.GUIDE), (Act.PLAN, Kind.PLAN)],
)
def test_rasas_intent_helps_its_own_kind_and_no_other(
    act: Act, kind: Kind, confidence: float
) -> None:
    decision = Decision(act=act, confidence=confidence)

    for each in Kind:
        changed, plain = odds(evidence(hit(each)), decision), odds(evidence(hit(each)))
        assert changed >= plain if each is kind else changed <= plain


def test_the_place_of_a_plan_and_its_vocabulary_speak_for_the_plan() -> None:
    plain = evidence(hit(Kind.PLAN))
    named = replace(plain, names_plan=True)

    assert odds(plain) < odds(named)
    assert odds(plain) < odds(plain, question="chỉ tiêu gửi xe đạp")
    assert odds(named) < odds(named, question="chỉ tiêu gửi xe đạp")


def test_the_vocabulary_of_plans_is_heard_without_diacritics() -> None:
    found = evidence(hit(Kind.PLAN))

    assert odds(found, question="chi tieu gui xe") == odds(found, question="chỉ tiêu gửi xe")


@pytest.mark.parametrize("kind", list(Kind))
def test_with_like_intent_the_kind_with_the_better_hit_answers(kind: Kind) -> None:
    hits = [
        hit(each, lexical=0.95 if each is kind else 0.1, dense=0.9 if each is kind else 0.79)
        for each in Kind
    ]

    assert best_kind(evidence(*hits), SEARCH, QUESTION)[0] is kind


def test_without_any_hit_nothing_answers() -> None:
    assert odds(evidence()) == float("-inf")
