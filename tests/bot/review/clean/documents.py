"""The five clean documents as DOCX, laid out to the letter of the decree, and as plain text."""

import re
from collections.abc import Iterable
from pathlib import Path

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from tests.bot.review.clean.texts import UNIT, Text

COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
COMMITTEE = "ỦY BAN NHÂN DÂN"
_HEADING = re.compile(r"(?:[IVX]+|\d|Điều \d)\. [^.:]{1,60}$")
_ARTICLE = re.compile(r"(Điều \d\.)(.*)")


def text_of(text: Text) -> str:
    """Return the document as plain text, one paragraph a line."""
    head = [COMMITTEE, UNIT, COUNTRY, MOTTO, text.number]
    head += [text.placed, text.kind, text.about] if text.kind else [text.about, text.placed]
    decided = [text.authority, *text.bases, f"{text.kind}:"] if text.authority else []
    lines = [*head, *decided, text.to, *text.body, "Nơi nhận:", *text.recipients]
    lines += [*text.signed, text.signer, *text.annex, *text.rows]
    return "\n".join(each for each in lines if each) + "\n"


def docx_of(text: Text) -> Document:
    """Return the document as DOCX, nothing left to the defaults of Word."""
    made = docx.Document()
    _set_up(made)
    _head(made, text)
    if text.kind:
        _line(made.add_paragraph(), text.kind, bold=True, size=14, before=12)
        _line(made.add_paragraph(), text.about, bold=True, size=14, after=12)
    if text.authority:
        _line(made.add_paragraph(), text.authority, bold=True, size=14)
        for basis in text.bases:
            _running(made.add_paragraph(), basis, italic=True)
        _line(made.add_paragraph(), f"{text.kind}:", bold=True, size=14)
    if text.to:
        _line(made.add_paragraph(), text.to, size=14, before=6)
    for each in text.body:
        _running(made.add_paragraph(), each, bold=bool(_HEADING.match(each)))
    _foot(made, text)
    if text.annex:
        _annex(made, text)
    return made


def save(text: Text, folder: Path) -> Path:
    """Write the document as DOCX. Returns its path."""
    path = folder / f"{text.name}.docx"
    docx_of(text).save(str(path))
    return path


def _set_up(made: Document) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = ALIGN.CENTER
    run = number.add_run()
    for kind, said in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:instrText" if said else "w:fldChar")
        if said:
            part.text = said
        else:
            part.set(qn("w:fldCharType"), str(kind))
        run._r.append(part)
    run.font.name, run.font.size = "Times New Roman", Pt(13)
    style = made.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "Times New Roman")


def _head(made: Document, text: Text) -> None:
    left, right = _wide(made.add_table(rows=2, cols=2)).columns
    _line(left.cells[0].paragraphs[0], COMMITTEE, size=13)
    _line(left.cells[0].add_paragraph(), UNIT, size=13, bold=True)
    _line(right.cells[0].paragraphs[0], COUNTRY, size=13, bold=True)
    _line(right.cells[0].add_paragraph(), MOTTO, size=14, bold=True)
    _line(left.cells[1].paragraphs[0], text.number, size=13)
    if not text.kind:
        _line(left.cells[1].add_paragraph(), text.about, size=12, before=6)
    _line(right.cells[1].paragraphs[0], text.placed, size=14, italic=True)


def _wide(table: Table) -> Table:
    """Give the right column the width that the national title needs on one line."""
    table.autofit = False
    for column, width in zip(table.columns, (Mm(62), Mm(103)), strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    return table


def _foot(made: Document, text: Text) -> None:
    left, right = _wide(made.add_table(rows=1, cols=2)).rows[0].cells
    _line(left.paragraphs[0], "Nơi nhận:", size=12, bold=True, italic=True, align=ALIGN.LEFT)
    for each in text.recipients:
        _line(left.add_paragraph(), each, size=11, align=ALIGN.LEFT)
    _signature(right, text.signed, text.signer)


def _signature(cell: _Cell, signed: Iterable[str], signer: str) -> None:
    paragraph = cell.paragraphs[0]
    for each in signed:
        _line(paragraph, each, size=14, bold=True)
        paragraph = cell.add_paragraph()
    for _ in range(3):
        _line(paragraph, "", size=14)
        paragraph = cell.add_paragraph()
    _line(paragraph, signer, size=14, bold=True)


def _annex(made: Document, text: Text) -> None:
    name, title, attached = text.annex
    first = made.add_paragraph()
    first.paragraph_format.page_break_before = True
    _line(first, name, size=14, bold=True)
    _line(made.add_paragraph(), title, size=14, bold=True)
    _line(made.add_paragraph(), attached, size=14, italic=True, after=12)
    cells = [row.split("\t") for row in text.rows]
    table = made.add_table(rows=len(cells), cols=len(cells[0]), style="Table Grid")
    for at, row in enumerate(cells):
        for cell, said in zip(table.rows[at].cells, row, strict=True):
            _line(cell.paragraphs[0], said, size=13, bold=at == 0, align=ALIGN.LEFT)


def _line(
    paragraph: Paragraph,
    text: str,
    *,
    size: float,
    bold: bool = False,
    italic: bool = False,
    before: float = 0,
    after: float = 0,
    align: ALIGN = ALIGN.CENTER,
) -> None:
    """Write a line of the head, the foot or a table."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = "Times New Roman", Pt(size)
    run.bold, run.italic = bold, italic
    look = paragraph.paragraph_format
    look.alignment, look.first_line_indent = align, Mm(0)
    look.space_before, look.space_after, look.line_spacing = Pt(before), Pt(after), 1.0


def _running(paragraph: Paragraph, text: str, *, bold: bool = False, italic: bool = False) -> None:
    """Write a paragraph of the content; of an article without a title the number is bold."""
    article = None if bold else _ARTICLE.fullmatch(text)
    if article:
        number = paragraph.add_run(article[1])
        number.font.name, number.font.size, number.bold = "Times New Roman", Pt(14), True
        text = article[2]
    _line(paragraph, text, size=14, bold=bold, italic=italic, align=ALIGN.JUSTIFY, after=6)
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.paragraph_format.line_spacing = 1.15
