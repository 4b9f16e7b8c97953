"""What the assistant says about old and new units: told, asked which, or left alone."""

from collections.abc import Callable

import pytest

from bot.assistant import Decide
from bot.compose_place import (
    asks_place,
    names_old_place,
    own_place_asked,
    place_answer,
    place_note,
)
from bot.dialogue import alone
from bot.reception import Reception
from bot.types import Answer, Decision, Message, Status
from knowledge.places import today_of
from tests.conftest import WARD

HANOI = "thành phố Hà Nội"
Make = Callable[[Decide], Reception]


def answered(question: str) -> Answer:
    return place_answer(today_of(question, home_province=HANOI))


async def _decide(message: Message) -> Decision:
    return alone(message)


async def talk(assistant: Reception, *turns: str) -> list[Answer]:
    return [await assistant.reply(Message(conversation_id="c", text=turn)) for turn in turns]


@pytest.mark.parametrize(
    "question",
    [
        "phường Mộ Lao giờ là phường nào",
        "phuong mo lao nay thuoc dau",
        "xã Vân Hà sáp nhập vào đâu",
        "phường em có đổi tên không",
        "quận Hà Đông còn không",
    ],
)
def test_questions_for_a_new_name_are_known(question: str) -> None:
    assert asks_place(question)


@pytest.mark.parametrize(
    "question",
    [
        "đăng ký kết hôn ở phường Mộ Lao cần gì",
        "tôi ở xã Vân Hà muốn làm khai sinh",
        "chỉ tiêu chữ ký số của phường Tây Mỗ",
        "còn lệ phí thì sao",
    ],
)
def test_other_questions_that_name_a_ward_are_not(question: str) -> None:
    assert not asks_place(question)


@pytest.mark.parametrize(
    "question",
    [
        "phường em giờ tên gì",
        "phuong em gio ten gi",
        "nhà em giờ thuộc phường nào",
        "phường cũ của tôi nay là phường nào",
        "phường mình có đổi tên không",
        "xã em sáp nhập vào đâu",
        "quê tôi giờ thuộc tỉnh nào",
    ],
)
def test_who_asks_for_their_own_ward_is_asked_for_the_old_name(question: str) -> None:
    answer = own_place_asked(WARD, question)

    assert answer is not None
    assert "tên phường (xã), quận (huyện) và tỉnh" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "phường Mộ Lao giờ là phường nào",
        "phường em đổi tên rồi có phải làm lại giấy không",
        "phường mình giờ làm việc mấy giờ",
        "đăng ký kết hôn thuộc phường nào",
        "giờ là thế nào",
        "phường nào",
    ],
)
def test_who_asks_something_else_is_not(question: str) -> None:
    assert own_place_asked(WARD, question) is None


@pytest.mark.parametrize(
    ("text", "is_alone"),
    [
        ("Phường Ngọc Trạo, thành phố Thanh Hóa", True),
        ("phuong mo lao", True),
        ("trước là xã Vân Hà huyện Đông Anh", True),
        ("còn xã Vân Hà cũ thì sao", True),
        ("em ở xã Vân Hà muốn làm khai sinh", False),
        ("phường Đại Mỗ", False),  # the name of a ward of today, too
        ("Đà Nẵng", False),
    ],
)
def test_an_old_unit_s_name_alone_is_known(text: str, is_alone: bool) -> None:
    assert names_old_place(text, today_of(text, home_province=HANOI)) is is_alone


async def test_the_old_name_is_told_after_it_was_asked_for(assistant: Make) -> None:
    asked, told, other = await talk(
        assistant(_decide),
        "phường em giờ tên gì",
        "phường Ngọc Trạo, thành phố Thanh Hóa",
        "còn xã Vân Hà huyện Đông Anh thì sao",
    )

    assert asked.status is Status.SAID
    assert "nay là phường Hạc Thành" in told.text
    assert "nay là xã Thư Lâm" in other.text


async def test_an_old_ward_s_name_goes_on_about_what_was_discussed(assistant: Make) -> None:
    _, still = await talk(assistant(_decide), "đăng ký gửi xe đạp công cộng", "em ở phường Mộ Lao")

    assert still.procedure == "tm-xe"


def test_a_merged_ward_is_told_with_the_resolution() -> None:
    answer = answered("phường Ngọc Trạo thành phố Thanh Hóa giờ là phường nào")

    assert (answer.status, answer.act) == (Status.ANSWERED, "place")
    assert "nay là phường Hạc Thành, tỉnh Thanh Hóa" in answer.text
    assert [c.number for c in answer.citations] == ["1686/NQ-UBTVQH15"]


def test_a_divided_ward_is_asked_about_with_its_parts() -> None:
    answer = answered("phường Mộ Lao giờ là phường nào")

    assert answer.status is Status.CLARIFY
    assert [choice.title for choice in answer.choices] == [
        "phường Hà Đông, thành phố Hà Nội",
        "phường Đại Mỗ, thành phố Hà Nội",
    ]
    assert "VNeID" in answer.text


def test_a_name_of_several_places_is_asked_about() -> None:
    answer = answered("phường Ngọc Trạo sáp nhập vào đâu")

    assert answer.status is Status.CLARIFY
    assert len(answer.choices) == 2
    assert all("Thanh Hóa" in choice.title for choice in answer.choices)


def test_a_slip_is_asked_about_before_it_is_answered() -> None:
    answer = answered("xã Đại Mỗ quận Nam Từ Liêm sáp nhập vào đâu")

    assert answer.status is Status.CLARIFY
    assert "Có phải anh/chị hỏi phường Đại Mỗ" in answer.text


def test_a_district_is_said_to_be_gone_and_the_ward_asked_for() -> None:
    answer = answered("quận Hà Đông còn không")

    assert answer.status is Status.ANSWERED
    assert "không còn" in answer.text
    assert "tên phường, xã cũ" in answer.text


def test_a_note_names_the_new_unit_only_when_it_is_certain() -> None:
    def note(text: str) -> str:
        return place_note(today_of(text, home_province=HANOI))

    assert "phường Hạc Thành" in note("phường Ngọc Trạo, thành phố Thanh Hóa")
    assert note("phường Ngọc Trạo") == ""
    assert note("đăng ký kết hôn") == ""


async def test_a_chosen_place_is_told(assistant: Make) -> None:
    asked, told = await talk(assistant(_decide), "phường Ngọc Trạo sáp nhập vào đâu", "2")

    assert asked.status is Status.CLARIFY
    assert "phường Quang Trung, tỉnh Thanh Hóa" in told.text


async def test_a_chosen_part_says_where_to_hand_in(assistant: Make) -> None:
    _, told = await talk(assistant(_decide), "phường Mộ Lao quận Hà Đông giờ là phường nào", "1")

    assert "phường Hà Đông, thành phố Hà Nội" in told.text
    assert told.status is Status.SAID


async def test_another_place_than_the_guessed_one_is_asked_for_in_full(assistant: Make) -> None:
    _, told = await talk(
        assistant(_decide), "xã Đại Mỗ quận Nam Từ Liêm sáp nhập vào đâu", "Nơi khác"
    )

    assert "đủ tên phường" in told.text


async def test_an_answer_about_a_procedure_says_what_the_old_ward_is_now(assistant: Make) -> None:
    [answer] = await talk(
        assistant(_decide),
        "đăng ký gửi xe đạp công cộng ở phường Ngọc Trạo, thành phố Thanh Hóa",
    )

    assert answer.procedure == "tm-xe"
    assert "nay là phường Hạc Thành" in answer.text


async def test_a_plan_of_a_ward_we_hold_none_of_is_not_answered_from_the_home_wards(
    assistant: Make,
) -> None:
    question = "chỉ tiêu tỷ lệ quầy hàng nhận tiền qua mã QR của phường {} là bao nhiêu"

    [held] = await talk(assistant(_decide), question.format("Bến Gỗ"))
    [other] = await talk(assistant(_decide), question.format("Mộ Lao"))

    assert (held.status, other.status) == (Status.ANSWERED, Status.NO_CONTENT)
    assert "Tôi không có kế hoạch của phường Mộ Lao" in other.text
    assert "63%" not in other.text
