"""Figures are read as officials write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.plan_targets import number_of, number_text
from bot.review.checks.consistency_figures import Bound, count_of, percents

ONES = ("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


@given(st.integers(0, 9_999_999))
def test_points_part_thousands(value: int) -> None:
    assert count_of(f"{value:,}".replace(",", ".")) == value


@given(st.integers(0, 99))
def test_a_leading_nought_changes_nothing(value: int) -> None:
    assert count_of(f"{value:02}") == value


@given(st.integers(0, 999_999), st.integers(1, 99))
def test_a_comma_parts_the_fraction(whole: int, part: int) -> None:
    value = whole + part / 100

    assert number_of(number_text(value)) == pytest.approx(value)


@given(st.integers(1, 9))
def test_small_numbers_are_read_in_words(value: int) -> None:
    assert count_of(ONES[value - 1]) == value
    assert count_of(f"mười {'lăm' if value == 5 else ONES[value - 1]}") == 10 + value
    if value > 1:
        assert count_of(f"{ONES[value - 1]} mươi") == 10 * value


@pytest.mark.parametrize(
    ("typed", "value"),
    [("tám", 8), ("08", 8), ("mười", 10), ("Mười  hai", 12), ("hai mươi mốt", 21), ("4.068", 4068)],
)
def test_counts_are_read(typed: str, value: int) -> None:
    assert count_of(typed) == value


@pytest.mark.parametrize("typed", ["", "nhóm", "mười nhóm", "1,5", "1.23", "một mươi", "12/2026"])
def test_what_is_no_count_is_none(typed: str) -> None:
    assert count_of(typed) is None


@pytest.mark.parametrize(
    ("text", "bound", "value"),
    [
        ("đạt 85%", Bound.EXACT, 85),
        ("≥ 45%", Bound.AT_LEAST, 45),
        ("tối thiểu 45%", Bound.AT_LEAST, 45),
        ("80% trở lên", Bound.AT_LEAST, 80),
        ("> 45%", Bound.MORE, 45),
        ("trên 60 %", Bound.MORE, 60),
        ("<5%", Bound.LESS, 5),
        ("không quá 2,5%", Bound.AT_MOST, 2.5),
        ("87 phần trăm", Bound.EXACT, 87),
    ],
)
def test_a_percentage_is_read_with_its_bound(text: str, bound: Bound, value: float) -> None:
    (found,) = percents(text)

    assert (found.bound, found.value) == (bound, value)


@given(st.integers(0, 100), st.sampled_from([each for each in Bound if each]))
def test_a_sign_before_a_percentage_is_part_of_it(value: int, bound: Bound) -> None:
    text = f"phấn đấu {bound.value} {value}% hộ"

    (found,) = percents(text)

    assert text[found.start : found.end] == f"{bound.value} {value}%"
