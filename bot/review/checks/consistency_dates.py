"""Days that cannot be: deadlines before the document, ends before beginnings, the 31st of April."""

import re
from collections.abc import Iterator
from datetime import date

from bot.due_dates import rules_of
from bot.review.checks.consistency_whole import Part, Whole, folded
from bot.review.rules import rule
from bot.review.types import Finding, Severity
from knowledge.importers.plan_targets import column

_DAY = r"(?<![\d/.-])(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(20\d\d))?(?![\d/]|[.-]\d)"
_PERIOD = re.compile(
    rf"\btừ\s+(?:ngày\s+)?{_DAY}\s*(?:đến|tới|-|–)\s*(?:hết\s+)?(?:ngày\s+)?{_DAY}", re.IGNORECASE
)
_MONTHS = re.compile(
    r"\btừ\s+tháng\s+(\d{1,2})\s?/\s?(20\d\d)\s*(?:đến|tới|-|–)\s*(?:hết\s+)?(?:tháng\s+)?"
    r"(\d{1,2})\s?/\s?(20\d\d)",
    re.IGNORECASE,
)
_YEARS = re.compile(
    r"\b(?:giai đoạn|từ năm)\s+(20\d\d)\s*(?:-|–|đến)\s*(?:năm\s+)?(20\d\d)\b", re.IGNORECASE
)
_LIMIT = re.compile(
    rf"\b(?P<said>(?:trước|chậm nhất|muộn nhất|thời hạn|hạn cuối|hoàn thành|kết thúc|xong|đến hết"
    rf"|hết|gửi về|báo cáo)(?:\s+(?:là|trước|trong|vào|hết|đến|ngày|về|\(|:)){{0,3}}\s*)"
    rf"(?:{_DAY}|ngày\s+(\d{{1,2}})\s+tháng\s+(\d{{1,2}})\s+năm\s+(20\d\d)"
    r"|tháng\s+(\d{1,2})(?:\s?/\s?|\s+năm\s+)(20\d\d))",
    re.IGNORECASE,
)
_SAID_DAY = re.compile(
    rf"\b(?:ngày|trước|đến|hạn)\s+(?:{_DAY}|(\d{{1,2}})\s+tháng\s+(\d{{1,2}})(?:\s+năm\s+(20\d\d))?)",
    re.IGNORECASE,
)
_CITED = re.compile(r"\bsố\s*:?\s*\S*\d\S*\s*(?:,\s*)?(?:ngày\s*)?$|\bkèm theo\b.*$", re.IGNORECASE)
_AGAIN = re.compile(r"\b(?:hang|moi) (?:nam|thang|quy)\b|\bnam (?:truoc|sau|ke tiep|lien ke)\b")
_DONE = re.compile(r"\b(?:đã|tính đến|so với|kể từ|(?:có|hết) hiệu lực)\b", re.IGNORECASE)
_REPORTS_UP = re.compile(
    r"\btrước ngày\b[^.;]{0,40}\bbáo cáo (?:UBND|Ủy ban nhân dân|Chủ tịch UBND) "
    r"(?:thành phố|tỉnh|quận|huyện|cấp trên)",
    re.IGNORECASE,
)
_GATHERS = re.compile(r"\bvề\b[^.;]{3,60}\btrước ngày\b[^.;]{0,60}\bđể tổng hợp\b", re.IGNORECASE)
_TO_COME = re.compile(r"\b(?:nhiem vu|phuong huong|ke hoach|giai phap|de xuat)\b")
_FAR_YEARS = 6
_CLAUSE = 90


def check(whole: Whole) -> Iterator[Finding]:
    """Yield what is wrong with days."""
    yield from _same_day(whole)
    for part in whole.parts:
        yield from _backwards(part)
        yield from _impossible(part)
        if part.is_planned and part.number:
            yield from _late(whole, part)
            yield from _late_cell(whole, part)


def _same_day(whole: Whole) -> Iterator[Finding]:
    """Yield a day by which reports come in, if the report made of them goes out on it, too."""
    out = {
        (found[1].zfill(2), found[2].zfill(2))
        for part in whole.body
        if _REPORTS_UP.search(part.text)
        for found in re.finditer(rf"\b[Tt]rước ngày\s+{_DAY}", part.text)
    }
    for part in whole.body:
        if not _GATHERS.search(part.text):
            continue
        for found in re.finditer(_DAY, part.text):
            if (found[1].zfill(2), found[2].zfill(2)) in out:
                yield rule("consistency.same_deadline").found(
                    part.flat.span(*_with_before(part.text, found.start(), found.end()))
                )
                break


def _with_before(text: str, start: int, end: int) -> tuple[int, int]:
    words = list(re.finditer(r"\S+", text[:start]))[-5:]
    return (words[0].start() if words else start), end


def _backwards(part: Part) -> Iterator[Finding]:
    for found in _PERIOD.finditer(part.text):
        day, month, year, last_day, last_month, last_year = found.groups()
        if year is None and last_year is not None:
            continue
        begin = _date(year or "2001", month, day)
        end = _date(last_year or year or "2001", last_month, last_day)
        if begin is None or end is None or end >= begin:
            continue
        # "Từ 20/12 đến 10/01" runs over the turn of the year.
        if last_year is None and int(month) >= 10 and int(last_month) <= 3:
            continue
        if last_year is None and _AGAIN.search(folded(part.text[found.start() : found.end() + 40])):
            continue
        yield _turned(part, found, certain=last_year is not None)
    for found in _MONTHS.finditer(part.text):
        first, first_year, last, until = (int(each) for each in found.groups())
        if (until, last) < (first_year, first):
            yield _turned(part, found, certain=True)
    for found in _YEARS.finditer(part.text):
        if found[2] < found[1]:
            yield _turned(part, found, certain=True)


def _turned(part: Part, found: re.Match[str], *, certain: bool) -> Finding:
    return rule("consistency.period").found(
        part.flat.span(found.start(), found.end()),
        "Thời điểm kết thúc đứng trước thời điểm bắt đầu.",
        suggestion="Kiểm tra lại ngày bắt đầu và ngày kết thúc",
        severity=None if certain else Severity.LOW,
        certain=certain,
    )


def _impossible(part: Part) -> Iterator[Finding]:
    for found in _SAID_DAY.finditer(part.text):
        day, month, year = (one or other for one, other in zip(*_halves(found), strict=True))
        if _is_cited(part.text, found.start()) or _date(year or "2000", month, day):
            continue
        yield rule("consistency.no_such_day").found(
            part.flat.span(found.start(), found.end()),
            f"Không có ngày {day}/{month}{'/' + year if year else ''} trong lịch.",
            suggestion="Ghi lại ngày đúng",
        )


def _halves(found: re.Match[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return day, month and year as figures, and as "ngày … tháng …" has them."""
    return found.groups()[:3], found.groups()[3:]


def _late(whole: Whole, part: Part) -> Iterator[Finding]:
    if whole.year is None:
        return
    if whole.title.startswith("BÁO CÁO") and not _TO_COME.search(folded(" ".join(part.path))):
        return
    # In January a plan of this year may still speak of what was due in December.
    first = whole.issued_from or date(whole.year, 1, 1)
    for found in _LIMIT.finditer(part.text):
        limit = _limit(found, whole.year)
        if limit is None or _is_cited(part.text, found.start("said") + len(found["said"])):
            continue
        near = part.text[max(0, found.start() - _CLAUSE) : found.end() + 30]
        said_year = re.search(r"20\d\d", found.group(0))
        is_act = bool(re.match(r"\s+(?:của|về)\b", part.text[found.end() :]))
        if is_act or _DONE.search(near) or (said_year is None and _AGAIN.search(folded(near))):
            continue
        span = part.flat.span(found.start(), found.end())
        if limit < first and not _is_quoted(part.text, found.start()):
            yield rule("consistency.deadline_past").found(
                span,
                f"Thời hạn này đã qua trước khi văn bản được ban hành ({_issue_words(whole)}).",
                suggestion="Kiểm tra lại ngày hoặc năm của thời hạn",
            )
        elif limit.year > whole.year + _FAR_YEARS and found.group(0).count("/") == 2:
            yield rule("consistency.deadline_far").found(
                span,
                f"Thời hạn rơi vào năm {limit.year}, trong khi văn bản là của năm {whole.year}.",
                suggestion="Kiểm tra lại năm",
            )


def _issue_words(whole: Whole) -> str:
    if whole.issued is not None:
        return f"ngày {whole.issued:%d/%m/%Y}"
    if whole.issued_from is not None and (whole.issued_from.month, whole.issued_from.day) != (1, 1):
        return f"sớm nhất là ngày {whole.issued_from:%d/%m/%Y}"
    return f"văn bản của năm {whole.year}"


def _limit(found: re.Match[str], plan_year: int) -> date | None:
    """Return the last day that a deadline may mean."""
    day, month, year, word_day, word_month, word_year, only_month, month_year = found.groups()[1:]
    if only_month:
        number = int(only_month)
        if not 1 <= number <= 12:
            return None
        after = (int(month_year) + number // 12, number % 12 + 1)
        return date.fromordinal(date(after[0], after[1], 1).toordinal() - 1)
    if word_day:
        return _date(word_year, word_month, word_day)
    return _date(year or str(plan_year), month, day)


def _late_cell(whole: Whole, part: Part) -> Iterator[Finding]:
    """Yield a cell that sets a time which was over when the document was made."""
    if not part.cells or whole.year is None:
        return
    columns = dict(part.cells)
    name = column(columns, r"^thoi (?:gian|han)|^tien do|^hoan thanh|^han ")
    cell = columns.get(name, "")
    if not cell or not re.search(r"20\d\d", cell) or "giai đoạn" in cell.lower():
        return
    days = [each.day for each in rules_of(cell, plan_year=whole.year) if each.day]
    first = whole.issued_from or date(whole.year, 1, 1)
    start = part.text.rfind(cell)
    if not days or max(days) >= first or start < 0:
        return
    yield rule("consistency.deadline_past").found(
        part.flat.span(start, start + len(cell)),
        f"Thời gian ở cột “{name}” đã qua trước khi văn bản được ban hành ({_issue_words(whole)}).",
        suggestion="Kiểm tra lại thời gian hoặc năm",
    )


def _is_cited(text: str, start: int) -> bool:
    return bool(_CITED.search(text[max(0, start - 60) : start]))


def _is_quoted(text: str, start: int) -> bool:
    before = text[:start]
    return before.count("“") > before.count("”")


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
