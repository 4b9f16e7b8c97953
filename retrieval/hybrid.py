"""Search words and meaning together and return one hit per record."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.asking import ASKING
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
    words: int
    """How many different syllables say something, asking ones left out."""
    mass: float
    """Their idf, summed: how much the question says at all."""


@dataclass(frozen=True, kw_only=True)
class _Found:
    """Stage one's best groups, best first."""

    groups: Ints
    scores: Floats
    """Fused scores, shape (n,)."""
    best: Ints
    """Number of each group's best passage, shape (n,)."""
    cosines: Floats
    """Best cosine of each group among the dense candidates, else 0, shape (n,)."""
    mask: Mask
    """Which passages the filters admit, shape (passages,)."""


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
        telling = {term for term in query_terms if "_" not in term} - ASKING
        return Query(
            text=restored,
            terms=tuple(query_terms),
            lexical=self._lexical.scores(query_terms),
            shares=self._lexical.shares(query_terms),
            vector=self._encoder.encode_query(restored),
            words=len(telling),
            mass=sum(self._lexical.idf(term) for term in telling),
        )

    def search(self, query: Query, filters: Filters, k: int) -> list[Hit]:
        """Return the k best hits, best first: one per procedure or guide, or piece of a plan."""
        is_ranked = self._weights is not None and filters.kind is Kind.PROCEDURE
        found = self._stage_one(query, filters, max(k, RANKED) if is_ranked else k)
        order = np.arange(len(found.groups))
        likely = np.zeros(len(order), dtype=np.float32)
        if self._weights is not None and is_ranked:
            scores = self._weights.scores(self._features(query, found))
            likely = chances(scores)
            order = np.argsort(-scores, kind="stable")[:k]
        covered = self._coverage(query, found.groups[order], found.mask)
        return [
            Hit(
                passage=self._passages[int(found.best[i])],
                score=float(found.scores[i]),
                lexical=share,
                dense=float(found.cosines[i]),
                chance=float(likely[i]),
            )
            for i, share in zip(order, covered, strict=True)
        ]

    def inspect(self, query: Query, filters: Filters, k: int) -> tuple[list[str], Floats]:
        """Return the record of each of stage one's k best and its features, to train ranking."""
        found = self._stage_one(query, filters, k)
        codes = [self._passages[int(number)].record_id for number in found.best]
        return codes, self._features(query, found)

    def _stage_one(self, query: Query, filters: Filters, k: int) -> _Found:
        """Return the k groups with the best fused scores, best first."""
        mask = self._columns.admit(filters)
        numbers, cosines = self._dense.search(query.vector, DENSE_CANDIDATES, mask)
        scores, best = self._fuse(query.lexical * mask, numbers, cosines)
        scores = self._favour(scores, query.shares * mask)
        groups = np.argsort(-scores, kind="stable")[:k]
        groups = groups[scores[groups] > 0]
        cosine_of = np.zeros(len(scores), dtype=np.float32)
        np.maximum.at(cosine_of, self._columns.group[numbers], cosines)
        return _Found(
            groups=groups,
            scores=scores[groups],
            best=best[groups],
            cosines=cosine_of[groups],
            mask=mask,
        )

    def _features(self, query: Query, found: _Found) -> Floats:
        passages, owner = self._columns.members_of(found.groups)
        candidates = Candidates(
            stage_one=found.scores,
            levels=self._columns.levels[found.groups],
            passages=passages,
            owner=owner,
            fields=self._columns.field[passages],
            cosines=self._dense.cosines(query.vector, passages),
        )
        return features(query.terms, candidates, self._lexical)

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
        """Return for each group the share of the question's idf mass its admitted passages hold."""
        numbers, owner = self._columns.members_of(groups)
        numbers, owner = numbers[mask[numbers]], owner[mask[numbers]]
        covered = np.zeros(len(groups))
        total = 0.0
        for term in dict.fromkeys(query.terms):
            if "_" in term:
                continue
            weight = self._lexical.idf(term)
            holds = np.zeros(len(groups), dtype=np.bool_)
            holds[owner[self._lexical.holds(term, numbers)]] = True
            covered += weight * holds
            total += weight
        return [float(share) for share in covered / max(total, 1e-9)]
