"""Misspelling on purpose."""

import pytest

from eval.noise import Noise, keys_of, noisy
from knowledge.telex import shape_of, telex, vni
from knowledge.text import fold

QUESTION = "Đăng ký khai sinh cho con cần giấy tờ gì ở phường, mẫu CT01?"


@pytest.mark.parametrize("noise", list(Noise))
def test_the_same_seed_mistypes_the_same_way(noise: Noise) -> None:
    assert noisy(QUESTION, noise, "q1") == noisy(QUESTION, noise, "q1")


@pytest.mark.parametrize("noise", [each for each in Noise if each is not Noise.SOUND])
def test_every_noise_changes_something_and_leaves_codes(noise: Noise) -> None:
    changed = [noisy(QUESTION, noise, str(seed)) for seed in range(10)]

    assert any(text != QUESTION for text in changed)
    assert all("CT01" in text for text in changed)


def test_lost_tones_keep_the_letters() -> None:
    assert fold(noisy(QUESTION, Noise.NO_TONE, "q")) == fold(QUESTION)


@pytest.mark.parametrize("word", ["đăng", "được", "người", "giấy", "quyết", "thuế"])
def test_the_keys_of_a_word_are_read_as_that_word(word: str) -> None:
    assert telex(keys_of(word)) == shape_of(word)
    assert vni(keys_of(word, vni=True)) == shape_of(word)


def test_text_without_words_stays() -> None:
    assert noisy("12 ?", Noise.GLUED, "q") == "12 ?"
