"""What can be a Vietnamese syllable, and how one becomes another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.review.checks.language_counts import counts, terms
from bot.review.checks.language_edits import Nearby, Slip, slip
from bot.review.checks.language_syllables import (
    is_syllable,
    is_toned_rightly,
    tone_of,
    with_tone,
)
from bot.review.checks.language_words import normal

SYLLABLES = sorted(counts().single)


@pytest.mark.parametrize(
    "word",
    "nghiêng gì giếng giặt quý quyển khuỷu khoảnh ngoằn yêu ươm oái uỷ thuỷ thủy hoà hòa xoong "
    "quốc giữa gìn ghế nghề kỹ cứ quạ khuya tuyệt".split(),
)
def test_a_syllable_is_one(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", "ttin đưọc trưóc nghàn cế ge ngiêm kuyển bât quôcs hoạtđộng phuờng tiềnn rmăng".split()
)
def test_what_is_no_syllable_is_none(word: str) -> None:
    assert not is_syllable(word)


@pytest.mark.parametrize("word", "cuả qúy gìa hoăt mùơn thơì".split()[:3])
def test_a_mark_on_the_wrong_vowel_is_seen(word: str) -> None:
    assert not is_toned_rightly(word)


@pytest.mark.parametrize("word", "của quý già hoà hòa khoẻ khỏe thuỷ thủy giữa cuốn".split())
def test_both_styles_of_marks_are_right(word: str) -> None:
    assert is_toned_rightly(word)


@given(st.sampled_from(SYLLABLES))
def test_a_syllable_is_its_shape_and_its_tone(word: str) -> None:
    shape, tone = tone_of(word)
    assert with_tone(shape, tone) == word


def test_all_that_our_terms_are_made_of_are_syllables() -> None:
    foreign = {each for term in terms() for each in term if not is_syllable(each)}
    assert foreign == {"camera", "internet"}


@pytest.mark.parametrize(
    ("typed", "meant", "how"),
    [
        ("đối", "đổi", Slip.MARKS),
        ("dân", "dẫn", Slip.MARKS),
        ("thàn", "thành", Slip.LETTER),
        ("truyến", "tuyến", Slip.LETTER),
        ("thảo", "thỏa", Slip.LETTER),
        ("đường", "đương", Slip.MARKS),
        ("công", "chung", Slip.FAR),
        ("kĩ", "kỹ", Slip.FAR),
        ("hằng", "hàng", Slip.FAR),
    ],
)
def test_how_a_slip_came_about(typed: str, meant: str, how: Slip) -> None:
    assert slip(typed, meant) is how


def test_the_syllables_nearby_are_those_one_slip_away() -> None:
    near = Nearby(["thành", "thanh", "phố", "phổ", "tành", "dẫn"])
    assert near.of("thàn") == ("thành",)
    assert near.of("phố") == ("phổ",)


def test_words_are_compared_in_lower_case_and_one_style() -> None:
    assert normal("HOÁ") == normal("hóa")
