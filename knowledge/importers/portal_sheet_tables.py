"""Read the three tables of a detail sheet: ways to hand in, papers, legal acts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.importers.portal_layouts import fee_cells, legal_row, paper_counts
from knowledge.importers.portal_page import LegalRow, PaperRow, SubmissionRow
from knowledge.importers.portal_text import clean, one_line
from knowledge.text import fold


@dataclass(frozen=True, kw_only=True)
class SheetLine:
    """One line of a sheet that carries text."""

    number: int
    """1-based line of the extracted text."""
    text: str
    """Without the label it begins with; the cells of a table row are parted by tabs."""
    page: int | None = None
    gap: bool = False
    """An empty line stands before it."""
    length: int = 0
    """Letters of the line as it stood, its label included."""


class SheetTable(StrEnum):
    """Which of the three tables."""

    SUBMISSIONS = "submissions"
    PAPERS = "papers"
    LEGAL = "legal_basis"


@dataclass(frozen=True, kw_only=True)
class TableRow:
    """One row, its cells under the names of our columns."""

    cells: Mapping[str, str]
    group: str = ""
    """The heading above this part of the table."""
    page: int | None = None


# Our column, and what the folded heading of the sheet's column is.
_COLUMNS: dict[SheetTable, tuple[tuple[str, str], ...]] = {
    SheetTable.SUBMISSIONS: (
        ("channel", r"hinh thuc(?: nop)?(?: ho so)?"),
        ("time", r"thoi (?:han|gian)(?: giai quyet)?"),
        ("fees", r"(?:le )?phi(?:, (?:le )?phi)?"),
        ("description", r"mo ta|ghi chu"),
    ),
    SheetTable.PAPERS: (
        ("name", r"(?:ten |loai )?giay to"),
        ("form", r"(?:bieu )?mau(?: don)?(?:, to khai)?"),
        ("originals", r"(?:so )?ban chinh"),
        ("copies", r"(?:so )?ban sao"),
        ("count", r"so luong"),
    ),
    SheetTable.LEGAL: (
        ("number", r"so(?:,|/)? ?ky hieu|so hieu|ma van ban"),
        ("title", r"trich yeu|ten van ban(?: phap ly)?"),
        ("issued", r"ngay ban hanh"),
        ("issuer", r"co quan ban hanh"),
    ),
}
_NEEDED = {
    SheetTable.SUBMISSIONS: {"channel", "time"},
    SheetTable.PAPERS: {"name"},
    SheetTable.LEGAL: {"number", "title"},
}
_TIME = re.compile(r"\d+(?:[.,]\d+)?\s*(?:ngày|giờ|tháng|năm|tuần|phút)|không", re.IGNORECASE)
_FEE_LABEL = re.compile(r"(?<!Lệ)\s+(?=(?:Lệ phí|Phí)\s*:|File đính kèm)")
_BULLET_INSIDE = re.compile(r"(?<=[.;:])\s+(?=[-+]\s*[^\W\d_])")


def columns_of(text: str, table: SheetTable) -> tuple[str, ...]:
    """Return our names of the columns when this line is the table's heading, else ()."""
    if "\t" not in text:
        return ()
    names = tuple(_column(cell, table) for cell in text.split("\t"))
    return names if _NEEDED[table] <= set(names) and len({*names} - {""}) > 1 else ()


def _column(heading: str, table: SheetTable) -> str:
    folded = fold(one_line(heading)).strip(" .:*")
    return next((name for name, start in _COLUMNS[table] if re.fullmatch(start, folded)), "")


def table_rows(lines: Sequence[SheetLine], table: SheetTable) -> list[TableRow]:
    """Return the rows of a section; lines between its tables head the rows below them."""
    columns: tuple[str, ...] = ()
    group: list[str] = []
    is_new_group = False
    rows: list[TableRow] = []
    for line in lines:
        found = columns_of(line.text, table)
        if found:
            columns, is_new_group = found, True
            continue
        if "\t" not in line.text:
            if is_new_group or not columns:
                group = [] if is_new_group else group
                is_new_group = False
            group = [*group, line.text]
            continue
        cells = line.text.split("\t")
        heading = _spanning(cells)
        if heading:
            group, is_new_group = [heading], True
            continue
        is_new_group = True
        named = dict(zip(columns or _default_columns(table), map(clean, cells), strict=False))
        row = TableRow(cells=named, group=" ".join(group), page=line.page)
        if rows and _goes_on(rows[-1], row, table):
            rows[-1] = _joined(rows[-1], row)
        else:
            rows.append(row)
    return [row for row in rows if any(row.cells.values())]


def _default_columns(table: SheetTable) -> tuple[str, ...]:
    return tuple(name for name, _ in _COLUMNS[table] if name not in {"originals", "copies"})


def _spanning(cells: Sequence[str]) -> str:
    """Return the text of one cell that spans the whole row, which heads the rows below."""
    filled = {cell.strip() for cell in cells}
    text = next(iter(filled))
    return text if len(filled) == 1 and len(cells) > 2 and len(text) > 2 else ""


def _goes_on(above: TableRow, row: TableRow, table: SheetTable) -> bool:
    """Tell whether a row is the rest of the one above, cut in two by the end of a page.

    The short cells stand at the top of a row, so the rest of it has none of them.
    """
    new_page = row.page != above.page
    cell = row.cells
    if table is SheetTable.SUBMISSIONS:
        return not cell.get("channel") and not _TIME.match(cell.get("time", ""))
    if table is SheetTable.LEGAL:
        if new_page and above.cells.get("issued"):
            return not cell.get("issued")
        return not cell.get("number") and not _names_act(cell.get("title", ""))
    if not cell.get("name"):
        return True
    is_rest = new_page or cell["name"][0].islower()
    return is_rest and _is_counted(above) and not _is_counted(row)


def _names_act(title: str) -> bool:
    return bool(re.match(r"(?:bộ )?luật|nghị (?:định|quyết)|thông tư|quyết định", title.lower()))


def _is_counted(row: TableRow) -> bool:
    return any(row.cells.get(name) for name in ("count", "originals", "copies"))


def _joined(above: TableRow, row: TableRow) -> TableRow:
    cells = {name: _glued(text, row.cells.get(name, "")) for name, text in above.cells.items()}
    return replace(above, cells=cells)


def _glued(first: str, rest: str) -> str:
    joint = "" if first.endswith(("/", "-")) else " "
    return f"{first}{joint}{rest}" if first and rest else first or rest


def submission_row(row: TableRow, channel_above: str) -> SubmissionRow:
    """Return a row of "Cách thức thực hiện"; an empty channel is the one of the row above."""
    return SubmissionRow(
        channel=one_line(row.cells.get("channel", "")) or channel_above,
        time=one_line(row.cells.get("time", "")),
        fees=fee_cells(_fee_lines(row.cells.get("fees", ""))),
        description=_BULLET_INSIDE.sub("\n", clean(row.cells.get("description", ""))),
    )


def _fee_lines(cell: str) -> str:
    """Return the cell with every "Phí :" outside brackets on a line of its own."""
    parts: list[str] = []
    at = 0
    for match in _FEE_LABEL.finditer(cell):
        before = cell[: match.start()]
        if before.count("(") <= before.count(")"):
            parts.append(cell[at : match.start()])
            at = match.end()
    return "\n".join([*parts, cell[at:]])


def paper_row(row: TableRow) -> PaperRow:
    """Return a row of "Thành phần hồ sơ" with the heading of its group."""
    cells = row.cells
    counts = paper_counts(cells.get("count", ""))
    if counts is None:
        counts = (_count(cells.get("originals", "")), _count(cells.get("copies", "")))
    return PaperRow(
        name=cells.get("name", ""),
        group=re.sub(r"^\*\s*", "", row.group),
        originals=counts[0],
        copies=counts[1],
    )


def _count(cell: str) -> int:
    match = re.search(r"\d{1,3}", cell)
    return int(match.group()) if match else 0


def sheet_legal_row(row: TableRow) -> LegalRow:
    """Return a row of "Căn cứ pháp lý"."""
    cells = row.cells
    return legal_row(
        one_line(cells.get("number", "")),
        clean(cells.get("title", "")),
        one_line(cells.get("issued", "")),
    )
