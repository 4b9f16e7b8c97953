"""BM25 over syllables without diacritics and their bigrams."""

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.text import folded_syllables

Scores = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


# Up to so many a mark for every passage is made faster than places are searched for: of 16,000
# passages 3 to 9 us a term instead of 9 to 16.
_FEW_PASSAGES = 1 << 17
# Marks of so many terms are kept: those of a few questions, 16 MB at most.
_KEPT_MARKS = 128


def terms(text: str) -> list[str]:
    """Return the index terms of a text: folded syllables, then bigrams as "a_b".

    Bigrams stand in for words: in an earlier measurement on such questions they were as good
    as word segmentation with diacritics and far better without.
    """
    single = folded_syllables(text)
    return single + [f"{a}_{b}" for a, b in itertools.pairwise(single)]


def syllables_of(query_terms: Sequence[str]) -> list[str]:
    """Return the terms that are single syllables, each once, in their order."""
    return [term for term in dict.fromkeys(query_terms) if "_" not in term]


@dataclass(frozen=True, kw_only=True)
class _Weights:
    """What each term adds to the score of each passage that holds it, term by term."""

    passages: NDArray[np.int32]
    """Passage numbers, ascending within a term."""
    scores: Scores
    starts: Ints
    """Where a term's entries begin; one more than there are terms."""


class LexicalIndex:
    """A BM25 index over passages, in their order."""

    def __init__(self, words: Sequence[str], idf: Scores, weights: _Weights, size: int) -> None:
        self._vocabulary = {word: number for number, word in enumerate(words)}
        self._idf = idf
        self._unseen_idf = float(idf.max(initial=1.0))
        self._weights = weights
        self._size = size
        self._mass = self._idf_mass()
        # A question's terms are looked for in one kind of record after another, and for names,
        # features and coverage apart.
        self._marked = lru_cache(maxsize=_KEPT_MARKS)(self._marks_of)

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index the texts; their positions are the passage numbers."""
        vocabulary: dict[str, int] = {}
        documents = [
            [vocabulary.setdefault(term, len(vocabulary)) for term in terms(text)] for text in texts
        ]
        holders = Counter(itertools.chain.from_iterable(map(set, documents)))
        frequencies = np.asarray([holders[n] for n in range(len(vocabulary))], dtype=np.float32)
        idf = np.log1p(len(texts) / np.maximum(frequencies, 1)).astype(np.float32)
        return cls(list(vocabulary), idf, _weigh(documents, len(vocabulary)), len(texts))

    @classmethod
    def load(cls, path: Path) -> "LexicalIndex":
        """Read what `save` wrote."""
        with path.open("rb") as file, np.load(file) as held:
            words = held["words"].tobytes().decode().split()
            weights = _Weights(
                passages=held["passages"], scores=held["scores"], starts=held["starts"]
            )
            return cls(words, held["idf"], weights, int(held["size"]))

    def save(self, path: Path) -> None:
        """Write the index to one .npz file."""
        np.savez(
            path,
            words=np.frombuffer("\n".join(self._vocabulary).encode(), dtype=np.uint8),
            passages=self._weights.passages,
            scores=self._weights.scores,
            starts=self._weights.starts,
            idf=self._idf,
            size=np.asarray(self._size),
        )

    def __len__(self) -> int:
        """Return the number of passages."""
        return self._size

    @property
    def term_count(self) -> int:
        """Number of different terms."""
        return len(self._vocabulary)

    def scores(self, query_terms: Sequence[str]) -> Scores:
        """Return one BM25 score per passage, shape (n,), float32.

        A term counts as often as the query says it.
        """
        found = np.zeros(self._size, dtype=np.float32)
        for term in query_terms:
            entries = self._entries(term)
            # A million passages, a term that a quarter of them hold: 0.3 ms, with [...] += 0.6.
            np.add.at(found, self._weights.passages[entries], self._weights.scores[entries])
        return found

    def shares(self, query_terms: Sequence[str], passages: Ints) -> Scores:
        """Return for each of the passages the share of its own idf mass that the query names.

        Only syllables count, each once: 1 means that the query names every word of the passage.
        """
        named = np.zeros(len(passages), dtype=np.float32)
        for term in syllables_of(query_terms):
            named[self.holds(term, passages)] += self.idf(term)
        return (named / np.maximum(self._mass[passages], 1e-6)).astype(np.float32)

    def holds(self, term: str, passages: Ints) -> Mask:
        """Say which of the passages hold the term."""
        holders = self._weights.passages[self._entries(term)]
        if not len(holders):
            return np.zeros(len(passages), dtype=np.bool_)
        if self._size <= _FEW_PASSAGES:
            marks: Mask = self._marked(term)[passages]
            return marks
        # Of the holders' own type, or numpy would convert them all at each call.
        wanted = passages.astype(holders.dtype, copy=False)
        place = np.minimum(np.searchsorted(holders, wanted), len(holders) - 1)
        held: Mask = holders[place] == wanted
        return held

    def _marks_of(self, term: str) -> Mask:
        """Say of every passage whether it holds the term."""
        marks = np.zeros(self._size, dtype=np.bool_)
        marks[self._weights.passages[self._entries(term)]] = True
        return marks

    def mass(self, passages: Ints) -> Scores:
        """Return the summed idf of each passage's syllables, each counted once."""
        mass: Scores = np.maximum(self._mass[passages], 1e-6)
        return mass

    def idf(self, term: str) -> float:
        """Return ln(1 + N / df); a term never seen counts as the rarest one."""
        number = self._vocabulary.get(term)
        return self._unseen_idf if number is None else float(self._idf[number])

    def _idf_mass(self) -> Scores:
        """Return the idf of each passage's syllables, each counted once, summed; shape (n,)."""
        is_syllable = np.asarray(["_" not in word for word in self._vocabulary], dtype=np.bool_)
        weight = np.repeat(self._idf * is_syllable, np.diff(self._weights.starts))
        mass = np.bincount(self._weights.passages, weights=weight, minlength=self._size)
        return mass.astype(np.float32)

    def _entries(self, term: str) -> slice:
        number = self._vocabulary.get(term)
        if number is None:
            return slice(0, 0)
        return slice(int(self._weights.starts[number]), int(self._weights.starts[number + 1]))


def _weigh(documents: Sequence[Sequence[int]], term_count: int) -> _Weights:
    """Return the BM25 weights of documents given as term numbers (Lucene's variant)."""
    if not term_count:
        none = np.empty(0, dtype=np.int32)
        return _Weights(
            passages=none, scores=none.astype(np.float32), starts=np.zeros(1, dtype=np.int64)
        )
    # Here, because serving does not need it and it costs half a second. From numbers rather
    # than words, because `BM25.index` logs every call and fails on texts without words.
    import bm25s

    model = bm25s.BM25(k1=1.2, b=0.6)
    matrix = model.build_index_from_ids(
        unique_token_ids=list(range(term_count)),
        corpus_token_ids=[list(document) for document in documents],
        show_progress=False,
    )
    return _Weights(passages=matrix["indices"], scores=matrix["data"], starts=matrix["indptr"])
