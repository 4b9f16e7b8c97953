"""The cases that we ship: their facts are those of the knowledge data."""

import json
import re
import unicodedata
from collections import Counter

import pytest

from eval.cases import TESTSET, load_cases, shipped
from eval.matching import contains, normalise
from eval.types import Case, Expect, Suite
from knowledge.load import load
from knowledge.types import Channel, Procedure, Unit

CURATED = load()
PROCEDURES = {procedure.code: procedure for procedure in CURATED.procedures}
GUIDES = {guide.id: guide for guide in CURATED.guides}
PLANS = {plan.id: plan for plan in CURATED.plans}
CASES = {suite: load_cases(suite, [shipped(suite)]) for suite in Suite}
ANSWERABLE = [case for case in CASES[Suite.PROCEDURES] if case.expect is Expect.ANSWER]

HELD_OUT = {
    name: load_cases(suite, [TESTSET / f"{name}.jsonl"])
    for name, suite in (
        ("ranking", Suite.PROCEDURES),
        ("regional", Suite.PROCEDURES),
        ("regional_guides", Suite.GUIDES),
        ("clarify", Suite.PROCEDURES),
        ("abstain", Suite.PROCEDURES),
        ("safety", Suite.GUIDES),
        ("talk", Suite.PROCEDURES),
        ("officials", Suite.PLANS),
    )
}
OFFICIALS_DEV = load_cases(Suite.PLANS, [TESTSET / "officials_dev.jsonl"])
NAMES_CODES = [
    case
    for name in ("ranking", "regional", "talk")
    for case in HELD_OUT[name]
    if case.expect is Expect.ANSWER
]
# Somebody who knows how would type these otherwise.
HARD_TO_READ = frozenset({"no_diacritics", "typo", "teencode", "regional"})
VAGUE = [
    case
    for name in ("clarify", "regional")
    for case in HELD_OUT[name]
    if case.expect is Expect.CLARIFY
]
WITH_FACTS = [case for case in NAMES_CODES if case.answer_all]
PORTAL_CODE = re.compile(r"\d\.\d{6}")
UNIT_WORDS = {
    Unit.WORKING_DAY: "ngày",
    Unit.DAY: "ngày",
    Unit.WORKING_HOUR: "giờ",
    Unit.HOUR: "giờ",
    Unit.MONTH: "tháng",
    Unit.YEAR: "năm",
}
ONLINE_WORD = "trực tuyến"


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


@pytest.mark.parametrize(
    "case", [*CASES[Suite.GUIDES], *HELD_OUT["regional_guides"]], ids=lambda case: case.id
)
def test_every_gold_wording_stands_in_the_guide_that_it_is_about(case: Case) -> None:
    guide = GUIDES[case.topic]
    text = normalise(" ".join((guide.summary, *guide.steps, *guide.warnings)))
    for group in case.answer_all:
        assert any(contains(text, part) for part in group), group


@pytest.mark.parametrize(
    "case",
    [*CASES[Suite.PLANS], *HELD_OUT["officials"], *OFFICIALS_DEV],
    ids=lambda case: case.id,
)
def test_every_gold_figure_stands_in_the_plans_record(case: Case) -> None:
    assert case.docs <= PLANS.keys()
    if case.expect is Expect.ABSTAIN:
        return
    held = normalise(" ".join(repr(PLANS[doc]) for doc in case.docs))
    for group in case.answer_all:
        assert any(contains(held, part) for part in group), group


def _written(name: str) -> list[dict[str, object]]:
    """Return the lines of a file with the fields that scoring drops."""
    lines = (TESTSET / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _said_by(procedure: Procedure) -> str:
    """Return what a record says of fees, times, papers and ways to hand in, as plain text."""
    said = [procedure.apply_within, *_amounts(procedure)]
    for way in procedure.submissions:
        said += [f"{time.count} {UNIT_WORDS[time.unit]}" for time in way.durations]
        said += [time.condition for time in way.durations]
        said += [ONLINE_WORD] if way.channel is Channel.ONLINE else []
    said += [f"{paper.name} {paper.form or ''}" for paper in procedure.papers]
    return normalise(" . ".join(said))


def test_the_held_out_files_have_the_promised_sizes_and_ids_of_their_own() -> None:
    at_least = {
        "ranking": 260,
        "regional": 88,
        "regional_guides": 6,
        "clarify": 50,
        "abstain": 70,
        "safety": 45,
        "talk": 90,
        "officials": 42,
    }
    assert all(len(HELD_OUT[name]) >= count for name, count in at_least.items())
    every = [case for cases in (*CASES.values(), *HELD_OUT.values()) for case in cases]
    assert set(Counter(case.id for case in every).values()) == {1}
    assert set(Counter(case.turns for case in every).values()) == {1}


def test_no_held_out_question_without_diacritics_has_one() -> None:
    for cases in HELD_OUT.values():
        for case in cases:
            assert all(unicodedata.is_normalized("NFC", turn) for turn in case.turns), case.id
            if case.style == "no_diacritics":
                assert all(turn.isascii() for turn in case.turns), case.id


@pytest.mark.parametrize("case", NAMES_CODES, ids=lambda case: case.id)
def test_a_gold_procedure_is_curated_or_a_portal_code_without_facts(case: Case) -> None:
    assert case.codes
    assert not case.codes & case.codes_ok
    foreign = (case.codes | case.codes_ok) - PROCEDURES.keys()
    assert all(PORTAL_CODE.fullmatch(code) for code in foreign)
    assert case.codes <= PROCEDURES.keys() or not case.answer_all


@pytest.mark.parametrize("case", WITH_FACTS, ids=lambda case: case.id)
def test_every_held_out_fact_stands_in_a_record_of_its_codes(case: Case) -> None:
    held = " . ".join(_said_by(PROCEDURES[code]) for code in case.codes)
    for group in case.answer_all:
        assert any(contains(held, part) for part in group), group


@pytest.mark.parametrize("case", VAGUE, ids=lambda case: case.id)
def test_a_vague_message_has_two_to_five_procedures_to_ask_between(case: Case) -> None:
    assert 2 <= len(case.codes) <= 5
    assert all(PORTAL_CODE.fullmatch(code) for code in case.codes - PROCEDURES.keys())


def test_what_is_hard_to_read_has_its_clean_wording() -> None:
    every = [case for cases in (*CASES.values(), *HELD_OUT.values()) for case in cases]
    hard = [case for case in every if case.style in HARD_TO_READ]
    assert len(hard) > 340
    # A few only look hard: "12k" is what anybody writes.
    assert sum(not case.clean for case in hard) <= 3
    for case in every:
        if case.clean:
            assert case.style in HARD_TO_READ, case.id
            assert len(case.clean) == len(case.turns), case.id
            assert case.clean != case.turns, case.id
            assert all(unicodedata.is_normalized("NFC", turn) for turn in case.clean), case.id


def test_regional_cases_come_from_four_regions_and_are_of_every_kind() -> None:
    cases = HELD_OUT["regional"]
    regions = Counter(case.region for case in (*cases, *HELD_OUT["regional_guides"]))
    assert set(regions) == {"bac", "trung", "nam_trung", "nam"}
    assert min(regions.values()) >= 8
    assert all(case.style == "regional" for case in cases)
    assert {case.expect for case in cases} == set(Expect)
    assert any(len(case.turns) > 1 for case in cases)


def test_some_vague_messages_follow_another_topic() -> None:
    assert sum(len(case.turns) > 1 for case in HELD_OUT["clarify"]) >= 12


def test_a_message_out_of_scope_names_its_kind_and_no_procedure() -> None:
    assert all(case.expect is Expect.ABSTAIN and not case.codes for case in HELD_OUT["abstain"])
    kinds = Counter(str(line["kind"]) for line in _written("abstain"))
    assert kinds["near_scope"] >= 15
    assert kinds["injection"] >= 6
    assert kinds["personal_data"] >= 6


def test_every_held_out_warning_stands_in_the_guide_that_it_is_about() -> None:
    for case, line in zip(HELD_OUT["safety"], _written("safety"), strict=True):
        assert case.must_warn is (case.expect is Expect.ANSWER), case.id
        if not line["topic"]:
            continue
        guide = GUIDES[str(line["topic"])]
        text = normalise(" ".join((guide.summary, *guide.steps, *guide.warnings)))
        for group in case.answer_all:
            assert any(contains(text, part) for part in group), (case.id, group)


def test_dialogues_have_two_to_four_turns_and_double_questions_one() -> None:
    lines = _written("talk")
    singles = [line for line in lines if line["kind"] == "two"]
    assert len(singles) >= 20
    for case, line in zip(HELD_OUT["talk"], lines, strict=True):
        turns = len(case.turns)
        assert turns == 1 if line["kind"] == "two" else 2 <= turns <= 4, case.id
