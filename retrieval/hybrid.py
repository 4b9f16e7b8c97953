"""Search words and meaning together and return one hit per record."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.importers.legacy_fonts import repair_question
from knowledge.synonyms import in_other_words
from knowledge.text import clean, expand
from knowledge.types import Passage
from retrieval.columns import Columns
from retrieval.dense import DenseIndex
from retrieval.encoder import Encoder
from retrieval.lexical import LexicalIndex, terms
from retrieval.restore import Restorer
from retrieval.types import Filters, Hit

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Chosen on the odd half of the machine-written questions; docs/measurements.md has the even half.
# Weighing name, everyday names and body differently gained nothing there.
DENSE_CANDIDATES = 300
DENSE_WEIGHT = 0.4
# What a name earns whose every word the question says: "Xóa đăng ký tạm trú" holds a word that a
# question about "đăng ký tạm trú" lacks. hit@1 .452 -> .499 on the odd half, .479 -> .530 on the
# even one; 0.2 to 0.4 are alike.
NAME_FIT = 0.25
# What the records' words for what was said count beside what was said. Of 0, 0.2, 0.3 and 0.4,
# hit@1 was .818, .828, .832, .828 on 285 questions for training.
OTHER_WORDS = 0.3
# Of each end of a long question: restoring and encoding take time by the word.
_END_WORDS = 40
_LONGEST_WORD = 30
# Repeating itself makes a long text no likelier to mean something.
_MANY_TERMS = 200


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
    ) -> None:
        self._passages = list(passages)
        self._lexical = lexical
        self._dense = dense
        self._encoder = encoder
        self._restorer = restorer
        self._columns = Columns(self._passages)

    def understand(self, question: str) -> Query:
        """Return the question's terms, BM25 scores and vector.

        BM25 sees no diacritics; only the dense side sees restored ones, because a wrong guess
        there costs little and here would lose an exact match. A word that was mended although
        it may be meant counts in part, too.
        """
        typed = repair_question(clean(question))
        mended = self._restorer.spelling.mend(expand(typed))
        query_terms = terms(mended.text)
        if len(query_terms) > _MANY_TERMS:
            query_terms = list(dict.fromkeys(query_terms))
        restored = self._restorer.restore(_short(mended.text))
        said = set(query_terms)
        other = [
            term
            for words in (*mended.typed, *in_other_words(restored))
            for term in terms(words)
            if term not in said
        ]
        other = list(dict.fromkeys(other))
        lexical = self._lexical.scores(query_terms)
        lexical += OTHER_WORDS * self._lexical.scores(other)
        return Query(
            text=restored,
            terms=tuple(query_terms),
            lexical=lexical,
            shares=self._lexical.shares(query_terms),
            vector=self._encoder.encode_query(restored),
        )

    def search(self, query: Query, filters: Filters, k: int) -> list[Hit]:
        """Return the k best hits, best first: one per procedure or guide, or piece of a plan."""
        mask = self._columns.admit(filters)
        numbers, cosines = self._dense.search(query.vector, DENSE_CANDIDATES, mask)
        scores, best = self._fuse(query.lexical * mask, numbers, cosines)
        scores = self._favour(scores, query.shares * mask)
        order = np.argsort(-scores, kind="stable")[:k]
        order = order[scores[order] > 0]
        cosine_of = np.zeros(len(scores), dtype=np.float32)
        np.maximum.at(cosine_of, self._columns.group[numbers], cosines)
        return [
            Hit(
                passage=self._passages[int(best[group])],
                score=float(scores[group]),
                lexical=covered,
                dense=float(cosine_of[group]),
            )
            for group, covered in zip(order, self._coverage(query, order, mask), strict=True)
        ]

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
        members = [self._columns.members(int(group)) for group in groups]
        numbers = np.concatenate([np.empty(0, dtype=np.int64), *members])
        owner = np.repeat(np.arange(len(groups)), [len(each) for each in members])
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


def _short(question: str) -> str:
    """Return the beginning and the end of a long question: what is asked stands in one of them."""
    words = question.split()
    if len(words) > 2 * _END_WORDS:
        words = [*words[:_END_WORDS], *words[-_END_WORDS:]]
    return " ".join(word[:_LONGEST_WORD] for word in words)
