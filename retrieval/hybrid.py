"""Search words and meaning together and return one hit per record."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.asking import ASKING, SETTING
from knowledge.types import Kind, Passage
from retrieval.admitted import Admitted
from retrieval.columns import Columns, Pool
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder
from retrieval.lexical import LexicalIndex, syllables_of
from retrieval.names import Names
from retrieval.question import Query, understand
from retrieval.rank import UNRELATED, Candidates, Weights, chances, features
from retrieval.restore import Restorer
from retrieval.types import Filters, Hit

logger = logging.getLogger(__name__)

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Chosen on the odd half of the machine-written questions; docs/measurements.md has the even half.
# Weighing name, everyday names and body differently gained nothing there.
DENSE_CANDIDATES = 300
# Candidates that are looked at closer.
RANKED = 50
# What is searched for at least.
_USUAL = 20
DENSE_WEIGHT = 0.4
# What a name earns whose every word the question says: "Xóa đăng ký tạm trú" holds a word that a
# question about "đăng ký tạm trú" lacks. hit@1 .452 -> .499 on the odd half, .479 -> .530 on the
# even one; 0.2 to 0.4 are alike.
NAME_FIT = 0.25
# What stands for the cosine while the encoder fails, from no words in common to all: what unrelated
# and well answered questions have. So a record answers if it holds nearly all that is asked.
_LOW, _PER_WORDS = 0.79, 0.1
# More than a sum of three numbers about 1 in single precision can be off by.
_ROUNDING = 1e-5


@dataclass(frozen=True, kw_only=True, eq=False)
class _Found:
    """Stage one's best groups, best first."""

    pool: Pool
    """The groups with their admitted passages."""
    scores: Floats
    """Fused scores, shape (n,)."""
    best: Ints
    """Number of each group's best passage, shape (n,)."""
    cosines: Floats
    """Best cosine of each group among the dense candidates, else 0, shape (n,)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Near:
    """The nearest admitted passages by meaning."""

    passages: Ints
    cosines: Floats
    scaled: Floats
    """The cosines from worst (0) to best (1); all count as best when none is worse."""


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
        self._names = Names(self._passages, lexical)
        self._is_encoding = True

    def __len__(self) -> int:
        """Return how many passages are searched."""
        return len(self._passages)

    @property
    def passages(self) -> Sequence[Passage]:
        """What is searched, in the order of the index."""
        return self._passages

    @property
    def encoder(self) -> Encoder:
        """What turns questions into vectors."""
        return self._encoder

    def may_name(self, words: Collection[str]) -> bool:
        """Say whether one name of any procedure, official or everyday, may hold all the words."""
        return self._names.may_hold(words)

    def understand(self, question: str) -> Query:
        """Return the question, ready for search."""
        return understand(
            question, restorer=self._restorer, lexical=self._lexical, encode=self._encode
        )

    def _encode(self, text: str) -> Floats:
        """Return the vector of a text, zeros while the encoder fails; that is logged once."""
        try:
            vector = self._encoder.encode_query(text)
        except Exception as broken:  # whatever an engine raises: words alone find most things
            if self._is_encoding:
                kind = type(broken).__name__
                logger.error("the encoder fails; searching by words alone", extra={"error": kind})
            self._is_encoding = False
            return np.zeros(self._dense.dimension, dtype=np.float32)
        if not self._is_encoding:
            logger.warning("the encoder works again")
        self._is_encoding = True
        return vector

    def search(self, query: Query, filters: Filters, k: int) -> list[Hit]:
        """Return the k best hits, best first: one per procedure or guide, or piece of a plan."""
        if not query.has_meaning:
            # Asked again, it may be encoded by now; and what words alone found is not kept.
            query = replace(query, vector=self._encode(query.text))
        # A message is looked at for its 3, 5 and 20 best; the fewer are the first of the more.
        wanted = max(k, _USUAL) if k <= RANKED else k
        if (filters, wanted) not in query.found:
            query.found[filters, wanted] = self._search(query, filters, wanted)
        return query.found[filters, wanted][:k]

    def _search(self, query: Query, filters: Filters, k: int) -> list[Hit]:
        if not self._columns.admit(filters).count:
            return []
        is_ranked = self._weights is not None and filters.kind is Kind.PROCEDURE
        found = self._stage_one(query, filters, max(k, RANKED) if is_ranked else k)
        order = np.arange(len(found.scores))
        likely = np.zeros(len(order), dtype=np.float32)
        if self._weights is not None and is_ranked:
            scores = self._weights.scores(self._features(query, found))
            likely = chances(scores)
            order = np.argsort(-scores, kind="stable")[:k]
        coverage = self._coverage(query, found.pool)
        cosines = [float(each) for each in found.cosines]
        if not query.has_meaning:
            cosines = [_LOW + _PER_WORDS * share for share in coverage]
        return [
            Hit(
                passage=self._passages[int(found.best[place])],
                score=float(found.scores[place]),
                lexical=coverage[place],
                dense=cosines[place],
                chance=float(likely[place]),
            )
            for place in order
        ]

    def inspect(self, query: Query, filters: Filters, k: int) -> tuple[list[str], Floats]:
        """Return the record of each of stage one's k best and its features, to train ranking."""
        found = self._stage_one(query, filters, k)
        codes = [self._passages[int(number)].record_id for number in found.best]
        return codes, self._features(query, found)

    def _stage_one(self, query: Query, filters: Filters, k: int) -> _Found:
        """Return the k groups with the best fused scores, best first."""
        admitted = self._columns.admit(filters)
        lexical = query.lexical if admitted.is_all else query.lexical * admitted.mask
        near = self._near(query, admitted)
        groups, scores = self._best_groups(query, admitted, lexical, near, k)
        pool = self._columns.pool(groups, admitted)
        cosine_of = np.zeros(self._columns.group_count, dtype=np.float32)
        np.maximum.at(cosine_of, self._columns.group[near.passages], near.cosines)
        return _Found(
            pool=pool,
            scores=scores,
            best=_best_passages(pool, lexical, near),
            cosines=cosine_of[groups],
        )

    def _features(self, query: Query, found: _Found) -> Floats:
        passages = found.pool.passages
        candidates = Candidates(
            stage_one=found.scores,
            levels=self._columns.levels[found.pool.groups],
            passages=passages,
            owner=found.pool.owner,
            fields=self._columns.field[passages],
            cosines=self._cosines(query, passages),
        )
        return features(query.terms, candidates, self._lexical)

    def _cosines(self, query: Query, passages: Ints) -> Floats:
        if not query.has_meaning:
            return np.full(len(passages), UNRELATED, dtype=np.float32)
        return self._dense.cosines(query.vector, passages)

    def _near(self, query: Query, admitted: Admitted) -> _Near:
        if not query.has_meaning:
            nothing = np.empty(0, dtype=np.float32)
            return _Near(passages=np.empty(0, np.int64), cosines=nothing, scaled=nothing)
        passages, cosines = self._dense.search(query.vector, DENSE_CANDIDATES, admitted)
        low, high = float(cosines.min(initial=1)), float(cosines.max(initial=-1))
        spread = high - low
        scaled = (cosines - low) / spread if spread > 1e-6 else np.ones_like(cosines)
        return _Near(passages=passages, cosines=cosines, scaled=scaled)

    def _best_groups(
        self, query: Query, admitted: Admitted, lexical: Floats, near: _Near, k: int
    ) -> tuple[Ints, Floats]:
        """Return the k groups with the highest scores above 0, and these, best first.

        Equal scores keep the order of the groups. Names are only looked at where they can lift
        a group among the k best.
        """
        fused = self._fuse(lexical, admitted, near)
        found = np.flatnonzero(fused > 0)
        fused, prior = fused[found], self._columns.prior[found]
        without_name = fused + prior
        hopeful = without_name >= _kth(without_name, k) - NAME_FIT - _ROUNDING
        found, fused, prior = found[hopeful], fused[hopeful], prior[hopeful]
        scores = fused + (prior + NAME_FIT * self._name_fit(query, admitted, found))
        order = np.argsort(-scores, kind="stable")[:k]
        return found[order], scores[order]

    def _fuse(self, lexical: Floats, admitted: Admitted, near: _Near) -> Floats:
        """Return each group's score by its words and its meaning.

        Words: a group's best BM25 in each field, summed, over the best group's.
        Meaning: the scaled cosine of its nearest passage.
        """
        words = self._columns.best_per_field(lexical, admitted.rows)
        words /= max(float(words.max(initial=0)), 1e-9)
        meaning = np.zeros(len(words), dtype=np.float32)
        np.maximum.at(meaning, self._columns.group[near.passages], near.scaled)
        scores = DENSE_WEIGHT * meaning + (1 - DENSE_WEIGHT) * words
        return scores.astype(np.float32)

    def _name_fit(self, query: Query, admitted: Admitted, groups: Ints) -> Floats:
        """Return for each group the share of its name's idf mass that the question says."""
        names, owner = self._columns.names(groups)
        seen = admitted.mask[names]
        fit = np.zeros(len(groups), dtype=np.float32)
        np.maximum.at(fit, owner[seen], self._lexical.shares(query.terms, names[seen]))
        return fit

    def _coverage(self, query: Query, pool: Pool) -> list[float]:
        """Return for each group the share of the question's idf mass its admitted passages hold.

        Of its content: 0 if the question holds nothing but asking and setting words.
        """
        covered = np.zeros(len(pool.groups))
        total = 0.0
        for term in syllables_of(query.terms):
            if term in ASKING or term in SETTING:
                continue
            weight = self._lexical.idf(term)
            holds = np.zeros(len(covered), dtype=np.bool_)
            holds[pool.owner[self._lexical.holds(term, pool.passages)]] = True
            covered += weight * holds
            total += weight
        return [float(share) for share in covered / max(total, 1e-9)]


def _kth(scores: Floats, k: int) -> float:
    """Return the k-th highest score; 0 if there are fewer."""
    return float(np.partition(scores, -k)[-k]) if 0 < k <= len(scores) else 0.0


def _best_passages(pool: Pool, lexical: Floats, near: _Near) -> Ints:
    """Return each group's first passage with the highest evidence, of words and meaning."""
    evidence = lexical[pool.passages]
    if len(pool.passages):
        place = np.minimum(np.searchsorted(pool.passages, near.passages), len(pool.passages) - 1)
        at_stake = pool.passages[place] == near.passages
        strongest = max(float(lexical.max(initial=0)), 1.0)
        evidence[place[at_stake]] += near.scaled[at_stake] * strongest
    by_evidence = np.argsort(-evidence, kind="stable")[::-1]
    best: Ints = np.zeros(len(pool.groups), dtype=np.int64)
    best[pool.owner[by_evidence]] = pool.passages[by_evidence]  # the last, the highest, stays
    return best
