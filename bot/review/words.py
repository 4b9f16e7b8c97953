"""What kinds and severities of findings are called where officials read them."""

from collections import Counter
from collections.abc import Iterable, Mapping

from bot.review.types import FileKind, Finding, Kind, Severity

KIND_NAMES: Mapping[Kind, str] = {
    Kind.WRONG_CITATION_DATE: "ngày của văn bản được dẫn",
    Kind.WRONG_CITATION: "dẫn văn bản chưa đúng",
    Kind.SUPERSEDED: "văn bản được dẫn đã hết hiệu lực",
    Kind.TYPO: "chính tả",
    Kind.OCR: "chữ thừa do chuyển tệp",
    Kind.MISSING_COMPONENT: "thiếu thành phần thể thức",
    Kind.BLANK: "bỏ trống số hoặc ngày",
    Kind.NUMBERING: "đánh số mục",
    Kind.FORMAT: "trình bày",
    Kind.INCONSISTENT_NUMBER: "số liệu lệch nhau",
    Kind.INCONSISTENT_TERM: "từ ngữ không thống nhất",
    Kind.WRONG_CONTENT: "nội dung",
    Kind.DUPLICATE: "đoạn bị lặp",
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


def by_severity(findings: Iterable[Finding]) -> Mapping[Severity, list[Finding]]:
    """Return the findings of each severity, the gravest first, in the order they had."""
    found: dict[Severity, list[Finding]] = {each: [] for each in SEVERITY_NAMES}
    for each in findings:
        found[each.severity].append(each)
    return found


def counted(findings: Iterable[Finding]) -> str:
    """Return "2 nghiêm trọng, 5 cần sửa, 1 nên xem lại"; what there is none of is left out."""
    said = [
        f"{len(each)} {SEVERITY_NAMES[severity]}"
        for severity, each in by_severity(findings).items()
        if each
    ]
    return ", ".join(said)


def counted_by_kind(findings: Iterable[Finding]) -> str:
    """Return "chính tả 3, trình bày 1", the most frequent first."""
    counts = Counter(each.kind for each in findings)
    return ", ".join(f"{KIND_NAMES[kind]} {count}" for kind, count in counts.most_common())
