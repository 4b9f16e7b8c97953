"""Draw the summary of a review on one page of A4, as PDF."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot.counter.letters import BOLD, FAMILY, REGULAR, Letters
from bot.review.summary import BY_MACHINE, Shown, Summary
from bot.wording import capital, sentence, shortened

_MARGIN_MM = 18.0
_LINE, _GAP = 1.3, 0.35
_POINT_MM = 25.4 / 72
# Smaller than the last, nobody reads it on paper.
_SIZES_PT = (11.5, 10.5, 9.5, 8.5)
# Of one reason or note, when even the smallest letters do not fit.
_FEWER_WORDS = (1_000, 60, 40, 25, 15)
_MOST_NOTES = 4


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A paragraph of the page."""

    text: str
    style: str = REGULAR
    larger: float = 1.0
    is_apart: bool = False
    """With some room above."""


def page_of(summary: Summary) -> bytes:
    """Return the page; what does not fit is said in fewer words."""
    pdf = FPDF(format="A4")
    # It tells of every table of the font that it drops.
    logging.getLogger("fontTools.subset").setLevel(logging.WARNING)
    letters = Letters(pdf)
    pdf.set_margins(_MARGIN_MM, _MARGIN_MM)
    pdf.c_margin = 0
    pdf.set_auto_page_break(False)
    pdf.set_title("Tóm tắt kết quả rà soát văn bản")
    pdf.set_lang("vi")
    pdf.add_page()
    lines, size = _fitting(summary, letters, pdf.epw, pdf.h - 2 * _MARGIN_MM)
    for line in lines:
        _draw(pdf, letters, line, size)
    return bytes(pdf.output())


def _fitting(
    summary: Summary, letters: Letters, width_mm: float, room_mm: float
) -> tuple[list[_Line], float]:
    """Return the page's lines and the size of their letters: as large, then as whole, as fits."""
    for words in _FEWER_WORDS:
        lines = list(_lines(summary, words))
        for size in _SIZES_PT:
            if sum(_height(letters, line, size, width_mm) for line in lines) <= room_mm:
                return lines, size
    return lines, size


def _lines(summary: Summary, words: int) -> Iterator[_Line]:
    yield _Line(text="Tóm tắt kết quả rà soát văn bản", style=BOLD, larger=1.5)
    yield _Line(text=summary.title, style=BOLD, larger=1.15, is_apart=True)
    yield _Line(text=sentence(summary.what))
    yield _Line(text=summary.counts, style=BOLD, is_apart=True)
    if summary.by_kind:
        yield _Line(text=f"Theo loại: {summary.by_kind}.")
    if summary.gravest:
        yield _Line(text="Những chỗ nặng nhất", style=BOLD, larger=1.15, is_apart=True)
    for number, each in enumerate(summary.gravest, start=1):
        yield from _finding(number, each, words)
    if summary.left:
        yield _Line(text=f"Còn {summary.left} chỗ nữa, xem bản đầy đủ.", is_apart=True)
    yield _Line(text="Đã xem gì, chưa xem gì", style=BOLD, larger=1.15, is_apart=True)
    yield _Line(text=summary.checked)
    for note in summary.notes[:_MOST_NOTES]:
        yield _Line(text=sentence(shortened(note, words)))
    yield _Line(text=summary.not_checked)
    yield _Line(text=f"{summary.made} {BY_MACHINE}", style=BOLD, is_apart=True)


def _finding(number: int, shown: Shown, words: int) -> Iterator[_Line]:
    head = f"{number}. {capital(shown.place)}, {shown.severity}: “{shown.quote}”"
    yield _Line(text=head, style=BOLD, is_apart=True)
    yield _Line(text=sentence(shortened(shown.why, words)))
    if shown.suggestion:
        yield _Line(text=f"Nên: {shortened(shown.suggestion, words)}")
    yield _Line(text=f"Căn cứ: {sentence(shortened(shown.source, words))}")


def _height(letters: Letters, line: _Line, size_pt: float, width_mm: float) -> float:
    """Return how high a paragraph is, in millimetres."""
    size = size_pt * line.larger
    rows = len(letters.lines(line.text, line.style, size, width_mm))
    return rows * size * _POINT_MM * _LINE + (size_pt * _GAP if line.is_apart else 0)


def _draw(pdf: FPDF, letters: Letters, line: _Line, size_pt: float) -> None:
    size = size_pt * line.larger
    if line.is_apart:
        pdf.ln(size_pt * _GAP)
    pdf.set_font(FAMILY, line.style, size)
    for row in letters.lines(line.text, line.style, size, pdf.epw):
        height = size * _POINT_MM * _LINE
        pdf.cell(pdf.epw, height, row, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
