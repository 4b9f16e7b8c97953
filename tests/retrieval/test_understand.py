"""Understanding what was typed: bounded, and never at a loss for any text."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.types import Passage
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder
from retrieval.hybrid import HybridRetriever
from retrieval.lexical import LexicalIndex
from retrieval.restore import Restorer
from retrieval.types import Filters

# Two ends of 40 words, each cut at 30 characters, of which every second may be a syllable.
_MOST_SYLLABLES = 2 * 40 * 15
NAMES = {
    "birth": "Đăng ký khai sinh",
    "marriage": "Đăng ký kết hôn",
    "death": "Đăng ký khai tử",
    "land": "Cấp giấy chứng nhận quyền sử dụng đất",
    "stay": "Đăng ký tạm trú",
}


@pytest.fixture(scope="module")
def retriever(fake_encoder: type[Encoder], passage: Callable[..., Passage]) -> HybridRetriever:
    passages = [passage(id_, name) for id_, name in NAMES.items()]
    texts = [each.text for each in passages]
    encoder = fake_encoder()
    return HybridRetriever(
        passages=passages,
        lexical=LexicalIndex.build(texts),
        dense=DenseIndex.build(encoder.encode_passages(texts)),
        encoder=encoder,
        restorer=Restorer.train(texts * 40),
    )


@pytest.mark.parametrize(
    ("question", "record"),
    [
        ("DANGKYKHAISINH", "birth"),
        ("ddawng kys keest hoon", "marriage"),
        ("khai xinh", "birth"),
        ("làm sổ đỏ", "land"),
        ("bố em mất", "death"),
        ("®¨ng ký kÕt h«n", "marriage"),
        ("ñaêng kyù keát hoân", "marriage"),
        ("tamtru", "stay"),
    ],
)
def test_what_was_mistyped_or_said_otherwise_finds_its_record(
    retriever: HybridRetriever, question: str, record: str
) -> None:
    hits = retriever.search(retriever.understand(question), Filters(), 1)

    assert [hit.passage.record_id for hit in hits] == [record]


def test_a_long_question_is_encoded_by_its_two_ends(retriever: HybridRetriever) -> None:
    query = retriever.understand("khai sinh " + "vân vân " * 400 + "kết hôn")

    assert len(query.text.split()) == 80
    assert query.text.startswith("khai sinh")
    assert query.text.endswith("kết hôn")


def test_repeating_a_text_adds_no_terms(retriever: HybridRetriever) -> None:
    assert len(retriever.understand("đăng ký khai sinh " * 300).terms) == 8


@settings(max_examples=200, deadline=None)
@given(
    text=st.text(max_size=200)
    | st.lists(
        st.sampled_from("kai khaisinh xinh d9 ddawng sổ đỏ mất 50k ®¨ng 出生 😀 \u200b 1".split())
        | st.text(max_size=8)
    ).map(" ".join)
)
def test_any_text_is_understood_and_its_query_is_bounded(
    retriever: HybridRetriever, text: str
) -> None:
    query = retriever.understand(text)

    assert len(query.text.split()) <= _MOST_SYLLABLES
    assert np.isfinite(query.lexical).all()
    assert np.isfinite([query.mass, *query.vector]).all()
    assert 0 <= query.words <= len(set(query.terms))
    assert retriever.search(query, Filters(), 3) is not None


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    words=st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=12),
    times=st.integers(1, 120),
)
def test_however_long_a_text_is_what_is_looked_up_stays_short(
    retriever: HybridRetriever, words: list[str], times: int
) -> None:
    once, often = (retriever.understand(" ".join(words * n)) for n in (2, 2 * times))

    assert len(often.text.split()) <= _MOST_SYLLABLES
    # Of many words only the first are mended, so that a word may stand there in two spellings.
    assert len(often.terms) <= max(200, 2 * len(set(once.terms)))
    assert once.words <= often.words <= len(set(often.terms))
