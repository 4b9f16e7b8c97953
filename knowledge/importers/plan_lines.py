"""Turn the raw text of a plan into clean numbered lines, its footnotes apart.

What a PDF extraction leaves behind is taken out here: page numbers, dumped link
addresses, footnote marks in mid-sentence, LaTeX and Markdown remnants.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line that carries text."""

    number: int
    """1-based line of the file."""
    text: str
    cells: tuple[str, ...] = ()
    """Filled for a row of a table; `text` is then the cells joined by tabs."""
    gap: bool = False
    """At least one empty line stands before it."""
    page: int | None = None


@dataclass(frozen=True, kw_only=True)
class Footnote:
    """A note from the foot of a page."""

    mark: str
    place: int
    """Line on which the text refers to it."""
    lines: tuple[Line, ...]


_SIGNS = {
    r"\geqslant": "≥",
    r"\leqslant": "≤",
    r"\geq": "≥",
    r"\leq": "≤",
    r"\ge": "≥",
    r"\le": "≤",
    r"\times": "×",
    r"\rightarrow": "→",
    r"\pm": "±",
    r"\%": "%",
    r"\,": " ",
    r"\;": " ",
    r"\ ": " ",
}
_SIGN = re.compile(
    "|".join(re.escape(s) + (r"(?![A-Za-z])" if s[-1].isalpha() else "") for s in _SIGNS)
)
_MATH = re.compile(r"\$([^$\n]{1,60})\$")
_MATH_WORDS = re.compile(r"\\(?:text|mathrm|mathbf)\s*\{([^{}]*)\}")
_PAGE = re.compile(
    r"(?:[-–—]\s*)?(?:trang\s*)?\d{1,3}(?:\s*(?:/|\|)\s*(?:\d{1,3}|page))?(?:\s*[-–—])?",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|www\.)\S+")
_RULE = re.compile(r"[\s|:_=*.\-–—]*")
_PAGE_LINES = 400
"""A footnote stands on the page of its mark; pages have 50 lines, with empty ones 100."""
# A number after one of these words belongs to the sentence, even alone on its line.
_WANTS_NUMBER = re.compile(
    r"(?:\b(?:số|là|đạt|trên|dưới|gồm|tổng|thiểu|đa|từ|đến|ngày|tháng|năm|quý|lệ|có|khoảng)|[≥≤<>=])$",
    re.IGNORECASE,
)
_STARTS_ITEM = re.compile(
    r"(?:[-+•▪*–—]|[IVX]+\s*[.)]|\d{1,2}(?:\.\d{1,2})*[.)])\s*\S|PHẦN |PHỤ LỤC"
)


def read_lines(text: str, pages: Sequence[int] = ()) -> tuple[list[Line], list[Footnote]]:
    """Return the lines that carry text, in order, and the footnotes taken out of them.

    `pages` is the page of each line; empty when the file has none.
    """
    raw = [_clean(line) for line in _normalise(text).split("\n")]
    marks = _footnote_marks(raw)
    notes, noted = _footnotes(raw, marks)
    kept: list[Line] = []
    gap = False
    seen: list[str] = []
    for number, line in enumerate(raw, 1):
        if not line.strip():
            gap = True
            continue
        if number in marks or number in noted:
            continue
        if _is_page_number(raw, number, kept[-1].text if kept else ""):
            gap = True
            continue
        if _URL.fullmatch(line.strip()) and any(line.strip().rstrip("/") in old for old in seen):
            continue
        if side_by_side := _signature_cells(line):
            parts = [Line(number=number, text=part, gap=True) for part in side_by_side]
            kept, gap = [*kept, *parts], False
            continue
        cells = _cells(line) or _row_start(raw, number)
        if not (cells and not any(cells)):
            flat = "\t".join(cells) if cells else re.sub(r"\s+", " ", line).strip()
            page = pages[number - 1] if number <= len(pages) else None
            kept.append(Line(number=number, text=flat, cells=cells, gap=gap, page=page))
            if "://" in line or "www." in line:
                seen.append(line)
        gap = False
    return kept, notes


def _normalise(text: str) -> str:
    plain = unicodedata.normalize("NFC", text).removeprefix("\ufeff")
    plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    return plain.replace("\u00a0", " ").replace("\u200b", "").replace("\u00ad", "")


def _clean(line: str) -> str:
    """Return a line without LaTeX and Markdown; tabs stay, they part the cells of a table."""
    line = _MATH.sub(lambda m: _plain_math(m.group(1)) or m.group(0), line)
    line = _SIGN.sub(lambda m: _SIGNS[m.group(0)], line)
    line = re.sub(r"(?<=\d)(?:\*\*|__)(?=\d)", " ", line)
    line = re.sub(r"\*\*|__", "", line)
    line = re.sub(r"^\s*#{1,6}\s+", "", line)
    line = re.sub(r"[^\S\t]+", " ", line).strip(" ")
    # Emphasis: a star that touches a word from inside a line; a leading star is a bullet.
    return re.sub(r"(?<=[(\s])\*(?=\w)|(?<=\w)\*(?!\d)", "", line)


def _plain_math(inside: str) -> str:
    if not re.search(r"\\|[<>=≥≤]", inside):
        return ""
    inside = _MATH_WORDS.sub(r"\1", inside)
    inside = _SIGN.sub(lambda m: _SIGNS[m.group(0)], inside)
    return re.sub(r"\s+", " ", inside.replace("{", "").replace("}", "")).strip()


def _cells(line: str) -> tuple[str, ...]:
    """Return the cells of a table row (tabs, or a Markdown row), else an empty tuple."""
    stripped = line.strip()
    if stripped.startswith("|") and stripped.endswith("|") and stripped.count("|") >= 3:
        if _RULE.fullmatch(stripped):
            return ("",)
        return tuple(re.sub(r"\s+", " ", c).strip() for c in stripped[1:-1].split("|"))
    if line.count("\t") < 2:
        return ()
    return tuple(re.sub(r"\s+", " ", cell).strip() for cell in line.split("\t"))


def _signature_cells(line: str) -> list[str]:
    """Return the recipients and the signature, which a Word file sets in a row without borders."""
    if "\t" not in line or not re.match(r"\s*nơi nhận\b", line, re.IGNORECASE):
        return []
    return [re.sub(r"\s+", " ", cell).strip() for cell in line.split("\t") if cell.strip()]


def _row_start(raw: Sequence[str], number: int) -> tuple[str, ...]:
    """Return the two cells of a line with one tab that stands in a table."""
    line = raw[number - 1]
    if line.count("\t") != 1:
        return ()
    near = [raw[n - 1] for n in (number - 1, number + 1) if 1 <= n <= len(raw)]
    if not any(other.count("\t") >= 2 for other in near):
        return ()
    return tuple(re.sub(r"\s+", " ", cell).strip() for cell in line.split("\t"))


def _at(raw: Sequence[str], number: int) -> str:
    return raw[number - 1].strip() if 1 <= number <= len(raw) else ""


def _footnote_marks(raw: Sequence[str]) -> dict[int, str]:
    """Return line number -> mark for digits that the extraction dropped into a sentence.

    The lines before and after follow without a gap and the sentence goes on.
    """
    marks = {}
    for number in range(2, len(raw)):
        mark, after = _at(raw, number), _at(raw, number + 1)
        before = _at(raw, number - 1)
        if not re.fullmatch(r"\d{1,2}", mark) or not before or not after:
            continue
        if re.match(r"[.,;:)]", after) or (after[0].islower() and not _WANTS_NUMBER.search(before)):
            marks[number] = mark
    return marks


def _footnotes(raw: Sequence[str], marks: dict[int, str]) -> tuple[list[Footnote], set[int]]:
    notes: list[Footnote] = []
    taken: set[int] = set()
    for place, mark in sorted(marks.items()):
        start = next(
            (
                n
                for n in range(place + 1, min(place + _PAGE_LINES, len(raw)) + 1)
                if n not in taken and _opens(raw, n, mark)
            ),
            None,
        )
        if start is None:
            continue
        own = _note_lines(raw, start, mark)
        taken |= {start, *(line.number for line in own)}
        notes.append(Footnote(mark=mark, place=place, lines=tuple(own)))
    return notes, taken


def _opens(raw: Sequence[str], number: int, mark: str) -> bool:
    if _at(raw, number - 1):
        return False
    line = _at(raw, number)
    if line == mark:
        return bool(_at(raw, number + 1))
    return bool(re.match(rf"{mark}\s+[A-ZĐ]", line))


def _note_lines(raw: Sequence[str], start: int, mark: str) -> list[Line]:
    first = _at(raw, start).removeprefix(mark).strip()
    lines = [Line(number=start, text=first)] if first else []
    for number in range(start + 1, len(raw) + 1):
        line = _at(raw, number)
        if not line:
            continue
        ended = bool(lines) and bool(re.search(r"[.…]$", lines[-1].text))
        if lines and (_URL.fullmatch(line) or _STARTS_ITEM.match(line) or _PAGE.fullmatch(line)):
            break
        if ended and line[0].isupper():
            break
        lines.append(Line(number=number, text=line))
    return lines


def _is_page_number(raw: Sequence[str], number: int, before: str) -> bool:
    line = _at(raw, number)
    if not _PAGE.fullmatch(line) or _at(raw, number - 1) or _at(raw, number + 1):
        return False
    return not (line.isdigit() and _WANTS_NUMBER.search(before))
