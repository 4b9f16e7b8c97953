"""The words of document review: the document as it is read, and what was found in it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.types import BotError
from knowledge.acts import Acts


class ReviewError(BotError):
    """The file cannot be reviewed as a whole; the message says why and what to do, in one line."""


class Kind(StrEnum):
    """What a finding is about; the values are those of `motcua review --json`."""

    WRONG_CITATION_DATE = "wrong_citation_date"
    WRONG_CITATION = "wrong_citation"
    SUPERSEDED = "superseded"
    TYPO = "typo"
    OCR = "ocr"
    """Left behind by extraction: markup, page numbers, footnote marks in mid-sentence."""
    MISSING_COMPONENT = "missing_component"
    BLANK = "blank_number_or_date"
    NUMBERING = "numbering"
    FORMAT = "format"
    INCONSISTENT_NUMBER = "inconsistent_number"
    INCONSISTENT_TERM = "inconsistent_term"
    WRONG_CONTENT = "wrong_content"
    DUPLICATE = "duplicate"


class Severity(StrEnum):
    """How much harm a defect does if the document goes out with it."""

    HIGH = "high"
    """It may make the document wrong or void."""
    MEDIUM = "medium"
    LOW = "low"


class BlockKind(StrEnum):
    """Where a block stands."""

    PARAGRAPH = "paragraph"
    ROW = "row"
    """One row of a table, its cells parted by tabs."""
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"


class FileKind(StrEnum):
    """What the file was."""

    DOCX = "docx"
    PDF = "pdf"
    TEXT = "txt"


@dataclass(frozen=True, kw_only=True)
class Span:
    """A piece of the document's text: from `start` up to, without, `end`."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How a paragraph of a DOCX looks; None where nothing is set anywhere, or it is mixed."""

    fonts: tuple[str, ...] = ()
    """Of the letters, most used first."""
    sizes_pt: tuple[float, ...] = ()
    """Most used first."""
    alignment: str | None = None
    """left, right, center, justify."""
    is_bold: bool | None = None
    is_italic: bool | None = None
    first_line_mm: float | None = None
    before_pt: float | None = None
    after_pt: float | None = None
    line_pt: float | None = None
    """Of an exact or least height of lines; else None."""
    line_times: float | None = None
    """Of lines as a multiple of the font's height: 1.5."""


@dataclass(frozen=True, kw_only=True)
class Block:
    """One paragraph or table row as a reader sees it, however many lines it takes in the text."""

    span: Span
    kind: BlockKind = BlockKind.PARAGRAPH
    page: int | None = None
    """1-based, where the file has pages."""
    table: int | None = None
    """0-based, of the rows of one table."""
    style: str = ""
    """Name of the DOCX style."""
    heading: int | None = None
    """Level that the file itself gives it, 1 the highest."""
    label: int = 0
    """Characters at the beginning that Word numbers by itself and nobody typed: "1.1. "."""
    layout: Layout | None = None
    is_inserted: bool = False
    """Holds tracked insertions nobody has accepted yet; deleted text is not in the text."""
    skips: tuple[Span, ...] = ()
    """Within it, but not part of it: the number of a page over which it runs, a footnote."""


@dataclass(frozen=True, kw_only=True)
class PageSetup:
    """Size and margins of a DOCX's pages, in millimetres."""

    width_mm: float
    height_mm: float
    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    has_page_numbers: bool
    is_first_different: bool = False
    """The first page has a header of its own: there the number is left out."""


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document as it is reviewed."""

    name: str
    """Stem of the file's name."""
    kind: FileKind
    text: str
    """NFC. Lines are those of the file (TXT), of its pages (PDF), or its paragraphs (DOCX)."""
    blocks: tuple[Block, ...]
    """In the order of reading; what is in no block is empty, or a page number and the like."""
    pages: tuple[PageSetup, ...] = ()
    """One for each section of a DOCX."""
    notes: tuple[str, ...] = ()
    """What the reader should know about how the file was read, in Vietnamese."""

    def line(self, offset: int) -> int:
        """Return the 1-based line that the offset is on."""
        return self.text.count("\n", 0, offset) + 1

    def quote(self, span: Span) -> str:
        """Return the text of a span as it stands."""
        return self.text[span.start : span.end]


@dataclass(frozen=True, kw_only=True)
class Cited:
    """One reference to a legal act or plan, as `motcua citations` gives it."""

    span: Span
    kind: str
    """ "Nghị định", "Kế hoạch", "Luật"."""
    number: str | None
    """As it should be written, "47/2024/NĐ-CP"; None for laws named without one, or if blank."""
    issuer: str | None
    """As the document says it; None if it does not."""
    issued: date | None
    articles: tuple[str, ...] = ()
    """ "Điều 5", "khoản 2 Điều 7"."""
    title: str = ""
    """What the act is about, as far as the document says it."""
    is_own: bool = False
    """The document speaks of itself: "Nghị định này", or its own number left blank."""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What a document is held against."""

    acts: Acts
    today: date
    others: tuple[tuple[str, Cited], ...] = ()
    """References in other documents, with the documents' names: imported plans."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One thing that is wrong, or that somebody should look at."""

    rule: str
    """Id of the rule in bot/review/rules."""
    kind: Kind
    span: Span
    """2 to 400 characters of the document."""
    why: str
    """In plain Vietnamese, for the person who wrote the document."""
    suggestion: str | None = None
    """What should stand there instead of the quote, or what to do."""
    severity: Severity
    certain: bool
    """Wrong whatever was meant; otherwise somebody has to look."""
    source: str
    """The rule's legal basis, or where the correct fact comes from."""
