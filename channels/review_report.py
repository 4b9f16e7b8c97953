"""Print what a review found, and which acts a document cites, for a person at a terminal."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.review.run import Review
from bot.review.summary import BY_MACHINE, title_of
from bot.review.types import Cited, Document, Finding, Severity
from bot.review.words import (
    SEVERITY_NAMES,
    by_severity,
    counted,
    counted_by_kind,
    place_of,
    visible,
)
from bot.wording import capital, day, sentence

_STYLE = {Severity.HIGH: "bold red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}
# Columns in front of the first line of a finding, and of the others.
_FIRST, _FURTHER = 2, 6
_NONE = "Không tìm thấy chỗ nào phải sửa."
_UNSURE = " (máy chưa chắc, cần người xem)"


def print_review(done: Review, out: Console, *, hidden: int = 0) -> None:
    """Print counts, then the findings by severity as they stand in the text.

    `hidden` findings are left out because they are less grave than was asked for.
    """
    document, findings = done.document, done.findings
    out.print(Text(title_of(document), style="bold"))
    for note in document.notes:
        out.print(Text(f"Lưu ý: {sentence(visible(note))}"))
    if findings:
        out.print(Text(f"{len(findings)} chỗ: {counted(findings)}"))
        out.print(Text(f"Theo loại: {counted_by_kind(findings)}"))
    elif not hidden:
        out.print(Text(_NONE))
    if hidden:
        out.print(Text(f"Không hiện {hidden} chỗ nhẹ hơn."))
    for severity, found in by_severity(findings).items():
        if found:
            heading = f"{SEVERITY_NAMES[severity].upper()} ({len(found)})"
            out.print()
            out.print(Text(heading, style=_STYLE[severity]))
        for each in found:
            for number, line in enumerate(_finding(document, each, _STYLE[severity])):
                out.print(Padding(line, (0, 0, 0, _FURTHER if number else _FIRST), expand=False))
    out.print()
    out.print(Text(BY_MACHINE, style="dim"))


def print_citations(document: Document, cited: Sequence[Cited], out: Console) -> None:
    """Print the acts and plans that a document refers to, as a table, a row for each place."""
    if not cited:
        out.print(Text("Không thấy văn bản này dẫn văn bản nào."))
        return
    table = Table(title=f"{len(cited)} chỗ dẫn văn bản", title_justify="left")
    for heading in ("Ở", "Loại", "Số, ký hiệu", "Cơ quan ban hành", "Ngày", "Điều, khoản"):
        table.add_column(heading)
    for each in cited:
        own = "văn bản này" if each.is_own else ""
        cells = (
            place_of(document, each.span),
            capital(each.kind),
            each.number or own or "không ghi số",
            each.issuer or "",
            day(each.issued) if each.issued else "",
            ", ".join(each.articles),
        )
        # As text: what stands in brackets in a document is no markup.
        table.add_row(*(Text(visible(cell)) for cell in cells))
    out.print(table)


def _finding(document: Document, finding: Finding, style: str) -> Iterator[Text]:
    quote = visible(document.quote(finding.span))
    line = Text(f"{place_of(document, finding.span)}: ", style="bold")
    yield line.append(f"“{quote}”", style=style)
    doubt = "" if finding.certain else _UNSURE
    yield Text(f"{sentence(visible(finding.why))}{doubt}")
    if finding.suggestion:
        yield Text(f"Nên: {visible(finding.suggestion)}")
    yield Text(f"Căn cứ: {finding.source}", style="dim")
