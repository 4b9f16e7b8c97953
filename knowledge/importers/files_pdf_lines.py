"""Make lines of text out of the characters of a page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from knowledge.importers.files_pdf_chars import Char
from knowledge.importers.text_file import mark_note

_SAME_LINE = 0.45
"""Baselines within this share of the character's height are one line."""
_SPACE = 0.17
_TAB = 2.5
"""A gap of so many times the character's height parts two columns."""
_SMALL = 0.8
"""A raised digit below this share of its line's height is the mark of a footnote."""
_RAISED = 0.12


@dataclass(frozen=True, slots=True)
class Row:
    """One line of text on a page."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    begins_raised: bool = False
    """Begins with a raised digit, as a footnote does."""
    columns: tuple["Row", ...] = ()
    """The parts of a line that wide gaps part; empty when there is only one."""

    @property
    def parts(self) -> tuple["Row", ...]:
        """Return the parts that wide gaps part, at least one."""
        return self.columns or (self,)


def make_rows(chars: Sequence[Char]) -> list[Row]:
    """Return the lines from the top, each from the left."""
    level = [char for char in chars if not char.turned]
    rows = [row for group in _lines(level) if (row := _row(group)) is not None]
    return [*rows, *_turned_row([char for char in chars if char.turned])]


def _turned_row(chars: Sequence[Char]) -> list[Row]:
    """Return the letters that run up or down the page as one line, in the order of the file."""
    text = "".join(char.text for char in chars).strip()
    if not text:
        return []
    left, right = min(char.x0 for char in chars), max(char.x1 for char in chars)
    return [Row(text, left, right, max(char.y for char in chars), chars[0].size)]


def _lines(chars: Sequence[Char]) -> Iterator[list[Char]]:
    line: list[Char] = []
    y = tall = 0.0
    for char in sorted(chars, key=lambda c: c.y):
        if line and char.y - y > _SAME_LINE * max(tall, char.size):
            yield sorted(line, key=lambda c: c.x0)
            line = []
        if not line or char.size > tall:
            y, tall = char.y, char.size
        line.append(char)
    if line:
        yield sorted(line, key=lambda c: c.x0)


def _is_second_print(char: Char, last: Char) -> bool:
    """Say whether a letter is the one before, printed again a bit aside to look bold."""
    near = char.x0 - last.x0 < 0.1 * char.size
    return near and char.text == last.text and char.order - last.order != 1


def _row(line: Sequence[Char]) -> Row | None:
    visible = [char for char in line if not char.text.isspace()]
    if not visible:
        return None
    size = median(char.size for char in visible)
    base = median(char.y for char in visible if char.size >= _SMALL * size)
    parts = [_part(chars, size, base) for chars in _apart(line, _TAB * size)]
    if len(parts) == 1:
        return parts[0]
    return Row(
        "\t".join(part.text for part in parts),
        parts[0].x0,
        max(part.x1 for part in parts),
        base,
        size,
        parts[0].begins_raised,
        tuple(parts),
    )


def _apart(line: Sequence[Char], gap: float) -> list[list[Char]]:
    """Return the characters of a line cut where gaps are wide; each part holds a visible one."""
    parts: list[list[Char]] = [[]]
    last: Char | None = None
    for char in line:
        if not char.text.isspace():
            if last and char.x0 - last.x1 > gap:
                parts.append([])
            last = char
        parts[-1].append(char)
    return parts


def _part(line: Sequence[Char], size: float, base: float) -> Row:
    text = raised = ""
    begins_raised = blank = False
    last: Char | None = None
    for char in line:
        if char.text.isspace():
            blank = True
            continue
        if last and _is_second_print(char, last):
            continue
        blank = blank or (last is not None and char.x0 - last.x1 > _SPACE * size)
        is_raised = (
            char.text.isdigit() and char.size <= _SMALL * size and base - char.y > _RAISED * size
        )
        if raised and (not is_raised or blank):
            text += mark_note(text, raised)
            raised = ""
        if blank and text and not is_raised:
            text += " "
        if is_raised:
            begins_raised = begins_raised or not text
            raised += char.text
        else:
            text += char.text
        last, blank = char, False
    if raised:
        text += mark_note(text, raised)
    visible = [char for char in line if not char.text.isspace()]
    return Row(text, visible[0].x0, max(c.x1 for c in visible), base, size, begins_raised)
