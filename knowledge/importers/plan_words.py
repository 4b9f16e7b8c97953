"""Small readings of Vietnamese text that the plan importer needs in several places."""

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|th|tr|ph|kh|gh|gi|qu|[bcdghklmnprstvx])?[aeiouy]{1,3}(?:ch|ng|nh|[cmnpt])?"
)
_SPOKEN = frozenset({"AI", "IOT", "ICT", "OKR", "KPI", "API"})
_ROMAN = re.compile(r"[IVX]+")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[”\"')]?\s+(?=[“\"'(]*([^\W\d_]))")
_CLAUSE_END = re.compile(r"(?<=;)\s+")
MAX_WORDS = 120
"""A passage longer than this is split; one clause may be longer."""


def fold(text: str) -> str:
    """Return a text in lower case without tone marks, đ as d."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def word_count(text: str) -> int:
    """Return how many words a text has."""
    return len(text.split())


def sentence_case(heading: str, names: Sequence[str] = ()) -> str:
    """Return a heading in capital letters as a sentence: acronyms, numerals and `names` stay.

    A heading that holds small letters is returned as it is.
    """
    number, title = re.fullmatch(
        r"((?:[IVX]+|[A-HĐ]|\d[\d.]*)\. )?(.*)", heading, re.DOTALL
    ).groups("")  # type: ignore[union-attr]  # the pattern matches every text
    if part := re.fullmatch(r"((?:Phần|Chương|Mục|Phụ lục)(?: \w+)?\. )(.*)", title, re.DOTALL):
        number, title = number + part.group(1), part.group(2)
    if any(c.islower() for c in title) or not any(c.isalpha() for c in title):
        return heading
    lowered = re.sub(r"[^\W\d_]+", lambda m: _lower(m.group(0)), title)
    for name in names:
        lowered = re.sub(rf"\b{re.escape(name)}\b", name, lowered, flags=re.IGNORECASE)
    return number + lowered[:1].upper() + lowered[1:]


def _lower(word: str) -> str:
    if word in _SPOKEN or (_ROMAN.fullmatch(word) and word not in {"I", "V", "X"}):
        return word
    return word.lower() if _SYLLABLE.fullmatch(fold(word)) else word


def pieces(text: str, limit: int = MAX_WORDS) -> list[tuple[int, int]]:
    """Return (start, end) of the parts of a text, each of at most `limit` words if it can be.

    Cut after sentences, and after semicolons where one sentence alone is too long.
    """
    if word_count(text) <= limit:
        return [(0, len(text))]
    spans = _cut(text, 0, len(text), _SENTENCE_END)
    fine = []
    for start, end in spans:
        long = word_count(text[start:end]) > limit
        fine += _cut(text, start, end, _CLAUSE_END) if long else [(start, end)]
    packed: list[tuple[int, int]] = []
    for start, end in fine:
        if packed and word_count(text[packed[-1][0] : end]) <= limit:
            packed[-1] = (packed[-1][0], end)
        else:
            packed.append((start, end))
    return packed


def _cut(text: str, start: int, end: int, where: re.Pattern[str]) -> list[tuple[int, int]]:
    found = where.finditer(text, start, end)
    # Only a capital letter begins a sentence; "…" and "..." also stand inside one.
    cuts = [m.end() for m in found if not m.re.groups or m.group(1).isupper()]
    bounds = [start, *cuts, end]
    return [(a, b) for a, b in pairwise(bounds) if text[a:b].strip()]


def sentences(text: str) -> list[str]:
    """Return the sentences of a text."""
    return [text[a:b].strip() for a, b in _cut(text, 0, len(text), _SENTENCE_END)]
