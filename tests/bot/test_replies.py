"""Replies to a question back, in the ways people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies import Reply, read_reply
from bot.types import Choice
from knowledge.load import load_situations
from knowledge.situations import Situation

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


OTHER_WORDS = (
    Choice(title="Giấy độc thân", code="tm-1", payload="tm-1", means=("chưa vợ", "tình trạng")),
    Choice(title="Đăng ký kết hôn", code="tm-2", payload="tm-2", means=("cưới", "làm giấy")),
    Choice(title="Sổ mất", code="tm-3", payload="tm-3", means=("sổ", "không còn sổ cưới")),
)


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("dạ tình trạng ạ", "tm-1"),
        ("em chưa vợ", "tm-1"),
        ("cưới", "tm-2"),
        ("em làm giấy để đi học", "tm-2"),
        ("xã không còn sổ cưới nữa", "tm-3"),
        # Of two that are named, the one in more than a word.
        ("sắp cưới rồi, cần tình trạng hôn nhân", "tm-1"),
        ("cuối", "tm-3"),
    ],
)
def test_a_choice_is_named_by_its_other_words(reply: str, code: str) -> None:
    choice = read_reply(OTHER_WORDS, reply).choice

    assert choice is not None
    assert choice.code == code


@pytest.mark.parametrize(
    "reply", ["không phải làm giấy", "tình trạng hay làm giấy ạ", "không cưới"]
)
def test_other_words_denied_or_of_two_choices_name_none(reply: str) -> None:
    assert read_reply(OTHER_WORDS, reply).choice is None


@pytest.mark.parametrize("situation", load_situations(), ids=lambda each: each.id)
def test_every_title_and_meaning_of_a_shipped_situation_names_its_choice(
    situation: Situation,
) -> None:
    offered = [
        Choice(title=way.title, code=None, payload=way.to, means=way.means)
        for way in situation.choices
    ]

    wrong = [
        (words, choice.title)
        for choice in offered
        for words in (choice.title, *choice.means)
        if read_reply(offered, words).choice != choice
    ]

    assert wrong == []


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


@pytest.mark.parametrize(
    "reply", ["quay lại", "quay lại đi em", "quay lại chuyện lúc nãy", "hủy", "thôi hủy đi"]
)
def test_going_back_or_ending_it_names_no_choice(reply: str) -> None:
    titles = ("Xác định lại khuyết tật", "Chứng thực việc sửa đổi, hủy bỏ giao dịch", "Gia hạn")
    choices = tuple(Choice(title=title, code=title, payload=title) for title in titles)

    assert read_reply(choices, reply).choice is None


def test_what_is_called_so_may_still_be_chosen() -> None:
    titles = ("Trở lại quốc tịch", "Hủy đăng ký", "Đăng ký lại")
    choices = tuple(Choice(title=title, code=title, payload=title) for title in titles)

    found = [
        read_reply(choices, said).choice for said in ("trở lại quốc tịch", "hủy", "đăng ký lại")
    ]
    assert [choice.title for choice in found if choice] == list(titles)
