"""Break text into lines as wide as a font draws them."""

import unicodedata
from collections.abc import Iterator, Mapping
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
# Of one page, in a few sizes.
_KEPT_TEXTS = 4_096


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
        self._words = lru_cache(maxsize=_KEPT_TEXTS)(self._measured)
        self.lines = lru_cache(maxsize=_KEPT_TEXTS)(self._lines)

    def _measured(self, text: str, style: str) -> tuple[list[tuple[str, float]], float]:
        """Return the words of a text and their widths, in the font's units, and the longest."""
        widths = self._widths[style]
        words = [(word, _width(word, widths)) for word in drawable(text, widths).split()]
        return words, max((wide for _, wide in words), default=0.0)

    def _lines(self, text: str, style: str, size_pt: float, width_mm: float) -> tuple[str, ...]:
        """Return the text in lines of at most that width, at least one; long words are cut."""
        widths = self._widths[style]
        room = width_mm / (_UNIT * size_pt * _POINT_MM)
        words, longest = self._words(text, style)
        if longest > room:
            words = [piece for word, _ in words for piece in _pieces(word, widths, room)]
        blank = widths[ord(" ")]
        lines: list[str] = []
        line: list[str] = []
        used = 0.0
        for word, wide in words:
            if line and used + blank + wide > room:
                lines.append(" ".join(line))
                line, used = [], 0.0
            used += wide + (blank if line else 0)
            line.append(word)
        return (*lines, " ".join(line))


def drawable(text: str, widths: Mapping[int, float]) -> str:
    """Return the text in letters that have a width; a sign that has none is left out."""
    whole = unicodedata.normalize("NFC", text)
    strange = {ch for ch in set(whole) if ord(ch) not in widths}
    for ch in strange:
        plain = unicodedata.normalize("NFKC", ch)
        is_known = all(ord(each) in widths for each in plain)
        whole = whole.replace(ch, plain if is_known else " ")
    return whole


def _width(word: str, widths: Mapping[int, float]) -> float:
    return sum(widths[ord(ch)] for ch in word)


def _pieces(word: str, widths: Mapping[int, float], room: float) -> Iterator[tuple[str, float]]:
    """Yield a word in pieces that fit."""
    while _width(word, widths) > room:
        head = _head(word, widths, room)
        yield head, _width(head, widths)
        word = word[len(head) :]
    yield word, _width(word, widths)


def _head(word: str, widths: Mapping[int, float], room: float) -> str:
    """Return as much of a word as fits, at least a letter."""
    used, end = 0.0, 0
    for ch in word:
        used += widths[ord(ch)]
        if used > room and end:
            break
        end += 1
    return word[:end]
