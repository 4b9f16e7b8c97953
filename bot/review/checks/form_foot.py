"""The foot of a document: how the text ends, the recipients, and who signs by what right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from bot.review.checks.form_parts import RECIPIENTS, Parts, between
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import Finding, Span

_POSITION = (
    r"(?:PHÓ )?(?:CHỦ TỊCH|CHỦ NHIỆM|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|VIỆN TRƯỞNG|HIỆU TRƯỞNG|CỤC TRƯỞNG"
    r"|CHI CỤC TRƯỞNG|VỤ TRƯỞNG|TỔNG CỤC TRƯỞNG|TRƯỞNG (?:PHÒNG|BAN|TRẠM|CÔNG AN)"
    r"|CHÁNH (?:VĂN PHÒNG|THANH TRA)|BỘ TRƯỞNG|THỦ TƯỚNG|TỔ TRƯỞNG)|THỨ TRƯỞNG"
)
_RIGHT = regex.compile(
    r"(?<!\w)(?P<right>TM|KT|TL|TUQ|Q|T/M|K/T|T/L|T\.M|K\.T|T\.L)(?P<dot>\s*\.?\s*)"
    r"(?P<whom>\p{Lu}{2,}+(?:[ ,-]+\p{Lu}{2,}+(?!\s*[./]))*+)"
)
_SIGNS = re.compile(rf"(?<![\w.])(?:{_POSITION})(?!\w)")
_DEPUTY = re.compile(r"PHÓ |THỨ TRƯỞNG")
_NAME = re.compile(r"(?:[^\W\d_]\w*\.\s*)*(?:[^\W\d_]{1,7}\s+){1,5}[^\W\d_]{1,7}")
_COUNCIL = re.compile(r"UB?ND\b|ỦY BAN NHÂN DÂN|Ủy ban nhân dân|Uỷ ban nhân dân|UỶ BAN NHÂN DÂN")
_OTHERS = re.compile(r"HỘI ĐỒNG|THƯỜNG TRỰC|MẶT TRẬN|BAN CHẤP HÀNH|BAN THƯỜNG VỤ|HĐND|MTTQ")
_BY_CHAIRMAN = re.compile(r"CHỦ TỊCH (?:[ỦU][YỶ] BAN NHÂN DÂN|UBND)")
_ARCHIVE = re.compile(r"[-+*\s]*Lưu\b(?P<colon>\s*:?)(?P<rest>.*)", re.DOTALL)
_ITEM = re.compile(r"[-–+•]\s*\S")
_BASIS = re.compile(r"Căn cứ\b")
_JOINED = re.compile(r"[,.] Căn cứ (?=(?:Luật|Nghị|Quyết|Thông|Bộ luật|Pháp lệnh))")
"""A ground that ends in a comma, read as one with the next."""
_MAX_SIGNATURE = 12
"""Lines behind the recipients within which the signature stands."""


@dataclass(frozen=True, kw_only=True)
class _Signed:
    """Who signs, as the lines behind the recipients say it."""

    first: int
    last: int
    text: str
    """The lines in one, in capitals as they are."""
    has_name: bool


def check(found: Parts) -> Iterator[Finding]:
    """Yield what is missing at the foot, and what is there but not as it should be."""
    signed = _signed(found)
    if not found.is_attached:
        yield from _missing(found, signed)
        yield from _ending(found)
    if found.recipients is not None:
        yield from _recipients(found, found.recipients)
    if signed:
        yield from _rights(found, signed)
    yield from _bases(found)


def _missing(found: Parts, signed: _Signed | None) -> Iterator[Finding]:
    missing = []
    if found.recipients is None and found.kind not in {"BIÊN BẢN", "HỢP ĐỒNG", "GIẤY MỜI"}:
        missing.append("Nơi nhận")
    if signed is None:
        missing.append("chức vụ, họ tên người ký")
    if missing:
        at = max(min(found.foot, found.annex - 1), 0)
        line = found.lines[at if found.recipients is not None else max(at - 1, 0)]
        length = len(line.text)
        yield rule("form.foot_missing").found(
            line.span(max(length - 120, 0), length),
            f"Cuối văn bản thiếu {' và '.join(missing)}.",
            suggestion=f"Bổ sung {' và '.join(missing)} sau phần nội dung.",
        )
    elif signed and not signed.has_name:
        yield rule("form.signer_missing").found(between(found.lines, signed.first, signed.last))


def _ending(found: Parts) -> Iterator[Finding]:
    at = found.foot - 1
    if found.recipients is None or at <= found.head or found.kind in {"BIÊN BẢN", "HỢP ĐỒNG"}:
        return
    line = found.lines[at]
    if line.text.rstrip("*_ ").endswith("./.") or line.text.count("\t") or len(line.text) < 30:
        return
    if line.text.endswith("."):
        yield rule("form.ending").found(line.span(max(len(line.text) - 60, 0), len(line.text)))


def _recipients(found: Parts, at: int) -> Iterator[Finding]:
    line = found.lines[at]
    said = RECIPIENTS.match(line.text)
    after = line.text[said.end() :].strip("*_ ") if said else ""
    if said and not after.startswith(":"):
        end = said.end() + (1 if line.text[said.end() : said.end() + 1] in {";", ".", ","} else 0)
        yield rule("form.recipients_colon").found(
            _with_next(found, at, line.span(0, end)), suggestion="Nơi nhận:"
        )
    items = _items(found, at)
    archive = [each for each in items if _ARCHIVE.match(each.text)]
    loose = [
        each
        for each in items
        if _ITEM.match(each.text)
        and not _ARCHIVE.match(each.text)
        and not each.text.rstrip().endswith((";", ",", ":"))
    ]
    if loose:
        others = f" (còn {len(loose) - 1} dòng nữa)" if len(loose) > 1 else ""
        yield rule("form.recipients_punctuation").found(
            loose[0].span(0, len(loose[0].text)),
            f"Cuối mỗi dòng nơi nhận có dấu chấm phẩy{others}.",
            suggestion=loose[0].text.rstrip(" .") + ";",
        )
    for each in archive[:1]:
        yield from _archive(each)
    if items and not archive:
        last = items[-1]
        yield rule("form.archive_missing").found(last.span(0, len(last.text)))


def _archive(line: Flat) -> Iterator[Finding]:
    said = _ARCHIVE.match(line.text)
    if not said:
        return
    faults = []
    if ":" not in said["colon"]:
        faults.append("sau chữ “Lưu” có dấu hai chấm")
    if not re.match(r"\s*:?\s*VT\b", said["rest"]):
        faults.append("dòng lưu bắt đầu bằng chữ viết tắt “VT” (Văn thư)")
    if faults:
        end = said.end() if len(line.text) < 60 else min(said.end(), said.start() + 40)
        yield rule("form.archive_line").found(
            line.span(0, end), f"Dòng lưu viết chưa đúng mẫu: {' và '.join(faults)}."
        )


def _items(found: Parts, at: int) -> list[Flat]:
    items: list[Flat] = []
    for line in found.lines[at + 1 : found.annex]:
        if _ITEM.match(line.text) or _ARCHIVE.match(line.text):
            items.append(line)
            if _ARCHIVE.match(line.text):
                break
        elif items and (_RIGHT.match(line.text) or _SIGNS.match(line.text)):
            continue
        elif len(items) > 1 and line.text.istitle():
            break
    return items


def _with_next(found: Parts, at: int, span: Span) -> Span:
    """Return the span together with the beginning of the next line, to tell it from others."""
    after = found.lines[at + 1 : at + 2]
    if after and len(after[0].text) < 80:
        return Span(start=span.start, end=after[0].span(0, len(after[0].text)).end)
    return span


def _signed(found: Parts) -> _Signed | None:
    """Find the signature: capitals that name a right or a position, then a name."""
    first = last = None
    has_name = False
    at = found.foot
    stop = min(found.annex, at + _MAX_SIGNATURE + (40 if found.recipients is not None else 0))
    for index in range(at, stop):
        text = found.lines[index].text.strip("*_ ")
        capital = _SIGNS.search(text) or _RIGHT.match(text)
        if capital and not _ITEM.match(text) and len(text) < 160:
            first = index if first is None else first
            last = index
            rest = re.sub(r"\([^)]*\)", " ", text[_end_of_capitals(text) :]).strip(" *_,.")
            has_name = has_name or bool(rest and _is_name(rest))
        elif first is not None and _is_name(text):
            last, has_name = index, True
            break
    if first is None or last is None:
        return None
    text = " ".join(each.text for each in found.lines[first : last + 1])
    return _Signed(first=first, last=last, text=text, has_name=has_name)


def _end_of_capitals(text: str) -> int:
    end = 0
    for word in re.finditer(r"\S+", text):
        if word.group().strip(".,*_()").isupper() or not word.group().strip(".,*_()-–/"):
            end = word.end()
        else:
            break
    return end


def _is_name(text: str) -> bool:
    text = text.strip("*_ .")
    words = text.split()
    return (
        bool(_NAME.fullmatch(text))
        and all(word[:1].isupper() for word in words)
        and not (text.isupper() and _SIGNS.search(text))
    )


def _rights(found: Parts, signed: _Signed) -> Iterator[Finding]:
    span = _tight(found, signed)
    rights = list(_RIGHT.finditer(signed.text))
    names = {each["right"].replace("/", "").replace(".", "") for each in rights}
    odd = [each for each in rights if each["right"] not in {"TM", "KT", "TL", "TUQ", "Q"}]
    tight = [each for each in rights if each not in odd and each["dot"] != ". "]
    for each in [*odd, *tight][:1]:
        right = each["right"].replace("/", "").replace(".", "")
        yield rule("form.right_spelling").found(
            _in_lines(found, signed, each.group()) or span,
            suggestion=f"{right}. {each['whom']}",
        )
    deputy = bool(_DEPUTY.search(signed.text))
    if deputy and not names & {"KT", "TL", "TUQ"} and not _OTHERS.search(signed.text):
        yield rule("form.deputy_alone").found(span)
    acting = [each for each in rights if each["right"].startswith("K")]
    if acting and not deputy and not _OTHERS.search(signed.text):
        behind = signed.text[acting[0].start("whom") :]
        if len(_SIGNS.findall(behind)) == 1:
            yield rule("form.deputy_missing").found(span)
    if _needs_council(found, signed, names):
        yield rule("form.collective_missing").found(span)


def _needs_council(found: Parts, signed: _Signed, names: set[str]) -> bool:
    """Say whether a people's committee issues the document, and its chairman signs as himself."""
    if names & {"TM", "TL", "TUQ"} or _OTHERS.search(signed.text):
        return False
    signs = _SIGNS.findall(signed.text)
    if not signs or any("CHỦ TỊCH" not in each for each in signs):
        return False
    head = " ".join(each.text for each in found.lines[: found.head + 8])
    issuer = " ".join(each.text for each in found.lines[: found.head])
    if _BY_CHAIRMAN.search(head) or _OTHERS.search(issuer):
        return False
    if found.kind in {"QUYẾT ĐỊNH", "CHỈ THỊ", "CÔNG ĐIỆN", "GIẤY MỜI", "GIẤY ỦY QUYỀN"}:
        return "ỦY BAN NHÂN DÂN" in head.replace("UỶ", "ỦY").split("QUYẾT ĐỊNH", 1)[-1]
    closing = found.lines[found.foot - 1].text if found.foot else ""
    return bool(_COUNCIL.search(head) or _COUNCIL.search(closing))


def _tight(found: Parts, signed: _Signed) -> Span:
    return between(found.lines, signed.first, signed.last)


def _in_lines(found: Parts, signed: _Signed, text: str) -> Span | None:
    for line in found.lines[signed.first : signed.last + 1]:
        at = line.text.find(text)
        if at >= 0:
            return line.span(at, at + len(text))
        head = text.split(" ")[0]
        at = line.text.find(head)
        if at >= 0 and text.startswith(line.text[at:].strip("*_ ")):
            return line.span(at, len(line.text.rstrip("*_ ")))
    return None


def _bases(found: Parts) -> Iterator[Finding]:
    """Yield grounds ("Căn cứ …") that do not end as a list of grounds does."""
    start = found.head + 1
    bases = [each for each in found.lines[start : start + 25] if _BASIS.match(each.text)]
    if not bases or found.kind not in {"QUYẾT ĐỊNH", "NGHỊ QUYẾT", "QUY CHẾ", "QUY ĐỊNH"}:
        return
    for at, line in enumerate(bases):
        text = line.text.rstrip("*_ ")
        joined = _JOINED.search(text)
        is_last = at == len(bases) - 1
        if joined:
            text = text[: joined.start() + 1]
        elif text.endswith(";") or (is_last and text.endswith((".", ","))):
            continue
        yield rule("form.basis_punctuation").found(
            line.span(max(len(text) - 80, 0), len(text)),
            suggestion=f"…{text[-40:].rstrip(' .,')};",
        )
        return
