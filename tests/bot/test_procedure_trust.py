"""What an answer about a procedure says of its own reliability: validity, sources, local rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from bot.compose import procedure_answer
from bot.procedure_trust import Law
from bot.types import Answer
from knowledge.acts import Acts, Force, LegalAct
from knowledge.overlays import LocalRule, Overlay
from knowledge.types import (
    Aspect,
    Channel,
    Doubt,
    Duration,
    Fee,
    FieldSource,
    LegalRef,
    Note,
    Paper,
    Procedure,
    Source,
    Submission,
    Unit,
    Verified,
)

TODAY = date(2026, 11, 21)
Make = Callable[..., Procedure]

READ = Source(
    title="Trang của tỉnh",
    url="https://example.vn/tinh",
    as_of=date(2026, 8, 1),
    verified=Verified.LOOKED_UP,
)
UNREAD = Source(title="Theo trí nhớ", as_of=date(2026, 8, 1))
COUNTER = Submission(
    channel=Channel.COUNTER,
    fees=(Fee(amount_vnd=8_000),),
    durations=(Duration(count=3, unit=Unit.DAY),),
)
ONLINE = replace(COUNTER, channel=Channel.ONLINE)
OVERLAY = Overlay(
    id="may",
    title="Mức thu của thành phố Mây",
    place="thành phố Mây",
    number="7/2025/NQ-HĐND",
    issued=date(2025, 7, 7),
    valid_from=date(2025, 8, 1),
    valid_to=date(2026, 12, 31),
    rules=(
        LocalRule(
            codes=("tm-thu",),
            channels=(Channel.COUNTER,),
            fees=(Fee(amount_vnd=5_000),),
            article="Điều 3",
        ),
    ),
    source=READ,
)


def law(*overlays: Overlay, acts: tuple[LegalAct, ...] = ()) -> Law:
    return Law(overlays=overlays, acts=Acts(acts), province="thành phố Mây")


def act(number: str, **fields: object) -> LegalAct:
    return LegalAct(
        **{"number": number, "kind": "Thông tư", "issuer": "Bộ Mẫu", "source": READ, **fields}  # type: ignore[arg-type]  # a builder
    )


def kinds(answer: Answer) -> list[str]:
    return [warning.kind for warning in answer.warnings]


# Single fields that have another source


def test_an_unverified_field_is_named_only_where_it_is_shown(procedure: Make) -> None:
    record = procedure(
        submissions=(COUNTER,), field_sources=(FieldSource(fields=("fees",), source=UNREAD),)
    )

    fee = procedure_answer(record, Aspect.FEE, "", TODAY)
    time = procedure_answer(record, Aspect.TIME, "", TODAY)
    overview = procedure_answer(record, None, "", TODAY)

    assert "Tôi chưa đối chiếu được lệ phí với nguồn chính thức" in fee.text
    assert (kinds(fee), kinds(time), kinds(overview)) == (["doubtful"], [], ["doubtful"])


def test_an_unverified_record_says_so_of_all_that_is_shown(procedure: Make) -> None:
    record = replace(
        procedure(submissions=(COUNTER,), papers=(Paper(name="Đơn", originals=1),)), source=UNREAD
    )

    assert "giấy tờ, thời gian giải quyết, lệ phí" in procedure_answer(record, None, "", TODAY).text


def test_what_the_record_does_not_hold_is_not_called_unverified(procedure: Make) -> None:
    record = replace(procedure(), source=UNREAD)

    assert not procedure_answer(record, Aspect.FEE, "", TODAY).warnings


def test_a_field_from_another_page_is_cited_from_that_page(procedure: Make) -> None:
    record = procedure(
        submissions=(COUNTER,), field_sources=(FieldSource(fields=("fees",), source=READ),)
    )

    fee = procedure_answer(record, Aspect.FEE, "", TODAY).citations
    time = procedure_answer(record, Aspect.TIME, "", TODAY).citations

    assert [c.url for c in fee] == ["https://example.vn/tinh", "https://example.vn/so-mau"]
    assert [c.url for c in time] == ["https://example.vn/so-mau"]


def test_a_note_that_nobody_verified_says_so_where_it_is_shown(procedure: Make) -> None:
    note = Note(aspect=Aspect.TIME, text="Thư viện nhận hồ sơ cả sáng thứ bảy.")
    record = procedure(
        submissions=(COUNTER,),
        notes=(note,),
        field_sources=(FieldSource(fields=("notes",), source=UNREAD),),
    )

    asked = procedure_answer(record, Aspect.TIME, "thứ bảy có nhận hồ sơ không", TODAY)

    assert "sáng thứ bảy" in asked.text
    assert "chưa đối chiếu được lời giải thích" in asked.text
    assert not procedure_answer(record, Aspect.TIME, "", TODAY).warnings


def test_what_the_records_own_source_still_says_is_said_beside_the_newer_word(
    procedure: Make,
) -> None:
    newer = FieldSource(fields=("fees",), source=READ, instead_of="Cổng còn ghi 9.000 đồng")
    record = procedure(submissions=(COUNTER,), field_sources=(newer,))

    fee = procedure_answer(record, Aspect.FEE, "", TODAY)

    assert fee.text.endswith("Lưu ý: Cổng còn ghi 9.000 đồng.")
    assert not procedure_answer(record, Aspect.TIME, "", TODAY).warnings


# Local rules


def test_a_local_fee_takes_the_national_ones_place_in_its_channel_only(procedure: Make) -> None:
    record = procedure(submissions=(COUNTER, ONLINE))

    answer = procedure_answer(record, Aspect.FEE, "", TODAY, law=law(OVERLAY))

    assert "Nộp trực tiếp: 5.000 đồng." in answer.text
    assert "Nộp trực tuyến: 8.000 đồng." in answer.text


def test_the_answer_names_the_local_rule_it_used(procedure: Make) -> None:
    record = procedure(submissions=(COUNTER,))

    answer = procedure_answer(record, Aspect.FEE, "", TODAY, law=law(OVERLAY))

    assert kinds(answer) == ["local_fee", "local_fee"]
    assert "quy định riêng của thành phố Mây (7/2025/NQ-HĐND)" in answer.text
    assert answer.text.endswith("Lưu ý: Mức chung cả nước trên Cổng: 8.000 đồng.")
    assert (answer.citations[0].number, answer.citations[0].locator) == (
        "7/2025/NQ-HĐND",
        "Điều 3",
    )


def test_a_local_fee_is_not_mentioned_in_an_answer_about_time(procedure: Make) -> None:
    record = procedure(submissions=(COUNTER,))

    answer = procedure_answer(record, Aspect.TIME, "", TODAY, law=law(OVERLAY))

    assert not answer.warnings
    assert len(answer.citations) == 1


@pytest.mark.parametrize(
    ("day", "fee"),
    [
        (date(2025, 7, 31), "8.000"),
        (date(2025, 8, 1), "5.000"),
        (date(2026, 12, 31), "5.000"),
        (date(2027, 1, 1), "8.000"),
    ],
)
def test_a_local_rule_holds_from_its_first_to_its_last_day(
    procedure: Make, day: date, fee: str
) -> None:
    answer = procedure_answer(
        procedure(submissions=(COUNTER,)), Aspect.FEE, "", day, law=law(OVERLAY)
    )

    assert f"{fee} đồng" in answer.text


def test_another_procedure_keeps_its_national_fee(procedure: Make) -> None:
    record = procedure(code="tm-khac", submissions=(COUNTER,))

    answer = procedure_answer(record, Aspect.FEE, "", TODAY, law=law(OVERLAY))

    assert "8.000" in answer.text
    assert not answer.warnings


def test_of_two_local_rules_the_later_listed_wins(procedure: Make) -> None:
    ward = replace(
        OVERLAY,
        id="phuong",
        place="phường Bến Gỗ",
        rules=(LocalRule(codes=("tm-thu",), fees=(Fee(amount_vnd=0),)),),
    )

    answer = procedure_answer(
        procedure(submissions=(COUNTER,)), Aspect.FEE, "", TODAY, law=law(OVERLAY, ward)
    )

    assert "Miễn phí" in answer.text


def test_a_local_note_and_place_are_said(procedure: Make) -> None:
    rule = LocalRule(
        codes=("tm-thu",),
        place="Thư viện Bến Gỗ",
        notes=(Note(aspect=Aspect.TIME, text="Thư viện nhận hồ sơ cả sáng thứ bảy."),),
    )
    overlay = replace(OVERLAY, rules=(rule,))
    record = procedure(submissions=(COUNTER,), place="Thư viện")

    place = procedure_answer(record, Aspect.PLACE, "", TODAY, law=law(overlay))
    time = procedure_answer(record, Aspect.TIME, "thứ bảy có nhận hồ sơ", TODAY, law=law(overlay))

    assert "Thư viện Bến Gỗ" in place.text
    assert "sáng thứ bảy" in time.text


def test_a_local_fee_settles_the_doubt_about_the_national_one(procedure: Make) -> None:
    record = procedure(
        submissions=(Submission(channel=Channel.COUNTER, fee_raw="theo quy định"),),
        doubts=(Doubt(field="submissions.counter.fees", reason="?"),),
    )
    everywhere = replace(
        OVERLAY, rules=(LocalRule(codes=("tm-thu",), fees=(Fee(amount_vnd=5_000),)),)
    )

    assert kinds(procedure_answer(record, Aspect.FEE, "", TODAY)) == ["doubtful"]
    assert kinds(procedure_answer(record, Aspect.FEE, "", TODAY, law=law(everywhere))) == [
        "local_fee"
    ]


def test_a_fee_left_to_the_province_is_said_to_be_unknown_here(procedure: Make) -> None:
    record = procedure(
        submissions=(
            Submission(channel=Channel.COUNTER, note="Mức thu do HĐND cấp tỉnh quyết định"),
        )
    )

    answer = procedure_answer(record, Aspect.FEE, "", TODAY, law=law())

    assert kinds(answer) == ["local_fee"]
    assert "tôi chưa có mức của thành phố Mây" in answer.text


# Legal acts


def test_a_lapsed_act_of_the_legal_basis_is_said_to_be_lapsed(procedure: Make) -> None:
    record = procedure(legal_basis=(LegalRef(number="1/2020/TT-MAU"), LegalRef(number="2/TT")))
    old = act(
        "01/2020/TT-MAU", force=Force.EXPIRED, replaced_by=("9/2026/TT-MAU",), force_source=READ
    )

    answer = procedure_answer(record, Aspect.LEGAL_BASIS, "", TODAY, law=law(acts=(old,)))

    assert "1/2020/TT-MAU (đã hết hiệu lực, thay bằng 9/2026/TT-MAU)" in answer.text
    assert "2/TT (" not in answer.text


def test_an_act_holds_on_its_last_day(procedure: Make) -> None:
    record = procedure(legal_basis=(LegalRef(number="1/2020/TT-MAU"),))
    old = act("1/2020/TT-MAU", in_force_to=TODAY)

    def text(day: date) -> str:
        return procedure_answer(record, Aspect.LEGAL_BASIS, "", day, law=law(acts=(old,))).text

    assert "hết hiệu lực" not in text(TODAY)
    assert "hết hiệu lực" in text(date(2026, 11, 22))


def test_what_nobody_checked_about_an_act_is_only_said_to_be_possible(procedure: Make) -> None:
    record = procedure(legal_basis=(LegalRef(number="1/2020/TT-MAU"),))
    old = act("1/2020/TT-MAU", force=Force.EXPIRED, force_source=UNREAD)

    answer = procedure_answer(record, Aspect.LEGAL_BASIS, "", TODAY, law=law(acts=(old,)))

    assert "1/2020/TT-MAU (có thể đã hết hiệu lực)" in answer.text


@pytest.mark.parametrize(
    ("last_day", "warned"),
    [
        (date(2026, 6, 30), []),  # before the source was read, on 1 July
        (date(2026, 7, 1), ["doubtful"]),
        (date(2026, 11, 20), ["doubtful"]),
        (TODAY, []),
    ],
)
def test_an_act_that_lapsed_after_the_source_was_read_is_warned_of(
    procedure: Make, last_day: date, warned: list[str]
) -> None:
    record = procedure(legal_basis=(LegalRef(number="1/2020/TT-MAU"),), submissions=(COUNTER,))
    old = act("1/2020/TT-MAU", in_force_to=last_day, force_source=READ)

    answer = procedure_answer(record, Aspect.FEE, "", TODAY, law=law(acts=(old,)))

    assert kinds(answer) == warned


# Validity


def test_a_successor_without_a_last_day_is_only_mentioned(procedure: Make) -> None:
    answer = procedure_answer(procedure(replaced_by="tm-moi"), Aspect.FEE, "", TODAY)

    assert kinds(answer) == ["doubtful"]
    assert "tm-moi" in answer.text


def test_a_procedure_that_does_not_hold_yet_says_from_when(procedure: Make) -> None:
    answer = procedure_answer(procedure(valid_from=date(2027, 1, 1)), Aspect.FEE, "", TODAY)

    assert kinds(answer) == ["expired"]
    assert answer.text.startswith("Lưu ý: Thủ tục này chỉ áp dụng từ ngày 01/01/2027.")
