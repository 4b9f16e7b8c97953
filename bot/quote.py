"""Pick the sentence of a record that answers a detail question."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence

from knowledge.text import folded_syllables

# Words that ask rather than say; they tell nothing about which sentence answers.
_ASKING = frozenset(
    "ai anh bao bi cac can cho chi co con cua duoc den em gi gio hay hoi khi khong la lam may mot "
    "nao nay nhieu nhu o phai ra sao se tai the thi thu toi trong va vay ve viec voi a ad oi nhe "
    "minh ban muon xin tuc bn nhiu ko k dc phan tram".split()
)
_SENTENCE_END = re.compile(r"(?<=[.;!?…])\s+(?=[A-ZÀ-ỸĐ0-9+*•–-])|\n+")


def sentences(text: str) -> list[str]:
    """Return the sentences and list items of a text."""
    return [piece.strip(" -+•–\t") for piece in _SENTENCE_END.split(text) if len(piece) > 3]


def content_terms(question: str) -> list[str]:
    """Return the folded syllables that carry the question's content, in order."""
    return [term for term in folded_syllables(question) if term not in _ASKING]


def rank_sentences(question: str, candidates: Sequence[str]) -> list[tuple[float, str]]:
    """Return (share of the question's content held, sentence), best first.

    Terms weigh by their rarity among the candidates; a pair of neighbouring terms counts
    as a term of its own. Ties keep the given order.
    """
    wanted = _with_pairs(content_terms(question))
    if not wanted or not candidates:
        return []
    held = [set(_with_pairs(folded_syllables(candidate))) for candidate in candidates]
    frequency = Counter(term for terms in held for term in terms)
    weight = {t: math.log(1 + len(candidates) / (1 + frequency[t])) + 0.2 for t in set(wanted)}
    total = sum(weight.values())
    scored = [
        (sum(weight[t] for t in weight if t in terms) / total, candidate)
        for terms, candidate in zip(held, candidates, strict=True)
    ]
    return sorted(scored, key=lambda pair: -pair[0])


def _with_pairs(terms: Sequence[str]) -> list[str]:
    return [*terms, *(f"{a}_{b}" for a, b in itertools.pairwise(terms))]
