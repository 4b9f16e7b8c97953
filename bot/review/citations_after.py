"""Read what follows an act's number: the day it was issued, and who issued it."""

import re
from dataclasses import dataclass
from datetime import date

from bot.review.citations_text import Joined
from bot.review.citations_words import FIELDS, B, words

_LEAD = rf"{B}*[,;]?{B}*[(]?{B}*(?:(?:duoc{B}+)?(?:ban hanh|ky|de){B}+)?ngay{B}*(?:ky{B}*)?:?{B}*"
_NUMERIC = (
    rf"(?P<d>\d{{1,2}}){B}?[/.-]{B}?(?P<m>\d{{1,2}}){B}?[/.-]{B}?(?P<y>\d{{4}}|\d\d)(?![\d/])"
)
_WORDS = rf"(?P<d>\d{{1,2}}){B}+thang{B}+(?P<m>\d{{1,2}}){B}*(?:nam|[,/]){B}*(?P<y>\d{{4}})(?!\d)"
_DOTS = r"[.…_ \n]*+"
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        _LEAD + _NUMERIC,
        _LEAD + _WORDS,
        rf"{B}*\({B}*{_NUMERIC}{B}*\)",
        rf"\t{B}*(?:ngay{B}*)?{_NUMERIC}",
    )
)
_BLANK = re.compile(
    rf"{_LEAD}(?:{_DOTS}\d{{0,2}}{_DOTS}thang{_DOTS}\d{{0,2}}{_DOTS}nam{_DOTS}(?:\d{{4}})?"
    rf"|{_DOTS}\d{{0,2}}{_DOTS}/{_DOTS}\d{{0,2}}{_DOTS}/{_DOTS}(?:\d{{4}})?)"
)
_BESIDE = re.compile(rf"{B}*\([^()\n\t]{{1,40}}\)(?={B}*,?{B}*ngay\b)")
_ANOTHER = re.compile(rf"{B}*(?:,|-|va){B}*")
_OF = re.compile(rf"{B}*,?{B}*[(]?(?:cua|do){B}*")
_AND_DAY = re.compile(rf"(?:{B}*(?:,|va){B}*ngay{B}*{_NUMERIC})+".replace("?P<", "?P<_"))
_UNITS = words(r"tinh|thanh pho|tp\.?|quan|huyen|thi xa|thi tran|phuong|xa|dac khu")
_UNIT = re.compile(rf"{B}+(?:{_UNITS})(?!\w)")
_ABOVE = re.compile(rf",?{B}+(?:{_UNITS}){B}+(?=[A-ZÀ-ỸĐ])", re.IGNORECASE)
_HEADS = re.compile(
    "(?:"
    + words(
        r"(?:pho )?thu tuong(?: chinh phu)?|chinh phu|cp|ttg|chu tich nuoc"
        r"|quoc hoi(?: khoa [ivx]+)?|(?:uy ban thuong vu quoc hoi|ubtvqh)(?: khoa [ivx]+)?"
        r"|bo chinh tri|ban bi thu"
        r"|(?:ban chap hanh|bch) trung uong(?: dang)?(?:,? khoa [ivx]+)?|trung uong dang"
        r"|ban to chuc trung uong|uy ban kiem tra trung uong|van phong trung uong"
        r"|van phong (?:chinh phu|quoc hoi|chu tich nuoc)|(?:tong )?thanh tra chinh phu"
        r"|ngan hang nha nuoc(?: viet nam)?|bao hiem xa hoi viet nam|toa an nhan dan toi cao"
        r"|hoi dong tham phan toa an nhan dan toi cao|vien kiem sat nhan dan toi cao"
        r"|(?:tong )?kiem toan nha nuoc|uy ban dan toc"
        r"|uy ban quoc gia ve chuyen doi so|uy ban trung uong m[a-z ]{3,40}viet nam"
        rf"|(?:bo truong |thu truong )?bo (?:{FIELDS})"
    )
    + r")(?!\w)"
)
_LOCAL = re.compile(
    "(?:"
    + words(
        r"(?:thuong truc |chu tich |pho chu tich |van phong )?"
        r"(?:ubnd|uy ban nhan dan|hdnd|hoi dong nhan dan)(?: \((?:ubnd|hdnd)\))?"
        r"(?: va (?:ubnd|uy ban nhan dan))?"
        r"|(?:ban thuong vu |ban chap hanh |thuong truc |btv |bch |van phong )?"
        r"(?:tinh uy|thanh uy|quan uy|huyen uy|thi uy|dang uy|dang bo)"
        r"|(?:truong )?(?:ban chi dao|bcd)(?: \d\d)?"
        r"(?: (?:quoc gia|trung uong|chinh phu|ve chuyen doi so|chuyen doi so|cds|de an 06"
        r"|cai cach hanh chinh|tinh uy|thanh uy|quan uy|huyen uy|dang uy))*"
        rf"|(?:giam doc )?so (?:{FIELDS})|(?:truong )?phong (?:{FIELDS})"
        rf"|(?:tong )?cuc (?:{FIELDS})|cong an"
    )
    + r")(?!\w)"
)
_BODY = re.compile(rf"(?:bo{B}+truong{B}+)?(?:bo|so|ban|cuc|tong cuc|vien|hoi dong|to)(?={B}+\w)")
_NAME_WORD = re.compile(rf"{B}+(?:-{B}+)?(?P<word>[A-ZÀ-ỸĐ][a-zà-ỹđ]+|\d{{1,2}}(?![\w/.,]))")
_LOWER_NEXT = re.compile(rf"{B}+[a-zà-ỹđ]")
_FORMER = re.compile(rf"{B}*\((?:cu|truoc day|nay la[^()\n\t]{{1,60}})\)")
_STARTS_SUBJECT = frozenset(
    "Ban Bảo Cải Chuyển Đảm Đầu Đẩy Giao Hoàn Hướng Kiện Mở Nâng Phát Phê Quản Quy Quyết Rà Sắp Số"
    " Sửa Tăng Thay Thi Thông Thực Tiếp Triển Truyền Tuyên Ứng Về Xây".split()
)
_MAX_NAME = 5
_STOPS = (
    "ve|quy dinh|ban hanh|phe duyet|sua doi|huong dan|thuc hien|trien khai|cong bo|thong bao|va"
    "|chu tri|tham muu|yeu cau|de nghi|giao|tai|trong"
)
_STOP_NEXT = re.compile(rf"{B}+(?:{words(_STOPS)})(?!\w)")
_REST = re.compile(
    rf"(?:{B}+[^\s\d,.;:()\"“”]+){{1,8}}?(?={B}+(?:{words(_STOPS)})(?!\w)|{B}*[,.;:()\t\"“”]|\n|$)"
)


@dataclass(frozen=True, kw_only=True)
class Issued:
    """When an act was issued and by whom, as far as the text says so."""

    end: int
    """Where that ends: after the issuer or the date, whichever is last."""
    day: tuple[int, int] | None = None
    """Where the day stands, a blank or impossible one too."""
    issued: date | None = None
    issuer: tuple[int, int] | None = None


def issued_after(text: Joined, at: int, *, is_joint: bool = False) -> Issued:
    """Return what follows a number that ends at `at`: date and issuer, in any order.

    Joint acts have several issuers: "của Bộ A, Bộ B và Bộ C".
    """
    issuer = _issuer_at(text, at)
    end = issuer[1] if issuer else at
    beside = _BESIDE.match(text.folded, end)
    found = _date_at(text, beside.end() if beside else end)
    day, issued = (found[0], found[1]) if found else (None, None)
    if day:
        end = day[1]
        if text.text[end : end + 1] == ")":
            end += 1
    if issuer is None:
        other = _AND_DAY.match(text.folded, end) if day else None
        issuer = _issuer_at(text, other.end() if other else end)
        end = issuer[1] if issuer else end
    while (
        is_joint and issuer and issuer[1] == end and (another := _ANOTHER.match(text.folded, end))
    ):
        until = name_at(text, another.end())
        if until is None:
            break
        issuer, end = (issuer[0], until), until
    return Issued(end=end, day=day, issued=issued, issuer=issuer)


def date_of(said: str) -> date | None:
    """Return the day of a date as it is written; None if it is blank or there is no such day."""
    for pattern in (_NUMERIC, _WORDS):
        found = re.search(pattern, said)
        if found:
            year = int(found["y"]) + (2000 if len(found["y"]) == 2 else 0)
            try:
                return date(year, int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def _date_at(text: Joined, at: int) -> tuple[tuple[int, int], date | None] | None:
    for pattern in _DATES:
        found = pattern.match(text.folded, at)
        if found:
            return (found.start("d"), found.end("y")), date_of(found.group())
    blank = _BLANK.match(text.folded, at)
    if blank is None:
        return None
    begin = text.folded.index("ngay", at)
    return (begin, begin + len(text.folded[begin : blank.end()].rstrip())), None


def _issuer_at(text: Joined, at: int) -> tuple[int, int] | None:
    of = _OF.match(text.folded, at)
    end = name_at(text, of.end()) if of else None
    return (of.end(), end) if of and end else None


def name_at(text: Joined, at: int) -> int | None:
    """Return where the name of a body that begins here ends; None if there is none."""
    if not text.text[at : at + 1].isupper():
        return None
    head = _HEADS.match(text.folded, at)
    if head:
        return _former(text, head.end())
    local = _LOCAL.match(text.folded, at)
    if local:
        return _former(text, _place(text, local.end()))
    body = _BODY.match(text.folded, at)
    rest = _REST.match(text.folded, body.end()) if body else None
    return _former(text, rest.end()) if rest else None


def _former(text: Joined, end: int) -> int:
    found = _FORMER.match(text.folded, end)
    return found.end() if found else end


def _place(text: Joined, end: int) -> int:
    """Return where the unit's kind and name end: "phường Mộ Lao, quận Hà Đông"."""
    unit = _UNIT.match(text.folded, end)
    if unit is None:
        return _name(text, end)
    end = _name(text, unit.end())
    above = _ABOVE.match(text.folded, end) if end > unit.end() else None
    if above and text.text[above.end() : above.end() + 1].isupper():
        return max(end, _name(text, above.end() - 1))
    return end


def _name(text: Joined, end: int) -> int:
    for _ in range(_MAX_NAME):
        found = _NAME_WORD.match(text.text, end)
        if found is None:
            return end
        # "UBND quận Hà Đông Chuyển đổi số": there the title begins.
        goes_on = _LOWER_NEXT.match(text.text, found.end())
        if goes_on and found["word"] in _STARTS_SUBJECT:
            return end
        is_next_block = "\n" in text.text[found.start() : found.start("word")]
        if goes_on and is_next_block and not _STOP_NEXT.match(text.folded, found.end()):
            return end
        end = found.end()
    return end
