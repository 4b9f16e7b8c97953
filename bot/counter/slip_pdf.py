"""Print a sheet for a resident on one page of A4 (phiếu hướng dẫn), as PDF."""

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import segno
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot.counter.letters import BOLD, FAMILY, REGULAR, Letters
from bot.counter.slip import Part, Slip
from bot.wording import capital, day, shortened

_MARGIN_MM, _FOOT_MM, _QR_MM = 16.0, 36.0, 27.0
_LINE = 1.28
_GAP = 0.16
_POINT_MM = 25.4 / 72
# Smaller than the last, nobody reads it at arm's length.
_SIZES_PT = (11.0, 10.0, 9.0, 8.2)
# Of one paper or remark, when even the smallest letters do not fit.
_FEWER_WORDS = (45, 28, 16)
_FEWEST_LINES = 1
_INDENT_MM = 4.0
_MOST_SOURCES = 3
_NOT_A_RECEIPT = "Phiếu để anh/chị chuẩn bị, không phải giấy tiếp nhận hồ sơ."


@dataclass(frozen=True, kw_only=True)
class _Body:
    """What stands between head and foot, in letters of one size."""

    parts: tuple[Part, ...]
    size_pt: float
    is_cut: bool = False


@dataclass(frozen=True, kw_only=True)
class _Page:
    """A page, and how wide its letters are."""

    pdf: FPDF
    letters: Letters

    def height(self, text: str, style: str, size_pt: float, *, indent: bool = False) -> float:
        """Return how high a text is, in millimetres."""
        width = self.pdf.epw - (_INDENT_MM if indent else 0)
        return len(self.letters.lines(text, style, size_pt, width)) * _line_mm(size_pt)

    def write(self, text: str, style: str, size_pt: float, *, indent: bool = False) -> None:
        """Draw a text and go to the next line; indented, it is an item of a list."""
        width = self.pdf.epw - (_INDENT_MM if indent else 0)
        self.pdf.set_font(FAMILY, style, size_pt)
        for number, line in enumerate(self.letters.lines(text, style, size_pt, width)):
            if indent:
                mark = "" if number else "–"
                self.pdf.cell(_INDENT_MM, _line_mm(size_pt), mark, new_y=YPos.TOP)
            self.pdf.cell(width, _line_mm(size_pt), line, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def slip_pdf(slip: Slip) -> bytes:
    """Return the page; what does not fit is left out, and the page says where the rest stands."""
    pdf = FPDF(format="A4")
    # It tells of every table of the font that it drops.
    logging.getLogger("fontTools.subset").setLevel(logging.WARNING)
    page = _Page(pdf=pdf, letters=Letters(pdf))
    pdf.set_margins(_MARGIN_MM, _MARGIN_MM)
    pdf.c_margin = 0
    pdf.set_auto_page_break(False)
    pdf.set_title(f"Phiếu hướng dẫn: {shortened(slip.name, 30)}")
    pdf.set_lang("vi")
    pdf.add_page()
    _head(page, slip)
    body = _fitting(page, slip, pdf.h - _MARGIN_MM - _FOOT_MM - pdf.get_y())
    for part in body.parts:
        pdf.ln(body.size_pt * _GAP)
        page.write(part.heading, BOLD, body.size_pt)
        for line in part.lines:
            page.write(line, REGULAR, body.size_pt, indent=part.is_list)
    if body.is_cut:
        page.write(_rest(slip), BOLD, body.size_pt)
    _foot(page, slip)
    return bytes(pdf.output())


def _head(page: _Page, slip: Slip) -> None:
    page.write(slip.ward, BOLD, 11)
    for line in slip.contact:
        page.write(line, REGULAR, 9)
    page.pdf.ln(2)
    page.write("Phiếu hướng dẫn", BOLD, 17)
    code = "" if slip.code.startswith("tm-") else f" (mã {slip.code})"
    page.write(f"{capital(shortened(slip.name, 40))}{code}", BOLD, 12)
    page.pdf.ln(1)


def _fitting(page: _Page, slip: Slip, room_mm: float) -> _Body:
    """Return the body in the largest letters that fit, cut if the smallest ones do not."""
    for size in _SIZES_PT:
        if _height(page, slip.parts, size) <= room_mm:
            return _Body(parts=slip.parts, size_pt=size)
    smallest = _SIZES_PT[-1]
    room_mm -= page.height(_rest(slip), BOLD, smallest)
    for words in _FEWER_WORDS:
        parts = tuple(p if p.is_whole else _in_fewer_words(p, words) for p in slip.parts)
        if _height(page, parts, smallest) <= room_mm:
            return _Body(parts=parts, size_pt=smallest, is_cut=True)
    parts = _with_fewer_lines(page, parts, smallest, room_mm)
    if _height(page, parts, smallest) > room_mm:
        # Whole amounts are of no use where nobody sees them.
        every = tuple(_in_fewer_words(part, _FEWER_WORDS[-1]) for part in slip.parts)
        parts = _with_fewer_lines(page, every, smallest, room_mm)
    return _Body(parts=parts, size_pt=smallest, is_cut=True)


def _with_fewer_lines(
    page: _Page, parts: Sequence[Part], size_pt: float, room_mm: float
) -> tuple[Part, ...]:
    """Return the parts with lines left out, of the longest one first, until they fit."""
    shown = [_FEWEST_LINES if part.is_whole else len(part.lines) for part in parts]
    fewer = tuple(parts)
    while _height(page, fewer, size_pt) > room_mm and max(shown) > _FEWEST_LINES:
        shown[shown.index(max(shown))] -= 1
        fewer = tuple(
            part if part.is_whole else _first(part, count)
            for part, count in zip(parts, shown, strict=True)
        )
    return fewer


def _in_fewer_words(part: Part, words: int) -> Part:
    return replace(part, lines=tuple(shortened(line, words) for line in part.lines))


def _first(part: Part, count: int) -> Part:
    """Return the part with its first lines, saying how many more there are."""
    hidden = len(part.lines) - count
    more = (f"… còn {hidden} mục nữa",) if hidden else ()
    return replace(part, lines=(*part.lines[:count], *more))


def _rest(slip: Slip) -> str:
    where = slip.url or "quầy một cửa"
    return f"Phiếu này đã rút gọn cho vừa một trang. Xem tiếp ở {where}"


def _height(page: _Page, parts: Sequence[Part], size_pt: float) -> float:
    """Return how high the parts are in letters of this size, in millimetres."""
    return sum(
        size_pt * _GAP
        + page.height(part.heading, BOLD, size_pt)
        + sum(page.height(line, REGULAR, size_pt, indent=part.is_list) for line in part.lines)
        for part in parts
    )


def _foot(page: _Page, slip: Slip) -> None:
    """Draw the source with its day, its link as QR, and when the page was made."""
    pdf = page.pdf
    top = pdf.h - _MARGIN_MM - _FOOT_MM + 4
    pdf.set_draw_color(150)
    pdf.line(pdf.l_margin, top, pdf.w - pdf.r_margin, top)
    left = pdf.l_margin
    if slip.url:
        pdf.image(_qr(slip.url), x=left, y=top + 3, w=_QR_MM, h=_QR_MM, alt_text=slip.url)
        left += _QR_MM + 4
    pdf.set_left_margin(left)
    pdf.set_xy(left, top + 3)
    page.write(f"Thông tin thủ tục: ngày {day(slip.as_of)}", BOLD, 9)
    for source in slip.sources[:_MOST_SOURCES]:
        page.write(f"Nguồn: {source}", REGULAR, 8)
    if slip.url:
        page.write(f"Quét mã để mở nguồn: {slip.url}", REGULAR, 8)
    page.write(f"Lập ngày {day(slip.made_on)}. {_NOT_A_RECEIPT}", REGULAR, 8)


def _qr(url: str) -> io.BytesIO:
    picture = io.BytesIO()
    segno.make(url, error="m").save(picture, kind="png", scale=6, border=2)
    picture.seek(0)
    return picture


def _line_mm(size_pt: float) -> float:
    return size_pt * _POINT_MM * _LINE
