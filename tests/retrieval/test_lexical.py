"""BM25 over folded syllables and bigrams."""

import logging
from math import log
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.lexical import LexicalIndex, terms

TEXTS = [
    "Đăng ký khai sinh cho trẻ em",
    "Đăng ký kết hôn tại phường",
    "Cấp thẻ căn cước cho trẻ em dưới sáu tuổi",
    "Xác nhận tình trạng hôn nhân",
]


@pytest.fixture(scope="module")
def index() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


def best(index: LexicalIndex, question: str) -> int:
    return int(index.scores(terms(question)).argmax())


def test_terms_are_folded_syllables_and_then_their_neighbouring_pairs() -> None:
    assert terms("Đăng ký hộ-tịch") == [
        "dang", "ky", "ho-tich", "ho", "tich",
        "dang_ky", "ky_ho-tich", "ho-tich_ho", "ho_tich",
    ]  # fmt: skip
    assert terms("") == terms(" ?! ") == []


@pytest.mark.parametrize(
    ("question", "found"),
    [("khai sinh", 0), ("ket hon", 1), ("CAN CUOC cho tre em", 2), ("hôn nhân", 3)],
)
def test_the_text_that_says_it_scores_best_with_or_without_diacritics(
    index: LexicalIndex, question: str, found: int
) -> None:
    assert best(index, question) == found


def test_a_pair_of_syllables_counts_more_when_they_stand_together() -> None:
    index = LexicalIndex.build(["hôn nhân kết thúc", "thúc kết nhân hôn"])

    together, apart = index.scores(terms("hôn nhân"))

    assert together > apart > 0


def test_the_score_is_bm25_as_worked_by_hand() -> None:
    # 3 texts of 3, 5 and 1 terms ("a b" has the pair "a_b"): 3 on average.
    # "a" is in two of them; Lucene's idf is ln(1 + (3 - 2 + 0.5) / (2 + 0.5)).
    index = LexicalIndex.build(["a b", "a c a", "d"])
    idf = log(1 + 1.5 / 2.5)

    def by_hand(times: int, length: int) -> float:
        return idf * times / (times + 1.2 * (1 - 0.6 + 0.6 * length / 3))

    assert index.scores(["a"]) == pytest.approx([by_hand(1, 3), by_hand(2, 5), 0.0])


WORDS = st.sampled_from(["khai", "sinh", "kết", "hôn", "phí", "70/2024"])
SENTENCES = st.lists(WORDS, max_size=8).map(" ".join)


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(SENTENCES, min_size=1, max_size=6), question=SENTENCES)
def test_scores_equal_those_that_bm25s_computes_itself(texts: list[str], question: str) -> None:
    reference = bm25s.BM25(k1=1.2, b=0.6)
    documents = [terms(text) for text in texts]
    if not any(documents):
        assert LexicalIndex.build(texts).scores(terms(question)).tolist() == [0.0] * len(texts)
        return
    number = {term: n for n, term in enumerate(dict.fromkeys(t for d in documents for t in d))}
    reference.index(([[number[t] for t in d] for d in documents], number), show_progress=False)
    known = [term for term in terms(question) if term in number]

    expected = reference.get_scores(known) if known else np.zeros(len(texts))

    assert LexicalIndex.build(texts).scores(terms(question)) == pytest.approx(expected, abs=1e-6)


def test_a_term_asked_twice_counts_twice(index: LexicalIndex) -> None:
    once, twice = index.scores(["sinh"]), index.scores(["sinh", "sinh"])

    assert twice == pytest.approx(2 * once)
    assert once.max() > 0


def test_equal_texts_score_equally() -> None:
    index = LexicalIndex.build(["phí khai sinh", "kết hôn", "phí khai sinh"])

    scores = index.scores(terms("khai sinh"))

    assert scores[0] == scores[2] > scores[1]


def test_a_share_is_the_part_of_the_passage_s_own_idf_mass_that_is_named(
    index: LexicalIndex,
) -> None:
    asked = np.asarray([3, 0], dtype=np.int64)
    mass = {word: index.idf(word) for word in ("xac", "nhan", "tinh", "trang", "hon")}

    shares = index.shares(terms("tình trạng, tình trạng"), asked)

    # "nhan" is in the passage twice and counts once.
    assert shares == pytest.approx([(mass["tinh"] + mass["trang"]) / sum(mass.values()), 0])
    assert index.shares(terms(TEXTS[3]), asked)[0] == pytest.approx(1)


@pytest.mark.parametrize("question", ["", "?", "zzz qqq"])
def test_nothing_known_scores_zero_everywhere(index: LexicalIndex, question: str) -> None:
    scores = index.scores(terms(question))

    assert scores.tolist() == [0.0] * 4
    assert scores.dtype == np.float32


@pytest.mark.parametrize("texts", [[], [""], ["", " ?! "]])
def test_an_index_without_words_answers_nothing(texts: list[str], tmp_path: Path) -> None:
    built = LexicalIndex.build(texts)
    built.save(tmp_path / "lexical.npz")

    for index in (built, LexicalIndex.load(tmp_path / "lexical.npz")):
        assert len(index) == len(texts)
        assert index.scores(["a"]).tolist() == [0.0] * len(texts)
        assert index.idf("a") > 0


def test_a_text_without_words_keeps_its_place() -> None:
    index = LexicalIndex.build(["", "khai sinh", "?"])

    assert np.flatnonzero(index.scores(["sinh"])).tolist() == [1]


def test_idf_falls_as_more_texts_hold_the_term(index: LexicalIndex) -> None:
    assert index.idf("dang") == pytest.approx(log(1 + 4 / 2))
    assert index.idf("sinh") == pytest.approx(log(1 + 4 / 1))
    assert index.idf("never-seen") == index.idf("sinh")


def test_holds_tells_which_texts_have_the_term(index: LexicalIndex) -> None:
    asked = np.asarray([3, 0, 2, 0])

    assert index.holds("tre", asked).tolist() == [False, True, True, True]
    assert index.holds("hon_nhan", asked).tolist() == [True, False, False, False]
    assert index.holds("never-seen", asked).tolist() == [False] * 4
    assert index.holds("tre", asked[:0]).tolist() == []


def test_a_saved_index_scores_as_before(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "lexical.npz")

    loaded = LexicalIndex.load(tmp_path / "lexical.npz")

    question = terms("trẻ em kết hôn")
    assert loaded.scores(question).tolist() == index.scores(question).tolist()
    assert len(loaded) == len(index) == 4
    assert [loaded.idf(term) for term in (*question, "x")] == [
        index.idf(term) for term in (*question, "x")
    ]


def test_the_same_texts_make_the_same_files(index: LexicalIndex, tmp_path: Path) -> None:
    index.save(tmp_path / "a.npz")
    LexicalIndex.build(TEXTS).save(tmp_path / "b.npz")

    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_building_says_nothing(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        LexicalIndex.build(TEXTS).scores(["sinh"])

    assert capfd.readouterr() == ("", "")
    assert caplog.records == []
