"""Read a file as a document to review, whole or not at all."""

import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

from bot.review.read_docx import read_docx
from bot.review.read_errors import misnamed, refused
from bot.review.read_lines import blocks_of
from bot.review.read_pages import read_pdf
from bot.review.read_text import read_text
from bot.review.types import Document, FileKind, ReviewError
from knowledge.importers import files
from knowledge.types import KnowledgeError

Progress = Callable[[str, int, int], None]
"""Told the name of what comes next, how much is done, and of how much."""

_SUFFIXES = {".docx": files.FileKind.DOCX, ".pdf": files.FileKind.PDF, ".txt": files.FileKind.TEXT}
_NAMES = {
    files.FileKind.DOCX: "tệp Word (DOCX)",
    files.FileKind.PDF: "tệp PDF",
    files.FileKind.TEXT: "chữ thuần (TXT)",
    files.FileKind.HTML: "trang web (HTML)",
}


def read_document(path: Path, *, progress: Progress = lambda _name, _done, _of: None) -> Document:
    """Return the document. Raises ReviewError, one line that says what is wrong and what to do."""
    name = path.name
    progress("mở tệp", 0, 2)
    try:
        kind = files.kind_of(path)
        _check_kind(path, kind)
        progress("đọc chữ", 1, 2)
        match kind:
            case files.FileKind.DOCX:
                document = read_docx(path, name)
            case files.FileKind.PDF:
                document = read_pdf(path)
            case _:
                document = read_text(path)
    except KnowledgeError as error:
        raise refused(name, str(error)) from error
    except (OSError, RecursionError) as error:
        raise refused(name, "damaged") from error
    progress("", 2, 2)
    return document


def document_of(text: str, *, name: str = "van-ban") -> Document:
    """Return plain text as a document, in NFC: pieces of documents in rules and tests, too."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return Document(name=name, kind=FileKind.TEXT, text=text, blocks=blocks_of(text))


def _check_kind(path: Path, kind: files.FileKind) -> None:
    suffix = path.suffix.lower()
    if kind is files.FileKind.DOCX and _has_macros(path):
        raise ReviewError(
            f"{path.name}: có macro nên máy không mở; anh/chị lưu lại dạng .docx (không macro)"
            " rồi gửi lại."
        )
    if kind is files.FileKind.HTML:
        raise ReviewError(
            f"{path.name}: là trang web; anh/chị gửi văn bản dạng DOCX, PDF hoặc TXT."
        )
    if suffix in _SUFFIXES and _SUFFIXES[suffix] is not kind:
        raise misnamed(path.name, suffix, _NAMES[kind])


def _has_macros(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name.lower() for name in archive.namelist()]
            kinds = archive.read("[Content_Types].xml")[:1_000_000]
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, KeyError):
        return False  # whoever opens it next says what is wrong
    return any(name.endswith("vbaproject.bin") for name in names) or b"macroEnabled" in kinds
