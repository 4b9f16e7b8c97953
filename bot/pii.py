"""Mask personal data in text for logs, analytics and the knowledge editor.

Rules of our own: no maintained detector knows Vietnamese papers, plates or names typed without
diacritics. Made to rather mask too much: what is masked here is answered elsewhere.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from bot.numbers import is_account_said, is_card
from bot.pii_names import names
from knowledge.text import fold

EMAIL, PHONE, PAPER, CARD = "[email]", "[số điện thoại]", "[số giấy tờ]", "[số thẻ]"
ACCOUNT, NUMBER, PLATE = "[số tài khoản]", "[dãy số]", "[biển số xe]"
BORN, HOUSE, POINT, NAME = "[ngày sinh]", "[số nhà]", "[vị trí]", "[tên]"

# Stands in for what is dealt with; no pattern matches it.
_DONE = "\x01"
_PASSES = 5

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_POINT = re.compile(r"\b\d{1,2}\.\d{4,}\s*,\s*1\d{2}\.\d{4,}\b")
_DATE = r"\d{1,2}\s*[./-]\s*\d{1,2}\s*[./-]\s*(?:\d{4}|\d{2})\b"
_DAY = rf"(?:{_DATE}|\d{{1,2}} thang \d{{1,2}} nam \d{{4}}|\d{{8}}\b)"
# A year of birth only of somebody in particular: "who is born in 2010 needs …" is a rule.
_WHO = (
    r"\b(?:toi|em|minh|chau|con|be|me|bo|ba|ong|cu|vo|chong|anh|chi|co|chu|bac|sn|ho ten|ten)\b"
    r"[^.?!;\n]{0,40}"
)
_BORN = re.compile(
    r"\b(?:ngay(?: thang)?(?: nam)? sinh|sinh(?: ngay)?(?: thang)?|ntns|dob|sn)\s*(?:la|:)?\s*"
    rf"({_DAY})"
    rf"|{_WHO}\bsinh(?: nam)?\s*:?\s*((?:19|20)\d{{2}})\b"
    r"|\b(?:sn|nam sinh)\s*:?\s*((?:19|20)\d{2})\b"
)
_PLATE = re.compile(
    r"\b\d{2}[ -]?(?:[a-z]{1,2}\d?|[a-z]\d)[ .-]?(?:\d{3}[ .]\d{2}|\d{5}|\d{4})\b(?![./]?\d)"
)
_PASSPORT = re.compile(r"\b[a-z]\d{7,8}\b")
_HOUSE = re.compile(
    r"\b(?:so nha|nha so|sn)\s*:?\s*(\d+[a-z]?(?:/\d+[a-z]?)*)\b"
    r"|\bso\s+(\d+[a-z]?(?:/\d+[a-z]?)*)(?=,?\s+(?:ngo|ngach|hem|kiet|duong|pho)\b)"
    r"|\b(?:can ho|can|phong)\s+(?:so\s+)?([a-z]?\d{2,5}[a-z]?)"
    r"(?=,?\s+(?:toa|chung cu|nha|khu do)\b)"
)
# Digits in one run, in groups, or spelled one by one.
_DIGITS = re.compile(r"\+?\(?\d(?:(?:[ .\-–_·()]{0,3}|,)\d){5,}")
_KEPT = re.compile(
    r"(?<![\d.])\d\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}(?:\.h\d{2})?)?(?!\d)"  # code of a procedure
    r"|\bpa-\d{4}-\w{4}\b"  # code of a ticket
    r"|(?<![\d.])\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d{2}(?![.-]?\d)"
    r"|(?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)"
    r"|(?<!\d)1[89]00(?:[ .-]?\d){2,4}(?![ .-]?\d)"  # numbers of help lines
)
_YEAR = re.compile(r"(?:19|20)\d{2}")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
_UNIT = re.compile(r"\s*(?:dong|vnd|d|k|nghin|ngan|trieu|tr|ty|usd|₫|\$)(?![a-z])")
_MONEY = re.compile(
    r"\b(?:tien|phi|gia|luong|von|thu nhap|doanh thu|chi|muc|no|vay|tong)\b\W{0,3}(?:\w+\W+){0,3}$"
)
_ID_SAID = re.compile(
    r"\b(?:cccd|cmnd|cmt|can cuoc|chung minh|dinh danh|bhxh|bhyt|ho chieu|sdt|dien thoai|goi|zalo"
    r"|lien he|stk|tai khoan|so the|ma so)\b\W{0,3}(?:\w+\W+){0,4}$"
)


@dataclass(frozen=True, kw_only=True)
class Found:
    """A stretch of the text that is personal."""

    start: int
    end: int
    label: str


def mask(text: str) -> str:
    """Return the text (NFC) with personal data replaced by what it was: "[số điện thoại]".

    Masking again changes nothing. Amounts, years, and codes of procedures, forms, tickets and
    legal acts stay.
    """
    for _ in range(_PASSES):
        masked = _once(text)
        if masked == text:
            break
        text = masked
    return text


def _once(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    found: list[Found] = []
    rest = text
    for detect in (_plain, _numbers, _names):
        new = list(detect(rest, fold_each(rest)))
        found += new
        for each in new:
            rest = rest[: each.start] + _DONE * (each.end - each.start) + rest[each.end :]
    for each in sorted(found, key=lambda each: -each.start):
        text = text[: each.start] + each.label + text[each.end :]
    return text


def fold_each(text: str) -> str:
    """Return the text folded, each character where it was."""
    folded = fold(text)
    if len(folded) == len(text):
        return folded
    return "".join(bare if len(bare := fold(ch)) == 1 else ch for ch in text)


def _plain(text: str, low: str) -> Iterator[Found]:
    """Yield what has a form of its own."""
    taken = [False] * len(text)
    for pattern, label in (
        (_EMAIL, EMAIL),
        (_POINT, POINT),
        (_BORN, BORN),
        (_PLATE, PLATE),
        (_HOUSE, HOUSE),
        (_PASSPORT, PAPER),
    ):
        for match in pattern.finditer(low):
            group = match.lastindex or 0
            start, end = match.span(group)
            if any(taken[start:end]) or (label == PLATE and not _is_plate(text[start:end])):
                continue
            taken[start:end] = [True] * (end - start)
            yield Found(start=start, end=end, label=label)


def _is_plate(written: str) -> bool:
    # In small letters it must be in one piece: "12 a 1234" is something else.
    letters = [ch for ch in written if ch.isalpha()]
    return all(ch.isupper() for ch in letters) or " " not in written


def _numbers(text: str, low: str) -> Iterator[Found]:
    low = _KEPT.sub(lambda match: _DONE * len(match[0]), low)
    for match in _DIGITS.finditer(low):
        label = _label(match[0], low[: match.start()], low[match.end() :])
        if label:
            yield Found(start=match.start(), end=match.end(), label=label)


def _label(written: str, before: str, after: str) -> str | None:
    """Return what the digits are; None if they are nobody's."""
    digits = re.sub(r"\D", "", written)
    if len(digits) < 9:
        return ACCOUNT if is_account_said(before) and not _UNIT.match(after) else None
    groups = re.findall(r"\d+", written)
    if all(_YEAR.fullmatch(group) for group in groups) and len(groups) > 1:
        return None
    if _is_money(written, digits, before, after):
        return None
    if re.fullmatch(r"(?:84|0|0084)[235789]\d{8,9}", digits):
        return PHONE
    if is_account_said(before):
        return CARD if is_card(digits) else ACCOUNT
    if len(digits) in (9, 10, 12):
        return PAPER
    return CARD if is_card(digits) else NUMBER


def _is_money(written: str, digits: str, before: str, after: str) -> bool:
    if digits.startswith("0") or written.startswith(("+", "(")):
        return False
    if _UNIT.match(after):
        return True
    if _ID_SAID.search(before):
        return False
    pieces = written.split()
    return all(_GROUPED.fullmatch(piece) for piece in pieces) or bool(_MONEY.search(before))


def _names(text: str, low: str) -> Iterator[Found]:
    for start, end in names(text, low):
        yield Found(start=start, end=end, label=NAME)
