"""A block's text on one line, with the way back to where each character stands."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from bot.review.types import Block, BlockKind, Document, Span

_INVISIBLE = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
_BLANKS = re.compile(rf"[^\S\t]*\n[\s{_INVISIBLE}]*|[^\S\t\n]+|[{_INVISIBLE}]+")
_BLANKS_AND_TABS = re.compile(rf"\s[\s{_INVISIBLE}]*|[{_INVISIBLE}]+")
_WORD_GOES_ON = re.compile(r"[\w)][-/]\n\w|\d\.\n\d{3}(?!\d)(?!\.)|\d,\n\d+\s?%")
_CLOSES = ".,;:)!?"


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
    raw = _without_skips(document, block)
    letters: list[str] = []
    offsets: list[int] = []
    at = 0
    # In a paragraph a tab only leaves room: "1.\tMục tiêu".
    blanks = _BLANKS if block.kind is BlockKind.ROW else _BLANKS_AND_TABS
    for blank in blanks.finditer(raw):
        letters.append(raw[at : blank.start()])
        offsets.extend(range(at, blank.start()))
        invisible = not blank.group()[0].isspace()
        if invisible or ("\n" in blank.group() and _is_one_word(raw, blank)):
            at = blank.end()
            continue
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


def _is_one_word(raw: str, cut: re.Match[str]) -> bool:
    """Say whether a line ended inside what has no blank: "12/KH-" and "UBND", "1." and "250"."""
    before, after = raw[max(cut.start() - 2, 0) : cut.start()], raw[cut.end() : cut.end() + 5]
    if _WORD_GOES_ON.match(before + "\n" + after):
        return True
    return after[:1] in _CLOSES and bool(after)


def _without_skips(document: Document, block: Block) -> str:
    """Return a block's text as it stands, line ends in place of what is no part of it."""
    raw = document.quote(block.span)
    for skip in block.skips:
        at, end = skip.start - block.span.start, skip.end - block.span.start
        raw = raw[:at] + "\n" * (end - at) + raw[end:]
    return raw


def flats(document: Document, *kinds: BlockKind) -> Iterator[Flat]:
    """Yield every block on one line, or those of some kinds; empty ones are left out."""
    for block in document.blocks:
        if not kinds or block.kind in kinds:
            found = flat(document, block)
            if found.text:
                yield found


def rewritten(text: Flat, pattern: re.Pattern[str], write: Mapping[str, str]) -> Flat:
    r"""Return the flat with every match written as `write` has it: "\geq" as "≥".

    What is written has at most one character, and stands where the match begins.
    """
    letters: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in pattern.finditer(text.text):
        put = write[match.group(0)]
        letters.append(text.text[at : match.start()] + put)
        offsets += text._offsets[at : match.start()]
        # A sign of one character keeps the match's last place, so that a slice ends behind it.
        offsets += [text._offsets[match.end() - 1]] * len(put)
        at = match.end()
    letters.append(text.text[at:])
    offsets += text._offsets[at:]
    return Flat(text="".join(letters), block=text.block, _offsets=tuple(offsets))
