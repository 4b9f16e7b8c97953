"""Give figures away as CSV, so that nobody can be picked out and no spreadsheet runs a cell."""

import csv
import io
from collections.abc import Sequence

from bot.analytics_sums import FEW, hidden
from channels.console.analytics_tables import Fact, Table

_UNSAFE = ("=", "+", "-", "@", "\t", "\r", "\n")
HIDDEN, HIDDEN_TOO = f"< {FEW}", "ẩn"


def csv_of(tables: Sequence[Table], facts: Sequence[Fact], *, period: str) -> bytes:
    """Return the tables as CSV that Excel opens with Vietnamese letters, nobody to be picked out.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Kỳ", "Bảng", "Dòng", "Cột", "Số"])
    for table in tables:
        columns = list(zip(*(cells for _, cells in table.rows), strict=True))
        flags = [hidden(column) for column in columns]
        for r, (label, cells) in enumerate(table.rows):
            for c, n in enumerate(cells):
                told = str(n)
                if flags[c][r]:
                    told = HIDDEN if n < FEW else HIDDEN_TOO
                line = [period, table.title, label, table.columns[c], told]
                writer.writerow([safe(each) for each in line])
    for fact in facts:
        told = fact.value if fact.is_told else HIDDEN_TOO
        writer.writerow([safe(each) for each in (period, "Chỉ số", fact.label, "", told)])
    return out.getvalue().encode("utf-8-sig")


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet runs."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_UNSAFE) else cell
