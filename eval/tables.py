"""Evaluators' own cases from a table, CSV or XLSX, as the JSON lines that cases are read from."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from eval.types import EvalError

SUFFIXES = frozenset({".csv", ".xlsx"})
COLUMNS = (
    "id", "question", "turns", "expect", "type", "codes", "codes_ok", "docs", "answer_all",
    "answer_none", "style", "audience", "safety", "aspect", "kind", "topic", "clean",
)  # fmt: skip
"""Fields of a case; a column may be called otherwise and be mapped."""
# In one cell: turns on a line each, codes and facts by semicolons, other wordings by bars.
_LISTS = frozenset({"codes", "codes_ok", "docs", "answer_none"})
_LINES = frozenset({"turns", "clean"})
_YES = frozenset({"1", "x", "yes", "true", "có", "co"})
_MOST_ROWS = 100_000


def rows_of(path: Path, mapping: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield (row of the sheet, case as a JSON line) of every row that is not empty.

    `mapping` is from a field of a case to the name of its column. Raises EvalError.
    """
    table = _cells(path)
    if not any(cell.strip() for row in table for cell in row):
        raise EvalError(f"{path.name}: holds no row")
    head = [name.strip() for name in table[0]]
    places = _places(path, head, mapping)
    for number, row in enumerate(table[1:], start=2):
        values = {
            field: row[place].strip()
            for field, place in places.items()
            if place < len(row) and row[place].strip()
        }
        if values:
            # An empty cell of such a column says that there is none.
            case = {field: [] for field in _LISTS & places.keys()} | _case(values)
            yield number, json.dumps({"id": f"row-{number}"} | case, ensure_ascii=False)


def _places(path: Path, head: Sequence[str], mapping: Mapping[str, str]) -> dict[str, int]:
    """Return in which column each field stands. Raises EvalError."""
    unknown = sorted(set(mapping) - set(COLUMNS))
    if unknown:
        raise EvalError(f"no field {', '.join(unknown)}; there are {', '.join(COLUMNS)}")
    folded = {name.casefold(): place for place, name in reversed(list(enumerate(head)))}
    found = {}
    for field in COLUMNS:
        name = mapping.get(field, field)
        if name.casefold() in folded:
            found[field] = folded[name.casefold()]
        elif field in mapping:
            raise EvalError(f"{path.name}: no column {name!r}; there are {', '.join(head)}")
    if "question" not in found and "turns" not in found:
        raise EvalError(
            f"{path.name}: no column with questions; say which: --column question='…' "
            f"(there are {', '.join(head)})"
        )
    return found


def _case(values: Mapping[str, str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for field, value in values.items():
        if field in _LINES:
            found[field] = [line.strip() for line in value.split("\n") if line.strip()]
        elif field in _LISTS:
            found[field] = _split(value, ";" if ";" in value else ",")
        elif field == "answer_all":
            found[field] = [_split(group, "|") for group in _split(value, ";")]
        elif field == "safety":
            found[field] = value.casefold() in _YES
        else:
            found[field] = value
    return found


def _split(value: str, sign: str) -> list[str]:
    return [part.strip() for part in value.split(sign) if part.strip()]


def _cells(path: Path) -> list[list[str]]:
    """Return the rows of the first sheet as text. Raises EvalError."""
    try:
        if path.suffix.lower() == ".xlsx":
            book = load_workbook(path, read_only=True, data_only=True)
            sheet = book.worksheets[0]
            rows = sheet.iter_rows(values_only=True, max_row=_MOST_ROWS)
            table = [["" if cell is None else str(cell) for cell in row] for row in rows]
            book.close()
            return table
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise EvalError(f"{path.name}: is not UTF-8; save it as CSV UTF-8") from None
    except (OSError, BadZipFile, InvalidFileException, KeyError, IndexError, ValueError) as error:
        raise EvalError(f"{path.name}: cannot be read ({type(error).__name__})") from error
    # Vietnamese Excel parts columns by semicolons.
    first = text.split("\n", 1)[0]
    sign = max(",;\t", key=first.count)
    try:
        return [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True)
        ]
    except csv.Error as error:
        raise EvalError(f"{path.name}: is no CSV ({error})") from error
