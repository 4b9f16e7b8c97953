"""Read the head and the signatures of a document column by column, as they were written."""

from collections.abc import Sequence

from knowledge.importers.files_pdf_lines import Row
from knowledge.importers.text_file import is_layout

_NARROWEST = 6.0
"""Points that must stay free between two columns."""
_ABOVE = 4
"""Lines of one column that may stand above the first line of both."""

_Gutter = tuple[float, float]


def read_columns(rows: Sequence[Row]) -> list[Row]:
    """Return the lines with those of a head or a signature block put column after column.

    Other lines in two columns stay as they are: they may be the rows of a table without rules.
    """
    found: list[Row] = []
    at = 0
    while at < len(rows):
        end, gutter = _block(rows, at)
        cells = [part.text for row in rows[at:end] for part in row.parts]
        if gutter is None or not is_layout(cells, 1, 2):
            found.append(rows[at])
            at += 1
            continue
        above = 0
        while above < min(_ABOVE, len(found)) and _side(found[-1 - above], gutter):
            above += 1
        block = [*found[len(found) - above :], *rows[at:end]]
        found = [*found[: len(found) - above], *_column_by_column(block, gutter)]
        at = end
    return found


def _block(rows: Sequence[Row], start: int) -> tuple[int, _Gutter | None]:
    """Return where the two columns that begin with this line end, and what parts them.

    Lines of the left column alone belong to it only when one of the right column follows.
    """
    if len(rows[start].parts) != 2:
        return start + 1, None
    left, right = rows[start].parts
    gutter, final = (left.x1, right.x0), (left.x1, right.x0)
    end = start + 1
    for index in range(start + 1, len(rows)):
        row = rows[index]
        if len(row.parts) == 2:
            gutter = max(gutter[0], row.parts[0].x1), min(gutter[1], row.parts[1].x0)
        elif _side(row, gutter) == "right":
            gutter = gutter[0], min(gutter[1], row.x0)
        elif _side(row, gutter) == "left":
            gutter = max(gutter[0], row.x1), gutter[1]
            if gutter[1] - gutter[0] < _NARROWEST:
                break
            continue
        else:
            break
        if gutter[1] - gutter[0] < _NARROWEST:
            break
        end, final = index + 1, gutter
    return end, final


def _side(row: Row, gutter: _Gutter) -> str:
    """Return in which column a line stands, or nothing when it stands in both."""
    if len(row.parts) != 1:
        return ""
    if row.x1 <= gutter[1] - _NARROWEST:
        return "left"
    return "right" if row.x0 >= gutter[0] + _NARROWEST else ""


def _column_by_column(block: Sequence[Row], gutter: _Gutter) -> list[Row]:
    middle = sum(gutter) / 2
    parts = [part for row in block for part in row.parts]
    left = [part for part in parts if (part.x0 + part.x1) / 2 < middle]
    return [*left, *(part for part in parts if part not in left)]
