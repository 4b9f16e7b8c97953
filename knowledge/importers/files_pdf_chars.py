"""The visible characters of one page of a PDF, where they stand as a reader sees the page."""

import ctypes
import math
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

import pypdfium2  # type: ignore[import-untyped]  # the library ships no types
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]  # the library ships no types

Point = tuple[float, float]
Transform = Callable[[float, float], Point]


@dataclass(frozen=True, slots=True)
class Char:
    """One visible character or blank; coordinates in points, y grows downwards."""

    text: str
    x0: float
    x1: float
    y: float
    """Of the baseline."""
    size: float
    """Of the font, as printed."""
    order: int = 0
    """Place in the file: both letters of a ligature stand at one point, one after the other."""
    turned: bool = False
    """Runs up or down the page, as in the narrow columns of a table's head."""


MAX_CHARS = 100_000
"""Of one page: a guess, far above what a person can read on it."""
_HYPHENS = {0x02, 0xFFFE}
"""The library's own signs for a hyphen at the end of a line."""
_BLANKS = {0x0D, 0x0A, 0x20, *_HYPHENS}
"""What the library adds on its own; it is asked of each whether it did."""
_NO_LETTER = {0, 0xFFFD}
_SMALLEST, _LARGEST = 0.5, 1_000.0
_FAR = 20_000.0
_FIRST_COMBINING = 0x300


def read_chars(textpage: pypdfium2.PdfTextPage, upright: Transform) -> tuple[list[Char], int]:
    """Return the characters in the order of the file, and how many have no known meaning.

    Accents are put on the letters before them. A call of the library for every character is
    what takes the time, so what seldom changes is asked for only where a new line may begin.
    """
    chars: list[Char] = []
    unmapped = 0
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium.FS_RECTF()
    raw = textpage.raw
    is_mapped: dict[int, bool] = {}
    size, turned, line = 0.0, False, math.nan
    for index in range(min(textpage.count_chars(), MAX_CHARS)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if code in _BLANKS and pdfium.FPDFText_IsGenerated(raw, index) == 1:
            continue
        if code not in is_mapped:
            is_mapped[code] = (
                code not in _NO_LETTER and pdfium.FPDFText_HasUnicodeMapError(raw, index) != 1
            )
        if not is_mapped[code]:
            unmapped += 1
            continue
        text = "-" if code in _HYPHENS else chr(code)
        if code >= _FIRST_COMBINING and unicodedata.combining(text) and chars:
            chars[-1] = replace(chars[-1], text=chars[-1].text + text)
            continue
        if not pdfium.FPDFText_GetLooseCharBox(raw, index, box):
            continue
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        left, baseline = upright(x.value, y.value)
        if baseline != line:
            size, turned = _look(raw, index, upright)
            line = baseline
        one, other = upright(box.left, box.bottom)[0], upright(box.right, box.top)[0]
        # Damaged files place letters nowhere, or outside the page, where nobody sees them.
        if not (_SMALLEST < size < _LARGEST and abs(left) < _FAR and abs(baseline) < _FAR):
            continue
        chars.append(
            Char(text, min(one, other, left), max(one, other), baseline, size, index, turned)
        )
    return chars, unmapped


def _look(raw: object, index: int, upright: Transform) -> tuple[float, bool]:
    """Return the size of a character as printed, and whether it runs up or down the page."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    (x, y), (origin_x, origin_y) = upright(matrix.a, matrix.b), upright(0, 0)
    size = abs(pdfium.FPDFText_GetFontSize(raw, index)) * math.hypot(matrix.c, matrix.d)
    return size, abs(y - origin_y) > abs(x - origin_x)
