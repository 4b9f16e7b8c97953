"""Read a file as a document to review."""

import unicodedata
from pathlib import Path

from bot.review.read_lines import blocks_of
from bot.review.types import Document, FileKind
from knowledge.importers.files import read_file


def read_document(path: Path) -> Document:
    """Return the document. Raises ReviewError."""
    return document_of(read_file(path).text, name=path.stem)


def document_of(text: str, *, name: str = "van-ban") -> Document:
    """Return plain text as a document, in NFC: pieces of documents in rules and tests, too."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return Document(name=name, kind=FileKind.TEXT, text=text, blocks=blocks_of(text))
