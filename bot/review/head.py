"""What a document says about itself at its head: number, symbol, kind, issuer and date."""

import re
from calendar import monthrange
from datetime import date

from bot.review.flat import Flat, flats
from bot.review.flat import flat as flat_of
from bot.review.types import BlockKind, Document

_HEAD_BLOCKS = 40
_LETTER_BLOCKS = 15
_ISSUER_BLOCKS = 60
_LONGEST_DATE_LINE = 240
_KINDS = (
    "BÁO CÁO|BIÊN BẢN|CHỈ THỊ|CHIẾN LƯỢC|CHƯƠNG TRÌNH|CÔNG ĐIỆN|DỰ ÁN|ĐỀ ÁN|GIẤY MỜI|HƯỚNG DẪN"
    "|KẾ HOẠCH|KẾT LUẬN|NGHỊ ĐỊNH|NGHỊ QUYẾT|PHƯƠNG ÁN|QUY CHẾ|QUY ĐỊNH|QUYẾT ĐỊNH|THÔNG BÁO"
    "|THÔNG TƯ LIÊN TỊCH|THÔNG TƯ|TỜ TRÌNH|LUẬT|PHÁP LỆNH"
)
_KIND = re.compile(rf"\W*({_KINDS})\W*")
_NUMBER = re.compile(
    r"\W*Số\s*[:;.]?\s*(?P<number>\d{1,5}(?:\s*/\s*\d{4})?|[\s.…_]*)"
    r"\s*(?P<rest>[-–/]\s*[A-ZĐƯÂÔƠĂÊ][\wĐđ]*(?:\s?[-–/&.]\s?[A-ZĐƯÂÔƠĂÊ0-9][\wĐđ]*)*)"
)
_DATE = re.compile(
    r"(?:,|\bngày)\s*(?:ngày)?\s*(?P<day>\d{1,2}|[\s.…_]*)\s*tháng\s*(?P<month>\d{1,2}|[\s.…_]*)"
    r"\s*năm\s*(?P<year>\d{4})"
)
_MOTTO = re.compile(
    r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM|Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc"
    r"|ĐẢNG CỘNG SẢN VIỆT NAM|\*+|_{2,}|-{3,}",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\b(tỉnh|thành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu)\b")
_SAYS = re.compile(
    r"\b(?P<issuer>(?:UBND|HĐND|Ủy ban nhân dân(?: \(UBND\))?|Hội đồng nhân dân)"
    r" (?:tỉnh|[Tt]hành phố|quận|huyện|thị xã|thị trấn|phường|xã|đặc khu)"
    r"(?: [A-ZÀ-Ỹ][a-zà-ỹ]*){1,4})"
    r" (?:ban hành|xây dựng|đánh giá|quyết định|thông báo|báo cáo|yêu cầu)"
)
_ABBREVIATED = re.compile(r"(?i:ủy ban nhân dân|uỷ ban nhân dân)(?: \(UBND\))?")


def own_number(document: Document) -> str | None:
    """Return the number as it should be written, "12/KH-UBND"; None if blank or not there."""
    found = _number(document)
    if found is None or not found["number"].strip(" .…_"):
        return None
    return "".join((found["number"] + found["rest"]).split()).replace("–", "-")


def own_symbol(document: Document) -> str | None:
    """Return what follows the number, "KH-UBND"; there even if the number is left blank."""
    found = _number(document)
    return "".join(found["rest"].split()).replace("–", "-").lstrip("-/") if found else None


def own_kind(document: Document) -> str | None:
    """Return the document's kind as its title names it, "Kế hoạch"; None for a letter."""
    for flat in _first(document, _HEAD_BLOCKS):
        kind = _KIND.fullmatch(flat.typed)
        if kind:
            return kind[1].capitalize()
    return None


def own_date(document: Document) -> date | None:
    """Return the day under the motto; None if any part of it is blank or impossible."""
    period = own_period(document)
    return period[0] if period and period[0] == period[1] else None


def own_period(document: Document) -> tuple[date, date] | None:
    """Return the first and last day the head allows: a month, or a year, where days are blank."""
    found = None
    for block in document.blocks:
        # A row of the head's table ends with the date; the date of a sentence has more after it.
        is_long = block.span.end - block.span.start > _LONGEST_DATE_LINE
        if is_long or block.kind not in (BlockKind.PARAGRAPH, BlockKind.ROW):
            continue
        flat = flat_of(document, block)
        found = _DATE.search(flat.text)
        if found and not flat.text[found.end() :].strip(" .*)\t") and _is_place(flat, found):
            break
        found = None
    if found is None:
        return None
    year, month, day = (found[part].strip(" .…_") for part in ("year", "month", "day"))
    try:
        if not month:
            return date(int(year), 1, 1), date(int(year), 12, 31)
        last = monthrange(int(year), int(month))[1]
        first = date(int(year), int(month), int(day) if day else 1)
    except ValueError:  # there is no such day or month
        return None
    return first, first if day else first.replace(day=last)


def own_issuer(document: Document) -> str | None:
    """Return who issues the document, "UBND phường Tây Mỗ", from its head or first sentences."""
    return _from_head(document) or _from_text(document)


def _number(document: Document) -> re.Match[str] | None:
    for flat in _head(document):
        found = _NUMBER.match(flat.typed)
        if found:
            return found
    return None


def _is_place(flat: Flat, found: re.Match[str]) -> bool:
    """Say whether before the date there is a place and nothing else: "Hà Nội, ngày …"."""
    before = flat.text[: found.start()].rpartition("\t")[2].strip(" *,")
    if _NUMBER.match(before):
        return True
    return len(before.split()) <= 8 and not before.endswith(("từ", "đến", "trước"))


def _first(document: Document, count: int) -> list[Flat]:
    found = []
    for flat in flats(document, BlockKind.PARAGRAPH, BlockKind.ROW):
        found.append(flat)
        if len(found) == count:
            break
    return found


def _head(document: Document) -> list[Flat]:
    """Return the blocks above the title; of a letter, which has none, the first few."""
    first = _first(document, _HEAD_BLOCKS)
    for at, flat in enumerate(first):
        if _KIND.fullmatch(flat.typed):
            return first[:at]
    return first[:_LETTER_BLOCKS]


def _from_head(document: Document) -> str | None:
    names: list[str] = []
    for flat in _head(document):
        if _NUMBER.match(flat.typed) or _DATE.search(flat.text):
            return _named(names)
        name = " ".join(_MOTTO.sub(" ", flat.text).replace("\t", " ").split()).strip("- ")
        if name and name == name.upper() and any(letter.isalpha() for letter in name):
            names.append(name)
    return None


def _named(capitals: list[str]) -> str | None:
    """Return the issuer as a sentence would write it, of the lines at the left of the motto.

    The body above it stands first, or its name takes two lines: "ỦY BAN NHÂN DÂN", "PHƯỜNG A".
    """
    if not capitals:
        return None
    lower = [_ABBREVIATED.sub("UBND", line.lower()) for line in capitals]
    name = lower[-1]
    if len(lower) > 1 and _UNIT.match(name):
        name = f"{'HĐND' if lower[-2].startswith(('hội đồng', 'hđnd')) else 'UBND'} {name}"
    name = re.sub(r"^(?:hội đồng nhân dân|hđnd)", "HĐND", re.sub("^ubnd", "UBND", name))
    unit = _UNIT.search(name)
    if unit is None:
        return name[:1].upper() + name[1:]
    start = name[: unit.end()]
    return (start[:1].upper() + start[1:] + " " + name[unit.end() :].strip().title()).strip()


def _from_text(document: Document) -> str | None:
    joined = " ".join(flat.text for flat in _first(document, _ISSUER_BLOCKS))
    found = _SAYS.search(joined)
    return _ABBREVIATED.sub("UBND", found["issuer"]) if found else None
