"""Pick the sentence of a record that answers a detail question."""

import itertools
import math
import re
from collections import Counter
from collections.abc import Sequence

from bot.wording import sentence, shortened
from knowledge.asking import ASKING
from knowledge.text import folded_syllables

# A longer passage is cut down to the sentences that answer.
_MAX_WORDS = 60

# Words of the aspects ("lệ phí", "mấy ngày", "giấy tờ", …): a message that holds little else
# asks about what was discussed before.
ASPECT_WORDS = frozenset(
    "le phi tien dong mat het ton gia ngay thoi gian han lau giay to ho so mang chuan noi dau nop "
    "online mang tuyen truc tiep mau don buoc dieu kien ket qua luat can cu dien cap xong".split()
)
_SENTENCE_END = re.compile(r"(?<=[.;!?…])\s+(?=[A-ZÀ-ỸĐ0-9+*•–-])|\n+")


def sentences(text: str) -> list[str]:
    """Return the sentences and list items of a text."""
    return [piece.strip(" -+•–\t") for piece in _SENTENCE_END.split(text) if len(piece) > 3]


def content_terms(question: str) -> list[str]:
    """Return the folded syllables that carry the question's content, in order."""
    return [term for term in folded_syllables(question) if term not in ASKING]


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


def decisive(question: str, text: str) -> str:
    """Return the passage, or its sentences that answer best when it is long."""
    if len(text.split()) <= _MAX_WORDS:
        return text
    pieces = list(dict.fromkeys(sentences(text)))
    ranked = rank_sentences(question, pieces)
    if not ranked:
        return shortened(text, _MAX_WORDS)
    chosen: list[str] = []
    for _, piece in ranked:
        if sum(len(c.split()) for c in chosen) + len(piece.split()) > _MAX_WORDS and chosen:
            break
        chosen.append(piece)
    in_order = [piece for piece in pieces if piece in chosen]
    return shortened(" ".join(sentence(piece) for piece in in_order), _MAX_WORDS + 20)


def _with_pairs(terms: Sequence[str]) -> list[str]:
    return [*terms, *(f"{a}_{b}" for a, b in itertools.pairwise(terms))]
