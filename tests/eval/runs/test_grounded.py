"""A figure of an answer that its sources do not hold is seen, however it is written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.runs.grounded import counted_days, day_spans, ungrounded
from knowledge.types import Duration, Unit

FRIDAY = date(2026, 11, 20)
SOURCE = "Lệ phí 15.000 đồng, nộp trong 60 ngày, mẫu CT01, xem https://dichvucong.gov.vn/a."


@pytest.mark.parametrize(
    "text",
    [
        "Anh/chị nộp 15,000 đồng.",
        "Trong (60) ngày, mẫu CT01.",
        "Vào dichvucong.gov.vn/a.",
        "1. Điền mẫu CT01\n2. Nộp\n3. Nhận",
        "Không có con số nào.",
    ],
)
def test_what_the_source_holds_is_held_however_it_is_written(text: str) -> None:
    assert ungrounded(text, [SOURCE]) == []


@pytest.mark.parametrize(
    ("text", "odd"),
    [
        ("Anh/chị nộp 25.000 đồng.", ["25000"]),
        ("Trong 6 ngày.", ["6"]),
        ("Mẫu CT02.", ["ct02"]),
        ("Xem https://lua-dao.com/a.", ["lua-dao.com/a"]),
        ("Hạn 24/11/2026.", ["24/11/2026"]),
        ("Theo 99/2026/NĐ-CP.", ["99/2026/nđ-cp"]),
        ("Đạt 5%.", ["5"]),
    ],
)
def test_what_it_does_not_hold_is_named(text: str, odd: list[str]) -> None:
    assert ungrounded(text, [SOURCE]) == odd


def test_a_day_counted_out_from_a_number_of_days_is_held() -> None:
    record = Duration(count=3, unit=Unit.WORKING_DAY)

    # Friday, and three days of work later; the Tuesday 24 November is a holiday.
    assert ungrounded("Hạn trả 26/11/2026.", [record], FRIDAY) == []
    assert ungrounded("Hạn trả 30/11/2026.", [record], FRIDAY) == ["30/11/2026"]


def test_working_days_leave_out_weekends_and_holidays() -> None:
    days = counted_days(FRIDAY, [2])

    assert date(2026, 11, 25) in days
    assert date(2026, 11, 24) not in days


def test_a_public_holiday_may_be_called_so_and_no_other_day() -> None:
    record = Duration(count=3, unit=Unit.WORKING_DAY)
    said = "Hạn trả 26/11/2026. Thứ Ba 24/11 nghỉ lễ, không tính."

    assert ungrounded(said, [record], FRIDAY) == []
    assert ungrounded(said.replace("24/11", "18/11"), [record], FRIDAY) == ["18/11"]
    assert ungrounded("Hạn trả 24/11.", [record], FRIDAY) == ["24/11"]
    assert ungrounded("31/2 nghỉ lễ", [record], FRIDAY) == ["31/2"]


def test_numbers_of_days_are_read_from_words_and_from_records() -> None:
    assert day_spans(["trong 05 ngày làm việc", Duration(count=12, unit=Unit.DAY)]) == {5, 12}


@given(number=st.integers(min_value=1000, max_value=10**9))
def test_thousands_are_one_number_with_points_commas_or_none(number: int) -> None:
    written = f"{number:,}"

    for form in (str(number), written, written.replace(",", ".")):
        assert ungrounded(f"Nộp {form} đồng.", [f"{number} đồng"]) == []


@given(text=st.text(max_size=200))
def test_a_text_holds_its_own_figures(text: str) -> None:
    assert ungrounded(text, [text]) == []
