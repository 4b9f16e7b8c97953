"""Import detail sheets of the portal ("Chi tiết thủ tục hành chính") saved as DOCX or PDF.

The Word export of thutuc.dichvucong.gov.vn (ChiTietTTHC_<code>.doc) and the printed page are the
same list of labelled parts; a file may hold several sheets one after another.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from knowledge.importers.files import TextFile, read_file
from knowledge.importers.portal_page import Page
from knowledge.importers.portal_record import read_procedure
from knowledge.importers.portal_sheet_tables import (
    SheetLine,
    SheetTable,
    columns_of,
    paper_row,
    sheet_legal_row,
    submission_row,
    table_rows,
)
from knowledge.importers.portal_sheet_text import paragraphs, usual_width
from knowledge.importers.portal_text import or_empty, quoted
from knowledge.importers.result import ImportResult, Problem
from knowledge.text import fold
from knowledge.types import Doubt, KnowledgeError, Procedure

_HEAD = ("code", "decision", "name", "levels", "kind", "domain")
_LABELS = {
    "ma thu tuc": "code",
    "so quyet dinh": "decision",
    "ten thu tuc": "name",
    "cap thuc hien": "levels",
    "loai thu tuc": "kind",
    "linh vuc": "domain",
    "trinh tu thuc hien": "steps",
    "cach thuc thuc hien": "submissions",
    "thanh phan ho so": "papers",
    "doi tuong thuc hien": "who",
    "co quan thuc hien": "executing",
    "co quan co tham quyen": "authority",
    "co quan co tham quyen quyet dinh": "authority",
    "dia chi tiep nhan hs": "place",
    "dia chi tiep nhan ho so": "place",
    "dia chi tiep nhan": "place",
    "co quan duoc uy quyen": "delegated",
    "co quan phoi hop": "supporting",
    "ket qua thuc hien": "results",
    "ket qua xu ly": "results",
    "can cu phap ly": "legal",
    "yeu cau, dieu kien thuc hien": "conditions",
    "yeu cau, dieu kien": "conditions",
    "yeu cau hoac dieu kien thuc hien": "conditions",
    "tu khoa": "keywords",
    "mo ta": "description",
    "thu tuc hanh chinh lien quan": "related",
}
_NAMES = "|".join(sorted(_LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"({_NAMES})\s*(?::\s*|\t[\s:]*|$)")
_HEAD_NAMES = "|".join(name for name, field in _LABELS.items() if field in _HEAD)
# The printed page sets the label of the first parts beside their value, without a colon.
_HEAD_LABEL = re.compile(rf"({_HEAD_NAMES})\s+(?=[^\W_])")
_TABLES = {
    "submissions": SheetTable.SUBMISSIONS,
    "papers": SheetTable.PAPERS,
    "legal": SheetTable.LEGAL,
}
_CODE = re.compile(r"\d\.\d{6}(?:\.[A-Z0-9.-]+)?")
_EXPECTED = {
    "steps": "steps",
    "submissions": "submissions",
    "papers": "papers",
    "results": "results",
    "legal": "legal_basis",
}
Sections = Mapping[str, Sequence[SheetLine]]


@dataclass(frozen=True, kw_only=True)
class _Label:
    index: int
    """Of the line among the lines of the file."""
    field: str
    rest: str


def read_portal_sheet(path: Path, *, as_of: date | None = None) -> ImportResult:
    """Return the procedure of every sheet in one file, and what is doubtful in them.

    `as_of` is the day on which the portal showed the sheet: discounts that had ended by then are
    left out. Without it, the file's own date stands. Raises KnowledgeError when the file cannot
    be read or holds no sheet.
    """
    file = read_file(path)
    lines = _lines(file)
    width = usual_width(lines) if file.pages else 0
    sheets = _sheets(lines)
    if not sheets:
        raise KnowledgeError(
            f"{path.name}: no procedure found in it (no 'Mã thủ tục' or 'Tên thủ tục'); give the "
            "sheet that the portal lets one download, or import the file as a document"
        )
    notes = [("file", note) for note in file.notes]
    if as_of is None:
        as_of = datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()
        reason = f"the sheet bears no date; the file's own ({as_of}) stands in (give another)"
        notes.append(("source.as_of", reason))
    problems: list[Problem] = []
    records: list[Procedure] = []
    for first, sections in sheets:
        page, doubts = _page(sections, width=width)
        if not page.code or not page.name:
            reason = "a sheet without 'Mã thủ tục' or 'Tên thủ tục' cannot be imported"
            problems.append(_problem(path, first, page.code or None, "line", reason))
            continue
        if any(record.code == page.code for record in records):
            reason = "the code occurs twice in the file; the first sheet is kept"
            problems.append(_problem(path, first, page.code, "code", reason))
            continue
        record = read_procedure(page, as_of=as_of, doubts=doubts)
        records.append(record)
        problems.extend(
            _problem(path, first, record.code, doubt.field, doubt.reason) for doubt in record.doubts
        )
    if not records:
        raise KnowledgeError(f"{path.name}: {problems[-1].reason}; download the sheet again")
    # Of the first record: a problem of no record would say that a record was lost.
    told = [_problem(path, None, records[0].code, field, reason) for field, reason in notes]
    return ImportResult(records=tuple(records), problems=(*told, *problems))


def _problem(
    path: Path, line: int | None, record_id: str | None, field: str, reason: str
) -> Problem:
    return Problem(file=path.name, line=line, record_id=record_id, field=field, reason=reason)


def _lines(file: TextFile) -> list[SheetLine]:
    lines: list[SheetLine] = []
    gap = False
    for number, text in enumerate(file.text.split("\n"), 1):
        if not text.strip():
            gap = True
            continue
        page = file.pages[number - 1] if number <= len(file.pages) else None
        lines.append(SheetLine(number=number, text=text, page=page, gap=gap, length=len(text)))
        gap = False
    return lines


def _sheets(lines: Sequence[SheetLine]) -> list[tuple[int, Sections]]:
    """Return the line on which each sheet begins and its parts by field."""
    groups: list[list[_Label]] = []
    for label in _labels(lines):
        seen = {other.field for other in groups[-1]} if groups else set()
        begins_again = label.field in {"code", "name"} and {label.field, "steps"} <= seen
        if not groups or begins_again:
            groups.append([])
        groups[-1].append(label)
    sheets: list[tuple[int, Sections]] = []
    for position, labels in enumerate(groups):
        if not {"code", "name"} & {label.field for label in labels}:
            continue
        end = groups[position + 1][0].index if position + 1 < len(groups) else len(lines)
        sheets.append((lines[labels[0].index].number, _sections(lines, _own(lines, labels), end)))
    return sheets


def _labels(lines: Sequence[SheetLine]) -> list[_Label]:
    found: list[_Label] = []
    in_head = True
    for index, line in enumerate(lines):
        folded = fold(line.text)
        text = line.text if len(folded) == len(line.text) else folded
        match = _LABEL.match(folded) or (_HEAD_LABEL.match(folded) if in_head else None)
        if match is None:
            continue
        field = _LABELS[match.group(1)]
        in_head = field in _HEAD
        found.append(_Label(index=index, field=field, rest=text[match.end() :].strip()))
    return found


def _own(lines: Sequence[SheetLine], labels: Sequence[_Label]) -> list[_Label]:
    """Return the labels that begin a part; others only look like one in the midst of a text.

    Of several, the first counts; of a part with a table, the last one above the table.
    """
    own: dict[str, _Label] = {}
    for label in labels:
        table = _TABLES.get(label.field)
        if label.field not in own:
            own[label.field] = label
        elif table and not _has_heading(lines[own[label.field].index : label.index], table):
            own[label.field] = label
    return sorted(own.values(), key=lambda label: label.index)


def _has_heading(lines: Sequence[SheetLine], table: SheetTable) -> bool:
    return any(columns_of(line.text, table) for line in lines)


def _sections(lines: Sequence[SheetLine], labels: Sequence[_Label], end: int) -> Sections:
    sections: dict[str, list[SheetLine]] = {}
    bounds = [*(label.index for label in labels[1:]), end]
    for label, stop in zip(labels, bounds, strict=True):
        first = replace(lines[label.index], text=label.rest)
        own = [first, *lines[label.index + 1 : stop]]
        sections[label.field] = [line for line in own if line.text]
    return sections


def _page(sections: Sections, *, width: int) -> tuple[Page, list[Doubt]]:
    texts = {
        field: paragraphs(lines, width=width)
        for field, lines in sections.items()
        if field not in _TABLES
    }

    def text(field: str) -> str:
        return "\n".join(texts.get(field, ()))

    def line(field: str) -> str:
        return " ".join(texts.get(field, ()))

    doubts = [
        Doubt(field=ours, reason="the sheet has no such part; it may be cut off")
        for field, ours in _EXPECTED.items()
        if field not in sections
    ]
    rows = {field: table_rows(sections.get(field, ()), kind) for field, kind in _TABLES.items()}
    for field, kind in _TABLES.items():
        words = "\n".join(each.text for each in sections.get(field, ()))
        if not rows[field] and or_empty(words):
            reason = "the table of this part could not be read"
            doubts.append(Doubt(field=str(kind), reason=reason, raw=quoted(words)))
    channel = ""
    submissions = []
    for row in rows["submissions"]:
        submission = submission_row(row, channel)
        channel = submission.channel
        submissions.append(submission)
    code = _CODE.search(line("code"))
    page = Page(
        code=code.group() if code else line("code").split(" ")[0],
        name=line("name"),
        url=None,
        decision=line("decision"),
        levels=line("levels"),
        domain=line("domain"),
        who=line("who"),
        authority=line("authority"),
        executing=line("executing"),
        place=line("place"),
        steps=text("steps"),
        conditions=text("conditions"),
        results=tuple(texts.get("results", ())),
        keywords=or_empty(line("keywords")),
        submissions=tuple(submissions),
        submissions_raw="",
        papers=tuple(paper_row(row) for row in rows["papers"]),
        papers_raw="",
        legal=tuple(sheet_legal_row(row) for row in rows["legal"]),
    )
    return page, doubts
