"""Which kind of record answers."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.evidence import Evidence, best_kind, names_procedure
from bot.types import Act, Decision
from knowledge.types import Kind, Passage
from retrieval.types import Hit

SEARCH = Decision(act=Act.SEARCH)
UNIT = st.floats(min_value=0, max_value=1)
QUESTION = "gửi xe đạp hết bao nhiêu tiền"


def hit(kind: Kind, *, lexical: float = 0.5, dense: float = 0.83) -> Hit:
    passage = Passage(id=kind, record_id=kind, kind=kind, field="name", text="")
    return Hit(passage=passage, score=1.0, lexical=lexical, dense=dense)


def evidence(*hits: Hit, names_plan: bool = False) -> Evidence:
    return Evidence(hits={h.passage.kind: [h] for h in hits}, names_plan=names_plan)


def kind_of(found: Evidence, decision: Decision = SEARCH, question: str = QUESTION) -> Kind | None:
    return best_kind(found, decision, question)


@given(a=UNIT, b=UNIT, dense=UNIT)
def test_of_two_hits_alike_in_meaning_the_one_with_more_words_answers(
    a: float, b: float, dense: float
) -> None:
    assume(abs(a - b) > 1e-6)
    found = evidence(
        hit(Kind.PROCEDURE, lexical=a, dense=dense), hit(Kind.GUIDE, lexical=b, dense=dense)
    )

    assert kind_of(found) is (Kind.PROCEDURE if a > b else Kind.GUIDE)


@given(a=UNIT, b=UNIT, lexical=UNIT)
def test_of_two_hits_alike_in_words_the_closer_one_answers(
    a: float, b: float, lexical: float
) -> None:
    assume(abs(a - b) > 1e-6)
    found = evidence(
        hit(Kind.PROCEDURE, lexical=lexical, dense=a), hit(Kind.GUIDE, lexical=lexical, dense=b)
    )

    assert kind_of(found) is (Kind.PROCEDURE if a > b else Kind.GUIDE)


@pytest.mark.parametrize(
    ("act", "kind"), [(Act.PROCEDURE, Kind.PROCEDURE), (Act.GUIDE, Kind.GUIDE)]
)
def test_rasas_intent_decides_between_equal_hits(act: Act, kind: Kind) -> None:
    found = evidence(hit(Kind.PROCEDURE), hit(Kind.GUIDE))

    assert kind_of(found, Decision(act=act, confidence=0.5)) is kind


def test_the_place_of_a_plan_or_its_vocabulary_makes_a_plan_answer() -> None:
    plain = evidence(hit(Kind.PROCEDURE), hit(Kind.PLAN))

    assert kind_of(plain) is Kind.PROCEDURE
    assert kind_of(replace(plain, names_plan=True)) is Kind.PLAN
    assert kind_of(plain, question="chỉ tiêu gửi xe đạp") is Kind.PLAN
    assert kind_of(plain, question="chi tieu gui xe dap") is Kind.PLAN


@pytest.mark.parametrize("kind", list(Kind))
def test_with_like_intent_the_kind_with_the_better_hit_answers(kind: Kind) -> None:
    hits = [
        hit(each, lexical=0.95 if each is kind else 0.1, dense=0.9 if each is kind else 0.79)
        for each in Kind
    ]

    assert kind_of(evidence(*hits)) is kind


def test_without_any_hit_nothing_answers() -> None:
    assert kind_of(evidence()) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hỗ trợ nhà bị sập do bão", True),
        ("hộ chiếu bị hỏng làm lại", True),
        ("đổi sổ đỏ sang sổ hồng", True),
        ("học bổng cho học sinh khuyết tật", True),
        ("mái tôn nhà hoang tốc lên sắp rơi", False),
        ("bờ kè sạt lở sát nhà dân", False),
        ("ho nuoc can tro day ca chet noi", False),
        ("báo đèn đường cháy", False),
    ],
)
def test_what_is_broken_is_a_report_whatever_procedure_is_named_alike(
    text: str, names: bool
) -> None:
    decision = Decision(act=Act.TICKET, confidence=1.0)

    assert names_procedure(hit(Kind.PROCEDURE, lexical=1.0), decision, text) is names
