"""Read a PDF, page by page."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]  # the library ships no types

from knowledge.importers.files_pdf_flow import read_flow
from knowledge.importers.files_pdf_guard import check_streams
from knowledge.importers.files_pdf_layout import PageLayout, lay_out
from knowledge.importers.files_pdf_page import Sheet, read_sheet
from knowledge.importers.legacy_fonts import repair_lines
from knowledge.importers.text_file import TextFile, assemble
from knowledge.types import KnowledgeError

MAX_PAGES = 3000
_PASSWORD_ERROR = 4
"""PDFium's FPDF_ERR_PASSWORD."""
_FEW = 100
"""Fewer visible characters than this on a picture that fills the page: a scan with a stamp."""
_UNREADABLE = 0.3
"""Share of a page's characters without a meaning from which the page cannot be read."""


def read_pdf(path: Path) -> TextFile:
    """Return the lines of every page. Raises KnowledgeError."""
    name = path.name
    check_streams(path)
    with _opened(path) as document:
        count = len(document)
        if count > MAX_PAGES:
            raise KnowledgeError(
                f"{name}: has {count} pages, more than {MAX_PAGES}; split it into several files"
            )
        if count == 0:
            raise KnowledgeError(f"{name}: the PDF has no pages; save it again")
        pages: list[PageLayout] = []
        scanned: list[int] = []
        garbled: list[int] = []
        for number in range(1, count + 1):
            try:
                sheet = read_sheet(document, number)
            except pypdfium2.PdfiumError as error:
                raise KnowledgeError(
                    f"{name}: page {number} is damaged; save or print the PDF again"
                ) from error
            if _is_scan(sheet):
                scanned.append(number)
            elif sheet.unmapped > _UNREADABLE * (len(sheet.chars) + sheet.unmapped):
                garbled.append(number)
            pages.append(lay_out(sheet))
    if len(scanned) == count or (scanned and not any(page.items for page in pages)):
        raise KnowledgeError(
            f"{name}: has no text layer, its pages are pictures; run OCR first, then import"
        )
    if garbled and len(garbled) + len(scanned) == count:
        raise KnowledgeError(
            f"{name}: its fonts do not say which letters they hold; run OCR, or import the DOCX"
        )
    lines, notes = read_flow(pages)
    lines, repaired = repair_lines(lines)
    if not any(line.text.strip() for line in lines):
        raise KnowledgeError(f"{name}: its pages are empty; export the document again")
    if scanned:
        notes.append(f"pages without text (pictures, run OCR): {listed(scanned)}")
    if garbled:
        notes.append(f"pages whose fonts cannot be read: {listed(garbled)}")
    file = assemble(lines, [*notes, *repaired])
    return replace(file, unread_pages=tuple(sorted({*scanned, *garbled})))


def listed(numbers: Sequence[int]) -> str:
    """Return page numbers as a person writes them: "3, 5-9"."""
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


@contextmanager
def _opened(path: Path) -> Iterator[pypdfium2.PdfDocument]:
    # The library logs a warning for every oddity of a file; the notes say what matters.
    logging.getLogger("pypdfium2").setLevel(logging.ERROR)
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD_ERROR:
            raise KnowledgeError(
                f"{path.name}: is protected by a password; save it without one"
            ) from error
        raise KnowledgeError(
            f"{path.name}: is damaged and cannot be opened as PDF; export it again"
        ) from error
    try:
        yield document
    finally:
        document.close()


def _is_scan(sheet: Sheet) -> bool:
    return sheet.is_picture and len(sheet.chars) + sheet.unmapped < _FEW
