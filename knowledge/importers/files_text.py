"""Decode plain text, whatever its encoding, or say why it is none."""

import codecs
import unicodedata
from pathlib import Path

from knowledge.importers.legacy_fonts import (
    has_marks,
    is_syllable,
    legacy_of,
    repair_lines,
    to_unicode,
    words_of,
)
from knowledge.importers.text_file import FileLine, TextFile, assemble
from knowledge.types import KnowledgeError

_UTF_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WINDOWS_1258 = "cp1258"
_VIETNAMESE = 0.8
"""Share of the marked words that must be Vietnamese syllables to trust a guessed encoding."""
_MANY_CONTROLS = 0.01


def read_text(path: Path) -> TextFile:
    """Return the lines of a text file. Raises KnowledgeError."""
    text, notes = decode(path.read_bytes(), path.name)
    lines, repaired = repair_lines(FileLine(text=line) for line in split_lines(text))
    return assemble(lines, [*notes, *repaired], every_line=True)


def split_lines(text: str) -> list[str]:
    """Return the lines of a text; a form feed ends a page and so a line."""
    for end in ("\r\n", "\r", "\f", "\u2028", "\u2029", "\u0085"):
        text = text.replace(end, "\n")
    return text.split("\n")


def decode(data: bytes, name: str) -> tuple[str, list[str]]:
    """Return the text of these bytes, and a note on how it was decoded. Raises KnowledgeError."""
    text, notes = _decoded(data, name)
    if not text.strip("\ufeff \t\r\n\f"):
        raise KnowledgeError(f"{name}: is empty; export the document again")
    controls = sum(unicodedata.category(ch) == "Cc" and ch not in "\t\n\r\f\v" for ch in text)
    if "\x00" in text or controls > _MANY_CONTROLS * len(text):
        raise KnowledgeError(
            f"{name}: is not a text; give the document as PDF, DOCX, HTML or UTF-8 text"
        )
    return text, notes


def _decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    for mark, encoding in _UTF_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), []
            except UnicodeDecodeError as error:
                raise KnowledgeError(
                    f"{name}: is damaged {encoding.upper()} text; save it again as UTF-8"
                ) from error
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError as error:
        if guessed := _guess(data):
            return guessed
        line = data.count(b"\n", 0, error.start) + 1
        raise KnowledgeError(
            f"{name}: line {line} is not UTF-8 and no Vietnamese encoding fits; save it as UTF-8"
        ) from error


def _guess(data: bytes) -> tuple[str, list[str]] | None:
    """Return the text in the one old Vietnamese encoding that makes Vietnamese of it."""
    if b"\x00" in data:
        return None
    latin = data.decode("latin-1")
    if font := legacy_of(latin):
        return to_unicode(latin, font), [f"was text in {font.value}, turned into Unicode"]
    try:
        text = unicodedata.normalize("NFC", data.decode(_WINDOWS_1258))
    except UnicodeDecodeError:
        return None
    marked = [word for word in words_of(text) if has_marks(word)]
    if marked and sum(map(is_syllable, marked)) >= _VIETNAMESE * len(marked):
        return text, ["was text in Windows-1258, turned into Unicode"]
    return None
