"""Whether a message says too little: what is weighed, and in which direction."""

import json
import math
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vague import FEATURES, RIVAL, UNSURE, _weights, features, is_undecided, is_vague
from knowledge.types import Kind, Passage
from retrieval.question import Query
from retrieval.types import Hit

NOTHING = np.zeros(1, dtype=np.float32)
CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=5).map(
    lambda drawn: sorted((each / max(sum(drawn), 1) for each in drawn), reverse=True)
)


def query(words: int, mass: float) -> Query:
    return Query(text="", terms=(), lexical=NOTHING, vector=NOTHING, words=words, mass=mass)


def hits(chances: list[float]) -> list[Hit]:
    passage = Passage(id="tm", record_id="tm", kind=Kind.PROCEDURE, field="name", text="Việc")
    return [
        Hit(passage=passage, score=0.5, lexical=0.5, dense=0.8, chance=each) for each in chances
    ]


def test_the_shipped_weights_are_of_todays_features() -> None:
    weights, intercept = _weights()

    assert len(weights) == len(FEATURES)
    assert all(map(math.isfinite, (*weights, intercept)))


def test_weights_of_other_features_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.vague.FEATURES", FEATURES[::-1])

    with pytest.raises(ValueError, match=r"run `python -m eval\.vague_train`"):
        _weights.__wrapped__()


def test_each_weight_points_the_way_its_feature_does() -> None:
    shipped = (resources.files("bot") / "vague.json").read_text(encoding="utf-8")
    weights = json.loads(shipped)["weights"]

    assert max(weights.values()) < 0


def test_features_stand_in_their_order() -> None:
    found = features(query(3, 12.5), hits([0.5, 0.2, 0.1]), asks=True)

    assert dict(zip(FEATURES, found, strict=True)) == {
        "chance": 0.5,
        "rival": pytest.approx(0.4),
        "log_words": pytest.approx(math.log(4)),
        "mass": 12.5,
        "asks": 1.0,
    }


@pytest.mark.parametrize("chances", [[0.0], [0.0, 0.0], [0.7]])
def test_without_a_chance_or_a_second_candidate_there_is_no_rival(chances: list[float]) -> None:
    assert features(query(1, 1.0), hits(chances), asks=False)[1] == 0.0


@given(
    chances=CHANCES,
    words=st.integers(0, 30),
    fewer=st.integers(0, 30),
    mass=st.floats(0, 200),
    less=st.floats(0, 200),
    asks=st.booleans(),
)
def test_a_message_that_says_less_is_never_less_vague(
    chances: list[float], words: int, fewer: int, mass: float, less: float, asks: bool
) -> None:
    full = is_vague(query(words, mass), hits(chances), asks=asks)
    short = is_vague(
        query(max(0, words - fewer), max(0.0, mass - less)),
        hits(chances),
        asks=asks,
    )

    assert short or not full


@given(chances=CHANCES, words=st.integers(0, 30), mass=st.floats(0, 200))
def test_who_asks_for_a_part_is_never_vaguer(chances: list[float], words: int, mass: float) -> None:
    said, found = query(words, mass), hits(chances)

    assert is_vague(said, found, asks=False) or not is_vague(said, found, asks=True)


def test_a_word_or_none_is_vague_and_a_full_question_is_not() -> None:
    likely = hits([0.6, 0.1])

    assert is_vague(query(0, 0.0), likely, asks=False)
    assert is_vague(query(1, 6.0), likely, asks=False)
    assert not is_vague(query(12, 70.0), likely, asks=False)


def test_a_single_sure_hit_is_answered_however_short() -> None:
    assert not is_vague(query(2, 12.0), hits([0.95, 0.01]), asks=False)


@pytest.mark.parametrize(
    ("chances", "expected"),
    [
        ([], False),
        ([0.1], False),
        ([UNSURE - 0.01, UNSURE - 0.02], True),
        ([UNSURE, UNSURE], False),
        ([0.4, 0.4 * RIVAL], True),
        ([0.4, 0.4 * RIVAL - 0.01], False),
    ],
)
def test_two_unlikely_candidates_are_undecided_if_they_are_near(
    chances: list[float], expected: bool
) -> None:
    assert is_undecided(hits(chances)) is expected
