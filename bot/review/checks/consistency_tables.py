"""Cells of a table that say nothing: no figure, nobody in charge, no time."""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from bot.review.checks.consistency_figures import percents
from bot.review.checks.consistency_whole import Part, Whole
from bot.review.rules import rule
from bot.review.types import Finding
from knowledge.importers.plan_targets import column

_NEEDED = (
    (
        "value",
        r"^muc tieu|^chi tieu (?:nam|giao|phan dau)|^ke hoach nam|^gia tri|^ty le",
        "số liệu",
    ),
    (
        "owner",
        r"chu tri|phu trach|^don vi thuc hien|co quan thuc hien|dau moi|^nguoi thuc hien",
        "đơn vị chủ trì",
    ),
    ("time", r"^thoi (?:gian|han)|^tien do|^hoan thanh|^han ", "thời gian thực hiện"),
)
_NAMES = r"^chi tieu|^noi dung|^nhiem vu|^ten|^tieu chi|^cong viec|^hoat dong"
# Columns that stay empty in many rows hold what only some need, or cells merged downwards.
_FILLED = 0.75
_LEAST_ROWS = 4
_MOST_QUOTE = 160


def check(whole: Whole) -> Iterator[Finding]:
    """Yield empty cells in columns that the other rows fill."""
    rows = [part for part in whole.parts if part.cells]
    for names, group in groupby(rows, key=lambda row: tuple(name for name, _ in row.cells)):
        yield from _table(names, list(group))


def _table(names: Sequence[str], rows: Sequence[Part]) -> Iterator[Finding]:
    titles = dict.fromkeys(names, "")
    for what, pattern, word in _NEEDED:
        needed = column(titles, pattern)
        name = column(titles, _NAMES, other=needed)
        if not needed or not name:
            continue
        cells = [dict(row.cells) for row in rows]
        filled = sum(bool(each[needed]) for each in cells)
        if len(rows) < _LEAST_ROWS or filled == len(rows) or filled / len(rows) < _FILLED:
            continue
        if what != "value" and not _repeats(cells, needed):
            continue
        for at, (row, each) in enumerate(zip(rows, cells, strict=True)):
            if each[needed] or not each[name] or _is_group(row, each, name):
                continue
            # Several empty cells below each other were one cell, merged downwards.
            if any(not other[needed] for other in cells[max(0, at - 1) : at + 2] if other != each):
                continue
            yield _empty(row, each[name], what=what, column_name=needed, word=word)


def _repeats(cells: Sequence[dict[str, str]], name: str) -> bool:
    """Tell whether a column says the same again in the next row, and so merges no cells."""
    return any(one[name] and one[name] == other[name] for one, other in pairwise(cells))


def _is_group(row: Part, cells: dict[str, str], name: str) -> bool:
    """Tell whether a row only heads those below it."""
    others = [cell for title, cell in cells.items() if cell and title != name]
    return len([cell for cell in others if cell != row.label]) == 0


def _empty(row: Part, name: str, *, what: str, column_name: str, word: str) -> Finding:
    start = row.text.find(name)
    begin, end = max(start, 0), max(start, 0) + min(len(name), _MOST_QUOTE)
    inside = [row.text[begin:][each.start : each.end] for each in percents(name)]
    if what == "value" and inside:
        return rule("consistency.figure_in_name").found(
            row.flat.span(begin, end),
            f"Ô “{column_name}” để trống, còn số liệu {', '.join(inside)} nằm trong cột tên.",
            suggestion=f"Chuyển số liệu sang cột “{column_name}”",
        )
    return rule(f"consistency.empty_{what}").found(
        row.flat.span(begin, end),
        f"Dòng này để trống ô “{column_name}”, trong khi các dòng khác đều có {word}.",
        suggestion=f"Bổ sung {word}",
    )
