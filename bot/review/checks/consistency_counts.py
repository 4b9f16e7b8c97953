"""A number of things against the things that are listed: "8 kế hoạch" with seven of them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.review.checks.consistency_figures import COUNT, count_of
from bot.review.checks.consistency_whole import Part, Whole
from bot.review.rules import rule
from bot.review.types import BlockKind, Finding, Severity
from knowledge.importers.plan_blocks import Mark

# What people list one by one. Of others ("15 cán bộ (lãnh đạo, chuyên viên)") kinds are named.
_LISTED = (
    "nhóm|thành phần|trụ cột|nội dung|nhiệm vụ|giải pháp|mục tiêu|chỉ tiêu|tiêu chí|lĩnh vực|lớp"
    "|bước|giai đoạn|hình thức|phương thức|mô hình|nguyên tắc|yếu tố|nền tảng|hệ thống|khâu"
    "|loại hình|loại|đợt|tổ dân phố|tổ|phường|xã|quận|huyện|thôn|đơn vị|cơ quan|phòng|bộ phận"
    "|điểm|trường|đề án|dự án|chương trình|chỉ số|vấn đề|tuyến|khu|tầng|bộ tiêu chí|chức năng"
)
_COUNTED = re.compile(
    rf"(?P<before>\w+)?\s*(?<![\w.,/-])(?P<count>{COUNT})\s+"
    rf"(?P<noun>(?:{_LISTED})\b(?: [^\W\d_]+){{0,6}}?)"
    r"\s*(?P<opens>\(|:|,? (?:bao )?gồm(?: có)?:?|,? đó là:?|,? (?:cụ thể|như sau|sau đây)\s*:)",
    re.IGNORECASE,
)
# Numbers that are names, or only near: "mức độ 3", "trên 10".
_NO_COUNT = frozenset(
    "điều khoản điểm mục phần chương số ngày tháng năm quý cấp độ lớp khóa kỳ phiên bản đoạn trên "
    "hơn khoảng gần dưới nhất thiểu đa từ đến quá trong mỗi".split()
) - {"trong"}
_ONE_OF = re.compile(r"\b(?:một|1|01) trong (?:số )?$", re.IGNORECASE)
_OPEN = re.compile(
    r"…|\.\.|\bv\.?v|\b(?:như|trong đó|chủ yếu|chẳng hạn|ví dụ|đặc biệt|nhất là|mỗi|kể cả|trừ)\b",
    re.IGNORECASE,
)
_INLINE = re.compile(r"(?:(?<=\s)|^)(?:(\d{1,2})[.)]|\((\d{1,2})\))\s")
_SENTENCE_END = re.compile(r"[.!?](?=\s+[^\W\d_a-z]|\s*$)")
_FAR = 2
_MOST = 30
_TYPES = (
    "kế hoạch|quyết định|công văn|thông báo|nghị quyết|chỉ thị|báo cáo|tờ trình|chương trình"
    "|hướng dẫn|văn bản"
)
_TYPED = re.compile(rf"(?<![\w.,/])(?P<count>\d{{1,3}})\s+(?P<type>{_TYPES})\b", re.IGNORECASE)
_NUMBERED = re.compile(rf"\b(?P<type>{_TYPES})\s+số\s*:?\s*\d", re.IGNORECASE)
_LEAST_LISTED = 3
_NEAR_PARTS = 15
# Counted one by one where a paragraph for each follows.
_ANNOUNCED = "văn bản|tài liệu|việc|ý|yêu cầu|điều kiện|tồn tại|nguyên nhân|kiến nghị|đề xuất"
_ANNOUNCES = re.compile(
    rf"(?P<before>\w+)?\s*(?<![\w.,/-])(?P<count>{COUNT})\s+"
    rf"(?P<noun>(?:{_LISTED}|{_ANNOUNCED})\b[^.;:]{{0,50}}?)"
    r",?\s*(?:sau đây|như sau|sau|cụ thể|gồm|chính)?\s*:$",
    re.IGNORECASE,
)


def check(whole: Whole) -> Iterator[Finding]:
    """Yield counts that the lists beside them do not bear out."""
    for number, part in enumerate(whole.parts):
        if part.is_tail:
            continue
        yield from _inline(part)
        yield from _typed(part, whole.parts[number + 1 : number + 1 + _NEAR_PARTS])
        if not part.cells:
            yield from _below(part, whole.parts[number + 1 :])


def _count(found: re.Match[str]) -> int | None:
    if (found["before"] or "").lower() in _NO_COUNT or _ONE_OF.search(
        found.string[: found.start("count")]
    ):
        return None
    count = count_of(found["count"])
    return count if count is not None and 2 <= count <= _MOST else None


def _inline(part: Part) -> Iterator[Finding]:
    text = part.text
    for found in _COUNTED.finditer(text):
        count = _count(found)
        if count is None:
            continue
        listed, end = _list_after(text, found.end(), is_bracket=found["opens"] == "(")
        least, most = _items(listed)
        if most < 2 or least <= count <= most or min(abs(count - least), abs(count - most)) > _FAR:
            continue
        shown = str(least) if least == most else f"{least} đến {most}"
        why = f"Ghi “{found['count']} {found['noun']}” nhưng sau đó liệt kê {shown}."
        start = found.start("count")
        # More items than were counted may be commas inside one of them.
        is_sure = count > most and ";" in listed
        yield rule("consistency.count_list").found(
            part.flat.span(start, min(end, start + 300)),
            why,
            suggestion="Sửa con số hoặc bổ sung mục còn thiếu",
            severity=None if count > most else Severity.LOW,
            certain=is_sure,
        )


def _list_after(text: str, start: int, *, is_bracket: bool) -> tuple[str, int]:
    """Return the list that begins here, and where it ends."""
    if is_bracket:
        depth = 1
        for place in range(start, len(text)):
            depth += {"(": 1, ")": -1}.get(text[place], 0)
            if depth == 0:
                return text[start:place], place + 1
        return "", start
    if text[start - 1 : start] == ":" and (numbered := list(_INLINE.finditer(text, start))):
        if numbered[0].start() - start <= 3:
            return text[start:], len(text)
    end = _SENTENCE_END.search(text, start)
    tab = text.find("\t", start)
    stop = end.start() if end else len(text)
    stop = min(stop, tab) if tab >= 0 else stop
    return text[start:stop], stop


def _items(listed: str) -> tuple[int, int]:
    """Return how many things are listed, at least and at most; (0, 0) where it cannot be told."""
    if not listed.strip() or _OPEN.search(listed):
        return 0, 0
    labels = [int(each[1] or each[2]) for each in _INLINE.finditer(f" {listed.split(chr(9))[0]}")]
    if labels and labels == list(range(1, len(labels) + 1)) and len(labels) > 1:
        return len(labels), len(labels)
    plain = re.sub(r"\([^()]*\)|“[^”]*”", " ", listed)
    sign = ";" if ";" in plain else ","
    items = [item.strip() for item in plain.split(sign) if item.strip()]
    if any(item[0].isdigit() for item in items):
        return 0, 0
    if sign == "," and any(len(item.split()) > 8 for item in items):
        return 0, 0
    ands = sum(len(re.findall(r"\b(?:và|hoặc|với)\b|\s[-–&]\s|/", item)) for item in items)
    return len(items), len(items) + ands


def _typed(part: Part, below: Sequence[Part]) -> Iterator[Finding]:
    """Yield "(08 kế hoạch, 9 quyết định)" where the list names another number of them."""
    stated = [each for each in _TYPED.finditer(part.text) if each["type"].lower() != "văn bản"]
    if not stated:
        return
    listed = next((each for each in below if _lists_acts(each)), None)
    if listed is None:
        return
    named = Counter(each["type"].lower() for each in _NUMBERED.finditer(listed.text))
    wrong = [each for each in stated if named[each["type"].lower()] != int(each["count"])]
    said = {each["type"].lower() for each in stated}
    if not wrong or not said & set(named):
        return
    start, end = stated[0].start(), stated[-1].end()
    bracket = re.compile(r"\([^()]*\)").finditer(part.text)
    for each in bracket:
        if each.start() <= start < each.end():
            start, end = each.start(), each.end()
    shown = ", ".join(f"{count} {kind}" for kind, count in named.items())
    is_note = listed.flat.block.kind is BlockKind.FOOTNOTE
    yield rule("consistency.count_acts").found(
        part.flat.span(start, end),
        f"Số văn bản ghi ở đây không khớp danh sách kèm theo: danh sách có {shown}.",
        suggestion="Đếm lại từng loại văn bản rồi sửa con số hoặc danh sách",
        certain=is_note,
    )


def _lists_acts(part: Part) -> bool:
    """Tell whether a paragraph is a list of acts and nothing else."""
    named = len(_NUMBERED.findall(part.text))
    return named >= _LEAST_LISTED and part.text.count(";") >= named - 1


def _below(part: Part, below: Sequence[Part]) -> Iterator[Finding]:
    """Yield "5 nhiệm vụ sau:" with another number of paragraphs under it."""
    found = _ANNOUNCES.search(part.text)
    count = _count(found) if found else None
    if found is None or count is None or not below:
        return
    first = below[0]
    if first.mark not in (Mark.BULLET, Mark.NUMBER, Mark.LETTER) or first.mark is part.mark:
        return
    listed = _listed_below(first, below)
    if listed < 2 or listed == count or abs(listed - count) > _FAR:
        return
    yield rule("consistency.count_below").found(
        part.flat.span(found.start("count"), len(part.text)),
        f"Ghi “{found['count']} {found['noun'].strip()}” nhưng ngay dưới có {listed} mục.",
        suggestion="Sửa con số hoặc bổ sung mục còn thiếu",
    )


def _listed_below(first: Part, below: Sequence[Part]) -> int:
    count = 0
    depth = first.label.count(".")
    for each in below:
        is_same = each.mark is first.mark and (
            each.label == first.label
            if first.mark is Mark.BULLET
            else each.label.count(".") == depth
        )
        if is_same:
            if first.mark is Mark.NUMBER and count and _last(each.label) != count + 1:
                break
            count += 1
        elif each.is_heading or each.cells or each.is_tail:
            break
        elif each.mark is Mark.TEXT and first.mark is Mark.BULLET:
            break
        elif each.mark is Mark.BULLET and each.label == "-" and first.label == "+":
            break
    return count


def _last(label: str) -> int:
    end = label.split(".")[-1]
    return int(end) if end.isdigit() else 0
