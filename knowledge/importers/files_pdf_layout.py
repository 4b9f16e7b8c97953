"""Lay one page of a PDF out: its lines and tables from the top."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.importers.files_pdf_chars import Char
from knowledge.importers.files_pdf_columns import read_columns
from knowledge.importers.files_pdf_lines import Row, make_rows
from knowledge.importers.files_pdf_page import Sheet
from knowledge.importers.files_pdf_tables import Grid, find_grids
from knowledge.importers.legacy_fonts import is_syllable
from knowledge.importers.plan_blocks import glue
from knowledge.importers.text_file import tidy


@dataclass(frozen=True, kw_only=True)
class TableOnPage:
    """One ruled table, its cells filled; a merged cell stands in its first square only."""

    y: float
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, kw_only=True)
class PageLayout:
    """The lines and tables of one page from the top, its footnotes apart."""

    number: int
    width: float
    height: float
    items: tuple[Row | TableOnPage, ...]
    footnotes: tuple[Row, ...] = ()


_PADDING = 8.0
"""Points between a cell's side and its text, at most."""


def lay_out(sheet: Sheet) -> PageLayout:
    """Return the page's lines and tables from the top."""
    grids = find_grids(sheet.edges)
    inside: dict[tuple[int, int], list[Char]] = {}
    free: list[Char] = []
    for char in sheet.chars if grids else ():
        # A point well inside the letter: a baseline may touch the line below it.
        middle = (char.x0 + char.x1) / 2, char.y - 0.25 * char.size
        for number, grid in enumerate(grids):
            if (cell := grid.cell_at(*middle)) is not None:
                inside.setdefault((number, cell), []).append(char)
                break
        else:
            free.append(char)
    tables = [
        TableOnPage(y=grid.ys[0], rows=_filled(grid, number, inside))
        for number, grid in enumerate(grids)
    ]
    rows = make_rows(free if grids else sheet.chars)
    items: list[Row | TableOnPage] = []
    for placed in sorted((t for t in tables if t.rows), key=lambda t: t.y):
        above = [row for row in rows if row.y <= placed.y]
        items += [*read_columns(above), placed]
        rows = rows[len(above) :]
    items += read_columns(rows)
    return PageLayout(
        number=sheet.number, width=sheet.width, height=sheet.height, items=tuple(items)
    )


def _filled(
    grid: Grid, number: int, inside: dict[tuple[int, int], list[Char]]
) -> tuple[tuple[str, ...], ...]:
    width = len(grid.xs) - 1
    rows = []
    for line, cells in enumerate(grid.cells):
        texts = []
        for column, cell in enumerate(cells):
            own = inside.get((number, cell), []) if cell == line * width + column else []
            texts.append(_cell_text(own, *_sides(grid, cell)) if own else "")
        rows.append(texts)
    kept = [
        column
        for column in range(width)
        if any(cells[column] == line * width + column for line, cells in enumerate(grid.cells))
    ]
    return tuple(tuple(texts[column] for column in kept) for texts in rows if any(texts))


def _sides(grid: Grid, cell: int) -> tuple[float, float]:
    """Return the left and the right side of a cell."""
    columns = [c for line in grid.cells for c, own in enumerate(line) if own == cell]
    return grid.xs[min(columns)], grid.xs[max(columns) + 1]


def _cell_text(chars: Sequence[Char], left: float, right: float) -> str:
    rows = make_rows(chars)
    padding = min(max(rows[0].x0 - left, 0.0), _PADDING) if rows else 0.0
    text = ""
    before: Row | None = None
    for line in rows:
        own = tidy(line.text.replace("\t", " "))
        # Not even one letter more had room.
        full = before is not None and right - padding - before.x1 < 0.9 * before.size
        if before is not None and full and _is_cut_word(tidy(before.text), own):
            text += own
        else:
            text = glue(text, own) if text else own
        before = line
    return text


def _is_cut_word(line: str, following: str) -> bool:
    """Say whether a narrow cell cut one long word, number or name in two.

    Only what cannot be a whole Vietnamese word is taken for one: "HĐND&UB|ND", "1.250.0|00",
    "tuyến/khá|m".
    """
    if not line or not following or " " in line:
        return False
    begun = re.match(r"[^\W\d_]+", following)
    if begun and line[-1].isalpha() and begun.group().islower() and not is_syllable(begun.group()):
        return True
    if line[-1].isdigit() and following[0].isdigit():
        return True
    odd = re.search(r"[^\W\d_][&@]|://|www\.|[a-zà-ỹ][A-Z]", line)
    return bool(odd) and line[-1].isalpha() and following[0].isalpha()
