"""Read the rows of a plan's tables: headings carried over pages, groups, broken rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from knowledge.importers.plan_blocks import Block, glue

INDEX = "TT"
"""Name given to the first column, which counts the rows."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Something in the document that a person should look at."""

    field: str
    reason: str
    line: int | None = None
    raw: str = ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row with the names of its columns."""

    groups: tuple[str, ...]
    """Group headings inside the table above this row, outermost first."""
    cells: tuple[tuple[str, str], ...]
    """(column heading, cell), empty cells included."""
    line_from: int
    line_to: int

    @property
    def text(self) -> str:
        """Return the row as a person would read it out; empty cells and the count left out."""
        named = [f"{name}: {cell}" for name, cell in self.cells if cell and name != INDEX]
        return "; ".join(part.rstrip(" ;.") for part in named)


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows read from one run of table lines."""

    header: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    findings: tuple[Finding, ...] = field(default=())


_INDEX_NAME = re.compile(r"(?i:s?tt|số tt|stt\.?|số thứ tự|no\.?)?")
_INDEX = re.compile(r"\d{1,3}(?:\.\d{1,3})*\.?|[IVX]+\.?|[A-HĐ]\.?|[a-z][.)]|")
_GROUP = re.compile(r"([IVX]+|[A-HĐ])\.?")
_COLUMN_NUMBERS = re.compile(r"\(?\d{1,2}\)?(?:\s*[=+]\s*\(?\d{1,2}\)?)*")


def read_table(blocks: Sequence[Block], header: Sequence[str] = ()) -> Table:
    """Return the rows of one run of table lines.

    `header` is the heading of the same table on the page before; it stays in force until
    another one is read.
    """
    names = tuple(header)
    rows: list[Row] = []
    findings: list[Finding] = []
    groups: list[tuple[int, str]] = []
    for position, block in enumerate(blocks := _whole_words(_mend(blocks, names))):
        cells = block.cells
        if _is_header(cells, names):
            if not _same(cells, names):
                groups = []
            names = _names(cells)
            continue
        if sum(map(bool, cells)) > 1 and all(_COLUMN_NUMBERS.fullmatch(c) for c in cells if c):
            continue
        after = blocks[position + 1].cells if position + 1 < len(blocks) else ()
        if label := _group_label(cells, after):
            level = _group_level(cells[0])
            groups = [*(g for g in groups if g[0] < level), (level, label)]
            continue
        if len(cells) != len(names):
            findings.append(_uneven(block, len(names)))
        rows.append(_row(block, names, groups))
    return Table(header=names, rows=tuple(rows), findings=(*findings, *_count_findings(rows)))


def _mend(blocks: Sequence[Block], header: Sequence[str]) -> list[Block]:
    """Return the rows with those put together that a line break inside a cell cut in two."""
    width = len(header)
    mended: list[Block] = []
    for block in blocks:
        last = mended[-1] if mended else None
        if last and _is_header(block.cells, header):
            width = len(block.cells)
        elif not width:
            width = len(block.cells)
        cut = last is not None and len(last.cells) < width and not _is_header(last.cells, header)
        if (
            last
            and cut
            and len(last.cells) + len(block.cells) - 1 == width
            and not (block.cells[0] and _INDEX.fullmatch(block.cells[0]))
        ):
            middle = glue(last.cells[-1], block.cells[0]) if block.cells[0] else last.cells[-1]
            cells = (*last.cells[:-1], middle, *block.cells[1:])
            mended[-1] = replace(last, cells=cells, starts=(*last.starts, *block.starts))
        elif last and _goes_on(last, block) and not _is_header(last.cells, header):
            pairs = zip(last.cells, block.cells, strict=True)
            cells = tuple(glue(a, b) if a and b else a or b for a, b in pairs)
            mended[-1] = replace(last, cells=cells, starts=(*last.starts, *block.starts))
        else:
            mended.append(block)
    return mended


def _whole_words(blocks: Sequence[Block]) -> list[Block]:
    """Return the rows of a page with words mended that a narrow column cut: "HĐND&UB ND".

    A word is mended only where the table has it whole elsewhere.
    """
    words = {word for block in blocks for cell in block.cells for word in cell.split()}
    return [
        replace(block, cells=tuple(_mend_cell(cell, words) for cell in block.cells))
        if block.page
        else block
        for block in blocks
    ]


def _mend_cell(cell: str, words: set[str]) -> str:
    mended: list[str] = []
    for word in cell.split():
        whole = mended[-1] + word if mended else ""
        lettered = mended and re.search(r"[^\W\d_]", mended[-1]) and re.search(r"[^\W\d_]", word)
        if lettered and whole in words:
            mended[-1] = whole
        else:
            mended.append(word)
    return " ".join(mended)


def _goes_on(above: Block, block: Block) -> bool:
    """Tell whether a row is the rest of the one above, cut in two by the end of a page."""
    if not block.page or block.page == above.page or len(block.cells) != len(above.cells):
        return False
    filled = [position for position, cell in enumerate(block.cells) if cell]
    if block.cells[0] or not all(above.cells[position] for position in filled):
        return False
    # One cell that begins like a sentence may be the heading of a group.
    return len(filled) > 1 or not block.cells[filled[0]][0].isupper()


def _is_header(cells: Sequence[str], names: Sequence[str]) -> bool:
    if names and _same(cells, names):
        return True
    filled = [cell for cell in cells[1:] if cell]
    if len(filled) < 2 or any(re.search(r"\d\s*%", cell) for cell in cells):
        return False
    if cells[0]:
        return bool(_INDEX_NAME.fullmatch(cells[0]))
    return not names and all(len(cell.split()) <= 12 for cell in filled)


def _same(cells: Sequence[str], names: Sequence[str]) -> bool:
    return [c.casefold() for c in cells[1:]] == [n.casefold() for n in names[1:]]


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    first = INDEX if _INDEX_NAME.fullmatch(cells[0]) else cells[0]
    return (first, *(cell or f"Cột {n}" for n, cell in enumerate(cells[1:], 2)))


def _group_label(cells: Sequence[str], after: Sequence[str]) -> str:
    """Return the heading a row is for the rows below it, or nothing."""
    filled = [cell for cell in cells if cell]
    if len(cells) < 3 or not filled or len(filled) > 2:
        return ""
    if len(filled) == 1:
        return filled[0] if not _INDEX.fullmatch(filled[0]) and not _counts(cells[0]) else ""
    index, name = filled
    if index != cells[0] or name != cells[1]:
        return ""
    below = bool(after) and after[0].startswith(index.rstrip(".") + ".")
    if _GROUP.fullmatch(index) or (below and _INDEX.fullmatch(index)):
        return f"{index.rstrip('.')}. {name}"
    return ""


def _counts(cell: str) -> bool:
    return bool(re.match(r"\d", cell))


def _group_level(index: str) -> int:
    if re.fullmatch(r"[A-HĐ]\.?", index) and not re.fullmatch(r"[IVX]+\.?", index):
        return 0
    if re.fullmatch(r"[IVX]+\.?", index):
        return 1
    return 2 + index.count(".") if index and index[0].isdigit() else 2


def _row(block: Block, names: Sequence[str], groups: Sequence[tuple[int, str]]) -> Row:
    titles = [*names, *(f"Cột {n}" for n in range(len(names) + 1, len(block.cells) + 1))]
    return Row(
        groups=tuple(label for _, label in groups),
        cells=tuple(
            (title, re.sub(r"^[-–]\s+", "", cell))
            for title, cell in zip(titles, block.cells, strict=False)
        ),
        line_from=block.line_from,
        line_to=block.line_to,
    )


def _uneven(block: Block, expected: int) -> Finding:
    return Finding(
        field="passages",
        reason=f"table row has {len(block.cells)} cells, its heading {expected}; check the columns",
        line=block.line_from,
        raw=block.text,
    )


def _count_findings(rows: Sequence[Row]) -> list[Finding]:
    """Return the places where the count in the first column jumps."""
    findings = []
    last: tuple[tuple[str, ...], int] | None = None
    for row in rows:
        name, cell = row.cells[0]
        if name != INDEX or not re.fullmatch(r"\d{1,3}\.?", cell):
            continue
        number = int(cell.rstrip("."))
        expected = last[1] + 1 if last and last[0] == row.groups else 1
        if number not in {expected, 1} and last and last[0] == row.groups:
            findings.append(
                Finding(
                    field="passages",
                    reason=f"table counts {last[1]} and then {number}; a row may be missing",
                    line=row.line_from,
                    raw=row.text,
                )
            )
        last = (row.groups, number)
    return findings
