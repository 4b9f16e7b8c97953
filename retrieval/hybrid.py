"""Search words and meaning together and return one hit per record."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.asking import ASKING, SETTING
from knowledge.text import clean, expand
from knowledge.types import Kind, Passage
from retrieval.columns import Columns
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder
from retrieval.lexical import LexicalIndex, terms
from retrieval.rank import Candidates, Weights, chances, features
from retrieval.restore import Restorer
from retrieval.types import Filters, Hit

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Chosen on the odd half of the machine-written questions; docs/measurements.md has the even half.
# Weighing name, everyday names and body differently gained nothing there.
DENSE_CANDIDATES = 300
# Candidates that are looked at closer.
RANKED = 50
DENSE_WEIGHT = 0.4
# What a name earns whose every word the question says: "Xóa đăng ký tạm trú" holds a word that a
# question about "đăng ký tạm trú" lacks. hit@1 .452 -> .499 on the odd half, .479 -> .530 on the
# even one; 0.2 to 0.4 are alike.
NAME_FIT = 0.25


@dataclass(frozen=True, kw_only=True)
class Query:
    """A question made ready for search; one serves several searches."""

    text: str
    """Written out and with its diacritics restored, lower case."""
    terms: tuple[str, ...]
    lexical: Floats
    """BM25 of every passage, shape (n,)."""
    shares: Floats
    """Share of every passage's idf mass that the question names, shape (n,)."""
    vector: Floats
    """Unit vector, shape (dimension,)."""


class HybridRetriever:
    """BM25 and dense search over the same passages, fused per record."""

    def __init__(
        self,
        *,
        passages: Sequence[Passage],
        lexical: LexicalIndex,
        dense: DenseIndex,
        encoder: Encoder,
        restorer: Restorer,
        weights: Weights | None = None,
    ) -> None:
        self._passages = list(passages)
        self._lexical = lexical
        self._dense = dense
        self._encoder = encoder
        self._restorer = restorer
        self._weights = weights
        self._columns = Columns(self._passages)

    def understand(self, question: str) -> Query:
        """Return the question's terms, BM25 scores and vector.

        BM25 keeps the syllables as typed; only the dense side sees restored diacritics,
        because a wrong guess there costs little and here would lose an exact match.
        """
        written_out = expand(clean(question))
        query_terms = terms(written_out)
        restored = self._restorer.restore(written_out)
        return Query(
            text=restored,
            terms=tuple(query_terms),
            lexical=self._lexical.scores(query_terms),
            shares=self._lexical.shares(query_terms),
            vector=self._encoder.encode_query(restored),
        )

    def search(self, query: Query, filters: Filters, k: int) -> list[Hit]:
        """Return the k best hits, best first: one per procedure or guide, or piece of a plan."""
        mask = self._columns.admit(filters)
        numbers, cosines = self._dense.search(query.vector, DENSE_CANDIDATES, mask)
        scores, best = self._fuse(query.lexical * mask, numbers, cosines)
        scores = self._favour(scores, query.shares * mask)
        is_ranked = self._weights is not None and filters.kind is Kind.PROCEDURE
        order = np.argsort(-scores, kind="stable")[: max(k, RANKED) if is_ranked else k]
        order = order[scores[order] > 0]
        likely = np.zeros(len(scores), dtype=np.float32)
        if self._weights is not None and is_ranked:
            ranked = self._weights.scores(
                features(query.terms, self.candidates(query, order, scores), self._lexical)
            )
            likely[order] = chances(ranked)
            order = order[np.argsort(-ranked, kind="stable")][:k]
        cosine_of = np.zeros(len(scores), dtype=np.float32)
        np.maximum.at(cosine_of, self._columns.group[numbers], cosines)
        return [
            Hit(
                passage=self._passages[int(best[group])],
                score=float(scores[group]),
                lexical=covered,
                dense=float(cosine_of[group]),
                chance=float(likely[group]),
            )
            for group, covered in zip(order, self._coverage(query, order, mask), strict=True)
        ]

    def candidates(self, query: Query, groups: Ints, scores: Floats) -> Candidates:
        """Return what ranking looks at: the groups, with all their passages."""
        passages, owner = self._columns.members_of(groups)
        return Candidates(
            stage_one=scores[groups],
            levels=self._columns.levels[groups],
            passages=passages,
            owner=owner,
            fields=self._columns.field[passages],
            cosines=self._dense.cosines(query.vector, passages),
            bm25=query.lexical[passages],
        )

    def _fuse(self, lexical: Floats, numbers: Ints, cosines: Floats) -> tuple[Floats, Ints]:
        """Return each group's score and the number of its best passage.

        Words: a group's best BM25 in each field, summed, over the best group's.
        Meaning: a group's best cosine, from worst (0) to best (1) of the candidates; all
        count as best when none is worse.
        """
        groups = self._columns.group_count
        words = np.zeros(groups, dtype=np.float32)
        for in_field in self._columns.fields:
            best_in_field = np.zeros(groups, dtype=np.float32)
            np.maximum.at(best_in_field, self._columns.group[in_field], lexical[in_field])
            words += best_in_field
        words /= max(float(words.max(initial=0)), 1e-9)
        meaning = np.zeros(groups, dtype=np.float32)
        evidence = lexical.copy()
        if len(cosines):
            low, high = float(cosines.min()), float(cosines.max())
            spread = high - low
            scaled = (cosines - low) / spread if spread > 1e-6 else np.ones_like(cosines)
            np.maximum.at(meaning, self._columns.group[numbers], scaled)
            evidence[numbers] += scaled * max(float(lexical.max(initial=0)), 1.0)
        scores = DENSE_WEIGHT * meaning + (1 - DENSE_WEIGHT) * words
        return scores.astype(np.float32), self._columns.best_of_group(evidence)

    def _favour(self, scores: Floats, shares: Floats) -> Floats:
        """Return the groups' scores with what found ones earn for their level and name."""
        fit = np.zeros(len(scores), dtype=np.float32)
        names = self._columns.names
        np.maximum.at(fit, self._columns.group[names], shares[names])
        favour = self._columns.prior + NAME_FIT * fit
        return np.where(scores > 0, scores + favour, 0).astype(np.float32)

    def _coverage(self, query: Query, groups: Ints, mask: Mask) -> list[float]:
        """Return for each group the share of the question's idf mass its admitted passages hold.

        Of its content: 0 if the question holds nothing but asking and setting words.
        """
        numbers, owner = self._columns.members_of(groups)
        numbers, owner = numbers[mask[numbers]], owner[mask[numbers]]
        covered = np.zeros(len(groups))
        total = 0.0
        for term in dict.fromkeys(query.terms):
            if "_" in term or term in ASKING or term in SETTING:
                continue
            weight = self._lexical.idf(term)
            holds = np.zeros(len(groups), dtype=np.bool_)
            holds[owner[self._lexical.holds(term, numbers)]] = True
            covered += weight * holds
            total += weight
        return [float(share) for share in covered / max(total, 1e-9)]
