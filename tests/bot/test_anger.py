"""Anger that names no matter is answered with a question for it."""

import pytest

from bot.anger import is_insult, soothed


@pytest.mark.parametrize(
    "text",
    ["ngu thế", "bot ngu vl", "đồ ngu", "trả lời vớ vẩn", "PHƯỜNG CÁC ANH LÀM ĂN KIỂU GÌ VẬY"],
)
def test_who_is_angry_is_asked_for_the_matter_and_offered_a_person(text: str) -> None:
    answer = soothed(text)

    assert answer is not None
    assert "xin lỗi" in answer.text
    assert [choice.title for choice in answer.more] == ["Gửi phản ánh", "Gặp cán bộ"]


@pytest.mark.parametrize(
    "text",
    ["em đi ngủ đây", "đèn đường hỏng cả tháng, bực mình quá", "khai sinh cần gì", "chân đau quá"],
)
def test_other_words_are_no_anger(text: str) -> None:
    assert not is_insult(text)
    assert soothed(text) is None
