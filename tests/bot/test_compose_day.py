"""Whether the counter can be open on a day that is named."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.compose_day import day_answer
from bot.opening import Opening, Span
from bot.ward import Ward

SUNDAY = date(2026, 11, 22)
WARD = Ward(name="phường Bến Gỗ", province="thành phố Mây")
MORNING = Span(start=time(8), end=time(12))
WEEK = Opening(
    monday=(MORNING,),
    tuesday=(MORNING,),
    wednesday=(MORNING,),
    thursday=(MORNING,),
    friday=(MORNING,),
)


def told(text: str, ward: Ward = WARD, today: date = SUNDAY) -> str:
    """Return the answer, empty if there is none."""
    answer = day_answer(ward, text, today)
    return answer.text if answer else ""


@pytest.mark.parametrize(
    "text",
    [
        "24/11 nộp được không",
        "ngày 24/11 phường có làm việc không",
        "thứ ba tuần này nộp hồ sơ được không",
        "24/11 nop dc k",
        "24/11 là ngày gì",
        "24/11 đến lấy được không",
    ],
)
def test_who_means_to_come_on_the_new_holiday_is_told_that_it_is_one(text: str) -> None:
    said = told(text)

    assert said.startswith("Thứ Ba 24/11 là ngày nghỉ lễ (Ngày Văn hóa Việt Nam)")
    assert "thứ Tư 25/11" in said
    assert "thứ Hai 23/11" in said


def test_a_holiday_that_has_passed_is_next_years() -> None:
    assert "02/09/2027 là ngày nghỉ lễ (Quốc khánh)" in told("2/9 có làm việc không")


@pytest.mark.parametrize("text", ["mai có làm việc ko", "25/11 nộp được không"])
def test_a_working_day_is_called_one(text: str) -> None:
    assert "là ngày làm việc." in told(text)


def test_a_saturday_is_closed_open_or_unknown_as_the_ward_says() -> None:
    closed = replace(WARD, opening=WEEK)
    opened = replace(WARD, opening=replace(WEEK, saturday=(MORNING,)))

    assert "không tiếp nhận tại quầy" in told("thứ 7 có làm không", closed)
    assert "Thứ Bảy 28/11 là ngày làm việc. Giờ" in told("thứ 7 có làm không", opened)
    assert "tôi chưa rõ" in told("thứ 7 có làm không")


def test_the_wards_own_words_answer_but_for_a_holiday() -> None:
    said = replace(WARD, hours="thứ hai đến sáng thứ bảy")

    assert told("thứ 7 có làm không", said) == ""
    assert "ngày nghỉ lễ" in told("24/11 có làm không", said)


@pytest.mark.parametrize(
    "text",
    [
        "con sinh 24/11 nộp được không",
        "25/11 lấy được không",
        "thứ 6 nộp thì bao giờ xong",
        "thứ hai nộp online được không",
        "thứ 7 ngân hàng có làm không",
        "làm khai sinh được không",
        "khai sinh cần gì",
    ],
)
def test_other_questions_are_left_to_others(text: str) -> None:
    assert told(text) == ""
