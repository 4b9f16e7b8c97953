"""Replies to a question back, in the ways people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import Reply, read_reply
from bot.types import Choice

CHOICES = tuple(
    Choice(title=title, code=code, payload=code)
    for title, code in (("Mất thẻ", "tm-1"), ("Thẻ hết hạn", "tm-2"), ("Đổi thông tin", "tm-3"))
)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("2", "tm-2"),
        ("số 2 ạ", "tm-2"),
        ("cái thứ 2", "tm-2"),
        ("b", "tm-2"),
        ("cái đầu", "tm-1"),
        ("cái đầu tiên nha", "tm-1"),
        ("cái cuối", "tm-3"),
        ("thứ ba", "tm-3"),
        ("em bị mất", "tm-1"),
        ("het han roi", "tm-2"),
        ("đổi thôg tin", "tm-3"),
        ("hết hạnn", "tm-2"),
    ],
)
def test_a_choice_is_named_by_place_or_by_its_own_words(reply: str, code: str) -> None:
    choice = read_reply(CHOICES, reply).choice

    assert choice is not None
    assert choice.code == code


@pytest.mark.parametrize("reply", ["cả hai", "ca 2", "cả hai luôn ạ"])
def test_both_may_be_wanted(reply: str) -> None:
    assert read_reply(CHOICES, reply).is_both


@pytest.mark.parametrize("reply", ["không biết", "k rõ", "em chưa rõ ạ", "ko biết nữa"])
def test_somebody_may_not_know(reply: str) -> None:
    assert read_reply(CHOICES, reply).is_unknown


@pytest.mark.parametrize("reply", ["khác gì nhau", "hai cái khác nhau thế nào"])
def test_somebody_may_ask_how_the_choices_differ(reply: str) -> None:
    assert read_reply(CHOICES, reply).asks_difference


@pytest.mark.parametrize(
    "reply",
    [
        "đăng ký kết hôn cần gì",
        "thẻ",
        "chưa mất thẻ",
        "9",
        "lệ phí bao nhiêu",
        "tôi mất việc nên muốn hỏi trợ cấp thất nghiệp nộp ở đâu trong thành phố này vậy ạ",
    ],
)
def test_other_words_are_no_reply(reply: str) -> None:
    assert read_reply(CHOICES, reply) == Reply()


@given(st.text(max_size=40))
def test_nothing_is_a_reply_where_nothing_was_offered(reply: str) -> None:
    assert read_reply((), reply) == Reply()
