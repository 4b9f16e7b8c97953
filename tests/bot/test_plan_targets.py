"""Targets as numbers, and numbers as they are written in Viet Nam."""

import pytest

from bot.plan_targets import Target, number_of, number_text, target_of


@pytest.mark.parametrize(
    ("said", "value", "unit"),
    [
        ("100%", 100, "%"),
        ("tối thiểu 75%", 75, "%"),
        ("80% trở lên", 80, "%"),
        ("≥ 95% (trong đó mức độ 2: 90%)", 95, "%"),
        ("14 điểm", 14, "điểm"),
        ("4.068 văn bản", 4068, "văn bản"),
        ("1.234,5 hồ sơ", 1234.5, "hồ sơ"),
    ],
)
def test_a_level_is_read_with_its_unit(said: str, value: float, unit: str) -> None:
    found = target_of(said)
    assert found is not None
    assert (found.value, found.unit, found.is_at_most) == (value, unit, False)


@pytest.mark.parametrize("said", ["", "một kênh", "từ 80% đến 90%", "giảm 10%", "đạt và vượt"])
def test_what_is_no_single_level_is_not_measured(said: str) -> None:
    assert target_of(said) is None


def test_more_than_is_not_met_by_the_level_itself() -> None:
    more, least = target_of("> 98%"), target_of("≥ 98%")
    assert more is not None
    assert least is not None
    assert (more.is_met(98), more.is_met(98.1)) == (False, True)
    assert least.is_met(98)


def test_where_less_is_better_a_share_of_the_target_says_nothing() -> None:
    most = target_of("< 5%")
    assert most == Target(value=5, unit="%", is_at_most=True, is_strict=True)
    assert (most.is_met(4.9), most.is_met(5), most.is_met(6)) == (True, False, False)
    assert most.reached(4) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("87,5", 87.5),
        ("87.5", 87.5),
        ("87,5%", 87.5),
        ("1.234", 1234),
        ("1.234.567,8", 1234567.8),
        ("0", 0),
        ("1.2.3", None),
        ("1,2,3", None),
        ("-3", None),
        ("1e5", None),
        ("nhiều", None),
        ("٣", None),
        ("", None),
        ("9" * 20, None),
    ],
)
def test_a_typed_number_is_read_as_it_is_meant(typed: str, number: float | None) -> None:
    assert number_of(typed) == number


def test_a_number_is_written_so_that_it_reads_back() -> None:
    assert number_text(1234.5) == "1.234,5"
    assert number_of(number_text(4068)) == 4068
