"""Despair and danger are heard however they are typed, and the papers of a death are not."""

import pytest

from bot.urgent import is_crisis, is_danger
from knowledge.text import fold

DESPAIR = [
    "em không thiết sống nữa",
    "con gái tôi định tự tử",
    "mình muốn chết quách cho rồi",
    "tôi đang uống thuốc sâu đây, sắp uống thuốc sâu",
    "nó tự rạch tay mấy lần",
    "sống không nổi nữa rồi",
    "e mún chết",
]
DANGER = [
    "chồng tôi cầm dao dọa giết tôi",
    "bé bị cha dượng đánh hoài",
    "có cháu bị xâm hại ở xóm",
    "ông cụ bất tỉnh rồi",
    "bà tôi bị bỏ đói",
]
NEITHER = [
    "bố mất rồi làm giấy chứng tử thế nào",
    "chế độ tử tuất được bao nhiêu",
    "bà chết ở quê thì khai tử ở đâu",
    "nói từ từ thôi, tôi ghi không kịp",
    "tư vấn giúp thủ tục tách hộ",
    "bản sao điện tử từ bản chính",
    "đánh giá hài lòng về dịch vụ công",
    "danh sách con em hộ nghèo",
    "mũ bảo hiểm, sổ bảo hiểm đánh mất",
]


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", DESPAIR)
def test_despair_is_heard(text: str, typed: type[str]) -> None:
    assert is_crisis(typed(text))


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", DANGER)
def test_danger_is_heard(text: str, typed: type[str]) -> None:
    assert is_danger(typed(text))


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", NEITHER)
def test_everyday_words_raise_no_alarm(text: str, typed: type[str]) -> None:
    assert not is_crisis(typed(text))
    assert not is_danger(typed(text))


def test_whoever_asks_for_the_papers_of_a_suicide_gets_them() -> None:
    assert not is_crisis("anh tôi tự tử mất rồi, khai tử cần giấy gì")
    assert is_crisis("anh tôi đòi tự tử")
    assert is_crisis("tôi muốn chết, khai tử cho tôi đi")
