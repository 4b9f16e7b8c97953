"""Totals against their parts, shares against their fractions, and figures that cannot be."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.plan_targets import number_of, number_text
from bot.review.checks.consistency_figures import NUMBER, Bound, percents
from bot.review.checks.consistency_whole import Part, Whole, folded
from bot.review.rules import rule
from bot.review.types import Finding, Severity

_WORD = r"[^\W\d_]+"
_TOTAL = re.compile(
    rf"(?<![\w.,/])(?P<total>{NUMBER})\s+(?P<noun>{_WORD}(?: {_WORD}){{0,5}})"
    r"\s*\((?P<parts>[^()]*)\)"
)
_HEAD = re.compile(rf"^(?P<number>{NUMBER})\s+(?P<noun>{_WORD}(?: {_WORD})?)")
# Not things that add up: what they weigh, cost or last.
_MEASURE = re.compile(
    r"^(?:ngày|tháng|năm|giờ|phút|đồng|triệu|tỷ|nghìn|km|m|mét|lượt|lần|tuổi|trang|tuần|quý)\b",
    re.IGNORECASE,
)
_PART_OF = re.compile(r"\b(?:trong đó|riêng|như|mỗi|khoảng|trên|hơn|tăng|giảm)\b|…|\.\.", re.I)
_SHARE = re.compile(
    rf"(?P<before>\w+\s+)?(?<![\w.,/])(?P<part>{NUMBER})\s*/\s*(?P<whole>{NUMBER})\s+"
    rf"(?P<noun>{_WORD}(?: {_WORD}){{0,7}}?)\s*[,(]?\s*(?:(?:đạt|chiếm|bằng|tương đương)\s+)?"
    rf"(?:tỷ lệ\s+|tỉ lệ\s+)?(?:đạt\s+)?(?P<share>{NUMBER})\s*%",
    re.IGNORECASE,
)
_DATE_BEFORE = re.compile(r"(?:ngày|tháng|trước|sau|đến|từ|số|quý|lệ)\s*$", re.IGNORECASE)
_OF_PLAN = re.compile(
    r"\b(?:ke hoach|chi tieu|du toan|cung ky|so voi|muc tieu|nam truoc|phap lenh"
    r"|nhiem vu duoc giao|ngan sach|san luong|doanh thu|kim ngach|von|giai ngan|gia tri"
    r"|tang|gap|cong suat|tang truong|toc do|muc luong|phu cap)\b"
)
_DIVIDED = re.compile(
    rf"(?<![\w.,/])(?P<total>{NUMBER})\s+(?P<unit>{_WORD}(?: {_WORD})?)(?: {_WORD}){{0,6}}"
    r"\s*[,:;]?\s*"
    r"(?P<how>trong đó|bao gồm|gồm)\b(?P<parts>(?:[^.;]|\.(?=\d)|;(?! trong đó))+)"
)
_ITEM_SHARE = re.compile(
    rf"[^(),.;]{{0,40}}\((?:đạt|chiếm|tỷ lệ|bằng|\s)*(?P<share>{NUMBER})\s*%\s*\)", re.IGNORECASE
)
# Two kinds that leave no third: only then must what is told of a total make it up.
_PAIRS = re.compile(
    r"truc tuyen.*truc tiep|truc tiep.*truc tuyen|\bnam\b.*\bnu\b|\bnu\b.*\bnam\b|\bden\b.*\bdi\b"
    r"|dung han.*(?:qua|tre) han|con lai|da giai quyet.*dang giai quyet|toan trinh.*mot phan"
    r"|mot phan.*toan trinh|ban giay.*dien tu|dien tu.*ban giay"
)
_MEASURE_TIME = re.compile(r"(?:ngày|tháng|năm|giờ|phút|tuần|quý|km|lần)\b", re.IGNORECASE)
_TOTAL_ROW = re.compile(r"(?:tong (?:so|cong)?|cong|tong)(?: cong)?")
_ROUNDING = 0.6
_EXACT = 0.01
_LEAST_ROWS = 3


def check(whole: Whole) -> Iterator[Finding]:
    """Yield sums, shares and percentages that are wrong."""
    for part in whole.parts:
        if part.is_tail:
            continue
        yield from _brackets(part)
        yield from _sentences(part)
        yield from _shares(part)
        yield from _over(part)
    filled = [part for part in whole.parts if part.cells]
    for _, rows in groupby(filled, key=_table):
        yield from _columns(list(rows))


def _table(row: Part) -> tuple[int | None, tuple[str, ...]]:
    return row.flat.block.table, tuple(name for name, _ in row.cells)


def _brackets(part: Part) -> Iterator[Finding]:
    for found in _TOTAL.finditer(part.text):
        total = number_of(found["total"])
        if total is None or _PART_OF.search(found["parts"]) or _MEASURE.match(found["noun"]):
            continue
        sums = _summands(found["parts"], found["noun"])
        if len(sums) < 2 or abs(sum(sums) - total) < _EXACT or max(sums) > total:
            continue
        if not 0.5 <= sum(sums) / total <= 1.5:
            continue
        added = " + ".join(number_text(each) for each in sums)
        yield rule("consistency.sum").found(
            part.flat.span(found.start(), found.end()),
            f"{added} = {number_text(sum(sums))}, không bằng {number_text(total)}.",
            suggestion="Kiểm tra lại từng số rồi sửa số sai",
        )


def _sentences(part: Part) -> Iterator[Finding]:
    """Yield a total that a sentence divides otherwise: "150 triệu đồng, gồm …"."""
    for found in _DIVIDED.finditer(part.text):
        total, unit = number_of(found["total"]), " ".join(found["unit"].split()[:2])
        outside = re.sub(r"\([^()]*\)", lambda inside: " " * len(inside[0]), found["parts"])
        said = list(re.finditer(rf"(?<![\w.,/])({NUMBER})\s+{re.escape(unit)}\b", outside))
        values = [value for each in said if (value := number_of(each[1])) is not None]
        if total is None or not total or len(values) < 2 or _MEASURE_TIME.match(unit):
            continue
        yield from _item_shares(part, found, said, total)
        is_whole = found["how"] != "trong đó" or bool(_PAIRS.search(folded(outside)))
        if (
            not is_whole
            or abs(sum(values) - total) < _EXACT
            or not 0.5 <= sum(values) / total <= 1.5
        ):
            continue
        added = " + ".join(number_text(each) for each in values)
        least = max(part.text.rfind(sign, 0, found.start()) for sign in ".;:,(\t") + 1
        end = min(found.end(), found.start() + 300)
        yield rule("consistency.sum").found(
            part.flat.span(_words_before(part.text, found.start(), least, 4), end),
            f"{added} = {number_text(sum(values))} {unit}, không bằng {number_text(total)}.",
            suggestion="Kiểm tra lại từng số rồi sửa số sai",
        )


def _item_shares(
    part: Part, found: re.Match[str], said: Sequence[re.Match[str]], total: float
) -> Iterator[Finding]:
    """Yield "300 hồ sơ (đạt 85%)" of 400."""
    for each in said:
        value = number_of(each[1])
        after = _ITEM_SHARE.match(found["parts"], each.end())
        share = number_of(after["share"]) if after else None
        if value is None or after is None or share is None or value > total:
            continue
        true = round(value / total * 100, 1)
        if abs(true - share) > _ROUNDING:
            yield rule("consistency.share").found(
                part.flat.span(
                    found.start("parts") + each.start(), found.start("parts") + after.end()
                ),
                f"{each[1]}/{found['total']} bằng {number_text(true)}%, không phải "
                f"{after['share']}%.",
                suggestion=f"{number_text(true)}%",
            )


def _summands(listed: str, noun: str) -> list[float]:
    """Return the numbers of a bracket that are parts of the total before it, [] if unsure."""
    items = [item.strip() for item in re.split(r";|,(?!\d)", listed) if item.strip()]
    unit = " ".join(noun.split()[:2])
    # "mức độ 3 là 591 hồ sơ": of several numbers the one of the same things.
    same = [re.findall(rf"({NUMBER})\s+{re.escape(unit)}\b", item, re.IGNORECASE) for item in items]
    if items and all(len(each) == 1 for each in same):
        return [value for each in same if (value := number_of(each[0])) is not None]
    heads = [_HEAD.match(item) for item in items]
    values = []
    for head in heads:
        if head is None or _MEASURE.match(head["noun"]) or "%" in listed:
            return []
        value = number_of(head["number"])
        if value is None:
            return []
        values.append(value)
    return values


def _shares(part: Part) -> Iterator[Finding]:
    for found in _SHARE.finditer(part.text):
        part_of, of = number_of(found["part"]), number_of(found["whole"])
        share = number_of(found["share"])
        if not of or part_of is None or share is None or part_of > of * 3:
            continue
        # "12/15 chỉ tiêu đạt 100%": so much is reached of each, not so many of them.
        is_of_each = share == 100 or re.match(r"(?:chỉ tiêu|tiêu chí|nhiệm vụ)\b", found["noun"])
        if is_of_each or _DATE_BEFORE.search(found["before"] or ""):
            continue
        true = part_of / of * 100
        if abs(true - share) <= _ROUNDING:
            continue
        yield rule("consistency.share").found(
            part.flat.span(found.start("part"), found.end()),
            f"{found['part']}/{found['whole']} bằng {number_text(round(true, 1))}%, "
            f"không phải {found['share']}%.",
            suggestion=f"{number_text(round(true, 1))}%",
        )


def _over(part: Part) -> Iterator[Finding]:
    for found in percents(part.text):
        if found.value < 100 or (found.value == 100 and found.bound is not Bound.MORE):
            continue
        clause_from = max(part.text.rfind(sign, 0, found.start) for sign in ";.\t")
        ends = [at for sign in ";.\t" if (at := part.text.find(sign, found.end)) >= 0]
        clause = part.text[clause_from + 1 : min(ends, default=len(part.text))]
        if _OF_PLAN.search(folded(clause)):
            continue
        if found.value > 100 and not re.search(r"t[ỷi] lệ|\bđạt\b", clause, re.IGNORECASE):
            continue
        start = _words_before(part.text, found.start, clause_from + 1)
        is_sure = found.value == 100
        yield rule("consistency.over_hundred").found(
            part.flat.span(start, found.end),
            f"“{part.text[found.start : found.end]}”: một phần không thể nhiều hơn toàn bộ.",
            suggestion="Ghi 100%, hoặc nói rõ so với kế hoạch, chỉ tiêu nào",
            severity=None if is_sure else Severity.LOW,
            certain=is_sure,
        )


def _words_before(text: str, at: int, least: int, count: int = 8) -> int:
    words = list(re.finditer(r"\S+", text[least:at]))
    return least + words[-count:][0].start() if words else at


def _columns(rows: Sequence[Part]) -> Iterator[Finding]:
    """Yield a row of totals whose numbers are not those of the rows above or below it."""
    for at, row in enumerate(rows):
        names = [cell for _, cell in row.cells if cell and not re.fullmatch(NUMBER, cell)]
        if not names or not _TOTAL_ROW.fullmatch(folded(names[0]).strip(" :.")):
            continue
        parts = rows[:at] if at >= _LEAST_ROWS - 1 else rows[at + 1 :]
        if len(parts) < 2:
            continue
        for column, (_, cell) in enumerate(row.cells):
            total = number_of(cell) if cell and column else None
            if total is None:
                continue
            if _adds_up(parts, column, total):
                continue
            start = row.flat.text.rfind(cell)
            values = [value for each in parts if (value := _value(each, column)) is not None]
            if len(values) != len(parts) or start < 0:
                continue
            yield rule("consistency.sum_column").found(
                row.flat.span(0, len(row.text))
                if len(row.text) < 120
                else row.flat.span(start, start + len(cell)),
                f"Cột “{row.cells[column][0]}”: các dòng cộng lại là "
                f"{number_text(sum(values))}, dòng tổng ghi {cell}.",
                suggestion=number_text(sum(values)),
            )


def _value(row: Part, column: int) -> float | None:
    cell = row.cells[column][1] if column < len(row.cells) else ""
    return number_of(cell) if cell else None


def _adds_up(rows: Sequence[Part], column: int, total: float) -> bool:
    """Tell whether all rows, or only those of the first level, make the total."""
    every = [value for row in rows if (value := _value(row, column)) is not None]
    upper = [
        value
        for row in rows
        if re.fullmatch(r"\d+\.?|[IVX]+\.?|", row.label)
        and (value := _value(row, column)) is not None
    ]
    romans = [
        value
        for row in rows
        if re.fullmatch(r"[IVX]+\.?", row.label) and (value := _value(row, column)) is not None
    ]
    return any(abs(sum(each) - total) < _EXACT for each in (every, upper, romans) if each)
