"""Put the lines and tables of a PDF's pages into the order in which they are read."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from knowledge.importers.files_pdf_layout import PageLayout, TableOnPage
from knowledge.importers.files_pdf_lines import Row
from knowledge.importers.files_pdf_margins import footnote_starts, without_margins
from knowledge.importers.plan_blocks import glue
from knowledge.importers.text_file import GAP, FileLine, row, tidy

_WIDE = 1.35
"""Lines this many times the usual distance apart belong to two paragraphs."""
_HEADER_ROWS = 3
_BUCKET = 4
"""Line ends so many points apart count as one."""


@dataclass(frozen=True, kw_only=True)
class _Table:
    """A table with what its next pages added; every row with its page."""

    rows: tuple[tuple[tuple[str, ...], int], ...]

    def lines(self) -> Iterator[FileLine]:
        yield GAP
        for cells, page in self.rows:
            yield FileLine(text=row(cells), page=page)
        yield GAP


def read_flow(pages: Sequence[PageLayout]) -> tuple[list[FileLine], list[str]]:
    """Return the lines of the document without page numbers and running lines, and notes."""
    bare, notes = without_margins(pages)
    return list(_flow(bare)), notes


def _flow(pages: Sequence[PageLayout]) -> Iterator[FileLine]:
    """Return the lines; footnotes wait for the end of what runs over the page."""
    waiting: list[FileLine] = []
    table: _Table | None = None
    before: Row | None = None
    margins = _margins(pages)
    for page in pages:
        left, right = margins.get(round(page.width), (0.0, 0.0))
        pitch = _pitch(page)
        above: float | None = None
        for index, item in enumerate(page.items):
            if isinstance(item, TableOnPage):
                if table and index == 0 and _goes_on(table, item):
                    table = _extended(table, item, page.number)
                    continue
                yield from table.lines() if table else ()
                yield from waiting
                table = _Table(rows=tuple((cells, page.number) for cells in item.rows))
                waiting, before = [], None
                continue
            wide = above is not None and item.y - above > _WIDE * pitch
            if table or before is None or wide or _begins(before, item, left, right):
                yield from table.lines() if table else ()
                yield from waiting
                yield GAP
                table, waiting = None, []
            yield FileLine(text=item.text, page=page.number)
            before, above = item, item.y
        waiting += _note_lines(page)
    yield from table.lines() if table else ()
    yield from waiting


def _margins(pages: Sequence[PageLayout]) -> dict[int, tuple[float, float]]:
    """Return where full lines begin and end on pages of each width, in whole points."""
    rows: dict[int, list[Row]] = {}
    for page in pages:
        rows.setdefault(round(page.width), []).extend(
            item for item in page.items if isinstance(item, Row)
        )
    return {
        width: (min(_frequent([r.x0 for r in own])), max(_frequent([r.x1 for r in own])))
        for width, own in rows.items()
        if own
    }


def _frequent(values: Sequence[float]) -> list[float]:
    """Return the values that are no outliers, such as a stamp beyond the margin."""
    near = Counter(round(value / _BUCKET) for value in values)
    enough = len(values) // 20
    return [v for v in values if near[round(v / _BUCKET)] >= enough] or list(values)


def _pitch(page: PageLayout) -> float:
    """Return the usual distance of two lines."""
    rows = [item for item in page.items if isinstance(item, Row)]
    steps = [b.y - a.y for a, b in pairwise(rows) if b.y - a.y < 4 * a.size]
    return median(steps) if steps else 0.0


def _begins(before: Row, item: Row, left: float, right: float) -> bool:
    """Say whether a paragraph begins with this line."""
    if _is_centred(before, left, right) and _is_centred(item, left, right):
        return abs(before.size - item.size) > 0.5
    word = tidy(item.text).split(" ")[0]
    needed = (item.x1 - item.x0) * (len(word) + 1) / max(len(item.text), 1)
    if before.x1 + needed + 0.5 * before.size < right:
        return True  # the next word would have fitted: the line was meant to end
    step = 0.8 * item.size
    indented = item.x0 - left > step and item.x0 - before.x0 > step
    return indented and not word[:1].islower()


def _is_centred(item: Row, left: float, right: float) -> bool:
    return item.x0 - left > 1.5 * item.size and abs((item.x0 - left) - (right - item.x1)) < 6


def _goes_on(table: _Table, item: TableOnPage) -> bool:
    return len(table.rows[-1][0]) == len(item.rows[0])


def _extended(table: _Table, item: TableOnPage, page: int) -> _Table:
    """Return the table with its next page: no second header, a row cut in two made whole."""
    rows = list(table.rows)
    same = 0
    while same < min(len(item.rows), len(rows), _HEADER_ROWS) and _is_same_header(
        item.rows[same], rows[same][0]
    ):
        same += 1
    added = list(item.rows[same:])
    if added and (joined := _joined(rows[-1][0], added[0])):
        rows[-1] = (joined, rows[-1][1])
        added.pop(0)
    return replace(table, rows=(*rows, *((cells, page) for cells in added)))


def _is_same_header(cells: Sequence[str], others: Sequence[str]) -> bool:
    """Say whether these are the same headings; the first page may leave one out."""
    pairs = [(a, b) for a, b in zip(cells, others, strict=True) if a and b]
    return len(pairs) * 2 > len(cells) and all(a == b for a, b in pairs)


def _joined(last: Sequence[str], following: Sequence[str]) -> tuple[str, ...] | None:
    """Return a row that the page break cut in two as one, or None when these are two rows."""
    pairs = list(zip(last, following, strict=True))
    if not all(a for a, b in pairs if b) or not any(b[0].islower() for _, b in pairs if b):
        return None
    if following[0] and not following[0][0].islower():
        return None
    return tuple(glue(a, b) if a and b else a or b for a, b in pairs)


def _note_lines(page: PageLayout) -> list[FileLine]:
    lines: list[FileLine] = []
    for note, starts in zip(page.footnotes, footnote_starts(page), strict=True):
        if starts:
            lines.append(GAP)
        lines.append(FileLine(text=note.text, page=page.number))
    return [*lines, GAP] if lines else []
