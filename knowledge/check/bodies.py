"""Bodies that no longer exist, what took their place, since when and by which act."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MINISTRIES = "Resolution 176/2025/QH15"
_DEPARTMENTS = "Decree 45/2025/NĐ-CP"
_TWO_TIERS = "Law 72/2025/QH15"
_MARCH, _JULY = date(2025, 3, 1), date(2025, 7, 1)


@dataclass(frozen=True, kw_only=True)
class AbolishedBody:
    """One body, or kind of body, that was merged or dissolved."""

    name: str
    pattern: re.Pattern[str]
    successor: str
    since: date
    act: str
    """Empty: the day is known from the press, the act was not looked up."""
    is_of_district: bool = False


def _merged(name: str, pattern: str, successor: str, act: str) -> AbolishedBody:
    """Return a body that was merged or renamed when the government was, on 1 March 2025."""
    return AbolishedBody(
        name=name, pattern=re.compile(pattern), successor=successor, since=_MARCH, act=act
    )


def _of_district(
    name: str, pattern: str, successor: str, act: str = _TWO_TIERS, since: date = _JULY
) -> AbolishedBody:
    """Return a body that ended with the districts."""
    return AbolishedBody(
        name=name,
        pattern=re.compile(pattern),
        successor=successor,
        since=since,
        act=act,
        is_of_district=True,
    )


_LABOUR = r"(?i:Lao động\s*[-–,]?\s*Thương binh\s*(?:và|[-–,&])?\s*Xã hội|LĐ\s*-?\s*TB\s*&?\s*XH)"
_ENVIRONMENT = r"(?i:Tài nguyên\s*(?:và|[-–,&])?\s*Môi trường|TN\s*&?\s*MT)\b"
_FARMING = r"(?i:Nông nghiệp\s*(?:và|[-–,&])?\s*Phát triển nông thôn|NN\s*(?:và|&)?\s*PTNT)\b"
_TRANSPORT = r"(?i:Giao thông vận tải|GTVT)\b"
_PLANNING = r"(?i:Kế hoạch\s*(?:và|[-–,&])?\s*Đầu tư|KH\s*&?\s*ĐT)\b"
_MEDIA = r"(?i:Thông tin\s*(?:và|[-–,&])?\s*Truyền thông|TT\s*&?\s*TT)\b"
_DISTRICT = r"(?:[Qq]uận|QUẬN|[Hh]uyện|HUYỆN)\b(?! nghèo| đảo| ủy)"

# Read 2026-11-22: the ministries' and departments' new names, the day on which the district
# police ended, the tax and customs decisions and the courts' resolution, each in press reports
# that name the act. "Thị trấn" is left out: a resident reads past it, and "xã, phường" follows.
ABOLISHED = (
    _merged(
        "Bộ LĐTBXH",
        rf"Bộ {_LABOUR}",
        "Bộ Nội vụ (lao động, người có công), Bộ Y tế (trợ giúp xã hội)",
        _MINISTRIES,
    ),
    _merged(
        "Bộ TTTT",
        rf"Bộ {_MEDIA}",
        "Bộ Khoa học và Công nghệ (báo chí: Bộ Văn hóa, Thể thao và Du lịch)",
        _MINISTRIES,
    ),
    _merged("Bộ TNMT", rf"Bộ {_ENVIRONMENT}", "Bộ Nông nghiệp và Môi trường", _MINISTRIES),
    _merged("Bộ NNPTNT", rf"Bộ {_FARMING}", "Bộ Nông nghiệp và Môi trường", _MINISTRIES),
    _merged("Bộ KHĐT", rf"Bộ {_PLANNING}", "Bộ Tài chính", _MINISTRIES),
    _merged(
        "Bộ GTVT",
        rf"Bộ {_TRANSPORT}",
        "Bộ Xây dựng (giấy phép lái xe: Bộ Công an)",
        _MINISTRIES,
    ),
    _merged("Ủy ban Dân tộc", r"[UỦ][yỷ] ban Dân tộc\b", "Bộ Dân tộc và Tôn giáo", _MINISTRIES),
    _merged(
        "Sở LĐTBXH",
        rf"Sở {_LABOUR}",
        "Sở Nội vụ (lao động, người có công), Sở Y tế (trợ giúp xã hội)",
        _DEPARTMENTS,
    ),
    _merged("Sở TNMT", rf"Sở {_ENVIRONMENT}", "Sở Nông nghiệp và Môi trường", _DEPARTMENTS),
    _merged("Sở NNPTNT", rf"Sở {_FARMING}", "Sở Nông nghiệp và Môi trường", _DEPARTMENTS),
    _merged(
        "Sở GTVT",
        rf"Sở {_TRANSPORT}",
        "Sở Xây dựng (giấy phép lái xe: Công an cấp tỉnh)",
        _DEPARTMENTS,
    ),
    _merged("Sở KHĐT", rf"Sở {_PLANNING}", "Sở Tài chính", _DEPARTMENTS),
    _merged("Sở TTTT", rf"Sở {_MEDIA}", "Sở Khoa học và Công nghệ", _DEPARTMENTS),
    _merged("Tổng cục Thuế", r"Tổng cục [Tt]huế\b", "Cục Thuế", "Decision 381/QĐ-BTC"),
    _merged("Tổng cục Hải quan", r"Tổng cục [Hh]ải quan\b", "Cục Hải quan", "Decision 382/QĐ-BTC"),
    _merged(
        "Chi cục Thuế",
        r"[Cc]hi [Cc]ục [Tt]huế\b(?! (?i:doanh nghiệp lớn|thương mại điện tử))",
        "Thuế cơ sở hoặc Thuế tỉnh, thành phố",
        "Decisions 381/QĐ-BTC, 2229/QĐ-BTC",
    ),
    _merged(
        "Cục Thuế tỉnh",
        r"[Cc]ục [Tt]huế (?:các )?(?:cấp )?tỉnh\b",
        "Thuế tỉnh, thành phố",
        "Decisions 381/QĐ-BTC, 2229/QĐ-BTC",
    ),
    _of_district(
        "Công an cấp huyện",
        rf"[Cc]ông an\s+(?:cấp\s+)?{_DISTRICT}",
        "Công an cấp xã",
        act="",
        since=_MARCH,
    ),
    _of_district(
        "BHXH cấp huyện",
        rf"(?:[Bb]ảo hiểm xã hội|BHXH)\s+(?:cấp\s+)?{_DISTRICT}",
        "Bảo hiểm xã hội cơ sở",
        act="",
    ),
    _of_district(
        "Tòa án cấp huyện",
        rf"[Tt](?:òa|oà) án(?: nhân dân)?\s+(?:cấp\s+)?{_DISTRICT}",
        "Tòa án nhân dân khu vực",
        "Resolution 225/2025/QH15",
    ),
    _of_district(
        "Viện kiểm sát cấp huyện",
        rf"[Vv]iện [Kk]iểm sát(?: nhân dân)?\s+(?:cấp\s+)?{_DISTRICT}",
        "Viện kiểm sát nhân dân khu vực",
        "Resolution 225/2025/QH15",
    ),
    _of_district("Phòng LĐTBXH", rf"Phòng {_LABOUR}", "UBND cấp xã"),
    _of_district("Phòng TNMT", rf"Phòng {_ENVIRONMENT}", "UBND cấp xã"),
    _of_district("Phòng Tư pháp", r"Phòng Tư pháp\b", "UBND cấp xã"),
    _of_district("quận, huyện", rf"{_DISTRICT}(?<!đường huyện)", "xã, phường, đặc khu"),
)
"""Longer names before those they contain: a stretch of text counts for the first that fits."""

# "trước ngày", "đã được cấp", "cũ", "nay là": the text knows that it speaks of the past.
_PAST = re.compile(
    r"trước (?:ngày|đây|0?1/0?7/2025)|không còn|(?:còn|vẫn) (?:ghi|nhắc|dẫn)"
    r"|đã (?:được )?(?:cấp|chứng|đăng ký)",
    re.IGNORECASE,
)
_FORMER = re.compile(
    r"[^.;\n]{0,30}?\b(?:cũ|nay là|trước đây|trước ngày|trước 0?1/|đã bỏ|không còn|giải thể)\b"
    r"|[^.;\n]{0,20}\bcấp trước\b",
    re.IGNORECASE,
)
_NO_LONGER = re.compile(r"(?:\bbỏ|thay(?: cho)?|giải thể)(?: cấp)?\W*\Z", re.IGNORECASE)
# "Thông tư số 02/2022/TT-BTNMT ngày … của Bộ trưởng Bộ Tài nguyên và Môi trường" is a title.
_ISSUED_BY = re.compile(
    r"(?:Thông tư|Nghị định|Quyết định|Nghị quyết|Luật|Chỉ thị|Công văn|Kế hoạch|Quy chuẩn|QCVN"
    r"|Tiêu chuẩn|Văn bản hợp nhất|TT-|TTLT|QĐ-)"
    r"[^;\n]{0,160}?(?:\bcủa|,|và|[-–]|liên)\s+(?:Bộ trưởng|Chủ nhiệm|Tổng cục trưởng|liên bộ)?"
    r"\s*\Z",
    re.IGNORECASE,
)
_ISSUES = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:đã\s+)?(?:ban hành|quy định|hướng dẫn|công bố)", re.IGNORECASE
)
_CLAUSE = re.compile(r"[.;:\n](?!\d)|\s[-–+]\s")
_BEFORE = 200


def abolished_in(text: str) -> Iterator[tuple[AbolishedBody, str]]:
    """Yield each abolished body the text names as if it existed, once, with the words around it.

    Left out: bodies of the past ("cũ", "trước ngày …") and issuers in the titles of acts.
    """
    told: set[str] = set()
    for body, start, end in abolished_at(text):
        if body.name not in told:
            told.add(body.name)
            yield body, text[max(0, start - 60) : end + 60]


def abolished_at(text: str) -> Iterator[tuple[AbolishedBody, int, int]]:
    """Yield every place where the text names an abolished body as if it existed."""
    seen: list[tuple[int, int]] = []
    for body in ABOLISHED:
        for match in body.pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and other_start < end for other_start, other_end in seen):
                continue
            seen.append((start, end))
            before, after = text[max(0, start - _BEFORE) : start], text[end : end + 60]
            if not _is_past(before, after) and not _is_issuer(before, after):
                yield body, start, end


def _is_past(before: str, after: str) -> bool:
    near = _CLAUSE.split(before[-60:])[-1]
    return bool(_PAST.search(near) or _NO_LONGER.search(near) or _FORMER.match(after))


def _is_issuer(before: str, after: str) -> bool:
    return bool(_ISSUED_BY.search(before) or _ISSUES.match(after))
