"""Find the ruled tables of a page and which cell a point lies in."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.importers.files_pdf_page import Edge

_NEAR = 2.5
"""Lines nearer than this many points are one line; line ends this near meet."""
_MAX_MEETINGS = 1_000_000
"""Level times upright lines beyond which a page is a drawing, not a table."""
_MAX_SQUARES = 5_000
_COVERED = 0.5
"""Share of a side that must be ruled to part two neighbouring squares."""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """One ruled table: its lines, and for every square the cell it belongs to."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, ...], ...]
    """Per row and column the number of the cell: the number of its first square."""

    def cell_at(self, x: float, y: float) -> int | None:
        """Return the cell at a point, or None outside the table."""
        if not (self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]):
            return None
        column = min(bisect_right(self.xs, x) - 1, len(self.xs) - 2)
        line = min(bisect_right(self.ys, y) - 1, len(self.ys) - 2)
        return self.cells[line][column]


def find_grids(edges: Sequence[Edge]) -> list[Grid]:
    """Return the tables of two columns or more, from the top."""
    level = _merged([edge for edge in edges if edge.level])
    upright = _merged([edge for edge in edges if not edge.level])
    grids: list[Grid] = []
    if len(level) * len(upright) > _MAX_MEETINGS:
        return grids
    for rows, columns in _connected(level, upright):
        if grid := _grid(rows, columns):
            grids.append(grid)
    return sorted(grids, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _merged(edges: Sequence[Edge]) -> list[Edge]:
    """Return the edges with those on one line that touch or overlap made one."""
    merged: list[Edge] = []
    for group in _clusters(edges):
        at = sum(edge.at for edge in group) / len(group)
        for edge in sorted(group, key=lambda edge: edge.begin):
            last = merged[-1] if merged else None
            if last and last.at == at and edge.begin <= last.end + _NEAR:
                merged[-1] = Edge(edge.level, at, last.begin, max(last.end, edge.end))
            else:
                merged.append(Edge(edge.level, at, edge.begin, edge.end))
    return merged


def _clusters(edges: Sequence[Edge]) -> list[list[Edge]]:
    groups: list[list[Edge]] = []
    for edge in sorted(edges, key=lambda edge: edge.at):
        if groups and edge.at - groups[-1][-1].at <= _NEAR:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    return groups


def _connected(
    level: Sequence[Edge], upright: Sequence[Edge]
) -> list[tuple[list[Edge], list[Edge]]]:
    """Return the groups of lines that cross or meet."""
    group = list(range(len(level) + len(upright)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for row, across in enumerate(level):
        for column, down in enumerate(upright, len(level)):
            if _meet(across, down):
                group[root(row)] = root(column)
    found: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for index, edge in enumerate([*level, *upright]):
        found.setdefault(root(index), ([], []))[0 if edge.level else 1].append(edge)
    return list(found.values())


def _meet(across: Edge, down: Edge) -> bool:
    return (
        across.begin - _NEAR <= down.at <= across.end + _NEAR
        and down.begin - _NEAR <= across.at <= down.end + _NEAR
    )


def _grid(rows: Sequence[Edge], columns: Sequence[Edge]) -> Grid | None:
    if not rows or not columns:
        return None
    # A table may lack its outer lines: the ends of the others mark them.
    xs = _positions(
        [e.at for e in columns] + [min(e.begin for e in rows), max(e.end for e in rows)]
    )
    ys = _positions(
        [e.at for e in rows] + [min(e.begin for e in columns), max(e.end for e in columns)]
    )
    if len(xs) < 3 or len(ys) < 2 or len(xs) * len(ys) > _MAX_SQUARES:
        return None
    width = len(xs) - 1
    cell = list(range(width * (len(ys) - 1)))

    def root(index: int) -> int:
        while cell[index] != index:
            index = cell[index]
        return index

    def unite(one: int, other: int) -> None:
        first, second = sorted((root(one), root(other)))
        cell[second] = first

    for line in range(len(ys) - 1):
        for column in range(width):
            here = line * width + column
            if column + 1 < width and not _ruled(columns, xs[column + 1], ys[line], ys[line + 1]):
                unite(here, here + 1)
            if line + 2 < len(ys) and not _ruled(rows, ys[line + 1], xs[column], xs[column + 1]):
                unite(here, here + width)
    cells = tuple(
        tuple(root(line * width + column) for column in range(width)) for line in range(len(ys) - 1)
    )
    if max(len(set(line)) for line in cells) < 2:
        return None
    return Grid(xs=xs, ys=ys, cells=cells)


def _positions(values: Sequence[float]) -> tuple[float, ...]:
    kept: list[float] = []
    for value in sorted(values):
        if not kept or value - kept[-1] > _NEAR:
            kept.append(value)
    return tuple(kept)


def _ruled(edges: Sequence[Edge], at: float, begin: float, end: float) -> bool:
    """Say whether a line runs along most of this side of a square."""
    covered = sum(
        max(0.0, min(edge.end, end) - max(edge.begin, begin))
        for edge in edges
        if abs(edge.at - at) <= _NEAR
    )
    return covered >= _COVERED * (end - begin)
