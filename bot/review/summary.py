"""Say on one page what a review found, what was looked at, and what a machine cannot know."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice

from bot.review.run import CHECKS, Review
from bot.review.types import Document, Finding
from bot.review.words import (
    FILE_NAMES,
    SEVERITY_NAMES,
    by_severity,
    counted,
    counted_by_kind,
    place_of,
    visible,
)
from bot.wording import capital, day, sentence, shortened

TEXT_LIMIT = 1_500
"""Characters: one message on every platform, with what else stands in it."""
_GRAVEST = 5
_TITLE_WORDS, _QUOTE_WORDS = 24, 14
# Words of a reason and findings, tried in turn until the text fits.
_SHORTER = ((40, 5), (28, 5), (20, 5), (16, 4), (14, 3), (12, 2), (10, 1), (8, 0))
# Decree 30/2020/NĐ-CP, article 7, names the kinds of administrative documents.
_TYPE = re.compile(
    r"(?:NGHỊ QUYẾT|QUYẾT ĐỊNH|CHỈ THỊ|QUY CHẾ|QUY ĐỊNH|THÔNG CÁO|THÔNG BÁO|HƯỚNG DẪN|"
    r"CHƯƠNG TRÌNH|KẾ HOẠCH|PHƯƠNG ÁN|ĐỀ ÁN|DỰ ÁN|BÁO CÁO|BIÊN BẢN|TỜ TRÌNH|HỢP ĐỒNG|"
    r"CÔNG ĐIỆN|GIẤY MỜI|GIẤY GIỚI THIỆU)\b"
)
# So far down a title stands; further down it would be another document's, or an annex's.
_HEAD_LINES, _TITLE_LINES = 40, 4
_AFTER_TITLE = re.compile(
    r"(?:Căn cứ|Thực hiện|Kính gửi|Phần|[IVX]+[.)]|\d+[.)]|\W*$)", re.IGNORECASE
)

BY_MACHINE = (
    "Bản rà soát do máy làm, không thay người soát. Văn bản không bị gửi ra khỏi máy chủ này."
)
_NOT_CHECKED = (
    "Máy không biết: việc và số liệu nêu trong văn bản có đúng thực tế không; văn bản ngoài danh "
    "mục của máy còn hiệu lực không; nội dung có đúng thẩm quyền, chủ trương không; chữ trong hình."
)
_NONE = "Máy không tìm thấy chỗ nào phải sửa. Như vậy chưa có nghĩa là văn bản đã đúng hết."


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One finding as the summary shows it."""

    place: str
    """ "dòng 12"."""
    severity: str
    quote: str
    why: str
    suggestion: str
    """Empty: none, or the reason says it."""
    source: str


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What stands on the page."""

    title: str
    """Of the document; the file's name where none is found."""
    what: str
    """What was read, and how much of it."""
    counts: str
    by_kind: str
    """Empty: nothing was found."""
    gravest: tuple[Shown, ...]
    left: int
    """How many more findings there are."""
    checked: str
    not_checked: str
    notes: tuple[str, ...]
    """How the file was read, where a reader should know."""
    made: str


def summary_of(review: Review, *, made_on: date) -> Summary:
    """Return the summary of a review that was made on a day."""
    document, findings = review.document, review.findings
    worst = list(islice(gravest_first(findings), _GRAVEST))
    return Summary(
        title=title_of(document),
        what=_what(document),
        counts=_counts(findings),
        by_kind=counted_by_kind(findings),
        gravest=tuple(_shown(document, each) for each in worst),
        left=len(findings) - len(worst),
        checked=f"Đã xem: {', '.join(name for name, _ in CHECKS)}.",
        not_checked=_NOT_CHECKED,
        notes=document.notes,
        made=f"Rà soát ngày {day(made_on)}.",
    )


def summary_text(review: Review, *, made_on: date, limit: int = TEXT_LIMIT) -> str:
    """Return the summary as plain text of at most `limit` characters, for a chat or a terminal."""
    summary = summary_of(review, made_on=made_on)
    for words, most in _SHORTER:
        text = "\n".join(map(visible, _lines(summary, words, most)))
        if len(text) <= limit:
            return text
    return text[: limit - 1] + "…"


def summary_pdf(review: Review, *, made_on: date) -> bytes:
    """Return the summary as one page of A4."""
    # Its library takes longer to load than a short document to review.
    from bot.review.summary_page import page_of

    return page_of(summary_of(review, made_on=made_on))


def gravest_first(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings by severity, what is certain first, then as they stand in the text."""
    for each in by_severity(findings).values():
        yield from sorted(each, key=lambda finding: not finding.certain)


def title_of(document: Document) -> str:
    """Return kind and title as the document's head gives them, or the file's name."""
    head = list(islice(filter(None, map(visible, document.text.splitlines())), _HEAD_LINES))
    for number, text in enumerate(head):
        if _names_type(text):
            parts = [text]
            for more in head[number + 1 : number + 1 + _TITLE_LINES]:
                if _AFTER_TITLE.match(more) or _names_type(more):
                    break
                parts.append(more)
            return shortened(" ".join(parts), _TITLE_WORDS)
    return visible(document.name)


def _names_type(line: str) -> bool:
    """Say whether a line is a document's kind, perhaps with its title, in capitals."""
    return bool(_TYPE.match(line)) and line == line.upper()


def _what(document: Document) -> str:
    words = f"{len(document.text.split()):,}".replace(",", ".")
    pages = max((block.page or 0 for block in document.blocks), default=0)
    length = f", {pages} trang" if pages else ""
    return f"{FILE_NAMES[document.kind]} {document.name}, {words} chữ{length}"


def _counts(findings: tuple[Finding, ...]) -> str:
    if not findings:
        return _NONE
    said = f"Tìm thấy {len(findings)} chỗ: {counted(findings)}."
    unsure = sum(not each.certain for each in findings)
    return f"{said} Có {unsure} chỗ máy chưa chắc, cần người xem." if unsure else said


def _shown(document: Document, finding: Finding) -> Shown:
    suggestion = finding.suggestion or ""
    return Shown(
        place=place_of(document, finding.span),
        severity=SEVERITY_NAMES[finding.severity],
        quote=shortened(visible(document.quote(finding.span)), _QUOTE_WORDS),
        why=finding.why,
        # Many reasons say already what is right.
        suggestion=suggestion if suggestion not in finding.why else "",
        source=finding.source,
    )


def _lines(summary: Summary, words: int, most: int) -> Iterator[str]:
    """Yield the text's lines, with at most so many findings in at most so many words."""
    yield summary.title
    yield f"({summary.what})"
    yield summary.counts
    if summary.by_kind:
        yield f"Theo loại: {summary.by_kind}."
    shown = summary.gravest[:most]
    if shown:
        yield ""
        yield "Nặng nhất:"
    for number, each in enumerate(shown, start=1):
        why = sentence(shortened(each.why, words))
        advice = f" Nên: {shortened(each.suggestion, words)}" if each.suggestion else ""
        yield f"{number}. {capital(each.place)}, “{each.quote}”: {why}{advice}"
    hidden = summary.left + len(summary.gravest) - len(shown)
    if hidden:
        yield f"Còn {hidden} chỗ nữa." if shown else ""
    yield ""
    yield summary.checked
    yield from (sentence(shortened(each, words)) for each in summary.notes)
    yield summary.not_checked
    yield f"{summary.made} {BY_MACHINE}"
