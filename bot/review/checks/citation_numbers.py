"""Does an act's number fit its kind, its issuer and this document?"""

import re
from collections.abc import Iterator

from bot.review.checks.citation_context import Context, day
from bot.review.citations import Mention
from bot.review.citations_words import ABBREVIATED, KINDS, SYMBOLS
from bot.review.head import own_date, own_issuer, own_kind, own_number
from bot.review.rules import rule
from bot.review.types import Finding, Span
from knowledge.acts import number_key
from knowledge.text import fold

# By the part of the symbol that stands for the issuer: how its name begins, who that is.
_ISSUERS: dict[str, tuple[str, str]] = {
    "CP": (r"chinh phu|cp\b", "Chính phủ"),
    "TTg": (r"(?:pho )?thu tuong|ttg\b", "Thủ tướng Chính phủ"),
    "VPCP": (r"van phong chinh phu", "Văn phòng Chính phủ"),
    "UBND": (r"(?:pho )?(?:chu tich )?(?:ubnd|uy ban nhan dan)", "Ủy ban nhân dân"),
    "HĐND": (r"(?:thuong truc |chu tich )?(?:hdnd|hoi dong nhan dan)", "Hội đồng nhân dân"),
    "TW": (
        r"bo chinh tri|ban bi thu|(?:ban chap hanh|bch) trung uong|.*trung uong",
        "cơ quan Trung ương của Đảng",
    ),
    "TU": (
        r"(?:ban thuong vu |btv |ban chap hanh |bch |thuong truc )?"
        r"(?:tinh uy|thanh uy|dang bo (?:tinh|thanh pho))",
        "Tỉnh ủy, Thành ủy",
    ),
}
# Bodies that no other line's symbol may stand for.
_KNOWN_BODY = re.compile(
    r"chinh phu|cp\b|(?:pho )?thu tuong|ttg\b|van phong chinh phu|quoc hoi|bo chinh tri"
    r"|ban bi thu|(?:pho )?(?:chu tich |thuong truc )?(?:ubnd|hdnd|uy ban nhan dan"
    r"|hoi dong nhan dan)"
    r"|(?:bo truong )?bo [a-z]|(?:giam doc )?so [a-z]|(?:ban thuong vu |ban chap hanh )?"
    r"(?:tinh uy|thanh uy|quan uy|huyen uy|dang uy)"
)
_MINISTRY = re.compile(r"[BS][A-ZĐ&]{1,9}")
_MINISTRY_NAME = re.compile(r"(?:bo truong |thu truong |giam doc )*(?P<name>(?:bo|so) .+)")
_SMALL = frozenset({"va", "truong", "cac"})
_ALIKE: dict[str, frozenset[str]] = {
    "Chương trình hành động": frozenset({"Chương trình", "Kế hoạch"}),
    "Chương trình phối hợp": frozenset({"Chương trình"}),
    "Kế hoạch phối hợp": frozenset({"Kế hoạch"}),
    "Quy chế": frozenset({"Quyết định"}),
    "Quy định": frozenset({"Quyết định"}),
    "Thông báo kết luận": frozenset({"Thông báo", "Kết luận"}),
    "Thông báo": frozenset({"Kết luận"}),
    "Kết luận": frozenset({"Thông báo"}),
    "Thông tri": frozenset({"Thông tư"}),
    "Thông tư liên tịch": frozenset({"Thông tư"}),
    "Nghị quyết liên tịch": frozenset({"Nghị quyết"}),
}
_ANY_SYMBOL = frozenset({"Văn bản", "Văn bản hợp nhất", "Đề án", "Báo cáo", "Công văn", "Luật"})
_NEEDS_KIND = frozenset(
    {"Nghị định", "Nghị quyết", "Quyết định", "Chỉ thị", "Kế hoạch", "Thông tư", "Công điện"}
)
_NEEDS_YEAR = frozenset({"Nghị định", "Thông tư"})
_FIRST_WITH_YEAR = 1997
_TOGETHER = re.compile(r"(?:kem theo|ban hanh kem|dinh kem)(?: \(?(?:du thao )?)?\s*$")
_OWN_LINE = re.compile(
    r"(?:^|\n)[\s(*]*(?:ban hành\s+)?(?:kèm theo|đính kèm)[^.;]*$", re.IGNORECASE
)
_CODE = {kind: short for short, kind in ABBREVIATED.items() if short not in ("ND", "QD")}


def numbers(context: Context) -> Iterator[Finding]:
    """Yield what is wrong with numbers, kinds and issuers."""
    for each in context.others:
        finding = (
            _wrong_kind(context, each) or _incomplete(context, each) or _wrong_issuer(context, each)
        )
        if finding:
            yield finding
    yield from _spelling(context)
    yield from _spacing(context)
    yield from _attached(context)


def _number_span(context: Context, each: Mention) -> Span:
    return context.span(each.start, each.number_at[1] if each.number_at else each.end)


def _wrong_kind(context: Context, each: Mention) -> Finding | None:
    by_symbol = SYMBOLS.get(each.symbol[0].casefold())
    kind = each.cited.kind
    if not each.said_kind or by_symbol in (None, kind) or kind in _ANY_SYMBOL:
        return None
    if by_symbol in _ALIKE.get(kind, ()) or by_symbol in ("Tờ trình", "Thông tư"):
        return None  # TT is written for the first too
    if len(each.symbol) < 2 and each.year is None:
        return None
    return rule("citation.kind_differs").found(
        _number_span(context, each),
        f"Ký hiệu {each.symbol[0]} là của {by_symbol.lower() if by_symbol else ''}, "
        f"mà ở đây ghi là {kind.lower()}. Tên loại hoặc ký hiệu bị sai.",
    )


def _incomplete(context: Context, each: Mention) -> Finding | None:
    kind, number = each.cited.kind, each.cited.number or ""
    issued = each.cited.issued
    is_of_now = issued is not None and issued.year >= _FIRST_WITH_YEAR
    is_lone = len(each.symbol) == 1 and each.symbol[0] in _ISSUERS
    if kind in _NEEDS_KIND and is_lone and (is_of_now or each.year or each.symbol[0] != "TTg"):
        right = number[: -len(each.symbol[0])] + f"{_CODE[kind]}-{each.symbol[0]}"
        return rule("citation.symbol_incomplete").found(
            _number_span(context, each),
            f"Ký hiệu thiếu chữ viết tắt của tên loại ({_CODE[kind]})."
            + (f" {each.cited.issuer} cũng chưa rõ của cấp nào." if _is_bare(each) else ""),
            suggestion=right,
        )
    if kind in _NEEDS_YEAR and each.year is None and each.symbol[0] in ("NĐ", "TT", "NÐ", "ND"):
        if len(each.symbol) < 2 or not is_of_now or issued is None:
            return None
        right = number.replace("/", f"/{issued.year}/", 1)
        return rule("citation.symbol_incomplete").found(
            _number_span(context, each),
            f"Số của {kind.lower()} phải có năm ban hành.",
            suggestion=right,
        )
    return None


def _wrong_issuer(context: Context, each: Mention) -> Finding | None:
    said = each.cited.issuer
    if not said:
        return None
    name = " ".join(fold(said).split())
    part = _issuer_part(each)
    if part in _ISSUERS:
        pattern, body = _ISSUERS[part]
        if re.match(pattern, name) or not _KNOWN_BODY.match(name):
            return None
    else:
        ministry = _MINISTRY_NAME.fullmatch(name)
        if not part or not _MINISTRY.fullmatch(part) or not ministry:
            return None
        letters = "".join(
            word[0] for word in re.findall(r"\w+", ministry["name"]) if word not in _SMALL
        )
        if not _MINISTRY.fullmatch(letters.upper()) or _is_short_for(fold(part), letters):
            return None
        body = f"cơ quan viết tắt là {part}"
    return rule("citation.issuer_differs").found(
        context.span(each.start, each.end),
        f"Ký hiệu {'-'.join(each.symbol)} là của {body}, mà ở đây ghi là của {said}.",
    )


def _is_bare(each: Mention) -> bool:
    return (each.cited.issuer or "") in ("HĐND", "UBND", "Hội đồng nhân dân", "Ủy ban nhân dân")


def _issuer_part(each: Mention) -> str:
    """Return the symbol's part that stands for the issuer."""
    is_kind = each.symbol[0].casefold() in SYMBOLS
    if is_kind:
        return each.symbol[1] if len(each.symbol) > 1 else ""
    return each.symbol[0]


def _is_short_for(part: str, letters: str) -> bool:
    """Say whether an abbreviation may stand for a name: its letters come in the name's order.

    Offices name themselves in many ways, so only the beginning has to be the same.
    """
    return part.startswith(letters) or letters.startswith(part) or part[:2] == letters[:2]


def _spelling(context: Context) -> Iterator[Finding]:
    if not context.text.has_diacritics:
        return
    right = {fold(kind): kind for kind in KINDS.values()}
    for each in context.mentions:
        said = each.said_kind
        if not said or said in ABBREVIATED or said.isupper():
            continue
        kind = right.get(fold(said), each.cited.kind)
        if said.lower() == kind.lower() or said.lower() == fold(said).lower():
            continue
        at = context.text.text.find(said.split()[0], each.start)
        if at < 0:
            continue
        end = each.number_at[1] if each.number_at else each.start + len(said)
        yield rule("citation.kind_misspelt").found(
            context.span(each.start, end),
            f"“{said}” viết sai chính tả.",
            suggestion=kind if said[:1].isupper() else kind.lower(),
        )


def _spacing(context: Context) -> Iterator[Finding]:
    """Yield one finding for all numbers that have blanks in them, at the first."""
    broken = [
        each
        for each in context.others
        if each.number_at
        and each.cited.number
        and " " in context.document.quote(context.span(*each.number_at)).replace("\n", "")
        and "\n" not in context.document.quote(context.span(*each.number_at))
    ]
    if not broken:
        return
    first = broken[0]
    more = f" Trong văn bản có {len(broken)} chỗ như vậy." if len(broken) > 1 else ""
    yield rule("citation.number_spacing").found(
        _number_span(context, first),
        f"Số, ký hiệu viết liền, không có dấu cách.{more}",
        suggestion=first.cited.number,
    )


def _is_under_title(context: Context, each: Mention) -> bool:
    """Tell an annex's own line from a sentence about another act's annex."""
    at = context.span(each.start, each.end).start
    text = context.document.text
    paragraph = max(
        (block.span.start for block in context.document.blocks if block.span.start <= at), default=0
    )
    return _OWN_LINE.search(text[paragraph:at]) is not None


def _attached(context: Context) -> Iterator[Finding]:
    """Yield what an annex says it belongs to, where the head says otherwise."""
    attached = [each for each in context.mentions if each.cited.number and _is_after(context, each)]
    if not attached:
        return
    number, when = own_number(context.document), own_date(context.document)
    kind, issuer = own_kind(context.document), own_issuer(context.document)
    for each in attached:
        if each.cited.kind != kind:
            continue
        if not _is_under_title(context, each):
            continue
        if each.cited.issuer and issuer and fold(each.cited.issuer) not in fold(issuer):
            continue
        if number and number_key(number) != number_key(each.cited.number or ""):
            yield rule("citation.attached").found(
                context.span(each.start, each.end),
                f"Phụ lục kèm theo {kind} {each.cited.number}, còn số ở đầu văn bản là {number}.",
                suggestion=number,
            )
        elif number and when and each.cited.issued and each.cited.issued != when:
            yield rule("citation.attached").found(
                context.span(each.start, each.end),
                f"Phụ lục ghi ngày {day(each.cited.issued)}, "
                f"còn ngày ở đầu văn bản là {day(when)}.",
                suggestion=day(when),
            )


def _is_after(context: Context, each: Mention) -> bool:
    """Say whether "kèm theo" stands before it."""
    return bool(_TOGETHER.search(context.text.folded[max(0, each.start - 40) : each.start]))
