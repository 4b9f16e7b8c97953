"""How a curated fee, time or form stands to the imported page of the same code."""

from collections.abc import Callable
from datetime import date

import pytest

from knowledge.check.compare import FieldKind, Match, fields_of
from knowledge.check.rules_compare import disagreements
from knowledge.types import (
    Channel,
    Doubt,
    Duration,
    Fee,
    FieldSource,
    Paper,
    Procedure,
    Source,
    Submission,
    Unit,
    Verified,
)

Make = Callable[..., Procedure]


def counter(
    *amounts: int,
    fee_raw: str = "",
    days: tuple[int, ...] = (),
    duration_raw: str = "",
    note: str = "",
) -> tuple[Submission, ...]:
    return (
        Submission(
            channel=Channel.COUNTER,
            fees=tuple(Fee(amount_vnd=amount) for amount in amounts),
            durations=tuple(Duration(count=n, unit=Unit.WORKING_DAY) for n in days),
            fee_raw=fee_raw,
            duration_raw=duration_raw,
            note=note,
        ),
    )


def match(ours: Procedure, page: Procedure | None, kind: FieldKind) -> Match:
    (found,) = [each for each in fields_of(ours, page) if each.kind is kind]
    return found.match


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (counter(20_000), counter(20_000), Match.EQUAL),
        (counter(20_000), counter(30_000), Match.DIFFERS),
        (counter(20_000), counter(20_000, 30_000), Match.NAMED),
        (counter(135_000), counter(fee_raw="Miễn phí (135.000 đồng/lần)"), Match.NAMED),
        (counter(0), counter(fee_raw="Miễn phí (135.000 đồng/lần)"), Match.DIFFERS),
        (counter(0), counter(fee_raw="Miễn phí (theo Thông tư)"), Match.NAMED),
        (counter(25_000), counter(note="thu bằng 50% mức 50.000 đồng"), Match.NAMED),
        (counter(fee_raw="Không có thông tin"), counter(), Match.EQUAL),
        (counter(fee_raw="Không có thông tin"), counter(5_000), Match.DIFFERS),
        (
            counter(fee_raw="Miễn phí (do tỉnh)"),
            counter(fee_raw="Miễn phí (tỉnh thu)"),
            Match.NAMED,
        ),
        (counter(fee_raw="Miễn phí (do tỉnh)"), counter(5_000), Match.DIFFERS),
        (counter(fee_raw="160.000 đồng"), counter(fee_raw="170.000 đồng (nay)"), Match.DIFFERS),
    ],
)
def test_a_fee_agrees_is_named_or_differs(
    procedure: Make,
    ours: tuple[Submission, ...],
    theirs: tuple[Submission, ...],
    expected: Match,
) -> None:
    record, page = procedure(submissions=ours), procedure(submissions=theirs)

    assert match(record, page, FieldKind.FEE) is expected


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (counter(days=(3,)), counter(days=(3,)), Match.EQUAL),
        (counter(days=(3,)), counter(days=(5,)), Match.DIFFERS),
        (counter(days=(3,)), counter(days=(5,), note="gấp: 3 ngày làm việc"), Match.NAMED),
        (counter(days=(3,)), counter(days=(5,), note="gấp: 3 ngày"), Match.DIFFERS),
        (counter(days=(3,)), counter(days=(5,), note="gấp: 13 ngày làm việc"), Match.DIFFERS),
        (counter(days=(0,)), counter(duration_raw="1", note="trả ngay trong ngày"), Match.NAMED),
        (counter(duration_raw="1"), counter(duration_raw="1"), Match.EQUAL),
        (counter(duration_raw="1"), counter(duration_raw="2"), Match.DIFFERS),
        (counter(duration_raw="7 Ngày làm việc"), counter(days=(7,)), Match.EQUAL),
        (counter(duration_raw="7 Ngày"), counter(days=(7,)), Match.DIFFERS),
    ],
)
def test_a_time_agrees_is_named_or_differs(
    procedure: Make,
    ours: tuple[Submission, ...],
    theirs: tuple[Submission, ...],
    expected: Match,
) -> None:
    record, page = procedure(submissions=ours), procedure(submissions=theirs)

    assert match(record, page, FieldKind.TIME) is expected


@pytest.mark.parametrize(
    ("form", "paper", "expected"),
    [
        ("CT01", Paper(name="Tờ khai", form="CT01"), Match.EQUAL),
        ("Mẫu số 01/BK", Paper(name="Bảng kê", form="01/BK"), Match.EQUAL),
        ("CT01", Paper(name="Tờ khai mẫu CT01"), Match.NAMED),
        ("Mẫu số 2a, 2b (cũ)", Paper(name="Theo Mẫu số 2a hoặc Mẫu số 2b"), Match.NAMED),
        ("CT01", Paper(name="Tờ khai", form="CT02"), Match.DIFFERS),
    ],
)
def test_a_form_agrees_is_named_or_differs(
    procedure: Make, form: str, paper: Paper, expected: Match
) -> None:
    record = procedure(papers=(Paper(name="Tờ khai", form=form),))

    assert match(record, procedure(papers=(paper,)), FieldKind.FORM) is expected


def test_a_page_of_another_procedure_is_no_page(procedure: Make) -> None:
    misfiled = procedure(
        submissions=counter(9_000),
        doubts=(Doubt(field="record", reason="page of another procedure"),),
    )
    record = procedure(submissions=counter(20_000))

    assert match(record, misfiled, FieldKind.FEE) is Match.ABSENT
    assert match(record, None, FieldKind.FEE) is Match.ABSENT
    assert list(disagreements(record, misfiled)) == []


def test_what_a_cut_off_page_lacks_may_have_stood_in_the_lost_part(procedure: Make) -> None:
    page = procedure(
        submissions=counter(days=(45,)), doubts=(Doubt(field="steps", reason="text is cut off"),)
    )

    assert match(procedure(submissions=counter(days=(9,))), page, FieldKind.TIME) is Match.ABSENT
    assert match(procedure(submissions=counter(days=(45,))), page, FieldKind.TIME) is Match.EQUAL


def test_a_difference_is_a_warning_unless_somebody_looked_it_up(procedure: Make) -> None:
    source = Source(
        title="Báo", url="https://example.vn", as_of=date(2026, 8, 1), verified=Verified.LOOKED_UP
    )
    own = (FieldSource(fields=("fees",), source=source),)
    page = procedure(submissions=counter(30_000))

    copied = disagreements(procedure(submissions=counter(20_000)), page)
    looked_up = disagreements(procedure(submissions=counter(20_000), field_sources=own), page)

    assert "fee_differs" in {each.rule for each in copied}
    assert {"fee_differs"}.isdisjoint(each.rule for each in looked_up)


def test_a_fee_off_by_a_thousand_is_named_as_such(procedure: Make) -> None:
    record = procedure(submissions=counter(20_000_000))

    found = [each.rule for each in disagreements(record, procedure(submissions=counter(20_000)))]

    assert "amount_off_by_1000" in found


def test_channels_fees_and_forms_only_the_page_has_are_left_out(procedure: Make) -> None:
    online = Submission(channel=Channel.ONLINE, fees=(Fee(amount_vnd=5_000),))
    page = procedure(
        submissions=(*counter(20_000, 40_000), online), papers=(Paper(name="Đơn", form="Đ1"),)
    )

    found = [each.field for each in disagreements(procedure(submissions=counter(20_000)), page)]

    assert found == ["submissions.online", "submissions.counter.fee", "papers"]


def test_another_name_or_decision_of_the_page_is_told(procedure: Make) -> None:
    record = procedure(name="Cấp thẻ đọc sách", decision="1/QĐ-BG")
    page = procedure(name="Cấp thẻ mượn sách", decision="2/QĐ-BG")

    found = {each.rule for each in disagreements(record, page)}

    assert found == {"name_differs", "decision_differs"}
