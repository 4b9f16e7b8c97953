"""Rejoin wrapped lines into the headings, bullets, paragraphs and rows of a plan."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.importers.plan_lines import Line


class Mark(StrEnum):
    """What a block begins with, which says what it is."""

    PART = "part"
    """Phần, Chương, Phụ lục."""
    CAPITALS = "capitals"
    """A line in capital letters without a number."""
    UPPER = "upper"
    """A., B."""
    ROMAN = "roman"
    NUMBER = "number"
    """1., 1.1., 1.1.1."""
    LETTER = "letter"
    """a), b)"""
    STAR = "star"
    BULLET = "bullet"
    TEXT = "text"
    ROW = "row"
    CLOSING = "closing"
    """Nơi nhận: the list of recipients begins."""


class Gaps(StrEnum):
    """What an empty line between two lines means in a document."""

    UNCLEAR = "unclear"
    """Nothing: one stands after every line."""
    HINT = "hint"
    """Mostly the end of a paragraph."""
    PART = "part"
    """The end of a paragraph: the file says so, or the space on the page was measured."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """One heading, bullet, paragraph or table row, its lines rejoined."""

    mark: Mark
    label: str = ""
    """The number or sign it begins with: "1.2", "IV", "-"."""
    text: str
    """Without `label`."""
    starts: tuple[tuple[int, int], ...]
    """(offset in `text`, line number) for every line it was made of."""
    cells: tuple[str, ...] = ()
    gap: bool = False
    """An empty line stands before it."""
    page: int | None = None
    """Of its first line."""

    @property
    def line_from(self) -> int:
        """Return the first line."""
        return self.starts[0][1]

    @property
    def line_to(self) -> int:
        """Return the last line."""
        return self.starts[-1][1]


_ROMAN = re.compile(r"([IVX]{1,5})\s*[.)]\s*(?=[^\W_])(.*)", re.DOTALL)
_UPPER = re.compile(r"([A-HĐ])\.\s+(?=[^\W\d_])(.*)", re.DOTALL)
_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})(?:[.)]\s*|\s+)(?=\S)(.*)", re.DOTALL)
_FIGURE = re.compile(r"[≥≤<>]|\d+(?:[.,]\d+)?\s*%")
_LETTER = re.compile(r"([a-zđ])[.)]\s*(?=\S)(.*)", re.DOTALL)
_BULLET = re.compile(r"([-–—+•▪◦●])\s*(?=\S)(.*)", re.DOTALL)
_STAR = re.compile(r"(\*)\s*(?=\S)(.*)", re.DOTALL)
_PART = re.compile(
    r"(?i:(phần|chương|phụ lục|mục))\s+(?:thứ\s+)?"
    r"([IVX]{1,5}|\d{1,2}|[A-H]|(?i:nhất|hai|ba))\b[.:]?\s*(.*)",
    re.DOTALL,
)
_CLOSING = re.compile(r"(?i:nơi nhận)\s*[:;.]?\s*(.*)", re.DOTALL)
_TERMINAL = re.compile(r"[.;:!?…/]['\"”»)\]]*$")
# A line cut after one of these words goes on, whatever the next one begins with.
_DANGLING = re.compile(
    r"(?:\b(?:và|của|các|với|cho|theo|do|về|tại|trong|từ|đến|bởi|là|hoặc|ngày|tháng|năm|tỉnh|phường"
    r"|xã|quận|huyện|thành phố|thị xã|UBND|HĐND|Sở|Bộ|Ban|Phòng|những|một|được|để|trên|dưới|giữa"
    r"|thiểu|đạt)|,|\s-|\(|[≥≤<>])$"
)
_WANTS_NUMBER = re.compile(r"\b(?:ngày|tháng|năm|quý|khoản|điểm|điều)$", re.IGNORECASE)
# Below this share of the usual line length, the next word would have fitted: the break was
# meant. Measured on the five plans: broken off up to 0.83, wrapped from 0.84 ("tỉnh Hải|Dương").
_HEADING_FILL = 0.84
_TEXT_FILL = 0.75
_SENTENCE_FILL = 0.88
_UNWRAPPED = 150
_TAIL = 8
"""More letters than it takes to see whether a line ends inside a word."""


def classify(text: str) -> tuple[Mark, str, str]:
    """Return what a line begins with, its label, and the rest."""
    if match := _CLOSING.fullmatch(text):
        return Mark.CLOSING, "", match.group(1)
    if text.startswith(("PHẦN", "Phần", "CHƯƠNG", "Chương", "PHỤ LỤC", "Phụ lục")):
        match = _PART.fullmatch(text)
        if match and (not match.group(3) or not match.group(3)[0].islower()):
            return Mark.PART, f"{match.group(1).capitalize()} {match.group(2)}", match.group(3)
        if (text.startswith("PHỤ LỤC") and text.isupper()) or text.rstrip(" .:") == "Phụ lục":
            return Mark.PART, "Phụ lục", text[len("PHỤ LỤC") :].strip(" .:")
    if match := _ROMAN.fullmatch(text):
        return Mark.ROMAN, match.group(1), match.group(2)
    if match := _UPPER.fullmatch(text):
        return Mark.UPPER, match.group(1), match.group(2)
    if match := _NUMBER.fullmatch(text):
        if _is_numbered(match):
            return Mark.NUMBER, _plain_number(match.group(1)), match.group(2)
    elif (match := _LETTER.fullmatch(text)) and match.group(2)[0].isupper():
        return Mark.LETTER, match.group(1), match.group(2)
    if match := _STAR.fullmatch(text):
        return Mark.STAR, "*", match.group(2)
    if match := _BULLET.fullmatch(text):
        return Mark.BULLET, match.group(1), match.group(2)
    return (Mark.CAPITALS if is_capitals(text) else Mark.TEXT), "", text


def is_capitals(text: str) -> bool:
    """Tell whether a line is a heading in capital letters (at least two words)."""
    letters = [c for c in text if c.isalpha()]
    words = re.findall(r"[^\W\d_]{2,}", text)
    return len(words) >= 2 and len(letters) >= 6 and all(not c.islower() for c in letters)


def join(lines: Sequence[Line], *, is_wrapped: bool | None = None) -> list[Block]:
    """Return the blocks made of these lines, in order; every line is in one of them.

    `is_wrapped` says whether the lines end at a margin; None: judge by their length.
    """
    width = _UNWRAPPED if is_wrapped is False else _usual_width(lines)
    gaps = Gaps.HINT if _gaps_mean_breaks(lines) else Gaps.UNCLEAR
    if is_wrapped is False or (is_wrapped and gaps is Gaps.HINT):
        gaps = Gaps.PART
    groups: list[list[Line]] = []
    for line in lines:
        last = groups[-1] if groups else None
        if last and _continues(last, line, width=width, gaps=gaps):
            last.append(line)
        else:
            groups.append([line])
    return [_block(group) for group in groups]


def glue(left: str, right: str) -> str:
    """Return two lines as one, mending what the line break cut in two."""
    if re.match(r"[.,;:)!?]", right):
        return left + right
    if re.search(r"[\w)][-/]$", left) and re.match(r"\w", right):
        return left + right
    if re.search(r"\d\.$", left) and re.match(r"\d{3}\b(?!\.)", right):
        return left + right
    if re.search(r"\d,$", left) and re.match(r"\d+\s?%", right):
        return left + right
    return f"{left} {right}"


def _is_numbered(match: re.Match[str]) -> bool:
    number, rest = match.groups()
    parts = number.split(".")
    if any(int(part) == 0 for part in parts):
        return False
    dotted = match.group(0)[len(number)] in ".)"
    if len(parts) == 1 and not dotted:
        return False
    if dotted and _FIGURE.match(rest):
        return True
    return bool(rest) and (rest[0].isupper() or (rest[0] in "“\"'(" and dotted))


def _plain_number(number: str) -> str:
    return ".".join(str(int(part)) for part in number.split("."))


def _usual_width(lines: Sequence[Line]) -> int:
    lengths = sorted(len(line.text) for line in lines if not line.cells and len(line.text) >= 40)
    return lengths[int(len(lengths) * 0.8)] if lengths else 0


def _gaps_mean_breaks(lines: Sequence[Line]) -> bool:
    """Tell whether empty lines part paragraphs here, or stand after every line."""
    return sum(line.gap for line in lines) * 2 < len(lines)


def _continues(group: Sequence[Line], line: Line, *, width: int, gaps: Gaps) -> bool:
    last = group[-1].text
    if line.cells:
        return False
    if group[0].cells:
        return not line.gap and classify(line.text)[0] is Mark.TEXT and line.text[0].islower()
    if line.text.startswith("Trên đây là"):
        return not _TERMINAL.search(last) and not (gaps is Gaps.PART and line.gap)
    first = classify(group[0].text)[0]
    mark, label, rest = classify(line.text)
    ended = bool(_TERMINAL.search(last))
    filled = (len(last) + 1 + len(line.text.split()[0])) / width if width else 0.0
    if first in {Mark.CAPITALS, Mark.PART, Mark.CLOSING} or mark in {Mark.PART, Mark.CLOSING}:
        return first is Mark.CAPITALS is mark and not line.gap
    if mark is Mark.CAPITALS:
        return not ended and filled >= _HEADING_FILL and bool(_DANGLING.search(last))
    if mark in {Mark.BULLET, Mark.STAR}:
        # "kinh tế | - xã hội": a dash inside a compound word, cut by the margin.
        return label in "-–" and not ended and rest[:1].islower() and filled >= _HEADING_FILL
    if mark is not Mark.TEXT:
        cut = filled >= _HEADING_FILL and width < _UNWRAPPED
        return cut and "." not in label and bool(_WANTS_NUMBER.search(last))
    if line.text[0].islower() or line.text[0] in ".,;:)":
        return True
    if width >= _UNWRAPPED:
        return not ended and bool(_DANGLING.search(last))
    if ended:
        return filled >= _SENTENCE_FILL and not (gaps is not Gaps.UNCLEAR and line.gap)
    if _DANGLING.search(last):
        return True
    if gaps is Gaps.PART and line.gap:
        return False
    heading = len(group) == 1 and first in {Mark.NUMBER, Mark.ROMAN, Mark.LETTER, Mark.UPPER}
    return filled >= (_HEADING_FILL if heading else _TEXT_FILL)


def _block(group: Sequence[Line]) -> Block:
    first = group[0]
    if first.cells:
        return _row(group)
    mark, label, text = classify(first.text)
    starts = [(0, first.number)]
    # In pieces: to copy the whole at every line takes minutes for a paragraph of 50,000.
    parts, length = [text], len(text)
    for line in group[1:]:
        tail = parts[-1][-_TAIL:]
        added = glue(tail, line.text)[len(tail) :]
        parts.append(added)
        length += len(added)
        starts.append((length - len(line.text), line.number))
    text = "".join(parts)
    return Block(
        mark=mark, label=label, text=text, starts=tuple(starts), gap=first.gap, page=first.page
    )


def _row(group: Sequence[Line]) -> Block:
    """Return a table row; lines that follow it without a tab go on in its last filled cell."""
    cells = list(group[0].cells)
    filled = max(index for index, cell in enumerate(cells) if cell)
    for line in group[1:]:
        cells[filled] = glue(cells[filled], line.text)
    return Block(
        mark=Mark.ROW,
        text=" ".join(cell for cell in cells if cell),
        starts=tuple((0, line.number) for line in group),
        cells=tuple(cells),
        gap=group[0].gap,
        page=group[0].page,
    )
