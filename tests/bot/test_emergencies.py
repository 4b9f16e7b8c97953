"""Who calls for help is told whom to call; look-alikes are about animals, papers and rooms."""

import pytest

from bot import phrases
from bot.cry import SEE_A_DOCTOR, cry_answer, cry_heard
from bot.types import Act
from bot.urgent import is_danger
from knowledge.text import fold

HEARD = [
    "ông tui té xỉu",
    "cứu tôi với",
    "cứu",
    "vợ tôi đau đẻ",
    "có xác người nổi trên sông",
    "có người chết ở công viên",
    "có người chết trôi sông",
    "bác hàng xóm chết trong nhà mấy ngày mới biết",
    "anh trai em đe dọa em",
    "chồng cũ đe dọa em",
    "em bị người ta nhắn tin dọa tung ảnh nóng",
    "tôi bị chó cắn giờ phải làm sao",
    "chó nhà hàng xóm cắn con tôi",
    "vợ tôi đau đẻ rồi",
    "Cứu em với!",
]
QUIET = [
    "cứu trợ lũ lụt nhận ở đâu",
    "nộp ở đâu để được nhanh",
    "đợi xíu rồi em gửi",
    "đã xác nhận chính xác người nộp",
    "xác chết chó mèo ngoài đường",
    "nhà có người chết ở quê thì làm giấy gì",
    "bố tôi chết trong bệnh viện thì khai tử ở đâu",
    "người chết trong tháng có được trợ cấp không",
    "chó hàng xóm thả rông hay cắn người",
    "dây cáp bị chuột cắn đứt",
    "bị chó cắn thì được bồi thường thế nào",
    "cây sắp đổ đe dọa nhà dân",
    "công an giả gọi điện đe dọa tôi",
    "gửi ảnh thẻ nóng lạnh",
    "đăng ảnh lên facebook có sao không",
    "đăng ký nhận thi thể cần giấy tờ gì",
    "đau răng có khám bảo hiểm không",
    "trẻ con đập đồ chơi",
    "cho gặp cán bộ",
    "phòng bị cho cán bộ",
    "quà cấp cho cán bộ thế nào",
]


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", HEARD)
def test_who_calls_for_help_is_told_whom_to_call(text: str, typed: type[str]) -> None:
    assert cry_answer(typed(text)) is not None


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", QUIET)
def test_look_alikes_raise_no_alarm(text: str, typed: type[str]) -> None:
    assert not is_danger(typed(text))


def test_who_is_bitten_is_sent_to_a_doctor() -> None:
    answer = cry_answer("tôi bị chó cắn giờ phải làm sao")

    assert answer is not None
    assert answer.text.endswith(SEE_A_DOCTOR)


def test_a_drunk_husband_is_a_danger() -> None:
    assert is_danger("ông xã em xỉn về đập đồ, em sợ quá")


def test_who_lost_goods_to_a_flood_is_left_to_the_records() -> None:
    assert cry_answer("gia đình hạ sĩ quan bị lũ cuốn tài sản xin giúp") is None


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize(
    "text",
    [
        "gọi cấp cứu số mấy",
        "số cấp cứu là gì?",
        "số cứu thương",
        "gọi 113 giúp tôi",
        "gọi giúp em cấp cứu",
        "111 là số gì",
        "sđt bảo vệ trẻ em",
        "cho em hỏi số cứu hỏa là số mấy ạ",
    ],
)
def test_who_asks_whom_to_call_is_told_the_numbers(text: str, typed: type[str]) -> None:
    for act in (Act.SEARCH, Act.TICKET, Act.PERSON):
        answer = cry_heard(typed(text), act, in_form=False)

        assert answer is not None
        assert answer.text.startswith(phrases.URGENT)


@pytest.mark.parametrize(
    "text",
    [
        "thông tư 111 là gì",
        "nhà số 113 ngõ 5",
        "giấy phép phòng cháy chữa cháy nộp ở đâu",
        "số điện thoại phường là gì",
        "quỹ bảo vệ trẻ em nộp bao nhiêu",
        "khám cấp cứu có được bảo hiểm trả không",
        "trợ giúp khẩn cấp cần giấy gì",
        "gọi cho cán bộ giúp tôi",
    ],
)
def test_acts_houses_and_programmes_are_no_emergency_numbers(text: str) -> None:
    assert cry_heard(text, Act.SEARCH, in_form=False) is None
