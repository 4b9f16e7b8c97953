"""Whether the counter can be open on a day that is named."""

from dataclasses import replace
from datetime import date, time

import pytest

from bot.compose_day import day_answer
from bot.opening import Opening, Span
from bot.ward import Ward
from knowledge.text import fold

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
    ("text", "days"),
    [
        ("tết dương lịch có làm không", ["Tết Dương lịch nghỉ thứ Sáu 01/01/2027", "04/01/2027"]),
        ("tet tay nghi may ngay", ["Tết Dương lịch nghỉ thứ Sáu 01/01/2027"]),
        ("30/4 nghỉ mấy ngày", ["30/04/2027 đến hết thứ Hai 03/05/2027", "đến thứ Ba 04/05"]),
        ("quốc khánh có tiếp dân không", ["02/09/2027 đến hết thứ Sáu 03/09/2027"]),
        ("giỗ tổ có làm không", ["nghỉ thứ Sáu 16/04/2027"]),
        ("sắp tới nghỉ lễ tới bữa nào", ["nghỉ thứ Ba 24/11", "thứ Tư 25/11"]),
        ("mai mấy giờ mở cửa", ["Thứ Hai 23/11 là ngày làm việc"]),
        ("cuối tuần có làm không", ["Thứ Bảy 28/11"]),
        ("sáng thứ bảy có ai không", ["Thứ Bảy 28/11"]),
        ("noel có nghỉ không", ["Thứ Sáu 25/12 là ngày làm việc"]),
        ("thứ bảy tuần ni có mần việc không", ["Thứ Bảy 28/11"]),
        ("bữa ni có mần không", ["Chủ nhật 22/11"]),
        ("mốt tui lên phường có ai không", ["Thứ Ba 24/11 là ngày nghỉ lễ"]),
        ("giấy hẹn ngày 24/11 trúng lễ thì lấy ngày nào", ["ngày nghỉ lễ", "đến thứ Tư 25/11"]),
        ("hẹn 24/11 mà nghỉ thì bữa mô đến", ["mang giấy hẹn đến thứ Tư 25/11"]),
        ("hôm nay là ngày mấy", ["Hôm nay là Chủ nhật 22/11/2026."]),
        ("ngày lễ có tính vào hạn không", ["không tính thứ Bảy, Chủ nhật và ngày lễ"]),
        ("thứ bảy có tính là ngày làm việc không", ["không tính thứ Bảy"]),
        ("giỗ tổ năm sau là ngày nào", ["16/04/2027"]),
        ("mốt có làm không", ["Thứ Ba 24/11 là ngày nghỉ lễ"]),
    ],
)
def test_a_holiday_or_day_in_everyday_words_is_answered_for_that_day(
    text: str, days: list[str]
) -> None:
    said = told(text)

    assert all(day in said for day in days), said
    assert "tính theo luật" not in said


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize(
    "text",
    [
        "nghỉ tết tới bữa nào",
        "tết này nghỉ mấy ngày",
        "tết nguyên đán phường nghỉ từ hôm nào đến hôm nào",
        "ra tết bao giờ làm lại",
        "qua tết bữa nào phường làm lại",
        "mùng 4 tết phường làm việc chưa",
        "29 tết còn làm không",
    ],
)
def test_the_lunar_new_year_is_counted_and_said_to_be_unannounced(
    text: str, typed: type[str]
) -> None:
    said = told(typed(text))

    assert "từ thứ Năm 04/02/2027 đến hết thứ Tư 10/02/2027" in said
    assert "thứ Năm 11/02/2027 giúp tôi" in said
    assert "tôi chưa có thông báo đó" in said


def test_a_day_that_is_in_no_calendar_is_asked_again() -> None:
    assert told("31/11 có làm không").startswith("Tháng 11 chỉ có 30 ngày, không có ngày 31/11.")


def test_a_day_soon_after_the_new_year_and_one_within_it() -> None:
    assert "Thứ Năm 11/02/2027 là ngày làm việc" in told("mùng 6 tết có tiếp dân không")
    assert "đến hết thứ Tư 10/02" in told("nghỉ tết tới bữa nào", today=date(2027, 2, 8))


@pytest.mark.parametrize(
    "text",
    [
        "con sinh 24/11 nộp được không",
        "25/11 lấy được không",
        "thứ 6 nộp thì bao giờ xong",
        "thứ hai nộp online được không",
        "thứ 7 ngân hàng có làm không",
        "làm khai sinh được không",
        "nộp trước tết thì bao giờ có",
        "tết này được phát bao nhiêu tiền",
        "khi nào phát quà tết cho hộ nghèo",
        "tết trung thu có làm không",
        "24/11 làm khai sinh thì bao giờ có",
        "công ty nghỉ tết tới bữa nào",
        "nghỉ thai sản tới bữa nào",
        "giấy hẹn 25/11 mà mất giấy thì sao",
        "hẹn 20/11 mà chưa thấy",
        "cuộc sống có mặn không",
        "cán bộ phường hẹn mãi không giải quyết",
        "đề nghị không tính tiền chậm nộp",
        "khai sinh cần gì",
    ],
)
def test_other_questions_are_left_to_others(text: str) -> None:
    assert told(text) == ""
