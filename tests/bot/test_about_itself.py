"""What is asked about the assistant itself is answered, each question by its own sentence."""

import pytest

from bot.about_itself import about_itself
from bot.phrases import PERSONAL_NUMBER
from bot.ward import Ward

WARD = Ward(name="phường Bến Gỗ", province="thành phố Mây")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("bạn là AI hay người", "không phải người"),
        ("đây là robot à", "không phải người"),
        ("ban la nguoi that hay may vay", "không phải người"),
        ("em tên gì", "Một Cửa"),
        ("bạn là ai thế?", "Một Cửa"),
        ("bạn có lưu thông tin của tôi không", "lưu tin nhắn"),
        ("em có lưu số điện thoại của chị không", "lưu tin nhắn"),
        ("tin nhắn của tôi có ai đọc không", "lưu tin nhắn"),
        ("xoá dữ liệu của tôi", "xóa dữ liệu của tôi"),
        ("xoa du lieu cua toi", "xóa dữ liệu của tôi"),
        ("làm sao xóa tin nhắn đã gửi", "xóa dữ liệu của tôi"),
        ("tôi đưa số cccd có an toàn không", PERSONAL_NUMBER),
        ("gửi ảnh căn cước ở đây có sao không", PERSONAL_NUMBER),
        ("nói chuyện với em có tốn tiền không", "không mất tiền"),
    ],
)
def test_a_question_about_the_assistant_gets_its_own_answer(text: str, said: str) -> None:
    answer = about_itself(WARD, text)
    assert answer
    assert said in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "em là người nước ngoài",
        "đưa số cccd cho người lạ có sao không",
        "xóa đăng ký thường trú",
        "xóa thông tin thế chấp sổ đỏ",
        "con tên gì cũng được đặt à",
        "công an có lưu thông tin cư trú không",
        "đăng ký kết hôn có tốn tiền không",
        "đây là người thật hay máy, tôi cần gặp người",
        "bạn làm được gì",
        "thông tin cư trú của tôi có sai không",
    ],
)
def test_other_questions_are_not_about_the_assistant(text: str) -> None:
    assert about_itself(WARD, text) is None
