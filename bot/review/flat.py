"""A block's text on one line, with the way back to where each character stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.review.types import Block, BlockKind, Document, Span

_BLANKS = re.compile(r"[^\S\t]*\n[\s]*|[^\S\t\n]+")


@dataclass(frozen=True, kw_only=True)
class Flat:
    """Text in which a run of blanks or a broken line is one blank; tabs part cells of a row."""

    text: str
    block: Block
    _offsets: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """Return where a piece of `text` stands in the document."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError("an empty or outside piece of text has no place")
        return Span(start=self._offsets[start], end=self._offsets[end - 1] + 1)

    @cached_property
    def typed(self) -> str:
        """The text without the number that Word puts before it."""
        return self.text[self.block.label :].lstrip()


def flat(document: Document, block: Block) -> Flat:
    """Return a block's text on one line, without blanks at its ends."""
    raw = document.quote(block.span)
    letters: list[str] = []
    offsets: list[int] = []
    at = 0
    for blank in _BLANKS.finditer(raw):
        letters.append(raw[at : blank.start()])
        offsets.extend(range(at, blank.start()))
        letters.append(" ")
        offsets.append(blank.start())
        at = blank.end()
    letters.append(raw[at:])
    offsets.extend(range(at, len(raw)))
    text = "".join(letters)
    first = len(text) - len(text.lstrip(" "))
    last = len(text.rstrip(" "))
    return Flat(
        text=text[first:last],
        block=block,
        _offsets=tuple(block.span.start + offset for offset in offsets[first:last]),
    )


def flats(document: Document, *kinds: BlockKind) -> Iterator[Flat]:
    """Yield every block on one line, or those of some kinds; empty ones are left out."""
    for block in document.blocks:
        if not kinds or block.kind in kinds:
            found = flat(document, block)
            if found.text:
                yield found
