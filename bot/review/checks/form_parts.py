"""The parts of an administrative document: head, title, body, recipients, signature, annexes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.review.flat import Flat, flats
from bot.review.types import BlockKind, Document, Span

# Mục I Phụ lục III of Nghị định 30/2020/NĐ-CP; công văn and thư công have no abbreviation.
KINDS = {
    "NGHỊ QUYẾT": "NQ",
    "QUYẾT ĐỊNH": "QĐ",
    "CHỈ THỊ": "CT",
    "QUY CHẾ": "QC",
    "QUY ĐỊNH": "QyĐ",
    "THÔNG CÁO": "TC",
    "THÔNG BÁO": "TB",
    "HƯỚNG DẪN": "HD",
    "CHƯƠNG TRÌNH": "CTr",
    "KẾ HOẠCH": "KH",
    "PHƯƠNG ÁN": "PA",
    "ĐỀ ÁN": "ĐA",
    "DỰ ÁN": "DA",
    "BÁO CÁO": "BC",
    "BIÊN BẢN": "BB",
    "TỜ TRÌNH": "TTr",
    "HỢP ĐỒNG": "HĐ",
    "CÔNG ĐIỆN": "CĐ",
    "BẢN GHI NHỚ": "BGN",
    "BẢN THỎA THUẬN": "BTT",
    "GIẤY ỦY QUYỀN": "GUQ",
    "GIẤY MỜI": "GM",
    "GIẤY GIỚI THIỆU": "GGT",
    "GIẤY NGHỈ PHÉP": "GNP",
    "PHIẾU GỬI": "PG",
    "PHIẾU CHUYỂN": "PC",
    "PHIẾU BÁO": "PB",
}
OLD_TONES = {"THOẢ": "THỎA", "UỶ": "ỦY", "HOÀ": "HÒA"}
"""The same syllables with the tone on the other letter; both spellings are in use."""

_MARKUP = r"[*_#\s]*"
_TITLE = re.compile(
    _MARKUP + "(?P<kind>" + "|".join(KINDS) + r"|NGHỊ ĐỊNH|THÔNG TƯ|LUẬT)(?=$|[\s:*_])(?!\s*\d)"
)
NUMBER = re.compile(
    r"(?<!\w)S[ốỐ](?P<colon>\s*:?)\s*(?P<value>[\dxX.…_\s]*?)(?P<slash>\s*/\s*)"
    r"(?P<symbol>(?:\d{4}\s*/\s*)?[^\W\d_][\w&.]*(?:\s*[-–]\s*[\w&.]+)*)?"
)
_PARTY_NUMBER = re.compile(
    r"(?<!\w)S[ốỐ]\s*:?\s*[\d.…_]*\s*[-–]\s*[A-ZĐ][A-ZĐa-z]{1,3}\s*/\s*[A-ZĐ]{2}"
)
_PARTY_HEAD = re.compile(
    r"ĐẢNG CỘNG SẢN VIỆT NAM|(?:ĐẢNG|TỈNH|THÀNH|HUYỆN|QUẬN) [ỦU][YỶ]|ĐẢNG BỘ|CHI BỘ|ĐOÀN TNCS"
)
DATE = re.compile(
    r"(?P<comma>,?)\s*\bngày(?P<day>[\s\dxX.…_]*?)tháng(?P<month>[\s\dxX.…_]*?)năm"
    r"(?P<year>[\s\dxX.…_]*)"
)
COUNTRY = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI CHỦ NGHĨA VIỆT NAM")
MOTTO = re.compile(r"Độc lập\W{1,5}Tự do\W{1,5}Hạnh phúc", re.IGNORECASE)
ADDRESSEE = re.compile(_MARKUP + r"Kính (?:gửi|trình)\b", re.IGNORECASE)
RECIPIENTS = re.compile(_MARKUP + r"N(?:ơi|ƠI) nhận\b" + r"|" + _MARKUP + "NƠI NHẬN")
ANNEX = re.compile(_MARKUP + r"(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s*)?(?P<number>[IVX]+|\d+))?\b")
ATTACHED = re.compile(r"\((?:Ban hành\s+)?[Kk]èm theo\b")
_OPENING = re.compile(r"(?:Căn cứ|Thực hiện|Xét|Để |Theo |Nhằm |Trên cơ sở|Trong |Ngày )")
_OFFICE = re.compile(
    r"(?:[ỦU][YỶ] BAN|UBND|HỘI|SỞ|PHÒNG|BAN|TỔ|TRUNG TÂM|TRƯỜNG|BỘ|CỤC|CHI CỤC|VĂN PHÒNG|CÔNG AN"
    r"|TRẠM|PHƯỜNG|XÃ|ĐẶC KHU|THÀNH PHỐ|TỈNH|QUẬN|HUYỆN|CHỦ TỊCH|GIÁM ĐỐC|[IVX]+\b|PHẦN"
    r"|CHƯƠNG|ĐIỀU)\b"
)
_HEAD_LINES = 25
_FOOT_LINES = 12
"""Lines that a signature and its blanks may take before the recipients."""
_LONG = 170
"""No line of a head is as long as this."""
_SENTENCE = 60
"""Nor is one that is longer than this and ends like a sentence."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Where the parts of a document stand; indexes count `lines`."""

    lines: tuple[Flat, ...]
    """Every block but footnotes."""
    kind: str | None
    """ "KẾ HOẠCH"; "" of a title of another kind; None for a letter, or where there is no title."""
    title: int | None
    head: int
    """Lines before this belong to the head; the title is not among them."""
    recipients: int | None
    annex: int
    """The first line that belongs to an annex; the number of lines if there is none."""
    is_party: bool
    """Of the Party or its youth: other rules hold."""
    is_attached: bool
    """Issued together with another document, which carries number, date and signature."""
    is_normative: bool
    """A legal normative act: the law on those acts holds, not the decree."""

    @property
    def is_letter(self) -> bool:
        """Whether it is a công văn: no title, but addressed to somebody or about something."""
        if self.title is not None:
            return False
        first = self.lines[: self.head + 3]
        return any(ADDRESSEE.match(each.text) or "V/v" in each.text for each in first)

    @property
    def is_whole(self) -> bool:
        """Whether it is a document at all, and not a piece of one."""
        known = self.title is not None or self.is_letter or self.recipients is not None
        return known and len(self.lines) >= 6 and self.recipients != 0

    @property
    def foot(self) -> int:
        """The first line behind the body: recipients, or a signature that a PDF has before them."""
        last = self.annex if self.recipients is None else self.recipients
        first = self.head if self.recipients is None else max(last - _FOOT_LINES, self.head)
        for at in range(last - 1, first, -1):
            if self.lines[at].text.rstrip("*_ ").endswith("./."):
                return at + 1
        return last

    @property
    def may_be_attached(self) -> bool:
        """Whether documents of its kind mostly come with a decision, or belong to no known kind."""
        return self.kind in {"", "QUY CHẾ", "QUY ĐỊNH", "ĐỀ ÁN", "DỰ ÁN", "PHƯƠNG ÁN"}


def parts(document: Document) -> Parts:
    """Find the parts of a document."""
    lines = tuple(each for each in flats(document) if each.block.kind is not BlockKind.FOOTNOTE)
    title, kind = _title(lines)
    head = title if title is not None else _end_of_head(lines)
    recipients = next(
        (at for at, each in enumerate(lines) if at >= head and RECIPIENTS.match(each.text)), None
    )
    first = [each.text for each in lines[: head + 1]]
    numbers = [found for text in first for found in NUMBER.finditer(text)]
    behind = lines[head : head + 5] if title is not None else ()
    return Parts(
        lines=lines,
        kind=kind,
        title=title,
        head=head,
        recipients=recipients,
        annex=_annex(lines, recipients if recipients is not None else head + 1),
        is_party=any(_PARTY_HEAD.search(each) or _PARTY_NUMBER.search(each) for each in first),
        is_attached=any(ATTACHED.search(each.text) for each in behind),
        is_normative=kind in {"NGHỊ ĐỊNH", "THÔNG TƯ", "LUẬT"}
        or (
            kind in {None, "NGHỊ QUYẾT", "QUYẾT ĐỊNH", "CHỈ THỊ"}
            and any(re.match(r"\d{4}", each["symbol"] or "") for each in numbers)
        ),
    )


def in_head(found: Parts, pattern: re.Pattern[str]) -> Iterator[tuple[Flat, re.Match[str]]]:
    """Yield where a pattern stands in the lines before the title."""
    for line in found.lines[: found.head]:
        for match in pattern.finditer(line.text):
            yield line, match


def between(lines: Sequence[Flat], first: int, last: int) -> Span:
    """Return the span from the beginning of a line to the end of another."""
    start, end = lines[first], lines[last]
    return Span(start=start.span(0, len(start.text)).start, end=end.span(0, len(end.text)).end)


def spelt(text: str) -> str:
    """Return capitals with the tones where `KINDS` has them."""
    for old, new in OLD_TONES.items():
        text = text.replace(old, new)
    return text


def _title(lines: Sequence[Flat]) -> tuple[int | None, str | None]:
    is_behind = False
    for at, line in enumerate(lines[:_HEAD_LINES]):
        if ADDRESSEE.match(line.text) or _OPENING.match(line.text) or ANNEX.match(line.text):
            break
        found = _TITLE.match(spelt(line.text))
        if found:
            return at, found["kind"]
        if _is_sentence(line.text) or RECIPIENTS.match(line.text):
            break
        is_behind = is_behind or bool(DATE.search(line.text) or NUMBER.search(line.text))
        if is_behind and _is_heading(line.text):
            return at, ""
    return None, None


def _is_sentence(text: str) -> bool:
    """Say whether a line belongs to the body: heads have short lines without a full stop."""
    return len(text) > _LONG or (len(text) > _SENTENCE and text.endswith((".", ":", ";")))


def _is_heading(text: str) -> bool:
    """Say whether a line behind number and date is a title, of a kind the decree does not name."""
    text = text.strip("*_# ")
    named = (
        re.search("CỘNG H|XÃ HỘI CHỦ|VIỆT NAM", text) or NUMBER.search(text) or _OFFICE.match(text)
    )
    return text.isupper() and len(text.split()) > 1 and not named and not re.search(r"\d", text)


def _end_of_head(lines: Sequence[Flat]) -> int:
    """Return the number of lines before the body of a document without a title."""
    for at, line in enumerate(lines[:_HEAD_LINES]):
        text = line.text
        if _is_sentence(text) or _OPENING.match(text) or ADDRESSEE.match(text):
            return at
        if re.match(r"(?:[IVX]+|\d+)\s*[.)]|(?:PHẦN|Phần|Điều|Chương)\s|[-+•]\s", text):
            return at
    return 0


def _annex(lines: Sequence[Flat], start: int) -> int:
    for at in range(start, len(lines)):
        text = lines[at].text
        if len(text) < _LONG and ANNEX.match(text) and not text.endswith((";", "./.")):
            alone = ANNEX.match(text)
            rest = text[alone.end() :].strip(" *_:.-–") if alone else ""
            if not rest or rest[:1].isupper() or rest.startswith("("):
                return at
    return len(lines)
