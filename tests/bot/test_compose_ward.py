"""The ward's hours, address and number come from its profile or from nowhere."""

from dataclasses import replace
from datetime import date

import pytest

from bot.compose_ward import ward_answer
from bot.types import Status
from bot.ward import Ward

EMPTY = Ward(name="phường Bến Gỗ", province="thành phố Mây", portal_hotline="1800 0000")
KNOWN = Ward(
    name="phường Bến Gỗ",
    province="thành phố Mây",
    address="số 1 đường Bến",
    hours="thứ hai đến thứ sáu, 8 giờ đến 17 giờ",
    hotline="0900 000 001",
)
HOURS = [
    "mấy giờ phường làm việc",
    "thứ bảy có làm không",
    "chieu co lam ko",
    "t7 lam viec k",
    "sau 5 giờ chiều phường còn nhận hồ sơ không",
    "trưa 12h có ai không",
    "giờ này còn làm không",
    "gặp chủ tịch phường vào ngày nào",
]
ADDRESSES = ["ubnd phường ở đâu vậy", "cho xin địa chỉ phường", "muốn gặp cán bộ thì lên đâu"]
NUMBERS = ["xin số điện thoại phường", "hotline của phường", "hotline"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        *((text, "8 giờ đến 17 giờ") for text in HOURS),
        *((text, "số 1 đường Bến") for text in ADDRESSES),
        *((text, "0900 000 001") for text in NUMBERS),
    ],
)
def test_the_profile_answers(text: str, said: str) -> None:
    answer = ward_answer(KNOWN, text)

    assert answer is not None
    assert answer.status is Status.ANSWERED
    assert said.lower() in answer.text.lower()
    assert [citation.doc for citation in answer.citations] == ["ward"]


@pytest.mark.parametrize("text", [*HOURS, *ADDRESSES, *NUMBERS])
def test_what_the_profile_does_not_hold_is_said_to_be_unknown(text: str) -> None:
    answer = ward_answer(EMPTY, text)

    assert answer is not None
    assert answer.status is Status.NO_CONTENT
    assert answer.text.startswith("Tôi chưa có")
    assert "1800 0000" in answer.text
    assert not answer.citations


def test_another_office_does_not_get_the_wards_number() -> None:
    answer = ward_answer(KNOWN, "số điện thoại công an phường bao nhiêu")

    assert answer is not None
    assert answer.status is Status.NO_CONTENT


@pytest.mark.parametrize(
    "text",
    [
        "đăng ký khai sinh ở ubnd phường nào",
        "đăng ký quầy hàng ở đâu",
        "phường cấp giấy khai sinh ở đâu",
        "đổi địa chỉ trên căn cước",
        "làm căn cước mấy ngày",
        "đổi số điện thoại VNeID",
        "",
    ],
)
def test_a_question_about_a_procedure_is_left_to_the_search(text: str) -> None:
    assert ward_answer(KNOWN, text) is None


@pytest.mark.parametrize(
    "text", ["nộp thứ 6 thì hôm nào nhận", "nop chu nhat khi nao nhan duoc ket qua"]
)
def test_when_a_result_comes_is_no_question_for_the_hours(text: str) -> None:
    assert ward_answer(KNOWN, text) is None


def test_the_answer_is_of_the_day_on_which_the_profile_was_checked() -> None:
    checked = replace(KNOWN, checked=date(2026, 11, 2))
    answer, unchecked = ward_answer(checked, HOURS[0]), ward_answer(KNOWN, HOURS[0])

    assert answer is not None
    assert answer.as_of == date(2026, 11, 2)
    assert unchecked is not None
    assert unchecked.as_of is None
