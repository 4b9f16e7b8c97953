"""What the document sends its reader to: annexes, forms, sections, articles; are they there?"""

import re
from collections.abc import Iterator

from bot.review.checks.consistency_whole import Part, Whole, annex_label
from bot.review.rules import rule
from bot.review.types import BlockKind, Finding
from knowledge.importers.plan_blocks import Mark

_NAMED = re.compile(
    r"(?P<many>các\s+)?\bphụ lục(?:\s+(?:số\s+)?(?P<label>[IVX]+|\d{1,2}|[A-H])\b)?"
    r"(?P<tied>\s+(?:đính kèm|kèm theo(?! Nghị| Quyết| Thông| Công)|gửi kèm|dưới đây))?",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"(?:tại|theo|ở|trong|xem|kèm|gồm|chi tiết)\s*(?:các\s+)?(?:bảng\s+)?$", re.IGNORECASE
)
# An annex of another act: "Phụ lục III Nghị định số …", "ban hành kèm theo Thông tư …".
_OF_OTHER = re.compile(
    r"[\s,]*(?:[IVX\d]+\s*)?(?:của\s+|tại\s+|,?\s*ban hành\s+)?(?:kèm theo\s+)?(?:các\s+)?"
    r"(?:Nghị định|Quyết định|Thông tư|Công văn|Luật|Nghị quyết|Kế hoạch|Hướng dẫn|Đề án|Văn bản)"
    r"\s+(?:số|liên tịch|của)?\s*\d",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?P<what>\b(?:tiểu mục|mục|phần|khoản|điều|điểm)\s+)"
    r"(?P<label>\d{1,2}(?:\.\d{1,2}){0,3}|[IVX]+)\b"
    r"(?P<rest>[^.;]{0,60}?)\b(?P<own>(?:nêu|nói) trên|trên đây|ở trên|dưới đây|này\b)",
    re.IGNORECASE,
)
_ACT = re.compile(
    r"Nghị định|Quyết định|Thông tư|Công văn|Luật|Nghị quyết|Hướng dẫn|Chương trình|Chỉ thị"
    r"|Đề án|Phụ lục",
    re.IGNORECASE,
)
_OWN_ACT = re.compile(
    r"(?:Kế hoạch|Quyết định|Quy chế|Quy định|Nghị quyết|Đề án|Chương trình|Báo cáo|Phương án"
    r"|Hướng dẫn|Nghị định|Thông tư)\s*$",
    re.IGNORECASE,
)
_ROMANS = {"I": 1, "V": 5, "X": 10}


def check(whole: Whole) -> Iterator[Finding]:
    """Yield what is named but not there, and annexes that are there but never named."""
    headings = [
        (part, label)
        for part in whole.parts
        if part.flat.block.kind is BlockKind.PARAGRAPH
        and (label := annex_label(part.text)) is not None
    ]
    yield from _missing(whole, {_plain(label) for _, label in headings})
    yield from _unnamed(whole, headings)
    yield from _sections(whole)


def _plain(label: str) -> str:
    """Return a label so that "II", "02" and "2" are one."""
    if label and all(sign in _ROMANS for sign in label):
        values = [_ROMANS[sign] for sign in label]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return str(sum(-one if one < after else one for one, after in pairs))
    return label.lstrip("0").upper()


def _missing(whole: Whole, present: set[str]) -> Iterator[Finding]:
    named: dict[str, list[tuple[Part, int, int]]] = {}
    for part in whole.parts:
        if part.is_annex or part.is_tail or annex_label(part.text) is not None:
            continue
        for found in _NAMED.finditer(part.text):
            end = found.end("label") if found["label"] else found.end()
            is_sent = found["tied"] or _SENDS.search(part.text[: found.start()])
            is_contract = part.text.startswith(" hợp đồng", end)
            if not is_sent or is_contract or _OF_OTHER.match(part.text, end):
                continue
            label = _plain((found["label"] or "").upper())
            named.setdefault(label, []).append((part, found.start(), found.end()))
    # Tables behind the signatures may be an annex whose heading is missing.
    has_tables = any(part.is_annex and part.cells for part in whole.parts)
    for label, places in named.items():
        if label in present or (not label and (present or has_tables)):
            continue
        if label and "" in present and len(named) == 1:
            continue
        part, start, end = places[0]
        begin = _sentence_start(part.text, start)
        times = f" (nhắc {len(places)} lần)" if len(places) > 1 else ""
        name = f"Phụ lục {label}" if label else "phụ lục"
        yield rule("consistency.annex_missing").found(
            part.flat.span(begin, end),
            f"Văn bản dẫn tới {name}{times} nhưng tệp này không có {name}"
            + (" này." if label else " nào."),
            suggestion="Gửi kèm phụ lục, hoặc bỏ câu dẫn tới phụ lục",
        )


def _sentence_start(text: str, at: int) -> int:
    """Return where the bracket or the last words before a place begin."""
    bracket = text.rfind("(", 0, at)
    if bracket >= 0 and ")" not in text[bracket:at] and at - bracket <= 150:
        return bracket
    words = list(re.finditer(r"\S+", text[:at]))
    return words[-8:][0].start() if words else at


def _unnamed(whole: Whole, headings: list[tuple[Part, str]]) -> Iterator[Finding]:
    words = " ".join(part.text for part in whole.parts if not part.is_annex).lower()
    if not headings or not any(not part.is_annex for part in whole.parts):
        return
    body = [part for part in whole.parts if not part.is_annex and not part.is_tail]
    if "phụ lục" in words or "đính kèm" in words or "kèm theo" in words or len(body) < 5:
        return
    part, _ = headings[0]
    yield rule("consistency.annex_unnamed").found(part.flat.span(0, min(len(part.text), 120)))


def _sections(whole: Whole) -> Iterator[Finding]:
    labels = {part.label for part in whole.parts if part.label}
    titles = {
        label
        for part in whole.parts
        if (found := re.match(r"(?:Điều|ĐIỀU|Mục|MỤC|Phần|PHẦN)\s+(\w+)", part.text))
        for label in [found[1].upper()]
    }
    if sum(part.mark in (Mark.NUMBER, Mark.ROMAN) for part in whole.parts) < 3:
        return
    for part in whole.parts:
        if part.is_tail or part.flat.block.kind is BlockKind.FOOTNOTE:
            continue
        for found in _SECTION.finditer(part.text):
            label = found["label"].upper()
            is_own = found["own"].lower() != "này" or _OWN_ACT.search(found["rest"])
            if not is_own or (found["own"].lower() != "này" and _ACT.search(found["rest"])):
                continue
            if label in labels or label in titles or f"Phần {label}" in labels:
                continue
            yield rule("consistency.section_missing").found(
                part.flat.span(found.start(), found.end()),
                f"Văn bản này không có {found['what'].strip().lower()} {found['label']}.",
                suggestion="Sửa lại số mục được dẫn",
            )
