"""The check as a whole: which rules run, how bad their findings are, in which order."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import knowledge.check.findings
from knowledge.acts import Acts, Force, LegalAct
from knowledge.check import RULES, Part, Report, Severity, check
from knowledge.check.rules_doubts import RULE_OF_REASON, doubts, rule_of
from knowledge.load import Curated
from knowledge.overlays import LocalRule, Overlay
from knowledge.types import (
    Channel,
    Doubt,
    Fee,
    LegalRef,
    Neighbour,
    Plan,
    Procedure,
    Record,
    Source,
    Submission,
)

Make = Callable[..., Procedure]
TODAY = date(2026, 11, 22)
SOURCE = Source(title="Sổ mẫu", url="https://example.vn/so", as_of=date(2026, 7, 1))
PACKAGE = Path(knowledge.check.findings.__file__).parent
SMALL = (Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=7),)),)


def checked(
    *procedures: Procedure,
    imported: tuple[Record, ...] = (),
    acts: tuple[LegalAct, ...] = (),
    overlays: tuple[Overlay, ...] = (),
) -> Report:
    curated = Curated(procedures=procedures, guides=(), plans=(), acts=acts)
    return check(curated, imported, acts=Acts(acts), overlays=overlays, today=TODAY)


def rules(report: Report, part: Part = Part.CURATED) -> set[str]:
    return {each.rule for each in report.findings if each.part is part}


def test_an_error_counts_in_curated_records_and_is_a_warning_in_imported_ones(
    procedure: Make,
) -> None:
    wrong = procedure(submissions=SMALL)

    curated, imported = checked(wrong), checked(imported=(wrong,))

    assert curated.has_errors
    assert not imported.has_errors
    severities = {
        (each.part, each.severity)
        for report in (curated, imported)
        for each in report.findings
        if each.rule == "amount_too_small" or each.part is Part.CURATED
    }
    assert (Part.CURATED, Severity.ERROR) in severities


def test_no_finding_about_an_import_is_an_error(procedure: Make) -> None:
    misfiled = procedure(
        authority="UBND huyện",
        doubts=(
            Doubt(field="record", reason="page of another procedure", raw="https://example.vn"),
            Doubt(
                field="submissions.counter.fee",
                reason="amount is smaller than 1,000 dong, thousands may be missing",
            ),
        ),
    )

    report = checked(imported=(misfiled,))

    assert {"wrong_page", "amount_too_small", "abolished_authority"} <= rules(report, Part.IMPORTED)
    assert Severity.ERROR not in {each.severity for each in report.findings}


def test_a_sound_record_has_no_errors_or_warnings(procedure: Make) -> None:
    record = procedure(
        authority="UBND xã",
        submissions=(
            Submission(
                channel=Channel.COUNTER, fees=(Fee(amount_vnd=9_000),), duration_raw="ngay tại quầy"
            ),
        ),
        papers=({"name": "Đơn"},),
        steps=("Nộp đơn",),
        results=("Thẻ",),
        legal_basis=(LegalRef(number="1/2024/QĐ-BG"),),
    )

    assert checked(record).findings == ()


def test_errors_come_first_and_curated_before_imported(procedure: Make) -> None:
    report = checked(
        procedure(code="a", submissions=SMALL, distinguish=()),
        imported=(procedure(code="b"),),
    )

    ranks = [
        (each.part is Part.IMPORTED, list(Severity).index(each.severity))
        for each in report.findings
    ]

    assert ranks == sorted(ranks)
    assert report.findings[0].severity is Severity.ERROR


def test_a_neighbour_that_only_the_import_holds_exists(procedure: Make) -> None:
    neighbour = Neighbour(code="1.000001", question="Nào?", here="Này", there="Kia")
    record = procedure(distinguish=(neighbour,))

    assert "neighbour_not_here" in rules(checked(record))
    page = procedure(code="1.000001")
    assert "neighbour_not_here" not in rules(checked(record, imported=(page,)))


def test_a_finding_about_a_difference_links_to_the_imported_page(procedure: Make) -> None:
    def paid(amount: int) -> tuple[Submission, ...]:
        return (Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=amount),)),)

    page = procedure(submissions=paid(3_000), source=SOURCE)

    report = checked(procedure(submissions=paid(2_000)), imported=(page,))

    (found,) = [each for each in report.findings if each.rule == "fee_differs"]
    assert found.url == SOURCE.url


def test_acts_and_overlays_are_checked_and_counted() -> None:
    act = LegalAct(
        number="3/2020/NQ-HĐND",
        kind="Nghị quyết",
        issuer="HĐND",
        force=Force.EXPIRED,
        source=SOURCE,
        force_source=SOURCE,
    )
    overlay = Overlay(
        id="bg",
        title="t",
        place="phường Bến Gỗ",
        number="3/2020/NQ-HĐND",
        rules=(LocalRule(codes=("tm-khong",)),),
        source=SOURCE,
    )

    report = checked(acts=(act,), overlays=(overlay,))

    assert rules(report) == {"act_lapsed", "unknown_code"}
    counts = report.counts[Part.CURATED]
    assert (counts.acts, counts.acts_checked, counts.overlays, counts.local_rules) == (1, 1, 1, 1)


def test_what_a_curated_record_says_itself_is_only_a_note(procedure: Make) -> None:
    record = procedure(doubts=(Doubt(field="durations", reason="Cổng không ghi đơn vị."),))

    (found,) = [each for each in checked(record).findings if each.rule == "stated_doubt"]

    assert found.severity is Severity.NOTE


def test_a_doubt_of_an_unknown_kind_is_not_lost() -> None:
    doubt = Doubt(field="steps", reason="something new")

    assert rule_of(doubt) == "other_doubt"


def test_a_plan_s_doubt_keeps_the_line_it_names() -> None:
    plan = Plan(
        id="p",
        title="t",
        place="phường Bến Gỗ",
        year=2026,
        doubts=(Doubt(field="numbering", reason="line 62: number 3.3 is followed by 3.5"),),
        source=SOURCE,
    )

    report = checked(imported=(plan,))

    assert [(each.rule, each.line) for each in report.findings] == [("plan_numbering", 62)]


def test_every_doubt_of_a_page_is_told_under_a_rule(procedure: Make) -> None:
    reasons = [beginning for beginning, _ in RULE_OF_REASON]
    record = procedure(doubts=tuple(Doubt(field="x", reason=reason) for reason in reasons))

    assert [each.rule for each in doubts(record)] == [rule for _, rule in RULE_OF_REASON]


@pytest.fixture(scope="module")
def named() -> set[str]:
    """Return every rule that some code of the package names."""
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.glob("*.py") if path.name != "rules.py"
    )
    return set(re.findall(r'"([a-z_0-9]+)"', sources))


def test_every_rule_of_the_table_is_used(named: set[str]) -> None:
    assert set(RULES) - named == set()


def test_every_rule_says_what_it_means_and_what_to_do() -> None:
    assert [rule.name for rule in RULES.values() if not (rule.means and rule.fix)] == []
