"""Read a PDF as a document to review."""

from pathlib import Path

from bot.review.read_lines import blocks_of
from bot.review.read_words import check_words
from bot.review.types import Document, FileKind, ReviewError
from knowledge.importers.files_pdf import listed
from knowledge.importers.files_pdf import read_pdf as read_lines

_LEFT_OUT = "the running line"
"""How the importers' note on a line that every page repeats begins."""


def read_pdf(path: Path) -> Document:
    """Return the document. Raises ReviewError, KnowledgeError."""
    file = read_lines(path)
    if file.unread_pages:
        raise ReviewError(
            f"{path.name}: trang {listed(file.unread_pages)} là ảnh chụp hoặc có phông không đọc"
            " được, nên máy không rà soát được cả văn bản; anh/chị nhận dạng chữ (OCR) trước,"
            " hoặc gửi tệp Word gốc."
        )
    check_words(file.text, path.name)
    notes = []
    if any(note.startswith(_LEFT_OUT) for note in file.notes):
        notes.append("Dòng lặp lại ở đầu hoặc cuối các trang không được rà soát.")
    if any(note.endswith("turned into Unicode") for note in file.notes):
        notes.append(LEGACY)
    return Document(
        name=path.stem,
        kind=FileKind.PDF,
        text=file.text,
        blocks=blocks_of(file.text, pages=file.pages, is_wrapped=True),
        notes=tuple(notes),
    )


LEGACY = (
    "Có chữ gõ bằng phông cũ (TCVN3 hoặc VNI); máy đã đổi sang Unicode để rà soát."
    " Anh/chị nên đổi cả văn bản sang Unicode."
)
