"""Putting diacritics back."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.text import clean, fold, syllables
from retrieval.restore import Restorer

TEXTS = [
    "Đăng ký khai sinh cho con",
    "Làm căn cước cho con ở phường",
    "Người đi chợ nộp phí",
    "Sổ đỏ bị mất thì làm lại ở đâu",
    "Đổi bằng lái xe",
    "Đăng ký kết hôn ở phường",
    "Thủ tục theo 70/2024/NĐ-CP",
    "Thuỷ lợi và hoà giải",
]


@pytest.fixture(scope="module")
def restorer() -> Restorer:
    return Restorer.train(TEXTS)


@pytest.mark.parametrize("text", TEXTS[:-1])
def test_a_sentence_it_has_read_comes_back(restorer: Restorer, text: str) -> None:
    assert restorer.restore(fold(text)) == text.lower()


def test_the_neighbours_decide_between_two_readings(restorer: Restorer) -> None:
    assert restorer.restore("lam so cho con") == "làm sổ cho con"
    assert restorer.restore("nguoi di cho mat so") == "người đi chợ mất sổ"


def test_an_accented_word_it_knows_stays(restorer: Restorer) -> None:
    assert restorer.restore("lái ở chợ con") == "lái ở chợ con"


def test_an_accented_word_it_does_not_know_stays_unless_its_neighbours_speak_against_it(
    restorer: Restorer,
) -> None:
    assert restorer.restore("chó bị lạc") == "chó bị lạc"
    assert restorer.restore("đẳng ký kết hôn") == "đăng ký kết hôn"


def test_a_bare_word_in_an_accented_question_stays_when_it_is_a_word() -> None:
    restorer = Restorer.train(
        ["cho con đi học", "chó con", "chó cắn", "chó dại", "đăng ký cho con"]
    )

    assert restorer.restore("đăng ký cho con đi học") == "đăng ký cho con đi học"


def test_spelling_is_modern_whatever_the_text_or_the_question_has(restorer: Restorer) -> None:
    assert restorer.restore("thuy loi") == "thủy lợi"
    assert restorer.restore("hoà giải") == restorer.restore("hòa giải") == "hòa giải"
    decomposed = unicodedata.normalize("NFD", "hòa giải")
    assert restorer.restore(decomposed) == "hòa giải"


def test_what_it_has_never_read_stays_as_typed(restorer: Restorer) -> None:
    assert restorer.restore("VNeID 123 khai sinh") == "vneid 123 khai sinh"


@settings(max_examples=150, deadline=None)
@given(
    text=st.lists(
        st.sampled_from("dang ký con KHAI sinh x 12 70/2024/nd-cp cước? phuong, ở zz".split())
        | st.text(max_size=6)
    ).map(" ".join)
)
def test_the_number_of_syllables_and_their_letters_never_change(
    restorer: Restorer, text: str
) -> None:
    question = clean(text)

    restored = restorer.restore(question)

    assert [fold(token) for token in syllables(restored)] == [
        fold(token) for token in syllables(question)
    ]


@pytest.mark.parametrize("text", ["", "?!", "  "])
def test_a_question_without_words_stays(restorer: Restorer, text: str) -> None:
    assert restorer.restore(text) == text


def test_saved_and_loaded_it_restores_the_same(restorer: Restorer, tmp_path: Path) -> None:
    restorer.save(tmp_path / "restorer.npz")

    loaded = Restorer.load(tmp_path / "restorer.npz")

    for text in (*TEXTS, "lam lai so do o phuong", "con cho"):
        assert loaded.restore(fold(text)) == restorer.restore(fold(text))


@pytest.mark.parametrize("texts", [[], [""], ["một"]])
def test_one_that_has_read_next_to_nothing_still_works(texts: list[str], tmp_path: Path) -> None:
    Restorer.train(texts).save(tmp_path / "r.npz")

    loaded = Restorer.load(tmp_path / "r.npz")

    assert loaded.restore("Hai BA") == "hai ba"
    assert loaded.restore("mot") == ("một" if texts == ["một"] else "mot")
