"""One page of the portal with its tables taken apart, still in the portal's own words."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class FeeCell:
    """One entry of the column "Phí, lệ phí"."""

    column: str
    """E.g. "Miễn phí" or "7,000 Việt Nam Đồng"."""
    note: str = ""
    """What the page adds in brackets."""
    is_glued: bool = False
    """True when a time without unit may be glued to the front of the amount."""


@dataclass(frozen=True, kw_only=True)
class SubmissionRow:
    """One row of the table "Cách thức thực hiện"."""

    channel: str
    time: str
    fees: tuple[FeeCell, ...]
    description: str


@dataclass(frozen=True, kw_only=True)
class PaperRow:
    """One row of the table "Thành phần hồ sơ"."""

    name: str
    group: str = ""
    originals: int = 0
    copies: int = 0


@dataclass(frozen=True, kw_only=True)
class LegalRow:
    """One row of the table "Căn cứ pháp lý"."""

    title: str
    number: str
    issued: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything one page says, whichever layout it came in."""

    code: str
    name: str
    url: str | None
    decision: str
    levels: str
    domain: str
    who: str
    authority: str
    executing: str
    place: str
    steps: str
    conditions: str
    results: tuple[str, ...]
    keywords: str
    submissions: tuple[SubmissionRow, ...]
    submissions_raw: str
    """The table as it stood; kept for when no row could be read."""
    papers: tuple[PaperRow, ...]
    papers_raw: str
    legal: tuple[LegalRow, ...]
