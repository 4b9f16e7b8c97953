"""Build a DOCX of a document that came as PDF or plain text, to write comments on."""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import cast
from xml.etree.ElementTree import Element

import docx
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from bot.review.flat import Flat, flats
from bot.review.read_docx_words import Place
from bot.review.types import BlockKind, Document

_NOTE = (
    "Một Cửa dựng lại bản này từ chữ của tệp {kind} để ghi nhận xét. Bản này không giữ trình bày"
    " của văn bản gốc và không thay văn bản gốc."
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def rebuilt(document: Document) -> tuple[Word, tuple[Place | None, ...]]:
    """Return a DOCX of the text, and where each letter of the text stands in it."""
    word = docx.Document()
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(13)
    note = word.add_paragraph().add_run(_NOTE.format(kind=document.kind.value.upper()))
    note.italic = True
    places: list[Place | None] = [None] * len(document.text)
    for table, group in groupby(flats(document), key=_table):
        if table is None:
            for flat in group:
                _write(word.add_paragraph(), flat, 0, len(flat.text), places)
        else:
            _add_table(word, list(group), places)
    return word, tuple(places)


def _table(flat: Flat) -> int | None:
    return flat.block.table if flat.block.kind is BlockKind.ROW else None


def _add_table(word: Word, rows: list[Flat], places: list[Place | None]) -> None:
    width = max(flat.text.count("\t") for flat in rows) + 1
    table = word.add_table(rows=0, cols=width)
    table.style = "Table Grid"
    for flat in rows:
        cells = table.add_row().cells
        for cell, (start, end) in zip(cells, _cells(flat.text), strict=False):
            _write(cell.paragraphs[0], flat, start, end, places)


def _cells(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the cells of a row begin and end."""
    start = 0
    for tab in re.finditer("\t", text):
        yield start, tab.start()
        start = tab.end()
    yield start, len(text)


def _write(
    paragraph: Paragraph, flat: Flat, start: int, end: int, places: list[Place | None]
) -> None:
    """Write a piece of a block and note where its letters are."""
    if start == end:
        return
    run = paragraph.add_run()
    text = _UNPRINTABLE.sub(" ", flat.text[start:end])
    element = run._r.add_t(text)
    element.set(qn("xml:space"), "preserve")
    for at in range(start, end):
        offset = flat.span(at, at + 1).start
        places[offset] = Place(element=cast(Element, element), start=at - start, end=at - start + 1)
