"""Read a text file as a document to review, every letter and line as it stands in the file."""

import unicodedata
from pathlib import Path

from bot.review.read_lines import blocks_of
from bot.review.read_pages import LEGACY
from bot.review.read_words import check_words
from bot.review.types import Document, FileKind
from knowledge.importers.files_text import decode
from knowledge.importers.legacy_fonts import repair_lines
from knowledge.importers.text_file import FileLine


def read_text(path: Path) -> Document:
    """Return the document. Raises ReviewError, KnowledgeError."""
    text, notes = decode(path.read_bytes(), path.name)
    text = unicodedata.normalize("NFC", text).removeprefix("\ufeff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines, repaired = repair_lines(FileLine(text=line) for line in text.split("\n"))
    text = "\n".join(line.text for line in lines)
    check_words(text, path.name)
    return Document(
        name=path.stem,
        kind=FileKind.TEXT,
        text=text,
        blocks=blocks_of(text, pages=_pages(text)),
        notes=(LEGACY,) if notes or repaired else (),
    )


def _pages(text: str) -> list[int]:
    """Return the page of each line, where form feeds part pages; nothing where none does."""
    if "\f" not in text:
        return []
    pages, page = [], 1
    for line in text.split("\n"):
        page += line[: len(line) - len(line.lstrip())].count("\f")
        pages.append(page)
        page += line.lstrip().count("\f")
    return pages
