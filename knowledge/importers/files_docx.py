"""Read a Word document (DOCX): paragraphs, list numbers, tables and footnotes in their order."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from knowledge.importers.files_docx_numbers import ListNumbers
from knowledge.importers.files_docx_package import (
    Package,
    attribute,
    child,
    local,
    open_package,
    value,
)
from knowledge.importers.files_docx_runs import Found, Words, read_words
from knowledge.importers.files_docx_styles import Styles, heading_level
from knowledge.importers.legacy_fonts import repair_lines
from knowledge.importers.text_file import (
    GAP,
    FileLine,
    TextFile,
    assemble,
    is_layout,
    mark_of,
    row,
    tidy,
)
from knowledge.types import KnowledgeError

_WRAPPERS = {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent",
             "Choice"}  # fmt: skip
_DEEPEST = 40
"""Tables within tables, boxes within boxes."""


def read_docx(path: Path) -> TextFile:
    """Return paragraphs and table rows in the order of the body. Raises KnowledgeError."""
    package = open_package(path)
    reader = _Reader(package)
    body = child(package.body, "body")
    if body is None:
        raise KnowledgeError(f"{path.name}: holds no Word text; save it again as .docx")
    try:
        lines, repaired = repair_lines(reader.lines(body))
    except RecursionError as error:
        raise KnowledgeError(
            f"{path.name}: is nested deeper than any document; open it in Word and save it again"
        ) from error
    if not any(line.text.strip() for line in lines):
        raise KnowledgeError(f"{path.name}: holds no text; check that it is the right document")
    return assemble(lines, [*reader.notes(), *repaired])


class _Reader:
    """Walks through a document, counting its lists and footnotes."""

    def __init__(self, package: Package) -> None:
        self._styles = Styles(package.styles)
        self._numbers = ListNumbers(package.numbering)
        self._found = Found()
        self._note_parts = {"footnote": package.footnotes, "endnote": package.endnotes}
        self._note_numbers: dict[tuple[str, str], int] = {}
        self._waiting: list[tuple[str, str]] = []
        self._carried = ""

    def lines(self, body: Element) -> Iterator[FileLine]:
        """Return the lines of the body, an empty one after every block."""
        for block in _blocks(body):
            if local(block.tag) == "p":
                yield from self._paragraph(block)
            elif local(block.tag) == "tbl":
                yield from self._table(block)
            elif local(block.tag) == "altChunk":
                self._found.embedded += 1
            if self._waiting and not self._carried:
                yield from self._footnotes()
        if self._carried:
            yield FileLine(text=self._carried)

    def notes(self) -> list[str]:
        """Return what the operator should know of how the document was read."""
        found, notes = self._found, []
        if found.insertions or found.deletions:
            notes.append(
                f"tracked changes were read as accepted ({found.insertions} insertions,"
                f" {found.deletions} deletions); check that they are final"
            )
        for font, count in found.legacy.items():
            if count:
                notes.append(
                    f"{count} pieces of text in {font.value} fonts were turned into Unicode"
                )
        if found.embedded:
            notes.append(f"{found.embedded} embedded parts in another format were not read")
        return notes

    def _paragraph(self, paragraph: Element, depth: int = 0) -> Iterator[FileLine]:
        words = read_words(paragraph, self._styles, self._found, self._mark)
        self._waiting += words.notes
        properties = child(paragraph, "pPr")
        text = self._carried + words.text
        if not self._carried and words.text.strip():
            text = self._number(properties) + text
        if child(properties, "rPr", "del") is not None:
            # The end of the paragraph was deleted: it goes on in the next one.
            self._carried = text
            return
        self._carried = ""
        chain = self._styles.chain(value(properties, "pStyle"))
        heading = heading_level(properties) or any(look.is_heading for _, look in chain)
        for line in text.split("\n"):
            yield FileLine(text=_tabs(line), heading=heading)
        yield GAP
        yield from self._boxes(words, depth)

    def _boxes(self, words: Words, depth: int) -> Iterator[FileLine]:
        for box in words.boxes if depth < _DEEPEST else ():
            for block in _blocks(box):
                if local(block.tag) == "p":
                    yield from self._paragraph(block, depth + 1)
                elif local(block.tag) == "tbl":
                    yield from self._table(block, depth + 1)

    def _number(self, properties: Element | None) -> str:
        """Return the number that Word prints before the paragraph, with a blank."""
        list_id = value(properties, "numPr", "numId")
        level = value(properties, "numPr", "ilvl")
        for key, look in self._styles.chain(value(properties, "pStyle")):
            if list_id is None and look.list_id is not None:
                list_id = look.list_id
                at = look.level or self._numbers.level_of_style(list_id, key)
                level = level or str(at)
        if list_id is None or list_id == "0":
            return ""
        number = self._numbers.next(list_id, int(level) if level and level.isdigit() else 0)
        return f"{number} " if number else ""

    def _table(self, table: Element, depth: int = 0) -> Iterator[FileLine]:
        rows = [
            cells
            for each in _blocks(table, "tr")
            if (cells := self._cells(each, depth)) is not None
        ]
        texts = ["\n".join(lines) for cells in rows for lines in cells]
        width = max((len(cells) for cells in rows), default=0)
        flat = width == 1 or is_layout(texts, len(rows), width)
        yield GAP
        for cells in rows:
            if flat:
                for lines in cells:
                    yield from (FileLine(text=line) for line in lines)
                    yield GAP
            else:
                yield FileLine(text=row(" ".join(lines) for lines in cells))
        yield GAP

    def _cells(self, table_row: Element, depth: int) -> list[list[str]] | None:
        """Return the lines of every cell, a merged one once; None for a deleted row."""
        properties = child(table_row, "trPr")
        if child(properties, "del") is not None:
            self._found.deletions += 1
            return None
        if child(properties, "ins") is not None:
            self._found.insertions += 1
        cells: list[list[str]] = [[] for _ in range(_count(value(properties, "gridBefore")))]
        for cell in _blocks(table_row, "tc"):
            own = child(cell, "tcPr")
            merged = child(own, "vMerge")
            goes_on = merged is not None and attribute(merged, "val") != "restart"
            cells.append([] if goes_on else self._cell_lines(cell, depth))
            cells += [[] for _ in range(_count(value(own, "gridSpan")) - 1)]
        cells += [[] for _ in range(_count(value(properties, "gridAfter")))]
        return cells

    def _cell_lines(self, cell: Element, depth: int) -> list[str]:
        lines: list[FileLine] = []
        for block in _blocks(cell):
            if local(block.tag) == "p":
                lines += self._paragraph(block, depth + 1)
            elif local(block.tag) == "tbl" and depth < _DEEPEST:
                lines += self._table(block, depth + 1)
        if self._carried:
            lines.append(FileLine(text=self._carried))
            self._carried = ""
        return [text for line in lines if (text := tidy(line.text.replace("\t", " ")))]

    def _mark(self, kind: str, key: str) -> str:
        number = self._note_numbers.setdefault((kind, key), len(self._note_numbers) + 1)
        return str(number)

    def _footnotes(self) -> Iterator[FileLine]:
        waiting, self._waiting = self._waiting, []
        for kind, key in waiting:
            part = self._note_parts[kind]
            note = next(
                (
                    each
                    for each in (part if part is not None else ())
                    if attribute(each, "id") == key
                ),
                None,
            )
            if note is None:
                continue
            lines = [tidy(line.text) for each in _blocks(note) if local(each.tag) == "p"
                     for line in self._paragraph(each)]  # fmt: skip
            text = " ".join(line for line in lines if line)
            mark = mark_of(self._note_numbers[kind, key])
            yield GAP
            yield FileLine(text=f"{mark} {text}")
            yield GAP


def _blocks(parent: Element, *only: str, depth: int = 0) -> Iterator[Element]:
    """Return the blocks inside, those in content controls and accepted insertions included."""
    for each in parent:
        tag = local(each.tag)
        if tag in _WRAPPERS and depth < _DEEPEST:
            yield from _blocks(each, *only, depth=depth + 1)
        elif not only or tag in only:
            yield each


def _count(text: str | None) -> int:
    """Return a number of columns; a damaged one counts as none."""
    return min(int(text), 100) if text and text.isdigit() else 0


def _tabs(line: str) -> str:
    """Return a line with one tab at most: several would make it the row of a table."""
    parts = [part for part in line.split("\t") if part.strip()]
    return "\t".join(parts) if len(parts) <= 2 else " ".join(parts)
