"""BM25 over syllables without diacritics and their bigrams."""

import itertools
from collections.abc import Sequence
from pathlib import Path

import bm25s
import numpy as np
from numpy.typing import NDArray

from knowledge.text import folded_syllables

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]


def terms(text: str) -> list[str]:
    """Return the index terms of a text: folded syllables, then bigrams as "a_b".

    Bigrams stand in for words: over this data they beat word segmentation, with and
    without diacritics (docs/measurements.md).
    """
    single = folded_syllables(text)
    return single + [f"{a}_{b}" for a, b in itertools.pairwise(single)]


class LexicalIndex:
    """A BM25 index over passages, in their order."""

    def __init__(self, model: bm25s.BM25, vocabulary: dict[str, int], idf: Scores) -> None:
        self._model = model
        self._vocabulary = vocabulary
        self._idf = idf
        self._unseen_idf = float(idf.max(initial=1.0))

    @classmethod
    def build(cls, texts: Sequence[str]) -> "LexicalIndex":
        """Index the texts; their positions are the passage numbers."""
        documents = [terms(text) for text in texts]
        model = bm25s.BM25(k1=1.2, b=0.6)
        model.index(documents, show_progress=False)
        return cls(model, *_document_frequencies(documents))

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        """Read what `save` wrote."""
        model = bm25s.BM25.load(str(folder), show_progress=False)
        words = (folder / "terms.txt").read_text(encoding="utf-8").split("\n")
        idf = np.load(folder / "idf.npy")
        return cls(model, {word: number for number, word in enumerate(words)}, idf)

    def save(self, folder: Path) -> None:
        """Write the index into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        self._model.save(str(folder), show_progress=False)
        (folder / "terms.txt").write_text("\n".join(self._vocabulary), encoding="utf-8")
        np.save(folder / "idf.npy", self._idf)

    def scores(self, query_terms: Sequence[str], mask: Mask | None = None) -> Scores:
        """Return one BM25 score per passage, shape (n,), float32; masked passages score 0."""
        known = [term for term in query_terms if term in self._vocabulary]
        if not known:
            return np.zeros(self._model.scores["num_docs"], dtype=np.float32)
        found: Scores = self._model.get_scores(known)
        return found if mask is None else np.where(mask, found, np.float32(0))

    def idf(self, term: str) -> float:
        """Return ln(1 + N / df); a term never seen counts as the rarest one."""
        number = self._vocabulary.get(term)
        return self._unseen_idf if number is None else float(self._idf[number])


def _document_frequencies(documents: Sequence[Sequence[str]]) -> tuple[dict[str, int], Scores]:
    """Return the vocabulary and each term's ln(1 + N / df)."""
    vocabulary: dict[str, int] = {}
    counts: list[int] = []
    for document in documents:
        for term in set(document):
            number = vocabulary.setdefault(term, len(vocabulary))
            if number == len(counts):
                counts.append(0)
            counts[number] += 1
    frequencies = np.asarray(counts, dtype=np.float32)
    return vocabulary, np.log1p(len(documents) / np.maximum(frequencies, 1)).astype(np.float32)
