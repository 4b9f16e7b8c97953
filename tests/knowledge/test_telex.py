"""Reading keys that were left in the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.telex import shape_of, telex, vni


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("ddawng", "đăng"),
        ("dangwd", "đăng"),
        ("kys", "ký"),
        ("dduowcj", "được"),
        ("nguwowif", "người"),
        ("thuowr", "thuở"),
        ("quyeets", "quyết"),
    ],
)
def test_telex_keys_type_the_word(keys: str, word: str) -> None:
    assert telex(keys) == shape_of(word)


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        ("d9ang8", "đăng"),
        ("ky1", "ký"),
        ("d9uo75c", "được"),
        ("nguo7i2", "người"),
        ("giay61", "giấy"),
    ],
)
def test_vni_keys_type_the_word(keys: str, word: str) -> None:
    assert vni(keys) == shape_of(word)


@pytest.mark.parametrize("typed", ["passport", "online", "scan", "khai", ""])
def test_plain_words_are_no_telex(typed: str) -> None:
    assert telex(typed) is None


@pytest.mark.parametrize("typed", ["CT01", "m2", "70", "khai", "a0", "b8", "t9", ""])
def test_codes_and_measures_are_no_vni(typed: str) -> None:
    assert vni(typed) is None


def test_a_mark_on_the_wrong_vowel_leaves_the_shape() -> None:
    assert shape_of("cứơc") == shape_of("cước")
    assert shape_of("cước") != shape_of("cuộc")


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_keys(text: str) -> None:
    for read in (telex, vni):
        found = read(text)
        assert found is None or isinstance(found[0], str)
