"""Words that are right by themselves and wrong where they stand: a noisy channel over pairs.

A word that our text puts beside neither of its neighbours is held against the words one slip
away: how much likelier would each of them stand there, less what such a slip is worth?
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bot.review.checks.language_counts import Counts, counts
from bot.review.checks.language_edits import Nearby, Slip, slip
from bot.review.checks.language_syllables import is_syllable
from bot.review.checks.language_words import FREE, Word

# Natural logarithms of how rare a slip is.
COST = {Slip.MARKS: 6.0, Slip.LETTER: 7.5, Slip.FAR: 15.0}
# What the better word must win by. In 720,000 words of procedures that were not counted, two of
# three that win by 5 to 9 were slips.
LEAST_GAIN = 5.0
# What a word that stands beside any other must win by on top.
_FREE = 5.0
# A meant word must be seen so often beside one neighbour.
_STRONG = 8
# Rarer ones are never meant.
_FREQUENT = 30


@dataclass(frozen=True, kw_only=True)
class Slipped:
    """A word at a place, and what was probably meant."""

    place: int
    meant: str
    gain: float
    """How much likelier, as a natural logarithm, cost of the slip paid."""


def slipped(
    words: Sequence[Word], known: Counts, near: Nearby, least_gain: float = LEAST_GAIN
) -> list[Slipped]:
    """Return the words that probably mean another, in the order of the text."""
    found = []
    for place, word in enumerate(words):
        before, after = neighbours(words, place)
        if not (before or after) or not _is_open(word):
            continue
        if before and known.is_known(before, word.lower):
            continue
        if after and known.is_known(word.lower, after):
            continue
        best = _best(word.lower, before, after, known, near)
        if best and best[0] >= least_gain + _FREE * (word.lower in FREE):
            found.append(Slipped(place=place, meant=best[1], gain=best[0]))
    return found


def neighbours(words: Sequence[Word], place: int) -> tuple[str, str]:
    """Return the syllables joined to a word before and after it; "" where there is none."""
    before = _syllable(words[place - 1]) if place and words[place].is_joined else ""
    is_followed = place + 1 < len(words) and words[place + 1].is_joined
    return before, _syllable(words[place + 1]) if is_followed else ""


def gain(typed: str, meant: str, before: str, after: str, known: Counts) -> float:
    """Return how much likelier another word would stand there, the cost of the slip paid."""
    return (
        _fit(meant, before, after, known)
        - _fit(typed, before, after, known)
        - COST[slip(typed, meant)]
    )


@cache
def nearby(least: int = _FREQUENT) -> Nearby:
    """Return the frequent syllables of our text, to look for what was meant."""
    return Nearby(each for each, n in counts().single.items() if n >= least)


def _is_open(word: Word) -> bool:
    """Say whether a word may be a slip: names, abbreviations and numbers are none."""
    if len(word.lower) < 2 or not is_syllable(word.lower):
        return False
    return word.text.islower() or (word.is_capital and word.is_first)


def _syllable(word: Word) -> str:
    return word.lower if is_syllable(word.lower) else ""


def _best(
    typed: str, before: str, after: str, known: Counts, near: Nearby
) -> tuple[float, str] | None:
    best: tuple[float, str] | None = None
    for meant in near.of(typed):
        strongest = max(
            known.seen(before, meant) if before else 0, known.seen(meant, after) if after else 0
        )
        if strongest < _STRONG:
            continue
        won = gain(typed, meant, before, after, known)
        if best is None or won > best[0]:
            best = won, meant
    return best


def _fit(word: str, before: str, after: str, known: Counts) -> float:
    left = known.follows(before, word) if before else 0.0
    return left + (known.follows(word, after) if after else 0.0)
