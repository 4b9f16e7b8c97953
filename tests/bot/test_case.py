"""For which case a procedure is."""

import pytest

from bot.case import age_in, fits_age, subject_of


@pytest.mark.parametrize(
    ("text", "years"),
    [("con 5 tuổi thì sao", 5), ("dưới 14 tuổi", 13), ("chua du 16 tuoi", 15), ("mấy tuổi", None)],
)
def test_an_age_is_read_in_years(text: str, years: int | None) -> None:
    assert age_in(text) == years


@pytest.mark.parametrize(
    ("name", "years", "fits"),
    [
        ("Cấp thẻ cho người dưới 14 tuổi", 13, True),
        ("Cấp thẻ cho người dưới 14 tuổi", 14, False),
        ("Cấp thẻ cho người từ đủ 14 tuổi trở lên", 14, True),
        ("Cấp thẻ cho người từ đủ 14 tuổi trở lên", 13, False),
        ("Cấp thẻ", 13, False),
    ],
)
def test_a_name_says_for_which_age_it_is(name: str, years: int, fits: bool) -> None:
    assert fits_age(name, years) is fits


def test_a_name_without_an_age_contradicts_none() -> None:
    assert fits_age("Cấp thẻ", 13, if_silent=True)


def test_brackets_are_no_subject() -> None:
    assert subject_of("Cấp hộ chiếu (thực hiện tại cấp tỉnh)") == ("ho", "chieu")
