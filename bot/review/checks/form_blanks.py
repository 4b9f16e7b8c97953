"""Numbers, dates and amounts that were left blank."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.review.checks.form_parts import ATTACHED, DATE, NUMBER, Parts
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import BlockKind, Finding, Severity, Span

_DOTS = r"(?:\.{3,}|…[.…]*|_{3,})"
_CITED = re.compile(
    r"(?<!\w)số\s*:?\s*(?P<value>(?:\.{2,}|…|_{2,}|\s|[xX]{2,})*)/\s*"
    r"(?P<symbol>(?:\d{4}\s*/\s*)?[A-ZĐ][A-ZĐa-z]{0,4}(?:\s*[-–]\s*[A-ZĐ][\w&]*)+)"
)
_SLASHED = re.compile(
    r"\bngày\s*(?P<date>(?:\d{1,2}|\.{2,}|…+|_{2,}|[xX]{2}|\s)\s*/\s*"
    r"(?:\d{1,2}|\.{2,}|…+|_{2,}|[xX]{2}|\s)\s*/\s*(?:\d{4}|\.{2,}|…+|_{2,}))"
)
_AMOUNT = re.compile(
    rf"(?<![,;.…])(?:\s|(?<=[:(])){_DOTS}\s*(?:(?:nghìn|triệu|tỷ|tỉ)(?:\s+đồng)?|đồng|%|người|hộ"
    r"|lượt|hồ sơ|ngày|tháng|đơn vị|văn bản|cuộc)(?!\w)"
)
_PLACEHOLDER = re.compile(
    r"\[\s*(?:điền|ghi|nhập|cần bổ sung|bổ sung)\b[^\]\n]{0,60}\]|"
    r"(?<!\w)[xX]{2}/[xX]{2}(?:/\d{4})?(?!\w)|\b(?:TBD|TODO)\b",
    re.IGNORECASE,
)
_SAMPLE = re.compile(r"[*_#\s]*(?:MẪU|Mẫu|BIỂU|Biểu|PHIẾU|Phiếu|ĐƠN|Đơn|GIẤY|TỜ KHAI)(?:\s|$)")
# "DỰ THẢO", "Dự thảo lần 2", "(Dự thảo ngày 12/11/2026)", alone on its line or beside the head.
_DRAFT = re.compile(r"[*_(\[\s]*(?:DỰ THẢO|Dự thảo)(?! (?:văn bản|kế hoạch|quyết định|báo cáo))\b")
_HEAD_LINES = 15
_AROUND = 60
"""Characters before a blank, and behind it, that a finding quotes at most."""


def check(found: Parts) -> Iterator[Finding]:
    """Yield blanks; those of forms to fill in, in an annex, are meant to be blank."""
    is_form = False
    is_draft = any(_DRAFT.match(line.text) for line in found.lines[:_HEAD_LINES])
    for at, line in enumerate(found.lines):
        if at >= found.annex and _SAMPLE.match(line.text) and len(line.text) < 120:
            is_form = True
        if is_form:
            continue
        if line.block.kind is BlockKind.ROW:
            continue
        if at < found.head and not found.is_attached:
            yield from (_as_draft(each) if is_draft else each for each in _own(line))
        elif ATTACHED.search(line.text):
            yield from _attached(line)
        else:
            yield from _in_text(line)


def _as_draft(finding: Finding) -> Finding:
    """Return a blank of a document that says itself that it is a draft: it may still be one."""
    return replace(finding, severity=Severity.LOW, certain=False)


def _own(line: Flat) -> Iterator[Finding]:
    """Yield the document's own number and date, if they are blank."""
    number = NUMBER.search(line.text)
    if number and number["symbol"] and not re.search(r"\d", number["value"]):
        yield rule("form.blank_number").found(
            line.span(*number.span()),
            "Chưa ghi số văn bản. Nếu đây là bản trình ký thì Văn thư cấp số sau khi ký.",
            suggestion="Ghi số do Văn thư cấp trước khi phát hành.",
        )
    day = DATE.search(line.text)
    if day and _is_blank(day):
        start = line.text.rfind("  ", 0, day.start()) + 1
        start = max(start, day.start() - _AROUND)
        end = day.start() + len(day.group().rstrip())
        yield rule("form.blank_date").found(line.span(start, end), _date_says(day))


def _attached(line: Flat) -> Iterator[Finding]:
    """Yield an annex whose reference to its document is blank, or lacks its closing bracket."""
    opening = ATTACHED.search(line.text)
    if not opening:
        return
    text = line.text[opening.start() :]
    close = text.find(")")
    end = len(line.text) if close < 0 else opening.start() + close + 1
    end = min(end, opening.start() + 200)
    span = line.span(opening.start(), end)
    piece = line.text[opening.start() : end]
    number = re.search(r"số\s*[:.…_\s]*/", piece)
    day = DATE.search(piece)
    faults = []
    if number:
        faults.append("số")
    if day and _is_blank(day):
        faults.append("ngày, tháng")
    if faults:
        open_ = " Dòng này cũng thiếu dấu đóng ngoặc." if close < 0 else ""
        yield rule("form.blank_annex").found(
            span, f"Dòng “Kèm theo” còn để trống {' và '.join(faults)} của văn bản chính.{open_}"
        )
    elif close < 0:
        yield rule("form.annex_bracket").found(span, suggestion=piece.rstrip(" .;") + ")")


def _in_text(line: Flat) -> Iterator[Finding]:
    text = line.text
    for cited in _CITED.finditer(text):
        start = max(text.rfind(" ", 0, max(cited.start() - 12, 0)), 0)
        end = min(text.find(";", cited.end()) % (len(text) + 1), cited.end() + 25, len(text))
        yield rule("form.blank_citation").found(_trim(line, start, max(end, cited.end())))
    taken = [each.span() for each in _CITED.finditer(text)]
    for pattern in (DATE, _SLASHED):
        for day in pattern.finditer(text):
            near = any(start - 2 <= day.start() <= end + 30 for start, end in taken)
            if near or not (_is_blank(day) if pattern is DATE else _is_empty(day["date"])):
                continue
            if pattern is DATE and not re.search(r"\d{4}|[.…_xX]{2}", day.group()):
                continue
            yield rule("form.blank_date").found(
                _trim(line, max(day.start() - 25, 0), day.start() + len(day.group().rstrip())),
                "Ngày, tháng còn để trống.",
            )
    for pattern in (_AMOUNT, _PLACEHOLDER):
        for blank in pattern.finditer(text):
            yield rule("form.blank_amount").found(
                _trim(line, max(blank.start() - 40, 0), min(blank.end() + 15, len(text)))
            )


def _is_blank(day: re.Match[str]) -> bool:
    return any(not re.search(r"\d", day[name]) for name in ("day", "month"))


def _is_empty(text: str) -> bool:
    return bool(re.search(r"[.…_xX]|(?:^|/)\s*(?:/|$)", text.strip(" ")))


def _date_says(day: re.Match[str]) -> str:
    names = {"day": "ngày", "month": "tháng", "year": "năm"}
    blank = [said for name, said in names.items() if not re.search(r"\d", day[name])]
    return f"Chưa ghi {', '.join(blank)} ban hành văn bản."


def _trim(line: Flat, start: int, end: int) -> Span:
    """Return the span, without half a word at its beginning or end."""
    text = line.text
    while 0 < start < len(text) and not text[start - 1].isspace():
        start += 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return line.span(min(start, end - 1), end)
