"""Get the lines of a plan's file, and how its lines stand to its paragraphs."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from knowledge.importers.files import TextFile, read_file
from knowledge.types import KnowledgeError


class Layout(StrEnum):
    """What a line of the text is."""

    LINES = "lines"
    """A text file: a whole paragraph, or what fitted on one line of a page; nobody says which."""
    PARAGRAPHS = "paragraphs"
    """A word processor's file or a web page: always a whole paragraph."""
    PAGES = "pages"
    """A PDF: what fitted on one line; an empty line stands before most paragraphs."""


@dataclass(frozen=True, kw_only=True)
class PlanFile:
    """The text of a plan's file and its layout."""

    file: TextFile
    layout: Layout

    @property
    def is_wrapped(self) -> bool | None:
        """Return whether paragraphs go over several lines; None: nobody says."""
        known = {Layout.PARAGRAPHS: False, Layout.PAGES: True}
        return known.get(self.layout)

    def page_of(self, line: int | None) -> int | None:
        """Return the page of a 1-based line, or None where the file has no pages."""
        if line is None or not 1 <= line <= len(self.file.pages):
            return None
        return self.file.pages[line - 1]


def read_plan_file(path: Path) -> PlanFile:
    """Return the text of a PDF, DOCX, web page or text file.

    A UTF-8 text file keeps every line where it stands, so that line numbers are those of the
    file. Raises KnowledgeError when nothing can be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"{path.name}: cannot be read ({error.strerror})") from error
    plain = _plain_text(data)
    if plain is not None:
        found = PlanFile(file=TextFile(text=plain), layout=Layout.LINES)
    else:
        file = read_file(path)
        if file.pages:
            layout = Layout.PAGES
        else:
            is_marked_up = data.startswith(b"PK") or _is_web_page(data)
            layout = Layout.PARAGRAPHS if is_marked_up else Layout.LINES
        found = PlanFile(file=file, layout=layout)
    if not found.file.text.strip():
        raise KnowledgeError(f"{path.name}: is empty; export the document again")
    return found


def _plain_text(data: bytes) -> str | None:
    """Return the text when these bytes are nothing but UTF-8 text."""
    if b"%PDF-" in data[:1024] or b"\x00" in data or _is_web_page(data):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_web_page(data: bytes) -> bool:
    return b"<html" in data[:2048].lower()
