"""Codes that lead nowhere, names and pages that two records share."""

from collections.abc import Callable
from datetime import date

from knowledge.check import rules_across as rules
from knowledge.overlays import LocalRule, Overlay
from knowledge.types import Doubt, Guide, Level, Neighbour, Paper, Procedure, Source

Make = Callable[..., Procedure]
SOURCE = Source(title="Sổ mẫu", url="https://example.vn/so", as_of=date(2026, 7, 1))


def asks(code: str) -> tuple[Neighbour, ...]:
    return (Neighbour(code=code, question="Cái nào?", here="Này", there="Kia"),)


def test_a_button_or_successor_that_leads_nowhere_is_found(procedure: Make) -> None:
    record = procedure(distinguish=asks("tm-khong"), replaced_by="tm-mat")

    found = [each.field for each in rules.references(record, {"tm-thu"})]

    assert found == ["distinguish", "replaced_by"]
    assert list(rules.references(record, {"tm-thu", "tm-khong", "tm-mat"})) == []


def test_a_record_is_not_its_own_neighbour(procedure: Make) -> None:
    record = procedure(distinguish=asks("tm-thu"))

    assert [each.rule for each in rules.references(record, {"tm-thu"})] == ["unknown_code"]


def test_a_guide_needs_an_existing_procedure_that_still_holds() -> None:
    guide = Guide(id="g", title="t", summary="s", procedure="tm-thu", source=SOURCE)

    assert [each.rule for each in rules.references(guide, set())] == ["unknown_code"]
    assert list(rules.references(guide, {"tm-thu"})) == []
    assert [each.rule for each in rules.lapsed_references(guide, {"tm-thu"})] == ["leads_to_lapsed"]


def test_a_neighbour_that_does_not_ask_back_is_one_sided(procedure: Make) -> None:
    here = procedure(code="a", distinguish=asks("b"))
    silent, asking = procedure(code="b"), procedure(code="b", distinguish=asks("a"))

    assert [each.rule for each in rules.one_sided(here, {"b": silent})] == ["one_sided_neighbour"]
    assert list(rules.one_sided(here, {"b": asking})) == []


def test_names_are_compared_without_accents_dots_and_the_word_for_procedure(
    procedure: Make,
) -> None:
    level = (Level.COMMUNE,)
    records = [
        procedure(code="a", name="Thủ tục cấp thẻ đọc sách.", levels=level),
        procedure(code="b", name="Cấp thẻ Đọc Sách", levels=level),
        procedure(code="c", name="Cấp thẻ đọc sách", levels=(Level.PROVINCE,)),
    ]

    assert [record.code for record, _ in rules.same_name(records)] == ["a", "b"]


def test_a_question_that_tells_two_of_one_name_apart_is_enough(procedure: Make) -> None:
    level = (Level.COMMUNE,)
    records = [
        procedure(code="a", levels=level, distinguish=asks("b")),
        procedure(code="b", levels=level),
    ]

    assert [record.code for record, _ in rules.same_name(records)] == ["b"]


def test_a_phrase_of_two_procedures_is_found_but_a_guide_may_share_it(procedure: Make) -> None:
    one = procedure(code="a", asked_as=("Thẻ sách",))
    other = procedure(code="b", asked_as=("the sach", "thẻ khác"))
    guide = Guide(id="g", title="t", summary="s", asked_as=("thẻ khác",), source=SOURCE)

    found = [(record, each.raw) for record, each in rules.same_phrase([one, other, guide])]

    assert found == [(one, "the sach")]


def test_a_page_that_serves_two_codes_is_wrong_unless_already_known(procedure: Make) -> None:
    misfiled = (Doubt(field="record", reason="page of another procedure"),)
    records = [
        procedure(code="a", source=SOURCE),
        procedure(code="b", source=SOURCE, doubts=misfiled),
    ]

    assert [record.code for record, _ in rules.same_page(records)] == ["a"]


def test_records_alike_in_steps_papers_and_acts_are_found(procedure: Make) -> None:
    parts = {"steps": ("Nộp đơn",), "papers": (Paper(name="Đơn"),)}
    records = [
        procedure(code="a", **parts),
        procedure(code="b", **parts),
        procedure(code="c", steps=("Nộp đơn",), papers=(Paper(name="Tờ khai"),)),
        procedure(code="d"),
        procedure(code="e"),
    ]

    assert [record.code for record, _ in rules.same_content(records)] == ["a", "b"]


def test_a_local_rule_for_an_unknown_code_is_found() -> None:
    rule = LocalRule(codes=("tm-thu", "tm-khong"))
    overlay = Overlay(id="bg", title="t", place="phường Bến Gỗ", rules=(rule,), source=SOURCE)

    messages = [each.message for each in rules.overlay_codes(overlay, {"tm-thu"})]

    assert len(messages) == 1
    assert "tm-khong" in messages[0]
