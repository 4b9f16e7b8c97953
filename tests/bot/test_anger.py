"""Anger that names no matter is answered with a question for it."""

import pytest

from bot.anger import is_insult, is_sigh, soothed
from bot.types import Status
from knowledge.text import fold


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


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "trời ơi lâu quá vậy",
        "đắt thế",
        "Sao lâu thế ạ!",
        "rắc rối quá đi mất",
        "ôi phiền phức quá",
        "mắc dữ vậy trời",
        "rườm rà ghê luôn",
    ],
)
def test_a_sigh_is_heard_and_no_report(text: str, bare: bool) -> None:
    answer = soothed(fold(text) if bare else text)

    assert answer is not None
    assert answer.status is Status.SAID
    assert "tôi hiểu" in answer.text
    assert [choice.title for choice in answer.more] == ["Gửi phản ánh", "Gặp cán bộ"]


@pytest.mark.parametrize(
    "text",
    [
        "lâu không",
        "có lâu không ạ",
        "bao lâu",
        "lâu quá chưa có kết quả",
        "đất thế chấp",
        "mệt quá",
        "khổ quá",
        "chán quá",
        "đèn hỏng lâu quá",
        "trời ơi",
        "",
    ],
)
def test_what_asks_tells_or_may_be_distress_is_no_sigh(text: str) -> None:
    assert not is_sigh(text)


@pytest.mark.parametrize(
    "text",
    [
        "chắc chết vì cái thủ tục này mất",
        "làm giấy tờ mà mệt muốn chết",
        "lam giay to ma met muon chet",
        "tôi chết với mớ giấy tờ này mất",
    ],
)
def test_who_is_tired_to_death_of_papers_only_sighs(text: str) -> None:
    assert is_sigh(text)


@pytest.mark.parametrize(
    "text",
    [
        "bố tôi chết vì bệnh cần giấy tờ gì",
        "chết vì tai nạn lao động làm thủ tục gì",
        "người chết thì thủ tục thế nào",
        "mệt muốn chết",
    ],
)
def test_who_speaks_of_a_death_does_not(text: str) -> None:
    assert not is_sigh(text)
