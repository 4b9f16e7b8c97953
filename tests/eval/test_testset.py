"""The cases that we ship: their facts are those of the knowledge data."""

import re
from collections import Counter

import pytest

from eval.cases import load_cases, shipped
from eval.matching import contains, normalise
from eval.types import Case, Expect, Suite
from knowledge.load import load
from knowledge.types import Procedure

CURATED = load()
PROCEDURES = {procedure.code: procedure for procedure in CURATED.procedures}
GUIDES = {guide.id: guide for guide in CURATED.guides}
PLANS = {plan.id: plan for plan in CURATED.plans}
CASES = {suite: load_cases(suite, [shipped(suite)]) for suite in Suite}
ANSWERABLE = [case for case in CASES[Suite.PROCEDURES] if case.expect is Expect.ANSWER]


def _amounts(procedure: Procedure) -> set[str]:
    """Return the fees and times of a record as a person writes them."""
    said = set()
    for way in procedure.submissions:
        said |= {f"{fee.amount_vnd:,}".replace(",", ".") for fee in way.fees if fee.amount_vnd}
        said |= {"miễn phí" for fee in way.fees if fee.amount_vnd == 0}
        said |= {f"{time.count} ngày" for time in way.durations}
    found = re.match(r"\D*(\d+ ngày)", procedure.apply_within)
    return said | ({found[1]} if found else set())


def test_there_are_forty_cases_of_three_suites_with_ids_of_their_own() -> None:
    assert {suite.value: len(cases) for suite, cases in CASES.items()} == {
        "procedures": 20,
        "guides": 12,
        "plans": 8,
    }
    ids = Counter(case.id for cases in CASES.values() for case in cases)
    assert set(ids.values()) == {1}


@pytest.mark.parametrize("case", CASES[Suite.PROCEDURES], ids=lambda case: case.id)
def test_every_gold_procedure_is_a_curated_one(case: Case) -> None:
    assert case.codes | case.codes_ok <= PROCEDURES.keys()
    assert bool(case.codes) is (case.expect is not Expect.ABSTAIN)


@pytest.mark.parametrize("case", ANSWERABLE, ids=lambda case: case.id)
def test_every_gold_amount_stands_in_the_procedures_record(case: Case) -> None:
    assert case.answer_all
    held = set().union(*(_amounts(PROCEDURES[code]) for code in case.codes))
    for group in case.answer_all:
        assert set(group) & held, f"{group} against {sorted(held)}"


def test_every_gold_wording_stands_in_the_guide_that_it_is_about() -> None:
    lines = shipped(Suite.GUIDES).read_text(encoding="utf-8").splitlines()
    topics = [re.search(r'"topic": "([^"]+)"', line) for line in lines]
    for case, topic in zip(CASES[Suite.GUIDES], topics, strict=True):
        assert topic is not None
        guide = GUIDES[topic[1]]
        text = normalise(" ".join((guide.summary, *guide.steps, *guide.warnings)))
        for group in case.answer_all:
            assert any(contains(text, part) for part in group), (case.id, group)


@pytest.mark.parametrize("case", CASES[Suite.PLANS], ids=lambda case: case.id)
def test_every_gold_figure_stands_in_the_plans_record(case: Case) -> None:
    assert case.docs <= PLANS.keys()
    if case.expect is Expect.ABSTAIN:
        return
    held = normalise(" ".join(repr(PLANS[doc]) for doc in case.docs))
    for group in case.answer_all:
        assert any(contains(held, part) for part in group), group
