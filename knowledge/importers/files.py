"""Read the text of a file: PDF, DOCX, HTML or plain text, told apart by content."""

import re
import zipfile
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from knowledge.importers.files_docx import read_docx
from knowledge.importers.files_html import read_html
from knowledge.importers.files_pdf import read_pdf
from knowledge.importers.files_text import read_text
from knowledge.importers.text_file import TextFile
from knowledge.types import KnowledgeError

__all__ = ["MAX_FILE_BYTES", "FileKind", "TextFile", "kind_of", "read_file"]

MAX_FILE_BYTES = 60_000_000
"""A made-up PDF of 566 pages had one megabyte; what is far larger holds pictures, not text."""
MAX_TEXT_BYTES = 20_000_000
"""Of plain text and HTML, which are read whole."""


class FileKind(StrEnum):
    """What a file holds, whatever its name says."""

    PDF = "PDF"
    DOCX = "DOCX"
    HTML = "HTML"
    TEXT = "plain text"


_SUFFIXES = {
    ".pdf": FileKind.PDF,
    ".docx": FileKind.DOCX,
    ".docm": FileKind.DOCX,
    ".html": FileKind.HTML,
    ".htm": FileKind.HTML,
    ".xhtml": FileKind.HTML,
    ".txt": FileKind.TEXT,
    ".text": FileKind.TEXT,
    ".md": FileKind.TEXT,
}
_SUFFIX_OF = {
    FileKind.PDF: ".pdf",
    FileKind.DOCX: ".docx",
    FileKind.HTML: ".html",
    FileKind.TEXT: ".txt",
}
_HEAD = 4096
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Other formats people send, by their first bytes, and what to do with them.
_OTHERS = (
    (b"{\\rtf", "is an RTF document; save it as .docx"),
    (b"\x89PNG", "is a picture; run OCR and import the text"),
    (b"\xff\xd8\xff", "is a picture; run OCR and import the text"),
    (b"II*\x00", "is a picture; run OCR and import the text"),
    (b"MM\x00*", "is a picture; run OCR and import the text"),
    (b"Rar!", "is an archive; unpack it and import the documents in it"),
    (b"7z\xbc\xaf", "is an archive; unpack it and import the documents in it"),
    (b"\x1f\x8b", "is an archive; unpack it and import the documents in it"),
)
_MARKUP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body|meta|div|p|table|h[1-6]|article|section|title|span|font)\b",
    re.IGNORECASE | re.DOTALL,
)


def read_file(path: Path) -> TextFile:
    """Return the text of a PDF, DOCX, HTML or text file. Raises KnowledgeError, one clear line.

    The content decides how a file is read. When its name says another format, it is refused: a
    "report.pdf" that holds a web page is mostly a failed download, not the report.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise _unreadable(path, error) from error
    return _read(path, found.st_mtime_ns, found.st_size)


# Whoever finds out what a file is asks for its text several times in a row.
@lru_cache(maxsize=1)
def _read(path: Path, _changed_ns: int, _bytes: int) -> TextFile:
    kind = kind_of(path)
    said = _SUFFIXES.get(path.suffix.lower())
    # A page without tags is text; its reader gets on with it.
    if said is FileKind.HTML and kind is FileKind.TEXT:
        kind = said
    if said is not None and said is not kind:
        raise KnowledgeError(
            f"{path.name}: is named {path.suffix} but holds {kind.value}; check that it is the"
            f" right file and rename it to {_SUFFIX_OF[kind]}"
        )
    try:
        match kind:
            case FileKind.PDF:
                return read_pdf(path)
            case FileKind.DOCX:
                return read_docx(path)
            case FileKind.HTML:
                return read_html(path)
            case FileKind.TEXT:
                return read_text(path)
    except OSError as error:
        raise _unreadable(path, error) from error


def kind_of(path: Path) -> FileKind:
    """Return the format that the content shows. Raises KnowledgeError for any other."""
    try:
        if path.is_dir():
            raise KnowledgeError(f"{path.name}: is a folder; name the files in it")
        size = path.stat().st_size
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
    except OSError as error:
        raise _unreadable(path, error) from error
    if size == 0:
        raise KnowledgeError(f"{path.name}: is empty; export the document again")
    _check_size(path, size, MAX_FILE_BYTES)
    if b"%PDF-" in head[:1024]:
        return FileKind.PDF
    if head.startswith(b"PK\x03\x04"):
        return _in_archive(path)
    if head.startswith(_OLE):
        raise KnowledgeError(f"{path.name}: {_in_ole(path)}")
    for sign, what in _OTHERS:
        if head.startswith(sign):
            raise KnowledgeError(f"{path.name}: {what}")
    if said := _SUFFIXES.get(path.suffix.lower()):
        if said in {FileKind.PDF, FileKind.DOCX} and b"\x00" in head:
            raise KnowledgeError(
                f"{path.name}: is damaged and cannot be opened as {said.value}; export it again"
            )
    _check_size(path, size, MAX_TEXT_BYTES)
    plain = head.replace(b"\x00", b"").removeprefix(b"\xef\xbb\xbf").lstrip(b"\xff\xfe")
    return FileKind.HTML if _MARKUP.match(plain) else FileKind.TEXT


def _check_size(path: Path, size: int, limit: int) -> None:
    if size > limit:
        raise KnowledgeError(
            f"{path.name}: is {size // 1_000_000} MB, more than the {limit // 1_000_000} MB that"
            " are read; split it, or export it without pictures"
        )


def _in_archive(path: Path) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, EOFError, ValueError, NotImplementedError) as error:
        raise KnowledgeError(
            f"{path.name}: is damaged and cannot be opened as DOCX; save it again from Word"
        ) from error
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return FileKind.DOCX
    for part, what in (("xl/", "an Excel workbook"), ("ppt/", "a PowerPoint presentation")):
        if any(name.startswith(part) for name in names):
            raise KnowledgeError(f"{path.name}: is {what}; save its text as .docx or .pdf")
    if "content.xml" in names:
        raise KnowledgeError(f"{path.name}: is an OpenDocument file; save it as .docx")
    raise KnowledgeError(f"{path.name}: is an archive; unpack it and import the documents in it")


def _in_ole(path: Path) -> str:
    """Return what to do with a file of the container of old Office and of encrypted documents."""
    data = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "is protected by a password; save it without one"
    if "WordDocument".encode("utf-16-le") in data:
        return "is an old Word document (.doc); open it in Word and save it as .docx"
    return "is an old Office file; save its text as .docx or .pdf"


def _unreadable(path: Path, error: OSError) -> KnowledgeError:
    return KnowledgeError(f"{path.name}: cannot be read ({error.strerror}); check file and rights")
