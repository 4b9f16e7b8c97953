"""Amounts, durations and discounts, said as a person at the counter would."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import wording
from knowledge.types import Duration, Fee, Unit

TODAY = date(2026, 11, 21)
LAST_DAY = date(2026, 12, 31)
DISCOUNT = Fee(amount_vnd=25_000, valid_from=date(2026, 1, 1), valid_to=LAST_DAY)
AFTERWARDS = Fee(amount_vnd=50_000, valid_from=date(2027, 1, 1))


@pytest.mark.parametrize(
    ("value", "said"),
    [(0, "miễn phí"), (700, "700 đồng"), (7_000, "7.000 đồng"), (1_250_000, "1.250.000 đồng")],
)
def test_an_amount_has_dots_between_thousands(value: int, said: str) -> None:
    assert wording.amount(value) == said


@given(st.integers(min_value=1, max_value=10**12))
def test_no_digit_of_an_amount_is_lost(value: int) -> None:
    assert wording.amount(value).replace(".", "") == f"{value} đồng"


@pytest.mark.parametrize(
    ("count", "unit", "said"),
    [
        (3, Unit.WORKING_DAY, "3 ngày làm việc"),
        (15, Unit.DAY, "15 ngày"),
        (4, Unit.WORKING_HOUR, "4 giờ làm việc"),
        (24, Unit.HOUR, "24 giờ"),
        (2, Unit.MONTH, "2 tháng"),
        (1, Unit.YEAR, "1 năm"),
        (0, Unit.WORKING_DAY, "ngay trong ngày"),
    ],
)
def test_a_duration_names_its_unit(count: int, unit: Unit, said: str) -> None:
    assert wording.duration(Duration(count=count, unit=unit)) == said


def test_a_durations_condition_stands_behind_it() -> None:
    value = Duration(count=8, unit=Unit.DAY, condition="phải xác minh")

    assert wording.duration(value) == "8 ngày (phải xác minh)"


def test_a_fee_names_what_it_buys_and_for_whom_but_nothing_free_is_counted() -> None:
    paid = Fee(amount_vnd=8_000, per="bản", condition="từ bản thứ hai")
    free = Fee(amount_vnd=0, per="bản", condition="trẻ em")

    assert wording.fees([paid, free], today=TODAY) == (
        "8.000 đồng/bản (từ bản thứ hai); miễn phí (trẻ em)"
    )


@pytest.mark.parametrize(
    "today", [date(2026, 1, 1), TODAY, LAST_DAY], ids=["first day", "between", "last day"]
)
def test_a_discount_names_its_last_day_and_what_comes_then(today: date) -> None:
    assert wording.fees([DISCOUNT, AFTERWARDS], today=today) == (
        "25.000 đồng. Đây là mức giảm đến hết ngày 31/12/2026, sau đó 50.000 đồng"
    )


def test_after_its_last_day_a_discount_is_not_said() -> None:
    assert wording.fees([DISCOUNT, AFTERWARDS], today=date(2027, 1, 1)) == "50.000 đồng"


def test_before_its_first_day_a_discount_is_not_said() -> None:
    usual = Fee(amount_vnd=50_000)

    assert wording.fees([DISCOUNT, usual], today=date(2025, 12, 31)) == "50.000 đồng"


def test_a_discount_without_a_usual_amount_invents_none() -> None:
    assert wording.fees([DISCOUNT], today=TODAY) == (
        "25.000 đồng. Đây là mức giảm đến hết ngày 31/12/2026"
    )


def test_of_two_discounts_none_is_promised_beyond_the_first_end() -> None:
    longer = Fee(amount_vnd=10_000, condition="trẻ em", valid_to=date(2027, 6, 30))

    assert "hết ngày 31/12/2026" in wording.fees([DISCOUNT, longer], today=TODAY)


def test_an_amount_for_another_case_stays_beside_a_discount() -> None:
    free = Fee(amount_vnd=0, condition="hộ nghèo")

    assert wording.fees([DISCOUNT, free, AFTERWARDS], today=TODAY) == (
        "25.000 đồng. Đây là mức giảm đến hết ngày 31/12/2026, sau đó 50.000 đồng. "
        "Trường hợp khác: miễn phí (hộ nghèo)"
    )


def test_two_later_amounts_are_named_from_the_lower_one() -> None:
    later = [
        Fee(amount_vnd=100_000, valid_from=date(2027, 1, 1), condition="đổi"),
        Fee(amount_vnd=50_000, valid_from=date(2027, 1, 1), condition="cấp mới"),
    ]

    assert wording.fees([DISCOUNT, *later], today=TODAY).endswith("50.000 đồng hoặc 100.000 đồng")


_FEES = st.builds(
    Fee,
    amount_vnd=st.integers(min_value=1, max_value=10**7),
    valid_from=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    valid_to=st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31)),
)


@given(st.lists(_FEES, max_size=5))
def test_an_amount_that_has_ended_is_never_said(values: list[Fee]) -> None:
    ended = {f.amount_vnd for f in values if f.valid_to and f.valid_to < TODAY}
    others = {f.amount_vnd for f in values if not (f.valid_to and f.valid_to < TODAY)}

    said = wording.fees(values, today=TODAY).split()

    assert not {f"{value:,}".replace(",", ".") for value in ended - others} & set(said)


@given(st.lists(_FEES, max_size=5))
def test_every_amount_that_holds_today_is_said(values: list[Fee]) -> None:
    said = wording.fees(values, today=TODAY)

    for fee in values:
        begun = fee.valid_from is None or fee.valid_from <= TODAY
        if begun and not (fee.valid_to and fee.valid_to < TODAY):
            assert wording.amount(fee.amount_vnd) in said


@given(st.text(alphabet="ab .;,", max_size=80), st.integers(min_value=1, max_value=12))
def test_a_shortened_text_is_a_beginning_and_says_that_it_was_cut(text: str, words: int) -> None:
    shortened = wording.shortened(text, words)

    if len(text.split()) <= words:
        assert shortened == text
    else:
        kept = shortened.removesuffix(" …")
        assert kept != shortened
        assert " ".join(text.split()).startswith(kept)
        assert len(kept.split()) <= words


def test_names_that_begin_alike_are_cut_to_where_they_differ() -> None:
    names = [
        "Ký tên người bán hàng là người của chợ đêm bên sông",
        "Ký tên người bán hàng là người ở nơi khác đến chợ",
        "Gửi xe",
    ]

    assert wording.told_apart(names, 6) == [
        "Ký tên người … của chợ đêm …",
        "Ký tên người … ở nơi khác …",
        "Gửi xe",
    ]


@given(st.lists(st.text(alphabet="ab ", min_size=1, max_size=40), max_size=5), st.integers(2, 8))
def test_different_names_never_come_out_alike(names: list[str], words: int) -> None:
    different = list({" ".join(name.split()): name for name in names}.values())

    assert len(set(wording.told_apart(different, words))) == len(different)


def test_a_cut_leaves_no_gap_before_its_mark() -> None:
    assert wording.shortened("một hai ; ba bốn", 3) == "một hai …"


def test_a_cut_falls_behind_a_clause_if_one_ends_late_enough() -> None:
    assert wording.shortened("một hai ba bốn; năm sáu bảy", 5) == "một hai ba bốn; …"


@pytest.mark.parametrize(
    ("text", "said"),
    [("nộp ở quầy", "Nộp ở quầy."), ("Xong.", "Xong."), ("sao?", "Sao?"), ("  ", "")],
)
def test_a_sentence_begins_large_and_ends_with_a_stop(text: str, said: str) -> None:
    assert wording.sentence(text) == said


def test_a_date_is_written_day_first() -> None:
    assert wording.day(date(2026, 3, 5) + timedelta(days=1)) == "06/03/2026"


def test_many_amounts_are_said_as_a_range_of_those_that_hold() -> None:
    old = Fee(amount_vnd=900_000, valid_to=date(2026, 11, 20))
    many = [Fee(amount_vnd=value, condition=str(value)) for value in range(1_000, 6_000, 1_000)]

    assert wording.fees_in_brief([old, *many], today=TODAY) == (
        "từ 1.000 đồng đến 5.000 đồng, tùy trường hợp"
    )
    assert wording.fees_in_brief([old, *many[:4]], today=TODAY).count(";") == 3


def test_a_cut_name_ends_where_one_of_its_parts_does() -> None:
    first = "Liên thông: đăng ký quầy, đăng ký kho, cấp thẻ xe đẩy cho người bán hàng"
    second = "Đăng ký kho"

    assert wording.told_apart([first, second], 9) == [
        "Liên thông: đăng ký quầy, đăng ký kho …",
        second,
    ]


def test_a_name_is_not_cut_for_a_word_or_two() -> None:
    name = "Đăng ký quầy hàng ở chợ đêm cho người mới"

    assert wording.told_apart([name, "Đăng ký kho"], 8) == [name, "Đăng ký kho"]
