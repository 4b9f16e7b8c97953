"""Read a file as a document to review."""

from pathlib import Path

from bot.review.types import Block, Document, FileKind, Span
from knowledge.importers.files import read_file


def read_document(path: Path) -> Document:
    """Return the document. Raises ReviewError."""
    return document_of(read_file(path).text, name=path.stem)


def document_of(text: str, *, name: str = "van-ban") -> Document:
    """Return plain text, in NFC, as a document: pieces of documents in rules and tests, too."""
    blocks, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            blocks.append(Block(span=Span(start=at, end=at + len(line))))
        at += len(line) + 1
    return Document(name=name, kind=FileKind.TEXT, text=text, blocks=tuple(blocks))
