"""How far apart two Vietnamese syllables are: a tone, a mark on a letter, a letter."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.review.checks.language_syllables import tone_of
from knowledge.text import fold

# Two spellings of one word, as "kỹ" and "kĩ" are.
_BOTH_RIGHT = ({"hằng", "hàng"}, {"nhật", "nhựt"}, {"màu", "mầu"})


class Slip(StrEnum):
    """What went wrong between two syllables."""

    MARKS = "marks"
    """The letters are the same; the tone, or the marks on letters, are not."""
    LETTER = "letter"
    """One letter is wrong, lost, too many, or has changed places with its neighbour."""
    FAR = "far"
    """More than that, or two spellings that are both right."""


@lru_cache(maxsize=65_536)
def slip(typed: str, meant: str) -> Slip:
    """Return how one syllable may have become another."""
    (shape, tone), (other, other_tone) = tone_of(typed), tone_of(meant)
    is_same = tone == other_tone and shape.replace("y", "i") == other.replace("y", "i")
    if is_same or {typed, meant} in _BOTH_RIGHT:
        return Slip.FAR
    if fold(typed) == fold(meant):
        return Slip.MARKS
    if tone == other_tone and OSA.distance(shape, other, score_cutoff=1) == 1:
        return Slip.LETTER
    return Slip.FAR


class Nearby:
    """Finds the known syllables one slip away from a typed one."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        """Take the known syllables."""
        self._by_deletion: Mapping[str, list[str]] = _by_deletion(vocabulary)
        self._found: dict[str, tuple[str, ...]] = {}

    def of(self, typed: str) -> tuple[str, ...]:
        """Return the syllables, without the typed one itself."""
        if typed not in self._found:
            keys = {fold(typed), *_deletions(fold(typed))}
            near = {each for key in keys for each in self._by_deletion.get(key, ())}
            near.discard(typed)
            self._found[typed] = tuple(
                sorted(each for each in near if slip(typed, each) is not Slip.FAR)
            )
        return self._found[typed]


def _by_deletion(vocabulary: Iterable[str]) -> dict[str, list[str]]:
    """Return known syllables by their letters, and by those with each one left out."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for known in vocabulary:
        bare = fold(known)
        for key in {bare, *_deletions(bare)}:
            found[key].append(known)
    return found


def _deletions(bare: str) -> set[str]:
    return {bare[:i] + bare[i + 1 :] for i in range(len(bare))}
