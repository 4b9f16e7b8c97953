"""Bodies that no longer existed when the document was issued."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.review.checks.consistency_whole import Part, Whole
from bot.review.rules import rule
from bot.review.types import Finding

_CITED = re.compile(r"\bsố\s+\S*\d\S*/[^.;]*$|“[^”]*$", re.IGNORECASE)
_FORMER = re.compile(r"\s*\(?(?:cũ|trước đây|trước sắp xếp)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class _Gone:
    pattern: re.Pattern[str]
    since: date
    now: str
    source: str
    certain: bool = True


_DISTRICTS = "Luật Tổ chức chính quyền địa phương số 72/2025/QH15"
_MINISTRIES = "Nghị quyết số 176/2025/QH15 về cơ cấu tổ chức của Chính phủ"
_GONE = (
    _Gone(
        pattern=re.compile(
            r"\b(?:UBND|HĐND|Ủy ban nhân dân) (?:các )?(?:quận|huyện|thị xã)\b(?: [A-ZĐ]\w+)*"
            r"(?:, (?:quận|huyện|thị xã))*|\b[Pp]hòng [^.,;()]{3,40}? (?:quận|huyện|thị xã)\b"
            r"|\b[Cc]ông an (?:quận|huyện)\b|\b(?:các )?quận, huyện(?:, thị xã)?\b|\bcấp huyện\b"
        ),
        since=date(2025, 7, 1),
        now="từ 01/7/2025 không còn cấp huyện; việc thuộc cấp xã hoặc cấp tỉnh",
        source=_DISTRICTS,
    ),
    *(
        _Gone(
            pattern=re.compile(pattern),
            since=date(2025, 3, 1),
            now=f"từ 01/3/2025 việc này thuộc {now}",
            source=_MINISTRIES,
            certain=certain,
        )
        for pattern, now, certain in (
            (r"\bBộ Thông tin và Truyền thông\b", "Bộ Khoa học và Công nghệ", True),
            (r"\bSở Thông tin và Truyền thông\b", "Sở Khoa học và Công nghệ", False),
            (r"\bBộ Kế hoạch và Đầu tư\b", "Bộ Tài chính", True),
            (r"\bSở Kế hoạch và Đầu tư\b", "Sở Tài chính", False),
            (r"\bBộ Giao thông [Vv]ận tải\b", "Bộ Xây dựng", True),
            (r"\bBộ Tài nguyên và Môi trường\b", "Bộ Nông nghiệp và Môi trường", True),
            (r"\bSở Tài nguyên và Môi trường\b", "Sở Nông nghiệp và Môi trường", False),
            (r"\bBộ Nông nghiệp và P\w+ \w+ \w+ thôn\b", "Bộ Nông nghiệp và Môi trường", True),
            (r"\bBộ Lao động ?[-–,] ?Thương binh và Xã hội\b", "Bộ Nội vụ", True),
        )
    ),
)


def check(whole: Whole) -> Iterator[Finding]:
    """Yield each body once, with how often it is named."""
    # A date that is left blank counts from the first day it may have been.
    first = whole.issued_from or (date(whole.year, 1, 1) if whole.year else None)
    if first is None:
        return
    for gone in _GONE:
        if first < gone.since:
            continue
        places = [each for part in whole.parts for each in _places(part, gone.pattern)]
        if not places:
            continue
        part, start, end = places[0]
        times = f" (nhắc {len(places)} lần)" if len(places) > 1 else ""
        yield rule("consistency.body_gone").found(
            part.flat.span(start, end),
            f"“{part.text[start:end]}”{times}: {gone.now}.",
            certain=gone.certain,
            source=gone.source,
        )


def _places(part: Part, pattern: re.Pattern[str]) -> Iterator[tuple[Part, int, int]]:
    if not part.is_planned and not part.is_tail:
        return
    for found in pattern.finditer(part.text):
        before = part.text[max(0, found.start() - 120) : found.start()]
        if not _CITED.search(before) and not _FORMER.match(part.text, found.end()):
            yield part, found.start(), found.end()
