"""Rejoin the lines of a sheet's plain parts into paragraphs."""

import re
from collections.abc import Sequence

from knowledge.importers.portal_sheet_tables import SheetLine
from knowledge.importers.portal_text import clean

_OPENS = re.compile(
    r"[-+*•–]\s*\S|Bước\s+\d|[IVX]+[.)]\s|\d{1,2}(?:\.\d{1,2})*[.)]\s|\(?(?:[a-zđ]|[ivx]+|\d)\)\s"
)
_ENDS = re.compile(r"[.;:!?][\"”')]*$")
_FULL = 0.84
"""From this share of the usual length on, the next word may not have fitted."""
_FULL_SENTENCE = 0.9
"""The same after a full stop, where the break may also have been meant."""


def usual_width(lines: Sequence[SheetLine]) -> int:
    """Return how many letters fill a line of this file, 0 when it has no long line."""
    lengths = sorted(each.length for each in lines if "\t" not in each.text and each.length >= 40)
    return lengths[int(len(lengths) * 0.8)] if lengths else 0


def paragraphs(lines: Sequence[SheetLine], *, width: int) -> list[str]:
    """Return the paragraphs; `width` is the length of a full line, 0 where none is broken."""
    joined: list[str] = []
    last: SheetLine | None = None
    for line in lines:
        text = clean(line.text.replace("\t", " "))
        if not text:
            continue
        if width and last and _goes_on(last, line, width=width):
            joint = "" if re.search(r"[\w)][-/]$", joined[-1]) else " "
            joined[-1] = f"{joined[-1]}{joint}{text}"
        else:
            joined.append(text)
        last = line
    return joined


def _goes_on(last: SheetLine, line: SheetLine, *, width: int) -> bool:
    if line.gap:
        return False
    filled = (last.length + 1 + len(line.text.split(" ")[0])) / width
    ended = _ENDS.search(last.text)
    if _OPENS.match(line.text):
        # "Tổng cục Hậu cần | - Kỹ thuật": a dash inside a name, cut by the margin.
        return line.text[0] in "-–" and not ended and filled >= _FULL
    return not ended or filled >= _FULL_SENTENCE
