"""Do headings of one level look alike, and does a table of numbered rows say so at its top?"""

import re
from collections.abc import Iterator, Sequence

from bot.review.checks.form_numbering import label_of
from bot.review.checks.form_parts import Parts
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import BlockKind, Finding

_MAX_HEADING = 120
_MIN_HEADINGS = 4
_MIN_ROWS = 3


def check(found: Parts) -> Iterator[Finding]:
    """Yield one finding a kind of difference, at the first heading that differs."""
    headings = [
        each
        for each in found.lines[found.head : found.foot]
        if each.block.kind is BlockKind.PARAGRAPH
        and len(each.text) < _MAX_HEADING
        and (label_of(each) or ("", ""))[0] == "roman"
    ]
    if len(headings) >= _MIN_HEADINGS:
        yield from _capitals(headings)
        yield from _ends(headings)
    yield from _tables(found.lines)


def _capitals(headings: Sequence[Flat]) -> Iterator[Finding]:
    small = [each for each in headings if not _is_capital(_title(each))]
    if small and len(small) < len(headings):
        yield rule("form.heading_capitals").found(
            small[0].span(0, len(small[0].text)),
            f"{len(small)} trong {len(headings)} tiêu đề mục (I, II, III…) viết chữ thường, "
            "các tiêu đề còn lại viết in hoa.",
        )


def _ends(headings: Sequence[Flat]) -> Iterator[Finding]:
    ended = [each for each in headings if _title(each).isupper() and each.text.endswith((".", ":"))]
    if ended and 2 * len(ended) < len(headings):
        text = ended[0].text
        yield rule("form.heading_end").found(
            ended[0].span(0, len(text)), suggestion=text.rstrip(" .:")
        )


def _is_capital(title: str) -> bool:
    """Say whether a title is in capitals, whatever stands behind it in brackets or quotes."""
    plain: str = re.split(r"[(“\"]", title)[0]
    letters = [each for each in plain if each.isalpha()]
    return 2 * len([each for each in letters if each.isupper()]) > len(letters)


def _title(line: Flat) -> str:
    return re.sub(r"^[*_#\s]*[IVX]+\s*[.)/-]\s*", "", line.text)


def _tables(lines: Sequence[Flat]) -> Iterator[Finding]:
    """Yield tables whose rows are numbered, but whose first cell of the heading is empty."""
    for at, line in enumerate(lines):
        before = lines[at - 1].block if at else None
        is_first = line.block.kind is BlockKind.ROW and (
            before is None or before.kind is not BlockKind.ROW or before.table != line.block.table
        )
        if not is_first or line.text.split("\t", 1)[0].strip():
            continue
        rows = [each for each in lines[at + 1 : at + 12] if each.block.table == line.block.table]
        numbered = [each for each in rows if re.match(r"(?:\d{1,2}|[IVX]+)\.?\t", each.text)]
        if len(numbered) >= _MIN_ROWS and line.text.strip():
            start = len(line.text) - len(line.text.lstrip())
            yield rule("form.table_head").found(
                line.span(start, min(len(line.text), start + 80)), suggestion="TT"
            )
