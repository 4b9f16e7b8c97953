"""What reads one text gives the very chances that scikit-learn gives."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from eval.intents import pipeline_module

EXAMPLES = {
    "lam giay khai sinh can gi": "ask_procedure",
    "dang ky tam tru o dau": "ask_procedure",
    "le phi cap lai the can cuoc": "ask_procedure",
    "den duong hong roi": "report",
    "rac do bua bai truoc nha": "report",
    "xin chao": "greet",
    "chao em": "greet",
    "uong thuoc gi cho het dau": "out_of_scope/medical",
    "gia vang hom nay": "out_of_scope/market",
}
WORDS = sorted({word for text in EXAMPLES for word in text.split()} | {"0", "khong", "zz", "a"})

PIPELINE = pipeline_module()
MODEL = PIPELINE.train(list(EXAMPLES), list(EXAMPLES.values()), C=10.0, random_state=1)
READ = PIPELINE.reader(MODEL)


def by_scikit_learn(text: str) -> NDArray[np.float64]:
    chances: NDArray[np.float64] = MODEL.predict_proba([text])[0]
    return chances


@given(st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
def test_words_that_are_known_and_not(text: str) -> None:
    np.testing.assert_allclose(READ(text), by_scikit_learn(text), rtol=1e-9, atol=1e-12)


@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    np.testing.assert_allclose(READ(text), by_scikit_learn(text), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("text", ["", "zzzz", " ", "khai sinh khai sinh khai sinh"])
def test_nothing_known_and_the_same_again(text: str) -> None:
    assert READ(text).sum() == pytest.approx(1)
    np.testing.assert_allclose(READ(text), by_scikit_learn(text), rtol=1e-9)
