"""Break text into lines as wide as a font draws them."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources

from fpdf import FPDF
from fpdf.fonts import TTFFont

REGULAR, BOLD = "", "B"
FAMILY = "Source Sans Pro"
_FACES = {REGULAR: "Regular", BOLD: "Semibold"}
_POINT_MM = 25.4 / 72
# A font's widths are thousandths of its size.
_UNIT = 0.001
# Lines of one page, in a few sizes.
_KEPT_LINES = 4_096


class Letters:
    """The two faces of a PDF: what they can draw, and how wide it is."""

    def __init__(self, pdf: FPDF) -> None:
        """Put the faces into the PDF; the letters that are used are embedded."""
        folder = resources.files("font_source_sans_pro") / "files"
        self._widths: dict[str, Mapping[int, float]] = {}
        for style, face in _FACES.items():
            pdf.add_font(FAMILY, style, str(folder / f"SourceSansPro-{face}.ttf"))
            font = pdf.fonts[f"{FAMILY.lower()}{style}"]
            if not isinstance(font, TTFFont):
                raise TypeError("a font of another kind")
            self._widths[style] = {code: font.cw[code] for code in font.cmap}
        self.lines = lru_cache(maxsize=_KEPT_LINES)(self._lines)

    def _lines(self, text: str, style: str, size_pt: float, width_mm: float) -> tuple[str, ...]:
        """Return the text in lines of at most that width, at least one; long words are cut."""
        widths = self._widths[style]
        room = width_mm / (_UNIT * size_pt * _POINT_MM)
        blank = widths[ord(" ")]
        lines: list[str] = []
        line, used = "", 0.0
        for word in drawable(text, widths).split():
            wide = sum(widths[ord(ch)] for ch in word)
            if line and used + blank + wide <= room:
                line, used = f"{line} {word}", used + blank + wide
                continue
            if line:
                lines.append(line)
            while wide > room:
                head = _head(word, widths, room)
                lines.append(head)
                word = word[len(head) :]
                wide = sum(widths[ord(ch)] for ch in word)
            line, used = word, wide
        return (*lines, line) if line or not lines else tuple(lines)


def drawable(text: str, widths: Mapping[int, float]) -> str:
    """Return the text in letters that have a width; a sign that has none is left out."""
    known = []
    for ch in unicodedata.normalize("NFC", text):
        plain = ch if ord(ch) in widths else unicodedata.normalize("NFKC", ch)
        known.append(plain if all(ord(each) in widths for each in plain) else " ")
    return "".join(known)


def _head(word: str, widths: Mapping[int, float], room: float) -> str:
    """Return as much of a word as fits, at least a letter."""
    used, end = 0.0, 0
    for ch in word:
        used += widths[ord(ch)]
        if used > room and end:
            break
        end += 1
    return word[:end]
