"""Fee entries: what comes out, and above all what does not."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.importers.portal_fees import read_fee
from knowledge.importers.portal_money import amounts, money_in, periods_in
from knowledge.importers.portal_page import FeeCell
from knowledge.types import Channel, Fee

SEEN = date(2026, 6, 1)


def fees_of(column: str, note: str = "", *, channel: Channel = Channel.COUNTER) -> list[int]:
    cell = FeeCell(column=column, note=note)
    return [fee.amount_vnd for fee in read_fee(cell, channel=channel, as_of=SEEN).fees]


def reason_of(column: str, note: str = "", *, is_glued: bool = False) -> str:
    cell = FeeCell(column=column, note=note, is_glued=is_glued)
    reading = read_fee(cell, channel=Channel.COUNTER, as_of=SEEN)
    assert reading.fees == ()
    return reading.reason


@pytest.mark.parametrize(
    ("column", "amount"),
    [
        ("7,000 Việt Nam Đồng", 7_000),
        ("7.000 VNĐ", 7_000),
        ("120,000 VNĐ", 120_000),
        ("2.500.000 Đồng", 2_500_000),
        ("20000 Đồng", 20_000),
        ("Miễn phí", 0),
        ("0 Đồng", 0),
        ("Không Đồng", 0),
        ("o Đồng", 0),
    ],
)
def test_a_plain_column_gives_its_amount_in_dong(column: str, amount: int) -> None:
    assert fees_of(column) == [amount]


@pytest.mark.parametrize("column", ["", "Không có thông tin", "Không quy định"])
def test_a_column_without_information_gives_neither_fee_nor_doubt(column: str) -> None:
    reading = read_fee(FeeCell(column=column), channel=Channel.POST, as_of=SEEN)
    assert (reading.fees, reading.reason) == ((), "")


@pytest.mark.parametrize("note", ["Không", "- Không có.", "Miễn lệ phí", "Không thu phí", "a", "("])
def test_free_stays_free_when_its_note_agrees_or_says_nothing(note: str) -> None:
    assert fees_of("Miễn phí", note) == [0]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        (date(2026, 12, 31), [(50_000, None), (25_000, date(2026, 12, 31))]),
        (date(2027, 1, 1), [(50_000, None)]),
    ],
)
def test_a_share_of_the_fee_above_leaves_the_full_fee_when_it_has_ended(
    seen: date, expected: list[tuple[int, date | None]]
) -> None:
    note = "Từ ngày 01/7/2025 đến hết ngày 31/12/2026 thu bằng 50% mức lệ phí nêu trên"
    reading = read_fee(FeeCell(column="50,000 VNĐ", note=note), channel=Channel.COUNTER, as_of=seen)
    assert [(fee.amount_vnd, fee.valid_to) for fee in reading.fees] == expected


def test_an_amount_that_held_only_until_a_day_now_past_is_doubted() -> None:
    cell = FeeCell(column="25,000 VNĐ", note="25.000 đồng (áp dụng đến hết ngày 31/12/2026)")
    before = read_fee(cell, channel=Channel.COUNTER, as_of=date(2026, 12, 31))
    after = read_fee(cell, channel=Channel.COUNTER, as_of=date(2027, 1, 1))
    assert [fee.amount_vnd for fee in before.fees] == [25_000]
    assert after.fees == ()
    assert "ended" in after.reason


def test_a_copy_on_request_does_not_make_a_free_procedure_doubtful() -> None:
    note = "Miễn lệ phí. Phí cấp bản sao trích lục (nếu có yêu cầu) theo biểu của bộ."
    assert fees_of("Miễn phí", note) == [0]


@pytest.mark.parametrize(
    ("note", "part"),
    [
        ("Lệ phí cấp bằng: 135.000 đồng/lần", "names an amount"),
        ("Lệ phí 200 USD/lần", "names an amount"),
        ("Do Hội đồng nhân dân tỉnh ấn định", "province"),
        ("Theo thông tư về phí", "does not confirm"),
        ("Trả tiền cho bưu điện", "does not confirm"),
        ("Miễn lệ phí cho hộ nghèo", "does not confirm"),
        ("Chưa quy định", "does not confirm"),
    ],
)
def test_free_is_doubtful_when_its_note_speaks_of_a_fee(note: str, part: str) -> None:
    assert part in reason_of("Miễn phí", note)


def test_an_amount_that_lost_its_thousands_is_never_repaired() -> None:
    assert "thousands" in reason_of("700 VNĐ", "Thẩm định: 700.000 đồng/cơ sở")


def test_an_amount_with_a_time_glued_to_it_is_never_split() -> None:
    assert "glued" in reason_of("1100 VNĐ", "Xác nhận: 100.000 đồng/lần", is_glued=True)


def test_an_amount_in_dollars_is_no_amount_in_dong() -> None:
    assert "not an amount in dong" in reason_of("10 USD", "/bản")


def test_dollars_in_the_note_make_an_amount_in_dong_doubtful() -> None:
    assert "another currency" in reason_of("145.000 VNĐ", "Thẻ hai năm: 145 USD/thẻ")


def test_a_note_with_another_amount_than_the_column_is_doubtful() -> None:
    assert "another amount" in reason_of("5,000 Việt Nam Đồng", "Nộp qua mạng: 7.000 đồng")


def test_a_note_that_leaves_the_fee_to_the_province_beats_the_column() -> None:
    assert "province" in reason_of("150,000 Việt Nam Đồng", "Do HĐND tỉnh quyết định")


def test_a_note_that_denies_any_fee_contradicts_an_amount() -> None:
    assert "names none" in reason_of("100,000 VNĐ", "Không thu phí")


def test_a_second_entry_inside_the_note_makes_the_first_doubtful() -> None:
    note = "Tàu lớn, Lệ phí: 1,500,000 (Tàu nhỏ"
    assert "another entry" in reason_of("1,500,000 VNĐ", note)


def test_a_fee_says_what_it_buys_and_for_which_case() -> None:
    cell = FeeCell(column="10,000 VNĐ", note="- Đăng ký theo nhóm: thu 10.000 đồng/người/lần;")
    fee = read_fee(cell, channel=Channel.COUNTER, as_of=SEEN).fees[0]
    assert fee == Fee(amount_vnd=10_000, per="người/lần", condition="Đăng ký theo nhóm")


def test_one_fee_comes_out_for_each_case_of_a_note() -> None:
    note = "200.000đ/sổ. Cấp lại vì hỏng: 400.000đ/sổ (Thông tư số 1/2021/TT-BTC)."
    cell = FeeCell(column="200,000 VNĐ", note=note)
    assert read_fee(cell, channel=Channel.ONLINE, as_of=SEEN).fees == (
        Fee(amount_vnd=200_000, per="sổ"),
        Fee(amount_vnd=400_000, per="sổ", condition="Cấp lại vì hỏng"),
    )


def test_two_amounts_in_one_sentence_are_not_told_apart() -> None:
    assert "several" in reason_of("20,000 VNĐ", "Từ 20.000 đồng tới 50.000 đồng một tờ")


def test_a_cap_is_not_a_fee_of_its_own() -> None:
    note = "2.000 đồng/trang; từ trang thứ ba thu 1.000 đồng/trang, tối đa 200.000 đồng/bản."
    assert fees_of("2,000 Việt Nam Đồng", note) == [2_000, 1_000]


HALF = "Mức thu nêu ở đây: 50.000 đồng/thẻ. Kể từ ngày 01/7/2025 đến hết ngày {end} bằng 50%."


def test_a_running_discount_gives_the_full_and_the_reduced_amount_with_its_days() -> None:
    cell = FeeCell(column="50,000 Việt Nam Đồng", note=HALF.format(end="31/12/2026"))
    full, half = read_fee(cell, channel=Channel.COUNTER, as_of=SEEN).fees
    assert (full.amount_vnd, full.valid_to) == (50_000, None)
    assert (half.amount_vnd, half.valid_from, half.valid_to) == (
        25_000,
        date(2025, 7, 1),
        date(2026, 12, 31),
    )


def test_a_discount_that_ended_before_the_page_was_seen_is_dropped() -> None:
    assert fees_of("50,000 Việt Nam Đồng", HALF.format(end="31/12/2025")) == [50_000]


def test_a_discount_for_online_only_is_not_given_at_the_counter() -> None:
    note = (
        "Cấp thẻ: 40.000 đồng/thẻ; từ ngày 01/01/2026 đến hết ngày 31/12/2026 "
        "nộp trực tuyến bằng 50%."
    )
    assert fees_of("40,000 VNĐ", note) == [40_000]
    assert fees_of("40,000 VNĐ", note, channel=Channel.ONLINE) == [40_000, 20_000]


def test_a_reduced_amount_named_in_full_is_limited_to_its_days() -> None:
    note = "(áp dụng mức 400.000 đồng/hồ sơ từ ngày 01/7/2025 đến hết ngày 31/12/2026)"
    assert fees_of("800,000 VNĐ", note) == [800_000, 400_000]


def test_an_amount_that_held_only_in_the_past_is_doubtful() -> None:
    assert "ended" in reason_of("40,000 VNĐ", "40.000đ/sổ (áp dụng đến hết ngày 31/12/2024)")


def test_a_waiver_is_a_fee_of_zero_for_its_days() -> None:
    note = "Thi thực hành 250.000đ/lần (Miễn từ ngày 02/5/2026 đến 20/8/2026)"
    assert fees_of("250,000 VNĐ", note) == [250_000, 0]


def test_a_share_of_an_amount_that_the_page_does_not_name_is_doubtful() -> None:
    note = "Từ ngày 01/7/2025 đến hết ngày 31/12/2026 bằng 50% biểu phí của bộ"
    assert "without saying" in reason_of("7,500,000 VNĐ", note)


def test_a_discount_without_end_is_doubtful() -> None:
    assert "until when" in reason_of("50,000 VNĐ", "Lệ phí bằng 50% biểu chung")


def test_money_written_with_a_scale_or_without_currency_is_found() -> None:
    assert amounts(money_in("10 triệu đồng/giấy, 5 nghìn, phí: 600,000 (lý thuyết)")) == {
        10_000_000,
        5_000,
        600_000,
    }


def test_numbers_of_laws_and_areas_are_not_money() -> None:
    assert money_in("Thông tư số 64/2025/TT-BTC, 50.000m3, 12 tháng, 20 USD") == []


def test_a_day_that_does_not_exist_makes_no_period() -> None:
    assert periods_in("đến hết ngày 31/02/2026") == []


FRAGMENTS = st.sampled_from(
    [
        "Miễn phí", "VNĐ", "Việt Nam Đồng", "đồng", "/lần", "bằng 50%", "triệu", "tối đa",
        "từ ngày 01/7/2025", "đến hết ngày 31/12/2026", "(", ")", "; ", ". ", "- ", "\n",
        "1", "7,000", "135.000", "20000", "USD", "trực tuyến", "Mức thu nêu trên", "phí: ",
    ]
)  # fmt: skip
GLUED = st.lists(FRAGMENTS | st.text(max_size=8), max_size=25).map("".join)


@given(column=GLUED, note=GLUED, is_glued=st.booleans())
def test_no_garbage_raises_and_no_amount_is_invented(
    column: str, note: str, is_glued: bool
) -> None:
    cell = FeeCell(column=column, note=note, is_glued=is_glued)
    reading = read_fee(cell, channel=Channel.ONLINE, as_of=SEEN)
    assert not (reading.fees and reading.reason)
    text = f"{column} {note}"
    digits = re.sub(r"(?<=\d)[.,](?=\d)", "", text)
    for fee in reading.fees:
        written = {str(fee.amount_vnd)}
        if "triệu" in text.lower():
            written.add(str(fee.amount_vnd // 1_000_000))
        if fee.valid_to is not None and "%" in text:
            written.add(str(fee.amount_vnd * 2))
        assert fee.amount_vnd == 0 or any(number in digits for number in written)
