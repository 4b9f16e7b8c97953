"""Words for things that had another name, or were no more, when the document was made."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.review.checks.consistency_whole import Part, Whole
from bot.review.rules import rule
from bot.review.types import Finding

_CITED = re.compile(r"\bLuật [^.;]{0,20}$|\bsố\s+\S*\d\S*/[^.;]*$|“[^”]*$", re.IGNORECASE)
# Who does away with a thing may name it.
_REPLACED = re.compile(r"\b(?:thay(?: thế)?|bỏ|không (?:yêu cầu|còn|phải)|đổi|cũ)\b", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class _Old:
    pattern: re.Pattern[str]
    since: date
    why: str
    source: str


_OLD = (
    _Old(
        pattern=re.compile(
            r"\bdịch vụ công\b[^.;]{0,60}\bmức độ [34]\b|\btrực tuyến mức độ [34]\b", re.IGNORECASE
        ),
        since=date(2022, 8, 15),
        why="dịch vụ công trực tuyến nay chia thành toàn trình và một phần, không còn mức độ 3, 4",
        source="Nghị định số 42/2022/NĐ-CP",
    ),
    _Old(
        pattern=re.compile(r"\b(?:thẻ )?căn cước công dân\b|\bCCCD\b", re.IGNORECASE),
        since=date(2024, 7, 1),
        why="từ 01/7/2024 gọi là thẻ căn cước; thẻ đã cấp vẫn dùng đến khi hết hạn",
        source="Luật Căn cước số 26/2023/QH15",
    ),
    _Old(
        pattern=re.compile(r"\bsổ (?:hộ khẩu|tạm trú)\b", re.IGNORECASE),
        since=date(2023, 1, 1),
        why="từ 01/01/2023 sổ hộ khẩu, sổ tạm trú giấy không còn giá trị",
        source="Luật Cư trú số 68/2020/QH14",
    ),
    _Old(
        pattern=re.compile(r"\b(?:giấy )?chứng minh nhân dân\b|\bCMND\b", re.IGNORECASE),
        since=date(2025, 1, 1),
        why="từ 01/01/2025 chứng minh nhân dân không còn giá trị",
        source="Luật Căn cước số 26/2023/QH15",
    ),
)


def check(whole: Whole) -> Iterator[Finding]:
    """Yield each outdated thing once, with how often it is named."""
    first = whole.issued_from or (date(whole.year, 1, 1) if whole.year else None)
    if first is None:
        return
    for old in _OLD:
        places = [each for part in whole.parts for each in _places(part, old.pattern)]
        if first < old.since or not places:
            continue
        part, start, end = places[0]
        times = f" (nhắc {len(places)} lần)" if len(places) > 1 else ""
        yield rule("consistency.outdated").found(
            part.flat.span(start, end),
            f"“{part.text[start:end]}”{times}: {old.why}.",
            source=old.source,
        )


def _places(part: Part, pattern: re.Pattern[str]) -> Iterator[tuple[Part, int, int]]:
    if not part.is_planned:
        return
    for found in pattern.finditer(part.text):
        near = part.text[max(0, found.start() - 60) : found.start()]
        if not _CITED.search(near) and not _REPLACED.search(near):
            yield part, found.start(), found.end()
