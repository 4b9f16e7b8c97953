"""Index short phrases by their words' beginnings, sounds and initials, to search as one types."""

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.slips import sounding_like
from knowledge.telex import shape_of, telex
from knowledge.text import fold

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

# How well a word of the query fits a word of a phrase; set by reading lists, not fitted.
EXACT, BEGINNING, UNFINISHED = 1.0, 0.95, 0.8
INITIALS, INITIALS_INSIDE = 0.9, 0.75
GLUED = 0.7
SOUNDS, SLIP, TWO_SLIPS = 0.5, 0.6, 0.45
_LONG = 6
_SHORTEST_SLIP = 3
_MOST_SLIPS = 12
_WORD = re.compile(r"\w+")
# Names run to 241 words; nobody types so far.
_MOST_WORDS = 60
# After the last word that begins so.
_END = chr(0x10FFFF)


def words_of(text: str) -> list[str]:
    """Return the folded words of a text, numbers included."""
    return _WORD.findall(fold(text))


class PhraseIndex:
    """Phrases in the order given; every score is an array over them."""

    def __init__(self, phrases: Sequence[str]) -> None:
        """Read the phrases, once: nothing can be added."""
        self.words = [words_of(phrase)[:_MOST_WORDS] for phrase in phrases]
        self.lengths: Ints = np.asarray([len(words) or 1 for words in self.words], dtype=np.int32)
        self.initials = ["".join(word[0] for word in words) for words in self.words]
        self._vocabulary, self._starts, self._at, self._place = _postings(self.words)
        self._known = frozenset(self._vocabulary)
        spelled = {word for phrase in phrases for word in _WORD.findall(phrase.lower())}
        self._accented = {shape_of(word) for word in spelled}
        self._joined_initials = _Joined(self.initials)
        self._joined_words = _Joined(["".join(words) for words in self.words])

    def fit(self, typed: str, *, is_last: bool) -> "Fit":
        """Return how well each phrase holds a word.

        `typed` is folded. The last word of a query is being typed: a beginning of a word is as
        good as known.
        """
        fits, begins = self._empty(), self._empty()
        slips: dict[str, float] = {}
        first, end = self._range(typed)
        is_word = first < len(self._vocabulary) and self._vocabulary[first] == typed
        self._note(fits, begins, first, end, BEGINNING if is_last else UNFINISHED)
        if is_word:
            self._note(fits, begins, first, first + 1, EXACT)
        if len(typed) > 1 and not is_word:
            self._note_initials(fits, begins, typed)
        if first == end and len(typed) >= _LONG:
            self._note_glued(fits, begins, typed)
        if (first == end or not is_last) and len(typed) >= _SHORTEST_SLIP:
            slips = self._slips(typed, is_known=first < end)
            for word, how_well in slips.items():
                at = bisect_left(self._vocabulary, word)
                self._note(fits, begins, at, at + 1, how_well)
        return Fit(holds=fits, begins=begins, words=(typed, *slips))

    def from_keys(self, typed: str) -> str:
        """Return the word, folded, if it holds the raw keys of Telex: "khaai" is no such word."""
        if typed in self._known:
            return typed
        shape = telex(typed)
        return fold(shape[0]) if shape and shape in self._accented else typed

    def _range(self, typed: str) -> tuple[int, int]:
        return bisect_left(self._vocabulary, typed), bisect_right(self._vocabulary, typed + _END)

    def _empty(self) -> Floats:
        return np.zeros(len(self.words), dtype=np.float32)

    def _note(self, fits: Floats, begins: Floats, first: int, end: int, how_well: float) -> None:
        """Note the phrases that hold the words of a range of the vocabulary."""
        rows = slice(self._starts[first], self._starts[end])
        at = self._at[rows]
        fits[at] = np.maximum(fits[at], how_well)
        leading = at[self._place[rows] == 0]
        begins[leading] = np.maximum(begins[leading], how_well)

    def _note_initials(self, fits: Floats, begins: Floats, typed: str) -> None:
        inside, leading = self._joined_initials.holding(typed)
        fits[inside] = np.maximum(fits[inside], INITIALS_INSIDE)
        fits[leading] = np.maximum(fits[leading], INITIALS)
        begins[leading] = np.maximum(begins[leading], INITIALS)

    def _note_glued(self, fits: Floats, begins: Floats, typed: str) -> None:
        inside, leading = self._joined_words.holding(typed)
        fits[inside] = np.maximum(fits[inside], GLUED)
        begins[leading] = np.maximum(begins[leading], GLUED)

    def _slips(self, typed: str, *, is_known: bool) -> dict[str, float]:
        """Return known words that sound so, or are a slip of a finger away, with their worth."""
        found = {other: SOUNDS for other in sounding_like(typed) if other in self._known}
        if not is_known:
            most = 2 if len(typed) >= _LONG else 1
            near = process.extract(
                typed, self._vocabulary, scorer=OSA.distance, score_cutoff=most, limit=_MOST_SLIPS
            )
            for word, distance, _ in near:
                found[word] = max(found.get(word, 0), SLIP if distance <= 1 else TWO_SLIPS)
        return found


@dataclass(frozen=True, kw_only=True)
class Fit:
    """How well phrases hold one typed word."""

    holds: Floats
    """0 to 1 by phrase."""
    begins: Floats
    """The same of their first word alone."""
    words: tuple[str, ...]
    """What a word may begin with to be the one meant."""


class _Joined:
    """Many short texts in one, so that looking for a piece is one scan."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._text = "\n" + "\n".join(texts)
        begins = [1]
        for text in texts[:-1]:
            begins.append(begins[-1] + len(text) + 1)
        self._begins = begins

    def holding(self, piece: str) -> tuple[Ints, Ints]:
        """Return the numbers of the texts that hold the piece, and of those that begin with it."""
        found = array("i", self._found(piece))
        numbers = np.frombuffer(found, dtype=np.int32) if found else np.zeros(0, dtype=np.int32)
        at = np.searchsorted(np.asarray(self._begins), numbers, side="right") - 1
        leading = at[np.asarray(self._begins)[at] == numbers] if len(at) else at
        return at.astype(np.int32), leading.astype(np.int32)

    def _found(self, piece: str) -> Iterator[int]:
        place = self._text.find(piece)
        while place >= 0:
            yield place
            place = self._text.find(piece, place + 1)


def _postings(phrases: Sequence[Sequence[str]]) -> tuple[list[str], list[int], Ints, Ints]:
    """Return the sorted vocabulary, where each word's rows start, and the rows: phrase, place.

    Words that begin alike stand together, so the rows of a beginning are one slice.
    """
    rows: dict[str, list[tuple[int, int]]] = {}
    for number, words in enumerate(phrases):
        for place, word in enumerate(words):
            rows.setdefault(word, []).append((number, place))
    vocabulary = sorted(rows)
    starts, at, places = [0], array("i"), array("i")
    for word in vocabulary:
        at.extend(number for number, _ in rows[word])
        places.extend(place for _, place in rows[word])
        starts.append(len(at))
    return (
        vocabulary,
        starts,
        np.array(at, dtype=np.int32),
        np.array(places, dtype=np.int32),
    )
