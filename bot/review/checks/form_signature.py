"""Who signs a document, and by what right: for a body, for the head, by order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from bot.review.checks.form_parts import Parts, between
from bot.review.rules import rule
from bot.review.types import Finding, Span

_POSITION = (
    r"(?:PHÓ )?(?:CHỦ TỊCH|CHỦ NHIỆM|TỔNG GIÁM ĐỐC|GIÁM ĐỐC|VIỆN TRƯỞNG|HIỆU TRƯỞNG|CỤC TRƯỞNG"
    r"|CHI CỤC TRƯỞNG|VỤ TRƯỞNG|TỔNG CỤC TRƯỞNG|TRƯỞNG (?:PHÒNG|BAN|TRẠM|CÔNG AN)"
    r"|CHÁNH (?:VĂN PHÒNG|THANH TRA)|BỘ TRƯỞNG|THỦ TƯỚNG|TỔ TRƯỞNG)|THỨ TRƯỞNG"
)
_RIGHT = regex.compile(
    r"(?<!\w)(?P<right>TM|KT|TL|TUQ|Q(?=\.)|T/M|K/T|T/L|T\.M|K\.T|T\.L)(?P<dot>\s*[./]\s*|\s+)"
    r"(?P<whom>\p{Lu}{2,}+(?:[ ,-]+\p{Lu}{2,}+(?!\s*[./]))*+)"
)
_SIGNS = re.compile(rf"(?<![\w.])(?:{_POSITION})(?!\w)")
_DEPUTY = re.compile(r"PHÓ |THỨ TRƯỞNG")
_NAME = re.compile(r"(?:[^\W\d_]\w*\.\s*)*(?:[^\W\d_]{1,7}\s+){1,5}[^\W\d_]{1,7}")
_COUNCIL = re.compile(r"UB?ND\b|ỦY BAN NHÂN DÂN|Ủy ban nhân dân|Uỷ ban nhân dân|UỶ BAN NHÂN DÂN")
_OTHERS = re.compile(r"HỘI ĐỒNG|THƯỜNG TRỰC|MẶT TRẬN|BAN CHẤP HÀNH|BAN THƯỜNG VỤ|HĐND|MTTQ")
_BY_CHAIRMAN = re.compile(r"CHỦ TỊCH (?:[ỦU][YỶ] BAN NHÂN DÂN|UBND)")
_DEGREE = re.compile(r"[*_\s]*(?:(?:GS|PGS|TS|ThS|CN|KS|BS|CKI{1,2}|LS)\b\.?[\s.]*)+(?=[^\W\d_])")
_OWN_TITLES = re.compile(r"TRƯỜNG|HỌC|BỆNH VIỆN|Y TẾ|VIỆN|CÔNG AN|QUÂN|BIÊN PHÒNG|BỘ CHỈ HUY")
_MAX_SIGNATURE = 12
"""Lines behind the recipients within which the signature stands."""
_ITEM = re.compile(r"[-–+•]\s*\S")


@dataclass(frozen=True, kw_only=True)
class Signed:
    """Who signs, as the lines behind the recipients say it."""

    first: int
    last: int
    text: str
    """The lines in one, in capitals as they are."""
    has_name: bool


def check(found: Parts, signed: Signed) -> Iterator[Finding]:
    """Yield what is missing or misspelt in a signature."""
    yield from _rights(found, signed)
    yield from _signer(found, signed)


def signature(found: Parts) -> Signed | None:
    """Find the signature: capitals that name a right or a position, then a name."""
    first = last = None
    has_name = False
    at = found.foot
    stop = min(found.annex, at + _MAX_SIGNATURE + (40 if found.recipients is not None else 0))
    for index in range(at, stop):
        text = found.lines[index].text.strip("*_ ")
        capital = _SIGNS.search(text) or _RIGHT.search(text) or _is_position(text)
        if capital and len(text) < 160:
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
    return Signed(first=first, last=last, text=text, has_name=has_name)


def _rights(found: Parts, signed: Signed) -> Iterator[Finding]:
    span = between(found.lines, signed.first, signed.last)
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
        yield rule("form.collective_missing").found(
            span, suggestion=f"TM. ỦY BAN NHÂN DÂN {signed.text}"
        )


def _signer(found: Parts, signed: Signed) -> Iterator[Finding]:
    """Yield a degree before the signer's name, except where the field has rules of its own."""
    issuer = " ".join(each.text for each in found.lines[: found.head])
    line = found.lines[signed.last]
    degree = _DEGREE.match(line.text)
    if degree and not _OWN_TITLES.search(issuer):
        yield rule("form.signer_degree").found(
            line.span(0, len(line.text)), suggestion=line.text[degree.end() :]
        )


def _needs_council(found: Parts, signed: Signed, names: set[str]) -> bool:
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
    if found.kind == "QUYẾT ĐỊNH":
        return "ỦY BAN NHÂN DÂN" in head.replace("UỶ", "ỦY").split("QUYẾT ĐỊNH", 1)[-1]
    if found.kind in {"CHỈ THỊ", "CÔNG ĐIỆN", "GIẤY MỜI", "GIẤY ỦY QUYỀN", "GIẤY GIỚI THIỆU"}:
        return False
    closing = found.lines[found.foot - 1].text if found.foot else ""
    return bool(_COUNCIL.search(head) or _COUNCIL.search(closing))


def _in_lines(found: Parts, signed: Signed, text: str) -> Span | None:
    for line in found.lines[signed.first : signed.last + 1]:
        at = line.text.find(text)
        if at >= 0:
            return line.span(at, at + len(text))
        head = text.split(" ")[0]
        at = line.text.find(head)
        if at >= 0 and text.startswith(line.text[at:].strip("*_ ")):
            return line.span(at, len(line.text.rstrip("*_ ")))
    return None


def _end_of_capitals(text: str) -> int:
    end = 0
    for word in re.finditer(r"\S+", text):
        if word.group().strip(".,*_()").isupper() or not word.group().strip(".,*_()-–/"):
            end = word.end()
        else:
            break
    return end


def _is_position(text: str) -> bool:
    """Say whether a line of capitals names an office that the patterns do not know."""
    return text.isupper() and 2 <= len(text.split()) <= 10 and not _ITEM.match(text)


def _is_name(text: str) -> bool:
    text = text.strip("*_ .")
    words = text.split()
    return (
        bool(_NAME.fullmatch(text))
        and all(word[:1].isupper() for word in words)
        and not (text.isupper() and _SIGNS.search(text))
    )


def is_signature(text: str) -> bool:
    """Say whether a line names a right or a position, as it does where columns were joined."""
    return bool(_SIGNS.search(text) or _RIGHT.search(text))
