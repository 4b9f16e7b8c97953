"""Get the lines of a plan's file, and how its lines stand to its paragraphs."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from knowledge.importers.files import FileKind, TextFile, kind_of, read_file


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
    """Return the text of a PDF, DOCX, web page or text file; a text file keeps its lines.

    Raises KnowledgeError when nothing can be read.
    """
    file = read_file(path)
    layouts = {FileKind.PDF: Layout.PAGES, FileKind.TEXT: Layout.LINES}
    return PlanFile(file=file, layout=layouts.get(kind_of(path), Layout.PARAGRAPHS))
