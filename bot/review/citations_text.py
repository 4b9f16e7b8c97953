"""A document's text in one piece for finding citations, which break over lines and blocks."""

import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from bot.review.flat import Flat, flats
from bot.review.types import BlockKind, Document, Span

# Typed for "Đ" and "-": the Icelandic letter, and the dashes of word processors.
_SAME = str.maketrans({"Ð": "Đ", "ð": "đ", "‐": "-", "‑": "-", "‒": "-", "–": "-", "−": "-"})


class _Bare(dict[int, str]):
    """One plain lower-case letter for each letter, so that places stay the same."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        bare = "d" if letter in "đĐ" else unicodedata.normalize("NFD", letter)[0].lower()
        self[code] = bare if len(bare) == 1 else letter
        return self[code]


_BARE = _Bare()


@dataclass(frozen=True, kw_only=True)
class Joined:
    """Blocks on one line each, parted by "\\n"; cells of a row parted by tabs."""

    text: str
    folded: str
    """Lower case without diacritics; each letter where it is in `text`."""
    _starts: tuple[int, ...]
    _flats: tuple[Flat, ...]

    def span(self, start: int, end: int) -> Span:
        """Return where a piece stands in the document; its ends are in blocks, not between."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        begin, until = start - self._starts[first], end - self._starts[last]
        return Span(
            start=self._flats[first].span(begin, begin + 1).start,
            end=self._flats[last].span(until - 1, until).end,
        )

    def block(self, at: int) -> int:
        """Return which block a place is in, from 0."""
        return bisect_right(self._starts, at) - 1

    @cached_property
    def has_diacritics(self) -> bool:
        """Whether the text is written with them: without, no word can be told to be misspelt."""
        return self.text.lower() != self.folded


def joined(document: Document) -> Joined:
    """Return the text of paragraphs, rows and footnotes; what repeats on each page is left out."""
    kinds = (BlockKind.PARAGRAPH, BlockKind.ROW, BlockKind.FOOTNOTE)
    parts = tuple(flats(document, *kinds))
    starts, at = [], 0
    for part in parts:
        starts.append(at)
        at += len(part.text) + 1
    text = "\n".join(part.text for part in parts).translate(_SAME)
    return Joined(text=text, folded=text.translate(_BARE), _starts=tuple(starts), _flats=parts)
