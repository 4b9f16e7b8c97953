"""Putting candidates in order: features of any records, chances of any scores, shipped weights."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from knowledge.asking import ASKING
from knowledge.types import Kind, Passage
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder
from retrieval.hybrid import RANKED, HybridRetriever
from retrieval.lexical import LexicalIndex, terms
from retrieval.rank import (
    FEATURES,
    Candidates,
    Floats,
    Weights,
    chances,
    features,
    load_weights,
)
from retrieval.restore import Restorer
from retrieval.types import Filters, Hit

Make = Callable[..., Passage]
NAMES = (
    "Đăng ký khai sinh",
    "Đăng ký kết hôn",
    "Đăng ký tạm trú",
    "Cấp giấy phép xây dựng nhà ở riêng lẻ",
    "Cấp thẻ thư viện cho học sinh",
    "Hỗ trợ chi phí mai táng",
    "Chuyển trường đối với học sinh tiểu học",
    "Xác nhận tình trạng hôn nhân",
)
PROCEDURES = Filters(kind=Kind.PROCEDURE)


def candidates(*passages: tuple[int, str], cosines: Sequence[float], count: int) -> Candidates:
    """Return candidates whose passages belong to a number and a field each."""
    owner, fields = zip(*passages, strict=True) if passages else ((), ())
    return Candidates(
        stage_one=np.linspace(1, 0, count, dtype=np.float32),
        levels=np.zeros((count, 2), dtype=np.float32),
        passages=np.arange(len(passages), dtype=np.int64),
        owner=np.asarray(owner, dtype=np.int64),
        fields=np.asarray(fields, dtype=np.str_),
        cosines=np.asarray(cosines, dtype=np.float32),
    )


def column(found: Floats, name: str) -> list[float]:
    return [float(value) for value in found[:, FEATURES.index(name)]]


@pytest.fixture
def ranked(passage: Make, fake_encoder: type[Encoder]) -> HybridRetriever:
    """Return a retriever with the shipped model over records that each have name and body."""
    passages = [
        passage(name, text, part=part)
        for name in NAMES
        for part, text in (("name", name), ("body", f"Nộp hồ sơ, {name.lower()} tại phường"))
    ]
    texts = [each.text for each in passages]
    encoder = fake_encoder()
    return HybridRetriever(
        passages=passages,
        lexical=LexicalIndex.build(texts),
        dense=DenseIndex.build(encoder.encode_passages(texts)),
        encoder=encoder,
        restorer=Restorer.train(texts),
        weights=load_weights(),
    )


def ask(retriever: HybridRetriever, question: str, filters: Filters = PROCEDURES) -> list[Hit]:
    return retriever.search(retriever.understand(question), filters, RANKED)


# The model


def test_the_shipped_model_has_one_finite_weight_for_each_feature() -> None:
    weights = load_weights()

    assert weights.mean.shape == weights.weight.shape == (len(FEATURES),)
    assert np.isfinite([weights.mean, weights.weight]).all()
    assert len(set(FEATURES)) == len(FEATURES)


def test_a_model_of_other_features_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retrieval.rank.FEATURES", (*FEATURES[:-1], "something_new"))

    with pytest.raises(ValueError, match=r"run `python -m eval\.rank_train`"):
        load_weights()


def test_a_score_is_the_weighted_distance_from_the_mean() -> None:
    weights = Weights(mean=np.asarray([1, 0], np.float32), weight=np.asarray([2, -1], np.float32))

    assert weights.scores(np.asarray([[1, 0], [2, 3]], np.float32)).tolist() == [0, -1]


# Chances


@given(
    arrays.arrays(
        np.float32,
        st.integers(1, 40),
        elements=st.floats(-1e4, 1e4, width=32),
    )
)
def test_chances_add_up_to_one_and_follow_the_scores(scores: Floats) -> None:
    found = chances(scores)

    assert float(found.sum()) == pytest.approx(1, abs=1e-4)
    assert (np.diff(found[np.argsort(scores)]) >= 0).all()


def test_unlikely_candidates_share_the_chance_as_likely_ones_do() -> None:
    low, high = chances(np.asarray([-60, -61], np.float32)), chances(np.asarray([1, 0], np.float32))

    assert low.tolist() == pytest.approx(high.tolist())


def test_nothing_found_has_no_chances() -> None:
    assert chances(np.zeros(0, dtype=np.float32)).shape == (0,)


# Features

WORDS = ("khai", "sinh", "kết", "hôn", "phường", "thẻ", "giấy", "12", "cho", "zz", "")
TEXTS = st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(
    question=TEXTS,
    held=st.lists(
        st.tuples(
            st.integers(0, 3),
            st.sampled_from(["name", "asked", "body", "other"]),
            TEXTS,
            st.floats(-1, 1, width=32),
        ),
        max_size=12,
    ),
)
def test_features_of_any_candidates_are_finite_and_shares_stay_within_one(
    question: str, held: list[tuple[int, str, str, float]]
) -> None:
    lexical = LexicalIndex.build([text for _, _, text, _ in held])
    found = candidates(
        *((owner, field) for owner, field, _, _ in held),
        cosines=[cosine for *_, cosine in held],
        count=4,
    )

    made = features(terms(question), found, lexical)

    assert made.shape == (4, len(FEATURES))
    assert made.dtype == np.float32
    assert np.isfinite(made).all()
    shares = made[:, 1 : FEATURES.index("name_cosine")]
    assert (shares >= 0).all()
    assert (shares <= 1 + 1e-5).all()
    assert float(chances(load_weights().scores(made)).sum()) == pytest.approx(1, abs=1e-4)


def test_no_candidates_have_no_features() -> None:
    found = candidates(cosines=[], count=0)

    assert features(["khai"], found, LexicalIndex.build([])).shape == (0, len(FEATURES))


def test_a_field_counts_for_its_own_record_and_feature_alone() -> None:
    lexical = LexicalIndex.build(["khai sinh", "khai sinh", "kết hôn"])
    found = candidates((0, "name"), (1, "asked"), (2, "body"), cosines=[0.9, 0.8, 0.7], count=3)

    made = features(terms("khai sinh"), found, lexical)

    assert column(made, "name_covers") == pytest.approx([1, 0, 0], abs=1e-4)
    assert column(made, "asked_covers") == pytest.approx([0, 1, 0], abs=1e-4)
    assert column(made, "body_covers") == [0, 0, 0]
    assert column(made, "record_covers") == pytest.approx([1, 1, 0], abs=1e-4)
    assert column(made, "name_said") == pytest.approx([1, 0, 0], abs=1e-4)
    assert column(made, "name_cosine") == pytest.approx([0.9, 0.75, 0.75])
    assert column(made, "best_cosine") == pytest.approx([0.9, 0.8, 0.75])


def test_two_ways_of_asking_cover_together_what_neither_covers_alone() -> None:
    lexical = LexicalIndex.build(["khai sinh", "quá hạn"])
    found = candidates((0, "asked"), (0, "asked"), cosines=[0.8, 0.8], count=1)

    made = features(terms("khai sinh quá hạn"), found, lexical)

    assert column(made, "asked_covers") == pytest.approx([0.5], abs=1e-4)
    assert column(made, "all_asked_cover") == pytest.approx([1], abs=1e-4)


def test_asking_words_change_no_share() -> None:
    lexical = LexicalIndex.build(["khai sinh cho trẻ", "kết hôn"])
    found = candidates((0, "name"), (1, "name"), cosines=[0.8, 0.8], count=2)
    plain = features(["khai", "sinh"], found, lexical)

    asking = features(["khai", "sinh", *sorted(ASKING)], found, lexical)

    assert np.array_equal(plain, asking)


def test_a_word_tells_the_more_the_fewer_candidates_hold_it() -> None:
    lexical = LexicalIndex.build(["giấy khai", "giấy kết", "giấy thẻ"])
    owned = ((0, "name"), (1, "name"), (2, "name"))
    found = candidates(*owned, cosines=[0.8, 0.8, 0.8], count=3)

    tells = column(features(["giay", "khai"], found, lexical), "name_tells")

    assert tells[0] > 0.5 > tells[1]
    assert tells[1] == tells[2]


# In the search


@pytest.mark.parametrize("name", NAMES)
def test_a_name_said_in_full_outranks_records_that_share_a_word(
    ranked: HybridRetriever, name: str
) -> None:
    first, *others = ask(ranked, f"{name.lower()} cần gì")

    assert first.passage.record_id == name
    assert first.chance > 2 * max((other.chance for other in others), default=0)


def test_chances_of_one_search_add_up_and_come_best_first(ranked: HybridRetriever) -> None:
    likely = [hit.chance for hit in ask(ranked, "đăng ký hôn nhân cho học sinh")]

    assert len(likely) == len(NAMES)
    assert sum(likely) == pytest.approx(1, abs=1e-4)
    assert likely == sorted(likely, reverse=True)


def test_a_chance_does_not_depend_on_how_many_hits_are_wanted(ranked: HybridRetriever) -> None:
    query = ranked.understand("đăng ký hôn nhân cho học sinh")

    two = ranked.search(query, PROCEDURES, 2)

    assert two == ask(ranked, "đăng ký hôn nhân cho học sinh")[:2]


def test_what_is_not_a_search_for_procedures_is_not_ranked(ranked: HybridRetriever) -> None:
    hits = ask(ranked, "đăng ký khai sinh", Filters())

    assert {hit.chance for hit in hits} == {0.0}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_inspection_tells_each_records_features_in_the_order_of_stage_one(
    ranked: HybridRetriever,
) -> None:
    codes, found = ranked.inspect(ranked.understand("đăng ký kết hôn"), PROCEDURES, 3)

    assert codes[0] == "Đăng ký kết hôn"
    assert found.shape == (3, len(FEATURES))
    assert column(found, "stage_one") == sorted(column(found, "stage_one"), reverse=True)
