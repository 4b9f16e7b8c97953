"""Known truths of the real portal data, when it stands beside the project."""

from datetime import date
from pathlib import Path

import pytest

from knowledge.importers.portal import read_portal
from knowledge.importers.result import ImportResult
from knowledge.types import Channel, Duration, Procedure, Submission, Unit

FOLDER = Path(__file__).resolve().parents[2].parent / "shared" / "procedures"
pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the portal's files are not here"),
    pytest.mark.slow,
]


@pytest.fixture(scope="module")
def results() -> list[ImportResult]:
    return [read_portal(path) for path in sorted(FOLDER.glob("*.jsonl"))]


@pytest.fixture(scope="module")
def procedures(results: list[ImportResult]) -> dict[str, Procedure]:
    found = [record for result in results for record in result.records]
    return {record.code: record for record in found if isinstance(record, Procedure)}


def way(record: Procedure, channel: Channel) -> Submission:
    return next(way for way in record.submissions if way.channel is channel)


def test_every_record_of_both_layouts_is_read(procedures: dict[str, Procedure]) -> None:
    assert len(procedures) == 2_849


def test_every_record_names_at_least_one_way_to_hand_in(procedures: dict[str, Procedure]) -> None:
    assert [code for code, record in procedures.items() if not record.submissions] == []


def test_temporary_residence_differs_by_channel(procedures: dict[str, Procedure]) -> None:
    record = procedures["1.004194"]
    online, counter = way(record, Channel.ONLINE), way(record, Channel.COUNTER)
    assert [fee.amount_vnd for fee in online.fees] == [7_000]
    assert [fee.amount_vnd for fee in counter.fees] == [10_000]
    assert online.durations == counter.durations == (Duration(count=3, unit=Unit.WORKING_DAY),)
    assert "CT01" in {paper.form for paper in record.papers}


def test_a_new_identity_card_costs_half_until_the_end_of_2026(
    procedures: dict[str, Procedure],
) -> None:
    full, half = way(procedures["1.014063"], Channel.COUNTER).fees
    assert (full.amount_vnd, full.valid_to) == (50_000, None)
    assert (half.amount_vnd, half.valid_to) == (25_000, date(2026, 12, 31))


def test_splitting_a_plot_takes_longer_at_the_counter(procedures: dict[str, Procedure]) -> None:
    record = procedures["1.012784"]
    assert way(record, Channel.ONLINE).durations[0] == Duration(count=12, unit=Unit.WORKING_DAY)
    assert way(record, Channel.COUNTER).durations[0] == Duration(count=22, unit=Unit.WORKING_DAY)
    assert "Mẫu số 21" in {paper.form for paper in record.papers}
    assert way(record, Channel.ONLINE).fees == ()


def test_adoption_costs_400000(procedures: dict[str, Procedure]) -> None:
    fees = {fee.amount_vnd for way in procedures["2.001263"].submissions for fee in way.fees}
    assert fees == {400_000}


def test_the_time_of_birth_registration_is_doubted(procedures: dict[str, Procedure]) -> None:
    record = procedures["1.001193"]
    assert all(way.durations == () and way.duration_raw == "1" for way in record.submissions)
    assert "submissions.online.time" in {doubt.field for doubt in record.doubts}


def test_seventeen_records_hold_the_page_of_another_procedure(
    procedures: dict[str, Procedure],
) -> None:
    foreign = [
        record
        for record in procedures.values()
        if any(doubt.field == "record" for doubt in record.doubts)
    ]
    assert len(foreign) == 17


def test_no_name_of_a_paper_ends_in_a_file_name(procedures: dict[str, Procedure]) -> None:
    endings = (".doc", ".docx", ".pdf", ".xlsx")
    names = [paper.name for record in procedures.values() for paper in record.papers]
    assert len(names) > 10_000
    assert [name for name in names if name.lower().endswith(endings)] == []


def test_no_fee_is_between_one_and_999_dong(procedures: dict[str, Procedure]) -> None:
    small = [
        record.code
        for record in procedures.values()
        for way in record.submissions
        for fee in way.fees
        if 0 < fee.amount_vnd < 1_000
    ]
    assert small == []


def test_every_doubt_is_a_problem_with_its_line(results: list[ImportResult]) -> None:
    for result in results:
        records = [record for record in result.records if isinstance(record, Procedure)]
        assert len(result.problems) == sum(len(record.doubts) for record in records)
        assert all(problem.line is not None for problem in result.problems)
