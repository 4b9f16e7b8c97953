"""Mend mistyped words towards those of our own text: keys left raw, letters, missing blanks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.slips import loanwords, slip_bonus, sounding_like
from knowledge.telex import shape_of, telex, vni
from knowledge.text import fold

Ints = NDArray[np.int64]

# Rarer than this, a syllable of our text is as likely a misprint in it.
KNOWN = 3
# What two neighbours must have been seen together to vouch for a mended word.
_VOUCHED = 3
# Shorter ones are abbreviations we do not know.
_SHORTEST = 3
_TYPICAL = 4
# A word that no neighbour vouches for is mended only if long, and only to a frequent one.
_LONG = 5
_FREQUENT = 50
# What two neighbours must have been seen together to be meant by others that never were.
_STRONG = 30
_STRONG_SHARE = 0.03
# Bounds the work on text without blanks; a longer run is no sentence.
_GLUED = range(5, 121)
_LONGEST_SYLLABLE = 7
_MAX_TRIED = 40
# No Vietnamese word holds these; a slip on the keyboard may, but a foreign word is likelier.
_FOREIGN = frozenset("fjwz")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"\w+")
_FOLDED_SYLLABLE = re.compile(
    r"(?:(?:ngh|gh|k)(?=[eiy])|(?:ng|c)(?![eiy])|nh|gi|g(?!e)|kh|ch|ph|qu|th|tr|[bdhlmnprstvx])?"
    r"(?:uye|uyu|uya|yeu|ieu|uoi|uou|oai|oay|oao|oeo|uay|ua|ue|uy|uo|uu|ui|oa|oe|oi|oo|ia|ie|iu"
    r"|ye|ya|eu|eo|ai|ao|au|ay|[aeiouy])"
    r"(?:ng|nh|ch|[cmnpt])?"
)


@dataclass(frozen=True, kw_only=True)
class Mended:
    """A text as it was probably meant."""

    text: str
    typed: tuple[str, ...] = ()
    """Words that were mended although they may be meant as typed: "xinh" in "khai xinh"."""


class Spelling:
    """Which folded syllables our text holds and which follow which."""

    def __init__(self, words: Sequence[str], counts: Ints, pairs: Ints) -> None:
        """Take accented syllables by number, their counts, and rows (a * n + b, count)."""
        folded: dict[str, int] = {}
        number = [folded.setdefault(fold(word), len(folded)) for word in words]
        self._accented: dict[tuple[str, str], str] = {}
        """Shape and tone of each known word -> the word."""
        self._readings: dict[str, list[str]] = {}
        for at in np.argsort(-counts, kind="stable"):
            word = words[at]
            self._readings.setdefault(fold(word), []).append(word)
            if counts[at] >= KNOWN:
                self._accented.setdefault(shape_of(word), word)
        renumbered = np.asarray(number, dtype=np.int64)
        total = np.zeros(len(folded), dtype=np.int64)
        np.add.at(total, renumbered, counts)
        self._number = folded
        self._counts = total
        self._sum = float(max(1, total.sum()))
        self._keys, self._together = _folded_pairs(pairs, renumbered, len(words), len(folded))
        self._vocabulary = [
            word
            for word, n in zip(folded, total, strict=True)
            if n >= KNOWN and _FOLDED_SYLLABLE.fullmatch(word)
        ]

    def mend(self, text: str) -> Mended:
        """Return the text with what is no word mended, where our own text knows what was meant.

        Words that are known, numbers, names with digits and everything else stay as typed.
        """
        if not self._vocabulary:
            return Mended(text=text)
        words = list(_WORD.finditer(text))
        has_keys = sum(vni(word[0]) is not None for word in words) > 1
        pieces: list[str] = []
        before, end, tried = "", 0, 0
        for place, word in enumerate(words):
            after = fold(words[place + 1][0]) if place + 1 < len(words) else ""
            pieces.append(text[end : word.start()])
            end = word.end()
            meant = None
            if tried < _MAX_TRIED and not self._is_known(word[0]):
                tried += 1
                meant = self._meant(word[0], before, after, has_keys=has_keys)
            pieces.append(word[0] if meant is None else meant)
            before = fold(pieces[-1].rsplit(" ", 1)[-1])
        pieces.append(text[end:])
        return self._sounded("".join(pieces))

    def _sounded(self, text: str) -> Mended:
        """Mend words our text never spells so, which sound like a frequent one beside theirs."""
        words = list(_WORD.finditer(text))
        meant = [word[0] for word in words]
        typed: list[str] = []
        tried = 0
        for place, word in enumerate(words):
            if tried == _MAX_TRIED:
                break
            bare = fold(word[0])
            if self._is_spelled(word[0]) or bare in loanwords():
                continue
            tried += 1
            before = fold(meant[place - 1]) if place else ""
            after = fold(meant[place + 1]) if place + 1 < len(words) else ""
            if self._seen(before, bare) + self._seen(bare, after) >= _VOUCHED:
                continue
            strong = [
                (max(self._seen(before, other), self._seen(other, after)), other)
                for other in self._like(bare)
                if self._is_strong(before, other) or self._is_strong(other, after)
            ]
            if strong:
                typed.append(word[0])
                meant[place] = self._accents_of(word[0], max(strong)[1])
        gaps = [text[a.end() : b.start()] for a, b in pairwise(words)]
        if not typed:
            return Mended(text=text)
        rebuilt = "".join(word + gap for word, gap in zip(meant, [*gaps, ""], strict=True))
        head, tail = text[: words[0].start()], text[words[-1].end() :]
        return Mended(text=f"{head}{rebuilt}{tail}", typed=tuple(typed))

    def _like(self, bare: str) -> list[str]:
        """Return what a word may be written for; a short one is one slip away from too many."""
        near = self._one_slip_away(bare) if len(bare) >= _TYPICAL else []
        return [*sounding_like(bare), *near] if len(bare) >= _SHORTEST else []

    def _is_spelled(self, typed: str) -> bool:
        """Say whether our text has the word as typed: "tực" it has not, though it has "tục"."""
        if not _LETTERS.fullmatch(typed):
            return True
        if fold(typed) == typed.lower():
            return self._count(typed.lower()) >= KNOWN
        return shape_of(typed) in self._accented

    def _is_strong(self, a: str, b: str) -> bool:
        seen = self._seen(a, b)
        return seen >= _STRONG and seen >= _STRONG_SHARE * max(self._count(a), self._count(b))

    def _meant(self, typed: str, before: str, after: str, *, has_keys: bool) -> str | None:
        """Return what an unknown word was meant to be; None if nobody can say."""
        if not _LETTERS.fullmatch(typed):
            return self._from_keys(vni(typed)) if has_keys or _has_shape_key(typed) else None
        return (
            self._from_keys(telex(typed))
            or self._nearest(typed, before, after)
            or self._parted(typed)
        )

    def _from_keys(self, typed: tuple[str, str] | None) -> str | None:
        """Return the known word that the keys type; without marks if it only holds a đ."""
        word = self._accented.get(typed) if typed else None
        return fold(word) if word and _marks(word) == {"đ"} else word

    def _nearest(self, typed: str, before: str, after: str) -> str | None:
        """Return the known word one slip away that the neighbours vouch for."""
        bare = fold(typed)
        if not _SHORTEST <= len(bare) <= _LONGEST_SYLLABLE + 1 or _FOREIGN & set(bare):
            return None
        if _FOLDED_SYLLABLE.fullmatch(bare):  # a word that our text lacks: "gái", "mía"
            return None
        best, best_score = None, 0.0
        for candidate in self._one_slip_away(bare):
            together = self._seen(before, candidate) + self._seen(candidate, after)
            count = self._count(candidate)
            is_vouched = together >= _VOUCHED
            if not is_vouched and (len(bare) < _LONG or count < _FREQUENT):
                continue
            score = (
                10 * is_vouched
                + self._follows(before, candidate)
                + self._follows(candidate, after)
                + slip_bonus(bare, candidate)
                + 100
            )
            if score > best_score:
                best, best_score = candidate, score
        return self._accents_of(typed, best) if best else None

    def _one_slip_away(self, bare: str) -> list[str]:
        near = process.extract(
            bare, self._vocabulary, scorer=OSA.distance, score_cutoff=1, limit=None
        )
        return [candidate for candidate, _, _ in near]

    def _parted(self, typed: str) -> str | None:
        """Return the syllables that a run of letters is made of, parted by blanks."""
        bare = fold(typed)
        if len(bare) not in _GLUED or len(bare) != len(typed):
            return None
        # Per end and last syllable: the best score and where that syllable begins.
        best: list[dict[str, tuple[float, str]]] = [{} for _ in range(len(bare) + 1)]
        best[0][""] = (0.0, "")
        for end in range(2, len(bare) + 1):
            for start in range(max(0, end - _LONGEST_SYLLABLE), end - 1):
                piece = bare[start:end]
                if not best[start] or self._count(piece) < KNOWN:
                    continue
                if not _FOLDED_SYLLABLE.fullmatch(piece):
                    continue
                score, last = max(
                    (s + self._follows(b, piece), b) for b, (s, _) in best[start].items()
                )
                best[end][piece] = (score, last)
        if not best[-1]:
            return None
        last = max(best[-1], key=lambda piece: best[-1][piece][0])
        found: list[str] = []
        end = len(bare)
        while end:
            found.append(typed[end - len(last) : end])
            end, last = end - len(last), best[end][last][1]
        found.reverse()
        if len(found) < 2 or not any(
            self._seen(fold(a), fold(b)) >= _VOUCHED for a, b in pairwise(found)
        ):
            return None
        return " ".join(found)

    def _accents_of(self, typed: str, bare: str) -> str:
        """Return the reading of a mended word whose marks are most like the typed ones."""
        shape, tone = shape_of(typed)
        if fold(typed) == typed.lower():
            return bare
        marks = _marks(shape)
        return max(
            self._readings.get(bare, [bare]),
            key=lambda reading: (
                (shape_of(reading)[1] == tone) - 2 * len(marks ^ _marks(shape_of(reading)[0]))
            ),
        )

    def _is_known(self, typed: str) -> bool:
        bare = fold(typed)
        return self._count(bare) >= KNOWN or bare in loanwords()

    def _count(self, bare: str) -> int:
        number = self._number.get(bare)
        return 0 if number is None else int(self._counts[number])

    def _seen(self, a: str, b: str) -> int:
        """Return how often two syllables stand beside each other in our text."""
        first, second = self._number.get(a), self._number.get(b)
        if first is None or second is None:
            return 0
        key = first * len(self._number) + second
        place = int(np.searchsorted(self._keys, key))
        if place == len(self._keys) or self._keys[place] != key:
            return 0
        return int(self._together[place])

    def _follows(self, a: str, b: str) -> float:
        """Return log p(b | a), smoothed by p(b); log p(b) when a is unknown or not there."""
        share = (self._count(b) + 0.5) / self._sum
        given = self._count(a)
        if not given:
            return log(share)
        return log(0.6 * self._seen(a, b) / given + 0.4 * share)


def _folded_pairs(pairs: Ints, renumbered: Ints, words: int, folded: int) -> tuple[Ints, Ints]:
    """Return sorted pair keys over folded numbers, and the counts added up."""
    if not len(pairs):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    first, second = renumbered[pairs[:, 0] // words], renumbered[pairs[:, 0] % words]
    keys, place = np.unique(first * folded + second, return_inverse=True)
    together = np.zeros(len(keys), dtype=np.int64)
    np.add.at(together, place, pairs[:, 1])
    return keys, together


def _marks(letters: str) -> set[str]:
    return {ch for ch in letters if fold(ch) != ch}


def _has_shape_key(typed: str) -> bool:
    return any(key in typed for key in "6789")
