"""The text of a file, line by line, whatever its format was."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class TextFile:
    """What a file says, and what the operator should know about how it was read."""

    text: str
    """NFC; a table row is one line, its cells parted by tabs; an empty line parts blocks."""
    pages: tuple[int, ...] = ()
    """1-based page of each line; empty when the file has no pages."""
    headings: tuple[int, ...] = ()
    """0-based indexes of the lines that the file itself marks as headings."""
    notes: tuple[str, ...] = ()
    unread_pages: tuple[int, ...] = ()
    """1-based pages of which nothing could be read; `notes` says why."""


@dataclass(frozen=True, kw_only=True)
class FileLine:
    """One line on its way into a TextFile."""

    text: str
    page: int = 0
    """1-based; 0 when the file has no pages."""
    heading: bool = False


_LAYOUT = re.compile(
    r"CỘNG H\S{1,2} XÃ HỘI|Độc lập\s*-\s*Tự do|N[ơƠ][iI] nh[ậẬ]n|\b(?:TM|KT|TL|TUQ)\."
    r"|CHỦ TỊCH|BÍ THƯ|GIÁM ĐỐC"
)
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
GAP = FileLine(text="")
"""An empty line; it takes the page of the line before."""

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_BLANK = re.compile(r"[^\S\t\n]+")
# What the fonts Symbol and Wingdings show for codes that Unicode leaves to them.
_SYMBOLS = {
    0x2D: "-", 0x3C: "<", 0x3E: ">", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷",
    0xB9: "≠", 0xAE: "→", 0xB7: "•", 0xA7: "▪", 0x6C: "●", 0x6E: "▪", 0x76: "•", 0xD8: "•",
    0xFC: "✓", 0xFE: "☑", 0xA8: "☐", 0x6F: "☐",
}  # fmt: skip
_PRIVATE = {0xF000 + code: sign for code, sign in _SYMBOLS.items()}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def tidy(text: str) -> str:
    """Return one line in NFC, without invisible characters, blanks collapsed; tabs stay."""
    text = _CONTROL.sub("", _INVISIBLE.sub("", text.translate(_PRIVATE)))
    text = _BLANK.sub(" ", re.sub(r"[\n\v\f\r\u0085\u2028\u2029]+", " ", text))
    return unicodedata.normalize("NFC", text).strip(" ")


def symbol(char: str) -> str:
    """Return what a symbol font shows for a character, or nothing if that is unknown."""
    return _SYMBOLS.get(ord(char) & 0xFF if ord(char) < 0x100 or ord(char) >= 0xF000 else -1, "")


def mark_of(number: int | str) -> str:
    """Return the mark of a footnote: raised digits, which are never read as part of a number."""
    return str(number).translate(_SUPERSCRIPT)


def mark_note(before: str, number: int | str) -> str:
    """Return the mark of a footnote as it follows these words, apart from them.

    A raised 2 or 3 after a unit of length stays with it: "km²".
    """
    raised = mark_of(number)
    if str(number) in {"2", "3"} and re.search(r"(?:^|[\d\s/(])(?:[kcdm]?m)$", before):
        return raised
    return raised if not before or before[-1].isspace() else f" {raised}"


def row(cells: Iterable[str]) -> str:
    """Return the cells of a table row as one line."""
    return "\t".join(tidy(cell.replace("\t", " ")) for cell in cells)


def is_layout(cells: Sequence[str], rows: int, columns: int) -> bool:
    """Say whether a table only places the head or the signatures of a document side by side."""
    return rows <= 4 and columns <= 3 and any(_LAYOUT.search(cell) for cell in cells)


def assemble(
    lines: Iterable[FileLine], notes: Iterable[str] = (), *, every_line: bool = False
) -> TextFile:
    """Return the lines as a TextFile; several empty lines become one, none stand at the ends.

    With `every_line` all stay where they are, so that their numbers are those of the file.
    """
    kept: list[FileLine] = []
    page = 0
    for line in lines:
        text = tidy(line.text)
        page = line.page or page
        if not text.strip():
            if every_line or (kept and kept[-1].text):
                kept.append(FileLine(text="", page=page))
            continue
        kept.append(FileLine(text=text, page=page, heading=line.heading))
    while kept and not kept[-1].text:
        kept.pop()
    return TextFile(
        text="\n".join(line.text for line in kept) + "\n" if kept else "",
        pages=tuple(line.page for line in kept) if page else (),
        headings=tuple(index for index, line in enumerate(kept) if line.heading),
        notes=tuple(dict.fromkeys(notes)),
    )
