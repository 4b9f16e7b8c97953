"""What a document of this unit cannot mean: words copied from a superior's or another's plan."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from bot.review.checks.consistency_whole import Level, Part, Whole, folded
from bot.review.rules import rule
from bot.review.types import Finding
from knowledge.importers.plan_blocks import Mark
from knowledge.importers.plan_place import units_named

_CITY = r"(?:Thành phố|thành phố|TP\.?|tỉnh|Tỉnh)"
_HAMLETS = re.compile(
    r"(?:các |từng |mỗi )?(?:\bthôn,? ?(?:bản|xóm|ấp|làng|buôn)\b|\bbản,? làng\b|\bbuôn,? làng\b"
    r"|(?<!nông )(?<!phố, )(?<!phố/)\bthôn\b(?!\s*[,/-]?\s*(?:tổ|TDP|khu|phố))"
    r"|\blàng số\b|\bxã số\b)",
    re.IGNORECASE,
)
_OF_COMMUNE = (
    r"\b(?:công chức|cán bộ|viên chức|UBND|HĐND|địa bàn|tại|lãnh đạo|Đảng ủy|Trạm Y tế|trụ sở"
    r"|Công an|Chủ tịch|toàn)\s+"
)
_COMMUNE = re.compile(_OF_COMMUNE + r"xã\b(?!\s*(?:hội|[,/;]?\s*(?:phường|thị trấn)|[A-ZĐ]))")
_WARD = re.compile(_OF_COMMUNE + r"phường\b(?!\s*(?:[,/;]?\s*(?:xã|thị trấn)|[A-ZĐ]))")
_GRDP = re.compile(r"\bGRDP\b[^.;,]{0,40}")
_ON_CITY = re.compile(rf"\b(?:(?:trên|toàn) (?:địa bàn )?{_CITY}|tại Thành phố)\b(?! [A-ZĐ]\w+,)")
_POWER = re.compile(
    r"\b(?:kiểm tra|thanh tra|xử lý vi phạm|giám sát)\b[^.;]*\bđối với\b[^.;]*$"
    r"|\b(?:cơ quan|đơn vị|địa phương)\s*$",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"^[\s\-+•*–]*(?:Tổ chức|Chủ trì|Thực hiện|Kiểm tra|Thanh tra|Chỉ đạo|Quản lý|Xử lý|Đẩy mạnh"
    r"|Triển khai|Hoàn thiện|Xây dựng|Ban hành|Phát triển|Tăng cường|Rà soát|Đánh giá)\b"
)
_FOR_LEADERS = re.compile(
    rf"\b(?:chỉ đạo|điều hành)[^.;]{{0,20}}\bcủa\s+[Ll]ãnh đạo\s+{_CITY}\b(?! [A-ZĐ])"
)
_NATION = re.compile(
    r"\b(?:trên|trong) (?:toàn quốc|phạm vi (?:toàn quốc|cả nước)|cả nước)\b|\bở tầm quốc gia\b"
)
_LEVELS = re.compile(
    r"\bcác cấp của (?:phường|xã)\b|\b(?:phường|xã) tại các cấp\b|\d\s?% (?:ở|tại|đối với) cấp xã\b"
)
_LAWS = re.compile(
    r"\b(?:[Đđ]ề xuất|[Tt]ham mưu|kiến nghị)\b[^.;]{0,40}\bsửa đổi\b[^.;]{0,60}"
    r"\b(?:văn bản quy phạm pháp luật|Luật|Nghị định)\b"
)
_EQUALS = re.compile(
    r"\b(?:UBND|Ủy ban nhân dân) các (?:xã|phường|quận|huyện)(?:, (?:phường|xã|thị trấn|thị xã))*"
)
_ORDERED = re.compile(r"^\d+\.\s*(?:Giám đốc\s+)?(?:các\s+)?(?:Sở|UBND các)\b.*", re.I)
# "Chủ trì, phối hợp …" leads; who only joins in may speak of the whole city.
_HELPS = re.compile(
    r"(?<!chủ trì, )(?<!chủ trì )\bphối hợp\b|\b(?:tham gia|đề nghị|theo (?:hướng dẫn|chỉ đạo))\b",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"\b(?:Bộ|Trung ương|Chính phủ|quốc gia|do cấp trên|các sở, ngành\s*$)", re.I)
_CITED = re.compile(r"\bsố\s+\S*\d\S*/\S+|“[^”]*$|\"[^\"]*$|Đề án\b", re.IGNORECASE)
_LISTED_BEFORE = re.compile(r"(?:,|\bvà|\bcác|\bvới)\s*$")
_ACTS_THERE = re.compile(
    r"\b(?:địa bàn|UBND|Ủy ban nhân dân|Đảng ủy|HĐND|của|thuộc|tại)\s*$", re.IGNORECASE
)
_WITH_OTHERS = re.compile(
    r"\b(?:phối hợp|sáp nhập|thành lập|cơ sở|giáp|chuyển|kinh nghiệm|liên kết|với|nguyên|tách)\b",
    re.IGNORECASE,
)
_NOT_NAMES = frozenset({"Đoàn", "Hội", "Ban", "Ủy", "Phòng", "Trạm", "Tổ", "Các", "Trường"})
_NEAR = 2


@dataclass(frozen=True, kw_only=True)
class _Sign:
    rule: str
    pattern: re.Pattern[str]
    why: str
    is_skipped_in_help: bool = True


_SIGNS = (
    _Sign(
        rule="consistency.scope_grdp",
        pattern=_GRDP,
        why="GRDP tính cho tỉnh, thành phố; cấp xã không có số này. Câu có thể chép từ cấp trên.",
        is_skipped_in_help=False,
    ),
    _Sign(
        rule="consistency.scope_leaders",
        pattern=_FOR_LEADERS,
        why="Việc của cấp xã mà ghi phục vụ lãnh đạo thành phố, tỉnh: có thể chép từ cấp trên.",
    ),
    _Sign(
        rule="consistency.scope_nation",
        pattern=_NATION,
        why="Kế hoạch của cấp xã không triển khai trên cả nước: có thể chép từ cấp trên.",
    ),
    _Sign(
        rule="consistency.scope_levels",
        pattern=_LEVELS,
        why="Phường, xã không có nhiều cấp: câu có thể chép từ kế hoạch cấp trên.",
        is_skipped_in_help=False,
    ),
    _Sign(
        rule="consistency.scope_laws",
        pattern=_LAWS,
        why="Sửa luật, văn bản quy phạm pháp luật của trên không phải việc của kế hoạch cấp xã.",
    ),
    _Sign(
        rule="consistency.scope_equals",
        pattern=_EQUALS,
        why="Cấp xã không giao việc, đánh giá UBND các xã, phường khác: có thể chép từ cấp trên.",
    ),
)


def check(whole: Whole) -> Iterator[Finding]:
    """Yield what does not fit the unit whose document it is."""
    if whole.level is not Level.COMMUNE:
        return
    planned = [
        part for part in whole.parts if part.is_planned and not part.is_tail and part.number >= 3
    ]
    yield from _signs(planned)
    for part in planned:
        yield from _orders(part)
        yield from _on_city(part)
        yield from _kinds(whole, part)
    yield from _other_units(whole)


def _signs(planned: Sequence[Part]) -> Iterator[Finding]:
    """Yield each sign of another's plan; the same words again are counted, not told again."""
    places: dict[tuple[_Sign, str], list[tuple[Part, int, int]]] = {}
    for part in planned:
        for sign in _SIGNS:
            found = sign.pattern.search(part.text)
            if found is not None and _is_own(sign, part, found.start()):
                key = sign, folded(found.group(0))
                places.setdefault(key, []).append((part, found.start(), found.end()))
    for (sign, _), told in places.items():
        part, start, end = told[0]
        times = f" Văn bản nhắc {len(told)} lần." if len(told) > 1 else ""
        span = part.flat.span(_words_before(part.text, start, 4), end)
        yield rule(sign.rule).found(span, sign.why + times)


def _is_own(sign: _Sign, part: Part, at: int) -> bool:
    """Tell whether the words are the document's own, of what the unit itself does."""
    clause = _clause(part.text, at)
    if _CITED.search(clause) or (sign.is_skipped_in_help and _HELPS.search(clause)):
        return False
    return sign.rule != "consistency.scope_nation" or not _OTHERS.search(clause)


def _orders(part: Part) -> Iterator[Finding]:
    ordered = _ORDERED.match(part.text) if part.is_heading and part.mark is Mark.NUMBER else None
    if ordered and "to chuc thuc hien" in folded(" ".join(part.path)):
        yield rule("consistency.scope_orders").found(part.flat.span(0, ordered.end()))


def _on_city(part: Part) -> Iterator[Finding]:
    for found in _ON_CITY.finditer(part.text):
        clause = _clause(part.text, found.start())
        if _is_cited(part.text, found.start()) or _HELPS.search(clause):
            continue
        if not _ORDERS.match(clause) or re.search(r"các sở, (?:ban, )?ngành\s*$", clause):
            continue
        is_power = bool(_POWER.search(clause))
        id_ = "consistency.scope_power" if is_power else "consistency.scope_city"
        start = _words_before(part.text, found.start(), 8)
        yield rule(id_).found(part.flat.span(start, found.end()))
        return


def _kinds(whole: Whole, part: Part) -> Iterator[Finding]:
    """Yield words for the parts and officers of another kind of commune."""
    kind = whole.unit[0] if whole.unit else ""
    patterns = {"phường": (_HAMLETS, _COMMUNE), "xã": (_WARD,), "thị trấn": (_COMMUNE, _WARD)}
    for pattern in patterns.get(kind, ()):
        found = pattern.search(part.text)
        if found is None or _is_cited(part.text, found.start()):
            continue
        start = _words_before(part.text, found.start(), 3)
        yield rule("consistency.scope_kind").found(
            part.flat.span(start, found.end()),
            f"Văn bản của {kind} mà ghi “{found.group(0).strip()}”: có thể chép từ văn bản khác.",
            suggestion="Dùng đúng tên đơn vị, khu dân cư của địa phương",
        )


def _other_units(whole: Whole) -> Iterator[Finding]:
    if whole.unit is None:
        return
    kind, own = whole.unit
    seen: set[str] = set()
    # Not "XÃ HỘI": in capitals a name cannot be told from other words.
    pattern = re.compile(rf"\b(?:{kind}|{kind.capitalize()}) (?=[^\W\d_a-z])(?!Hội\b)")
    for part in whole.parts:
        for found in pattern.finditer(part.text):
            named = units_named(part.text[found.start() : found.start() + 60])
            if not named or named[0][0] != kind or _starts(named[0][1], own):
                continue
            name = named[0][1]
            # One capital letter may begin a sentence behind a lost full stop: "phường Phối hợp".
            words = name.split()
            if name in seen or len(words) < 2 or words[0] in _NOT_NAMES:
                continue
            if _is_cited(part.text, found.start()):
                continue
            seen.add(name)
            span = part.flat.span(found.start(), min(found.end() + len(name), len(part.text)))
            if _is_slip(name, own):
                yield rule("consistency.own_name").found(
                    span,
                    f"Tên đơn vị ban hành là “{kind} {own}”, ở đây ghi “{kind} {name}”.",
                    suggestion=f"{kind} {own}",
                )
            elif _is_elsewhere(part, found.start()):
                yield rule("consistency.other_unit").found(
                    span,
                    f"Văn bản của {kind} {own} mà nhắc “{kind} {name}”: có thể chép từ nơi khác.",
                )


def _is_elsewhere(part: Part, at: int) -> bool:
    """Tell whether the document is to act in another unit, and not with it."""
    if part.is_tail or _LISTED_BEFORE.search(part.text[:at]):
        return False
    is_there = bool(_ACTS_THERE.search(part.text[:at])) or at == 0
    return is_there and not _WITH_OTHERS.search(_clause(part.text, at))


def _starts(name: str, own: str) -> bool:
    """Tell whether a name is the unit's own, perhaps with the next words behind it."""
    ours, theirs = folded(own).split(), folded(name).split()
    return name.casefold().startswith(own.casefold()) or (
        ours == theirs[: len(ours)] and own.casefold() in name.casefold()
    )


def _is_slip(name: str, own: str) -> bool:
    words = " ".join(name.split()[: len(own.split())])
    return folded(words) == folded(own) or (
        Levenshtein.distance(words.casefold(), own.casefold()) <= _NEAR - 1 and len(own) >= 6
    )


def _clause(text: str, at: int) -> str:
    """Return the clause that holds a place, up to it."""
    return text[max(text.rfind(sign, 0, at) for sign in ".;\t:") + 1 : at]


def _is_cited(text: str, at: int) -> bool:
    return bool(_CITED.search(_clause(text, at)))


def _words_before(text: str, at: int, count: int) -> int:
    words = list(re.finditer(r"\S+", text[:at]))
    return words[-count:][0].start() if words else at
