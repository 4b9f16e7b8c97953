"""Walk through the body of a DOCX: its paragraphs and tables in the order of reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from bot.review.read_docx_look import Looks, ParagraphLook, Properties
from bot.review.read_docx_words import Found, Shown, Words, joined, read_words, untyped
from bot.review.types import Block, BlockKind, Span
from knowledge.importers.files_docx_numbers import ListNumbers
from knowledge.importers.files_docx_package import attribute, child, local, value
from knowledge.importers.files_docx_styles import Styles
from knowledge.importers.text_file import is_layout, mark_of

_WRAPPERS = {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent",
             "Choice"}  # fmt: skip
_DEEPEST = 40
"""Tables within tables, boxes within boxes."""
_WHOLE = Span(start=0, end=0)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """What becomes one or several blocks: a paragraph, or a row of a table."""

    shown: Shown
    block: Block
    """Its span is not known yet."""
    look: ParagraphLook | None = None
    runs: tuple[tuple[int, str, Properties], ...] = ()
    """Where each begins, what it says, and how it looks."""
    within: Element | None = None
    """The reference to the footnote that it stands in."""


class Blocks:
    """Walks through a document, counting its lists, tables and footnotes."""

    def __init__(
        self,
        looks: Looks,
        styles: Styles,
        numbers: ListNumbers,
        note_parts: dict[str, Element | None],
    ) -> None:
        self.found = Found()
        self.numbered_parts: set[str] = set()
        """Headers and footers with page numbers."""
        self._looks, self._styles, self._numbers = looks, styles, numbers
        self._note_parts = note_parts
        self._notes: dict[tuple[str, str], tuple[int, Element]] = {}
        self._carried = Shown()
        self._tables = 0

    def of(self, parent: Element, depth: int = 0) -> Iterator[Piece]:
        """Yield what stands inside, from top to bottom."""
        for element in _inside(parent):
            match local(element.tag):
                case "p":
                    yield from self._paragraph(element, depth)
                case "tbl" if depth < _DEEPEST:
                    yield from self._table(element, depth)
                case "altChunk":
                    self.found.embedded += 1
        if self._carried.text:
            carried, self._carried = self._carried, Shown()
            yield Piece(shown=carried, block=Block(span=_WHOLE))

    def footnotes(self) -> Iterator[Piece]:
        """Yield the footnotes and endnotes that the text has referred to so far."""
        for (kind, key), (number, reference) in list(self._notes.items()):
            part = self._note_parts.get(kind)
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
            mark = f"{mark_of(number)} "
            for piece in self.of(note):
                yield Piece(
                    shown=joined([untyped(mark), piece.shown]),
                    block=replace(piece.block, kind=BlockKind.FOOTNOTE, label=len(mark)),
                    within=reference,
                )
                mark = ""

    def margin(self, key: str, kind: BlockKind, root: Element) -> Iterator[Piece]:
        """Yield what a header or footer says; a line with the number of the page is left out."""
        for element in root.iter():
            if local(element.tag) == "p":
                words = self._words(element)
                if words.has_page_number:
                    self.numbered_parts.add(key)
                    continue
                shown = words.shown()
                look = self._looks.paragraph(child(element, "pPr"))
                block = Block(
                    span=_WHOLE, kind=kind, style=look.style, is_inserted=words.is_inserted
                )
                yield Piece(shown=shown, block=block)

    def _words(self, paragraph: Element) -> Words:
        look = self._looks.paragraph(child(paragraph, "pPr"))
        return read_words(paragraph, look, self._looks, self.found, self._mark)

    def _mark(self, kind: str, key: str) -> int:
        known = self._notes.get((kind, key))
        return known[0] if known else len(self._notes) + 1

    def _paragraph(self, paragraph: Element, depth: int) -> Iterator[Piece]:
        properties = child(paragraph, "pPr")
        look = self._looks.paragraph(properties)
        words = read_words(paragraph, look, self._looks, self.found, self._mark)
        for kind, key, reference in words.notes:
            self._notes.setdefault((kind, key), (len(self._notes) + 1, reference))
        shown = joined([self._carried, words.shown()])
        if child(properties, "rPr", "del") is not None:
            # The end of the paragraph was deleted: it goes on in the next one.
            self._carried = shown
            return
        self._carried = Shown()
        number = self._number(properties) if shown.text.strip() else ""
        block = Block(
            span=_WHOLE,
            style=look.style,
            heading=look.heading,
            label=len(number),
            is_inserted=words.is_inserted,
        )
        whole = joined([untyped(number), shown])
        before = len(whole.text) - sum(map(len, words.text))
        runs = tuple((before + start, text, run) for start, text, run in words.runs)
        yield Piece(shown=whole, block=block, look=look, runs=runs)
        for box in words.boxes if depth < _DEEPEST else ():
            yield from self.of(box, depth + 1)

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

    def _table(self, table: Element, depth: int) -> Iterator[Piece]:
        rows = [row for row in _inside(table, "tr") if not self._is_deleted(row)]
        cells = [list(_inside(row, "tc")) for row in rows]
        width = max((len(own) for own in cells), default=0)
        texts = ["".join(_texts(cell)) for own in cells for cell in own] if len(rows) <= 4 else []
        if width <= 1 or is_layout(texts, len(rows), width):
            for own in cells:
                for cell in own:
                    yield from self.of(cell, depth + 1)
            return
        number, self._tables = self._tables, self._tables + 1
        for row, own in zip(rows, cells, strict=True):
            yield self._row(row, own, number, depth)

    def _is_deleted(self, row: Element) -> bool:
        deleted = child(row, "trPr", "del") is not None
        self.found.deletions += deleted
        return deleted

    def _row(self, row: Element, cells: Iterable[Element], table: int, depth: int) -> Piece:
        properties = child(row, "trPr")
        inserted = child(properties, "ins") is not None
        self.found.insertions += inserted
        empty = Shown()
        parts = [empty] * _count(value(properties, "gridBefore"))
        for cell in cells:
            own = child(cell, "tcPr")
            merged = child(own, "vMerge")
            goes_on = merged is not None and attribute(merged, "val") != "restart"
            pieces = [] if goes_on else [
                piece for piece in self.of(cell, depth + 1) if piece.shown.text.strip()
            ]  # fmt: skip
            inserted |= any(piece.block.is_inserted for piece in pieces)
            parts.append(_on_one_line(joined([piece.shown for piece in pieces], " ")))
            parts += [empty] * (_count(value(own, "gridSpan")) - 1)
        parts += [empty] * _count(value(properties, "gridAfter"))
        block = Block(span=_WHOLE, kind=BlockKind.ROW, table=table, is_inserted=inserted)
        return Piece(shown=joined(parts, "\t"), block=block)


def _inside(parent: Element, *only: str, depth: int = 0) -> Iterator[Element]:
    """Yield the blocks inside, those in content controls and tracked insertions included."""
    for each in parent:
        tag = local(each.tag)
        if tag in _WRAPPERS and depth < _DEEPEST:
            yield from _inside(each, *only, depth=depth + 1)
        elif tag and (not only or tag in only):
            yield each


def _texts(cell: Element) -> Iterator[str]:
    """Yield the text of a cell, a line break after every paragraph."""
    for each in cell.iter():
        if local(each.tag) in {"t", "p", "br"}:
            yield each.text or "" if local(each.tag) == "t" else "\n"


def _on_one_line(shown: Shown) -> Shown:
    """Return a cell's text without tabs and line breaks, which would part the row's cells."""
    text = shown.text.replace("\t", " ").replace("\n", " ")
    first = len(text) - len(text.lstrip())
    last = max(len(text.rstrip()), first)
    return replace(shown, text=text).cut(first, last)


def _count(text: str | None) -> int:
    """Return a number of columns; a damaged one counts as none."""
    return min(int(text), 100) if text and text.isdigit() else 0
