"""Everyday words and the records' words."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.synonyms import in_other_words, synonyms
from knowledge.text import fold


@pytest.mark.parametrize(
    ("question", "means"),
    [
        ("má em muốn hỏi", "mẹ"),
        ("lam so do can gi", "giấy chứng nhận quyền sử dụng đất"),
        ("nhập hộ khẩu cho vợ", "đăng ký thường trú"),
        ("bố em mất hôm qua", "khai tử"),
        ("em bị mất bằng lái", "cấp lại"),
        ("sao y bản chính", "chứng thực bản sao từ bản chính"),
        ("chúng em sắp cưới", "kết hôn"),
    ],
)
def test_everyday_words_are_said_in_the_records_words(question: str, means: str) -> None:
    assert means in in_other_words(question)


@pytest.mark.parametrize(
    ("question", "not_means"),
    [
        ("mất bao lâu thì có giấy", "cấp lại"),
        ("em bị mất căn cước của mẹ", "khai tử"),
        ("mà em chưa có", "mẹ"),
        ("tách sổ đỏ", "tách hộ"),
    ],
)
def test_a_word_with_two_meanings_is_read_by_its_neighbours(question: str, not_means: str) -> None:
    assert not_means not in in_other_words(question)


def test_what_is_said_twice_is_told_once() -> None:
    assert in_other_words("má ơi má") == ["mẹ"]


def test_every_entry_is_composed_and_says_something_else() -> None:
    entries = [synonym for group in synonyms().values() for synonym in group]

    assert len(entries) > 150
    for entry in entries:
        assert unicodedata.is_normalized("NFC", entry.means)
        assert " ".join(entry.said) != entry.means
        assert all(phrase == fold(phrase) for phrase in (*entry.near, *entry.unless))


@given(st.text(max_size=60))
def test_no_question_breaks_the_table(text: str) -> None:
    assert all(in_other_words(text))
