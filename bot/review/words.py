"""What kinds and severities of findings are called where officials read them."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from bot.review.types import Document, FileKind, Finding, Kind, Severity, Span

KIND_NAMES: Mapping[Kind, str] = {
    Kind.WRONG_CITATION_DATE: "sai ngày văn bản dẫn chiếu",
    Kind.WRONG_CITATION: "sai dẫn chiếu",
    Kind.SUPERSEDED: "dẫn chiếu hết hiệu lực",
    Kind.TYPO: "chính tả",
    Kind.OCR: "vết lỗi khi quét, chép",
    Kind.MISSING_COMPONENT: "thiếu thành phần thể thức",
    Kind.BLANK: "bỏ trống số, ngày",
    Kind.NUMBERING: "đánh số",
    Kind.FORMAT: "thể thức, trình bày",
    Kind.INCONSISTENT_NUMBER: "số liệu không khớp",
    Kind.INCONSISTENT_TERM: "thuật ngữ không thống nhất",
    Kind.WRONG_CONTENT: "nội dung cần xem lại",
    Kind.DUPLICATE: "lặp đoạn",
}
SEVERITY_NAMES: Mapping[Severity, str] = {
    Severity.HIGH: "nghiêm trọng",
    Severity.MEDIUM: "cần sửa",
    Severity.LOW: "nên xem lại",
}
"""The gravest first."""
FILE_NAMES: Mapping[FileKind, str] = {
    FileKind.DOCX: "tệp Word",
    FileKind.PDF: "tệp PDF",
    FileKind.TEXT: "tệp chữ",
}


def visible(text: str) -> str:
    """Return a document's words on one line, without what could command a terminal."""
    seen = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in text)
    return " ".join(seen.split())


def place_of(document: Document, span: Span) -> str:
    """Return where a span begins, as a reader finds it: "dòng 12", "đoạn 12", "trang 2"."""
    line = document.line(span.start)
    match document.kind:
        case FileKind.DOCX:
            return f"đoạn {line}"
        case FileKind.PDF:
            pages = [b.page for b in document.blocks if b.page and b.span.start <= span.start]
            return f"trang {max(pages)}" if pages else f"dòng {line}"
        case FileKind.TEXT:
            return f"dòng {line}"


def by_severity(findings: Iterable[Finding]) -> Mapping[Severity, list[Finding]]:
    """Return the findings of each severity, the gravest first, in the order they had."""
    found: dict[Severity, list[Finding]] = {each: [] for each in SEVERITY_NAMES}
    for each in findings:
        found[each.severity].append(each)
    return found


def counted(findings: Iterable[Finding]) -> str:
    """Return "2 nghiêm trọng, 5 cần sửa"; what there is none of is left out."""
    said = [
        f"{len(each)} {SEVERITY_NAMES[severity]}"
        for severity, each in by_severity(findings).items()
        if each
    ]
    return ", ".join(said)


def counted_by_kind(findings: Iterable[Finding]) -> str:
    """Return "chính tả 3; lặp đoạn 1", the most frequent first."""
    counts = Counter(each.kind for each in findings)
    return "; ".join(f"{KIND_NAMES[kind]} {count}" for kind, count in counts.most_common())
