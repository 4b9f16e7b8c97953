"""Find the paragraphs, table rows and footnotes in text whose lines a page or a program broke."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.review.types import Block, BlockKind, Span
from knowledge.importers.plan_blocks import Block as Joined
from knowledge.importers.plan_blocks import Mark, is_capitals, join
from knowledge.importers.plan_lines import Footnote, Line, read_lines

# What stands side by side at the head and the foot of a document is no table.
_LAYOUT = re.compile(
    r"CỘNG H\S{1,2} XÃ HỘI|ĐẢNG CỘNG SẢN|Độc lập\s*[-–]\s*Tự do|^\s*Số\s*:|[Nn][ơƠ][iI] nh[ậẬ]n\b"
    r"|^\W*(?:TM|KT|TL|TUQ|Q)\.\s?\S|, ngày\b.{0,20}\btháng\b"
)
# The same without tabs: extraction leaves a few blanks, or one.
_BESIDE = (
    re.compile(
        r"\s*(?P<left>[^a-z]*\S)\s+(?=(?:CỘNG H\S{1,2} XÃ HỘI CHỦ NGHĨA|ĐẢNG CỘNG SẢN VIỆT NAM"
        r"|Độc lập\s*[-–]\s*Tự do)\b)"
    ),
    re.compile(r"(?P<left>\s*Số\s*:.{0,20}/[^\s\d]+)\s+(?=[^\W\d_][^,\d]{1,30},\s*ngày\b)"),
    re.compile(r"(?P<left>.*\S)\s{3,}(?=(?:TM|KT|TL|TUQ)\.\s?\S|(?:PHÓ )?CHỦ TỊCH\s*$)"),
)
_LABEL = re.compile(r"\s*(?:[-+•▪*–—]|[IVX]{1,5}[.)]?|\d{1,2}(?:\.\d{1,2})*[.)]?|[a-zđ][.)])\s*")
_MARKDOWN_ROW = re.compile(r"\s*\|.*\|\s*")
_MARKED = re.compile(r"\s*\d{1,2}\s*")
_CUT = re.compile(r"[^\W_][-/]$")
_LOOKS_WRAPPED = 0.84
"""Share of the usual width from which a line in capitals may have been broken at the margin."""
_ALONE = re.compile(
    r"Số\s*:.{0,15}/[^\s\d]*$|[^,]{2,30},\s*ngày\b[\s\d.…]*\btháng\b[\s\d.…]*\bnăm\b[\s\d.…]*$"
)
"""The number of a document, its place and date."""
_ENDS = (".", ";", ":", ")", "/")
_NARROW = 60
"""Where no line is longer than this, nothing tells a broken line from a short one."""


@dataclass(frozen=True, kw_only=True)
class _Piece:
    """A line, or a part of one, that carries text."""

    line: Line
    number: int
    """1-based line of the text."""
    span: Span


def blocks_of(
    text: str, *, pages: Sequence[int] = (), is_wrapped: bool | None = None
) -> tuple[Block, ...]:
    """Return the blocks of a text, in order; page numbers that stand alone are in none.

    `pages` is the page of each line, empty where there are none. `is_wrapped` says whether lines
    end at a margin; None: judge by their length.
    """
    raw = text.split("\n")
    starts = _starts(raw)
    lines, notes = read_lines(text, pages)
    pieces = list(_pieces(lines, raw, starts))
    numbered = [replace(piece.line, number=at) for at, piece in enumerate(pieces)]
    footnotes = list(_footnotes(notes, raw, starts, pages))
    aside = _aside(raw, starts, {piece.number for piece in pieces}, footnotes)
    breaks = _breaks(pieces, text, aside)
    width = max((len(line.text) for line in numbered if not line.cells), default=0)
    groups: list[list[_Piece]] = []
    for joined in join(numbered, is_wrapped=is_wrapped):
        for group in _parted(joined, numbered, breaks, width):
            own = [pieces[at] for at in group]
            if groups and _is_cut_word(groups[-1][-1].line, own[0].line):
                groups[-1] += own
            else:
                groups.append(own)
    blocks = [_block(group, aside) for group in groups] + footnotes
    return tuple(_with_tables(sorted(blocks, key=lambda each: each.span.start), text))


def lines_of(text: str) -> list[Span]:
    """Return the blocks of one paragraph in which somebody broke the lines by hand."""
    return [block.span for block in blocks_of(text, is_wrapped=False)]


def side_by_side(line: str) -> list[Span]:
    """Return what stands side by side on a line, parted by tabs or blanks; nothing if nothing."""
    if "\t" in line:
        if not any(_LAYOUT.search(cell) for cell in line.split("\t")):
            return []
        cells = re.finditer(r"[^\t]*[^\s][^\t]*", line)
        return [_stripped(cell.group(), cell.start()) for cell in cells]
    for pattern in _BESIDE:
        if (found := pattern.match(line)) and (
            pattern is not _BESIDE[0] or found["left"].isupper()
        ):
            left = _stripped(found["left"], found.start("left"))
            return [left, _stripped(line[found.end() :], found.end())]
    return []


def _starts(raw: Sequence[str]) -> list[int]:
    starts = [0]
    for line in raw:
        starts.append(starts[-1] + len(line) + 1)
    return starts


def _pieces(lines: Sequence[Line], raw: Sequence[str], starts: Sequence[int]) -> Iterator[_Piece]:
    """Yield every line with its place; what stands side by side on one becomes several."""
    for number, own in _by_number(lines):
        line, at = raw[number - 1], starts[number - 1]
        first = own[0]
        if beside := side_by_side(line):
            for span in beside:
                text = _flat(line[span.start : span.end])
                yield _Piece(
                    line=replace(first, text=text, cells=(), gap=True),
                    number=number,
                    span=Span(start=at + span.start, end=at + span.end),
                )
            continue
        cells = first.cells or _two_cells(line)
        text = first.text if cells == first.cells else "\t".join(cells)
        if _MARKDOWN_ROW.fullmatch(line):
            cells = ()
        yield _Piece(
            line=replace(first, text=text, cells=cells), number=number, span=_stripped(line, at)
        )


def _by_number(lines: Sequence[Line]) -> Iterator[tuple[int, list[Line]]]:
    own: list[Line] = []
    for line in lines:
        if own and own[0].number != line.number:
            yield own[0].number, own
            own = []
        own.append(line)
    if own:
        yield own[0].number, own


def _two_cells(line: str) -> tuple[str, ...]:
    """Return both cells of a row with one tab; a tab behind a list's number parts no cells."""
    cells = tuple(_flat(cell) for cell in line.split("\t"))
    if len(cells) != 2 or not all(cells) or _LABEL.fullmatch(cells[0]):
        return ()
    return cells


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _stripped(text: str, at: int) -> Span:
    """Return where the text without blanks at its ends stands; tabs part cells, even empty ones."""
    blanks = " \r\f\v\u00a0\ufeff" if "\t" in text else None
    first = len(text) - len(text.lstrip(blanks))
    return Span(start=at + first, end=at + max(len(text.rstrip(blanks)), first + 1))


def _breaks(pieces: Sequence[_Piece], text: str, aside: Sequence[Span]) -> set[int]:
    """Return the pieces with more empty lines before them than stand before most lines."""
    gaps = [text.count("\n", one.span.end, other.span.start) for one, other in pairwise(pieces)]
    usual = max(Counter(gaps).most_common(1)[0][0], 2) if gaps else 0
    skipped = {each.start for each in aside}
    return {
        at
        for at, gap in enumerate(gaps, 1)
        if gap > usual
        and not text[pieces[at].span.start].islower()
        and not any(pieces[at - 1].span.end <= start < pieces[at].span.start for start in skipped)
    }


def _parted(joined: Joined, lines: Sequence[Line], breaks: set[int], width: int) -> list[list[int]]:
    """Return the lines of a block in groups, one for each paragraph that it holds.

    At the head and at the signatures every short line of capitals says something of its own.
    """
    groups: list[list[int]] = [[joined.line_from]]
    for at in range(joined.line_from + 1, joined.line_to + 1):
        line, before = lines[at].text, lines[at - 1].text
        full = len(before) + 1 + len(line.split()[0]) >= _LOOKS_WRAPPED * width
        meant = joined.mark is Mark.CAPITALS and not (full and width > _NARROW)
        alone = _ALONE.match(line) or _ALONE.match(before)
        closes = line.startswith("Trên đây là") and before.endswith(_ENDS)
        if at in breaks or alone or closes or (meant and is_capitals(line)):
            groups.append([at])
        else:
            groups[-1].append(at)
    return groups


def _is_cut_word(line: Line, following: Line) -> bool:
    """Say whether a line ends inside a symbol or a compound: "67/KH-" and "UBND"."""
    if line.cells or following.cells or not _CUT.search(line.text):
        return False
    return re.match(r"[^\W\d_]", following.text) is not None


def _aside(
    raw: Sequence[str], starts: Sequence[int], kept: set[int], footnotes: Sequence[Block]
) -> list[Span]:
    """Return what belongs to no paragraph: page numbers, footnotes, repeated links.

    A footnote's mark that fell out of its sentence is an error: it stays, for the checks to see.
    """
    notes = [footnote.span for footnote in footnotes]
    spans = list(notes)
    for number, line in enumerate(raw, 1):
        if not line.strip() or number in kept:
            continue
        own = _stripped(line, starts[number - 1])
        beside = (raw[number - 2] if number > 1 else "") + "".join(raw[number : number + 1])
        is_mark = _MARKED.fullmatch(line) is not None and bool(beside.strip())
        if not is_mark and not any(each.start <= own.start < each.end for each in notes):
            spans.append(own)
    return sorted(spans, key=lambda span: span.start)


def _block(group: Sequence[_Piece], aside: Sequence[Span]) -> Block:
    span = Span(start=group[0].span.start, end=group[-1].span.end)
    first = group[0].line
    near = bisect_right(aside, span.start, key=lambda each: each.start)
    past = bisect_left(aside, span.end, key=lambda each: each.start)
    return Block(
        span=span,
        kind=BlockKind.ROW if first.cells else BlockKind.PARAGRAPH,
        page=first.page,
        skips=tuple(each for each in aside[near:past] if each.end < span.end),
    )


def _footnotes(
    notes: Sequence[Footnote], raw: Sequence[str], starts: Sequence[int], pages: Sequence[int]
) -> Iterator[Block]:
    for note in notes:
        first, last = note.lines[0].number, note.lines[-1].number
        while first > 1 and not raw[first - 2].strip():
            first -= 1
        first = first - 1 if raw[first - 2].strip() == note.mark else note.lines[0].number
        start = _stripped(raw[first - 1], starts[first - 1]).start
        yield Block(
            span=Span(start=start, end=_stripped(raw[last - 1], starts[last - 1]).end),
            kind=BlockKind.FOOTNOTE,
            page=pages[first - 1] if first <= len(pages) else None,
        )


def _with_tables(blocks: Iterable[Block], text: str) -> Iterator[Block]:
    """Yield the blocks, rows numbered by table: one goes on while its rows are equally wide."""
    table, width = -1, 0
    before: Block | None = None
    for block in blocks:
        if block.kind is not BlockKind.ROW:
            yield block
            before = block
            continue
        own = text.count("\t", block.span.start, block.span.end)
        if before is None or before.kind is not BlockKind.ROW or own != width:
            gap = text[before.span.end : block.span.start].count("\n") if before else 0
            if before is None or before.kind is not BlockKind.ROW or gap > 1:
                table += 1
        width = own
        before = replace(block, table=table)
        yield before
