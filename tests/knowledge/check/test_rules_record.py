"""What one record alone can get wrong."""

from collections.abc import Callable
from datetime import date

import pytest

from knowledge.check import rules_record as rules
from knowledge.types import (
    Aspect,
    Channel,
    Doubt,
    Duration,
    Fee,
    FieldSource,
    Guide,
    Note,
    Paper,
    Procedure,
    Source,
    Submission,
    Unit,
    Verified,
)

Make = Callable[..., Procedure]
SOURCE = Source(title="Sổ mẫu", url="https://example.vn/so", as_of=date(2026, 7, 1))


def way(*amounts: int, channel: Channel = Channel.COUNTER, note: str = "") -> Submission:
    fees = tuple(Fee(amount_vnd=amount) for amount in amounts)
    return Submission(channel=channel, fees=fees, note=note)


def test_a_fee_of_135_dong_is_too_small_and_a_free_one_is_not(procedure: Make) -> None:
    record = procedure(submissions=(way(135), way(0, channel=Channel.ONLINE)))

    found = [(each.rule, each.field) for each in rules.amounts(record)]

    assert found == [("amount_too_small", "submissions.counter.fee")]


def test_a_fee_a_thousand_times_another_is_named(procedure: Make) -> None:
    record = procedure(submissions=(way(5_000), way(5_000_000, channel=Channel.ONLINE)))

    assert [each.rule for each in rules.amounts(record)] == ["amount_off_by_1000"]


@pytest.mark.parametrize(
    ("amount", "note", "rule"),
    [
        (0, "Lệ phí 135.000 đồng mỗi lần.", "free_contradicted"),
        (20_000, "Lệ phí 135.000 đồng mỗi lần.", "fee_contradicted"),
    ],
)
def test_a_note_that_names_another_amount_contradicts_the_fee(
    procedure: Make, amount: int, note: str, rule: str
) -> None:
    record = procedure(submissions=(way(amount, note=note),))

    assert [each.rule for each in rules.fee_words(record)] == [rule]


@pytest.mark.parametrize(
    "note",
    [
        "Lệ phí 20.000 đồng mỗi lần.",
        "Bản sao 8.000 đồng một bản.",
        "Không nộp thì bị phạt 500.000 đồng.",
        "Thu tối đa 200.000 đồng.",
    ],
)
def test_the_fee_itself_copies_fines_and_caps_contradict_nothing(
    procedure: Make, note: str
) -> None:
    record = procedure(submissions=(way(20_000, note=note),))

    assert list(rules.fee_words(record)) == []


def test_a_note_about_time_has_to_name_a_time_of_the_record(procedure: Make) -> None:
    times = (Duration(count=5, unit=Unit.WORKING_DAY),)
    record = procedure(
        submissions=(Submission(channel=Channel.COUNTER, durations=times),),
        notes=(
            Note(aspect=Aspect.TIME, text="Trả kết quả sau 5 ngày."),
            Note(aspect=Aspect.TIME, text="Trả kết quả sau 9 ngày."),
            Note(aspect=Aspect.TIME, text="Nộp đơn trước 30 ngày."),
        ),
    )

    found = [(each.rule, each.raw) for each in rules.curated_words(record)]

    assert found == [("time_contradicted", "Trả kết quả sau 9 ngày.")]


def test_a_step_that_names_an_unknown_amount_is_found(procedure: Make) -> None:
    record = procedure(submissions=(way(20_000),), steps=("Nộp 30.000 đồng ở quầy.",))

    assert [each.field for each in rules.curated_words(record)] == ["steps"]


def test_what_the_import_fills_in_is_not_missing(procedure: Make) -> None:
    bare = procedure(authority="Quầy sách", submissions=(way(0),), steps=("Đi",), results=("Thẻ",))
    page = procedure(papers=(Paper(name="Đơn"),))

    def parts(partner: Procedure | None) -> set[str]:
        return {one.field for one in rules.missing(bare, partner) if one.rule == "missing_field"}

    assert parts(None) == {"papers", "legal_basis"}
    assert parts(page) == {"legal_basis"}


def test_a_part_the_importer_doubts_is_told_once(procedure: Make) -> None:
    record = procedure(doubts=(Doubt(field="authority", reason="the page names no authority"),))

    assert "authority" not in {each.field for each in rules.missing(record, None)}


@pytest.mark.parametrize(
    ("submission", "notes", "found"),
    [
        (Submission(channel=Channel.COUNTER), (), {"missing_fee", "missing_time"}),
        (way(0), (), {"missing_time"}),
        (way(0), (Note(aspect=Aspect.TIME, text="Làm ngay."),), set()),
        (way(0, note="Làm trong 3 ngày làm việc."), (), {"time_unreadable"}),
        (
            Submission(channel=Channel.COUNTER, fee_raw="Theo quy định", duration_raw="1"),
            (),
            set(),
        ),
    ],
    ids=["nothing", "fee alone", "time in a note", "time in the row's note", "quoted"],
)
def test_a_fee_or_time_counts_as_missing_only_if_no_word_is_said(
    procedure: Make, submission: Submission, notes: tuple[Note, ...], found: set[str]
) -> None:
    record = procedure(submissions=(submission,), notes=notes)

    rules_found = {each.rule for each in rules.missing(record, None)} - {"missing_field"}

    assert rules_found == found


def test_two_times_of_one_channel_need_cases(procedure: Make) -> None:
    def timed(count: int, condition: str = "") -> Submission:
        time = Duration(count=count, unit=Unit.DAY, condition=condition)
        return Submission(channel=Channel.POST, durations=(time,))

    alike = procedure(submissions=(timed(3), timed(5)))
    told_apart = procedure(submissions=(timed(3, "làm mới"), timed(5, "làm lại")))

    assert [each.rule for each in rules.twice(alike)] == ["cases_unclear"]
    assert list(rules.twice(told_apart)) == []


def test_a_body_is_worse_where_people_are_sent_to(procedure: Make) -> None:
    record = procedure(authority="UBND huyện", steps=("Chờ huyện duyệt.",))

    found = {each.field: each.rule for each in rules.bodies(record)}

    assert found == {"authority": "abolished_authority", "steps": "abolished_body"}


def test_a_doubted_district_is_told_once_and_never_lost(procedure: Make) -> None:
    reason = "names a body abolished on 2025-07-01"
    record = procedure(
        steps=("Chờ huyện duyệt.",),
        doubts=(Doubt(field="steps", reason=reason), Doubt(field="papers", reason=reason)),
    )

    assert sorted(each.field for each in rules.bodies(record)) == ["papers", "steps"]


def test_a_look_up_needs_an_address_and_the_unverified_is_named(procedure: Make) -> None:
    looked_up = Source(title="Báo", as_of=date(2026, 8, 1), verified=Verified.LOOKED_UP)
    record = procedure(
        source=SOURCE, field_sources=(FieldSource(fields=("fees", "notes"), source=looked_up),)
    )

    found = [(each.rule, each.field) for each in rules.sources(record)]

    assert found == [("unverified", "source"), ("looked_up_without_url", "fees, notes")]


def test_a_guide_may_not_name_an_amount_its_procedure_does_not_charge(procedure: Make) -> None:
    guide = Guide(id="g", title="t", summary="Phí 9.000 đồng; nộp ở quầy.", source=SOURCE)

    charged = rules.guide_words(guide, procedure(submissions=(way(9_000),)))
    other = rules.guide_words(guide, procedure(submissions=(way(7_000),)))

    assert list(charged) == []
    assert [each.rule for each in other] == ["fee_contradicted"]
