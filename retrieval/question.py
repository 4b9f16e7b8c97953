"""Make a question ready for search: written out, mended, its diacritics restored, encoded."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from knowledge.asking import ASKING, without_cost, without_forgotten, without_penalty
from knowledge.importers.legacy_fonts import repair_question
from knowledge.synonyms import in_other_words
from knowledge.text import clean, expand
from retrieval.lexical import LexicalIndex, terms
from retrieval.restore import Restorer
from retrieval.types import Filters, Hit

Floats = NDArray[np.float32]
Encode = Callable[[str], Floats]

# What the records' words for what was said count beside what was said. Of 0, 0.2, 0.3 and 0.4,
# hit@1 was .818, .828, .832, .828 on 285 questions for training.
OTHER_WORDS = 0.3
# Of each end of a long question: restoring and encoding take time by the word.
_END_WORDS = 40
_LONGEST_WORD = 30
# Forty Vietnamese syllables have some 180; what has twice as many is no Vietnamese, and the
# encoder takes every letter or two for a word.
_END_CHARACTERS = 320
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
    vector: Floats
    """Unit vector, shape (dimension,); zeros: the encoder failed, and words alone are searched."""
    words: int
    """How many different syllables say something, asking ones left out."""
    mass: float
    """Their idf, summed: how much the question says at all."""
    found: dict[tuple[Filters, int], list[Hit]] = field(
        default_factory=dict, init=False, compare=False
    )
    """Searches made with it; they live as long as the question does."""

    @property
    def has_meaning(self) -> bool:
        """Say whether the question was encoded."""
        return bool(self.vector.any())


def understand(
    question: str, *, restorer: Restorer, lexical: LexicalIndex, encode: Encode
) -> Query:
    """Return the question's terms, BM25 scores and vector.

    BM25 sees no diacritics; only the dense side sees restored ones, because a wrong guess
    there costs little and here would lose an exact match. A word that was mended although
    it may be meant counts in part, too.
    """
    mended = restorer.spelling.mend(expand(repair_question(clean(question))))
    # "Đăng ký thường trú mất bao lâu" would find what is lost, ended or struck off.
    asked = without_forgotten(without_penalty(without_cost(mended.text)))
    query_terms = terms(asked)
    if len(query_terms) > _MANY_TERMS:
        query_terms = list(dict.fromkeys(query_terms))
    restored = restorer.restore(_short(asked))
    said = set(query_terms)
    other = [
        term
        for words in (*mended.typed, *in_other_words(restored))
        for term in terms(words)
        if term not in said
    ]
    scores = lexical.scores(query_terms)
    scores += OTHER_WORDS * lexical.scores(list(dict.fromkeys(other)))
    telling = {term for term in said if "_" not in term} - ASKING
    return Query(
        text=restored,
        terms=tuple(query_terms),
        lexical=scores,
        vector=encode(restored),
        words=len(telling),
        mass=sum(lexical.idf(term) for term in telling),
    )


def _short(question: str) -> str:
    """Return the beginning and the end of a long question: what is asked stands in one of them."""
    words = question.split()
    if len(words) > 2 * _END_WORDS:
        words = [*words[:_END_WORDS], *words[-_END_WORDS:]]
    short = " ".join(word[:_LONGEST_WORD] for word in words)
    if len(short) > 2 * _END_CHARACTERS:
        short = f"{short[:_END_CHARACTERS]} {short[-_END_CHARACTERS:]}"
    return short
