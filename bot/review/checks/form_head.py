"""The head of a document: national title, issuer, number and symbol, place and date, title."""

import re
from collections.abc import Iterator
from datetime import date

from rapidfuzz import fuzz

from bot.review.checks.form_parts import (
    COUNTRY,
    DATE,
    KINDS,
    MOTTO,
    NUMBER,
    Parts,
    between,
    in_head,
)
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import Finding, Severity, Span

_COUNTRY = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
_MOTTO = "Độc lập - Tự do - Hạnh phúc"
_RUN = 2
"""Words in capitals in a row that make a name."""
_SHORT_DATE = re.compile(r",\s*(?:ngày\s*)?(?P<date>\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4})\s*$")
_BODY = re.compile(r"(?:Căn cứ|Thực hiện|Xét|[IVX]+\s*[.)]|\d+\s*[.)]|PHẦN|Phần|Điều|Kính gửi)")
_BEFORE_TITLE = {
    COUNTRY: "Quốc hiệu",
    MOTTO: "Tiêu ngữ",
    NUMBER: "số, ký hiệu",
    DATE: "địa danh và ngày, tháng, năm",
}
_LATE_LINES = 7
"""Lines behind the title within which a misplaced part of the head stands."""
_ADDRESSED = re.compile(r"kính (?:gửi|trình)\b", re.IGNORECASE)
"""Also inside a line that was joined with the one before it."""
_DATED_WITHIN = {"BIÊN BẢN", "HỢP ĐỒNG", "BẢN GHI NHỚ", "BẢN THỎA THUẬN"}
"""Kinds whose place and day stand in their text."""
_MAX_TITLE = 220
"""Characters of a title that a finding quotes."""


def check(found: Parts) -> Iterator[Finding]:
    """Yield what is missing at the head, and what is there but not as it should be."""
    if not found.is_attached:
        yield from _missing(found)
        yield from _order(found)
    yield from _wording(found)
    yield from _number(found)
    yield from _place_and_date(found)
    yield from _title(found)


def _missing(found: Parts) -> Iterator[Finding]:
    """Yield one finding for all parts of the head that are not there."""
    texts = [each.text for each in found.lines[: found.head]]
    whole = " ".join(texts)
    late = _late(found)
    missing = [
        name
        for name, is_there in (
            ("Quốc hiệu", COUNTRY in late or _like_country([*texts, whole]) is not None),
            ("Tiêu ngữ", MOTTO in late or _like_motto([*texts, whole]) is not None),
            ("tên cơ quan ban hành", bool(late) or _has_issuer(texts)),
            ("số, ký hiệu", NUMBER in late or bool(NUMBER.search(whole))),
            (
                "địa danh và ngày, tháng, năm",
                DATE in late or found.kind in _DATED_WITHIN or _has_date(texts),
            ),
            ("tên loại văn bản và trích yếu", found.title is not None or found.is_letter),
        )
        if not is_there
    ]
    if not missing:
        return
    last = found.head + 1 if found.title is not None else found.head
    if found.title is not None and found.head + 1 < len(found.lines):
        after = found.lines[found.head + 1].text
        last = found.head + (0 if _BODY.match(after) or len(after) > _MAX_TITLE else 1)
    span = between(found.lines, 0, min(last, len(found.lines) - 1))
    yield rule("form.head_missing").found(
        _cut(span),
        f"Đầu văn bản thiếu {_listed(missing)}.",
        suggestion=f"Bổ sung {_listed(missing)} ở đầu trang thứ nhất.",
        severity=Severity.LOW if found.may_be_attached else None,
        certain=False if found.may_be_attached else None,
    )


def _order(found: Parts) -> Iterator[Finding]:
    """Yield one finding for the parts of the head that stand behind the title."""
    late = _late(found)
    if late:
        line, match = next(iter(late.values()))
        names = [name for pattern, name in _BEFORE_TITLE.items() if pattern in late]
        yield rule("form.head_order").found(
            line.span(*match.span()),
            f"{_listed(names)} phải đứng trước tên loại văn bản.",
        )


def _late(found: Parts) -> dict[re.Pattern[str], tuple[Flat, re.Match[str]]]:
    """Return what belongs before the title and stands shortly behind it."""
    late: dict[re.Pattern[str], tuple[Flat, re.Match[str]]] = {}
    if found.title is None:
        return late
    before = [each.text for each in found.lines[: found.head]]
    for line in found.lines[found.head + 1 : found.head + _LATE_LINES]:
        for pattern in _BEFORE_TITLE:
            match = pattern.search(line.text)
            is_alone = match and len(line.text) < 2 * len(match.group()) + 30
            if match and is_alone and pattern not in late:
                if not any(pattern.search(each) for each in before):
                    late[pattern] = line, match
    return late if COUNTRY in late or NUMBER in late else {}


def _wording(found: Parts) -> Iterator[Finding]:
    whole = " ".join(each.text for each in found.lines[: found.head])
    for line in found.lines[: found.head]:
        # A narrow column breaks the title in two, and neither half is the whole.
        country = None if COUNTRY.search(whole) else _like_country([line.text])
        if country:
            yield rule("form.country_wording").found(line.span(*country), suggestion=_COUNTRY)
        motto = MOTTO.search(line.text)
        near = None if motto or MOTTO.search(whole) else _like_motto([line.text])
        if motto and motto.group() != _MOTTO:
            near = motto.span()
        if near:
            yield rule("form.motto_wording").found(line.span(*near), suggestion=_MOTTO)


def _number(found: Parts) -> Iterator[Finding]:
    for line, number in in_head(found, NUMBER):
        symbol = number["symbol"] or ""
        if not symbol:
            continue
        span = line.span(*number.span())
        tight = re.sub(r"\s", "", symbol).replace("–", "-")
        abbreviation = KINDS.get(found.kind or "")
        first = re.sub(r"^\d{4}/", "", tight).split("-")[0]
        if abbreviation and first.upper() != abbreviation.upper():
            yield rule("form.symbol_of_kind").found(
                span,
                f"Văn bản là {(found.kind or '').lower()} nên ký hiệu phải bắt đầu bằng "
                f"“{abbreviation}”, ở đây là “{first}”.",
                suggestion=number.group().replace(first, abbreviation, 1),
            )
        if found.is_letter and first.upper() in {"CV", "CVĂN"}:
            yield rule("form.symbol_of_kind").found(
                span,
                "Công văn không có chữ viết tắt tên loại: ký hiệu gồm chữ viết tắt tên cơ quan "
                "và tên đơn vị soạn thảo (hoặc lĩnh vực), ví dụ “UBND-VX”.",
            )
        faults = _number_faults(number, symbol, abbreviation if first != abbreviation else None)
        if faults:
            yield rule("form.symbol_spelling").found(
                span, f"Số, ký hiệu viết chưa đúng mẫu: {_listed(faults)}."
            )
        return


def _number_faults(number: re.Match[str], symbol: str, abbreviation: str | None) -> list[str]:
    faults = []
    if ":" not in number["colon"]:
        faults.append("sau chữ “Số” phải có dấu hai chấm")
    value = number["value"].strip()
    if re.fullmatch(r"[1-9]", value):
        faults.append(f"số nhỏ hơn 10 phải thêm số 0 phía trước (0{value})")
    inner = re.search(r"\s", symbol) or "–" in symbol
    if inner or (value.isdigit() and number["slash"] != "/"):
        faults.append("giữa số, dấu gạch chéo, dấu gạch nối và các nhóm chữ không cách")
    if re.match(r"\d{4}", symbol):
        faults.append("văn bản hành chính không ghi năm trong ký hiệu")
    if re.search(r"[a-zđ]{3,}", symbol) or (abbreviation and abbreviation not in symbol):
        faults.append("ký hiệu viết bằng chữ in hoa")
    return faults


def _place_and_date(found: Parts) -> Iterator[Finding]:
    for line in found.lines[: found.head]:
        short = _SHORT_DATE.search(line.text)
        if short and len(line.text) < 80:
            yield rule("form.date_in_words").found(line.span(*short.span("date")))
        for day in DATE.finditer(line.text) if len(line.text) < 160 else ():
            yield from _date(line, day)


def _date(line: Flat, day: re.Match[str]) -> Iterator[Finding]:
    end = len(day.group().rstrip()) + day.start()
    start = day.start("day") - len("ngày")
    span = line.span(start, end)
    if not day["comma"] and line.text[: day.start()].strip():
        before = line.text[: day.start()].strip()
        is_place = len(before) < 40 and not NUMBER.search(before)
        if is_place and not before.endswith((".", ":", ";", "-")):
            yield rule("form.place_comma").found(
                line.span(max(day.start() - 30, 0), day.start()), suggestion=f"{before},"
            )
    faults = []
    number, month = day["day"].strip(), day["month"].strip()
    if re.fullmatch(r"[1-9]", number):
        faults.append(f"ngày nhỏ hơn 10 phải thêm số 0 phía trước (0{number})")
    if month in {"1", "2"}:
        faults.append(f"tháng 1 và tháng 2 phải thêm số 0 phía trước (0{month})")
    if faults:
        yield rule("form.date_zeros").found(span, f"Ngày ban hành: {_listed(faults)}.")
    if _is_impossible(number, month, day["year"].strip()):
        yield rule("form.impossible_date").found(span)


def _is_impossible(day: str, month: str, year: str) -> bool:
    """Say whether three numbers name a day that no calendar has."""
    if not (day.isdigit() and month.isdigit() and re.fullmatch(r"\d{4}", year)):
        return False
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return True
    return False


def _title(found: Parts) -> Iterator[Finding]:
    after = found.lines[found.head + 1 : found.head + 2]
    if found.title is not None and after and not found.is_attached:
        line = found.lines[found.title]
        alone = len(line.text.strip("*_#: ")) == len(found.kind or "")
        if found.kind and alone and _BODY.match(after[0].text):
            yield rule("form.summary_missing").found(line.span(0, len(line.text)))
    if found.is_letter:
        near = found.lines[: found.head + 4]
        if not any("V/v" in each.text for each in near):
            for line, number in in_head(found, NUMBER):
                yield rule("form.letter_summary_missing").found(line.span(*number.span()))
                break
    if found.kind == "TỜ TRÌNH" or (found.is_letter and found.head > 1):
        near = found.lines[: found.head + 8]
        if not any(_ADDRESSED.search(each.text) for each in near):
            line = found.lines[found.head if found.title is not None else found.head - 1]
            yield rule("form.addressee_missing").found(line.span(0, len(line.text)))


def _like_country(texts: list[str]) -> tuple[int, int] | None:
    """Return where the national title stands in one of the texts, even misspelt."""
    for text in texts:
        found = COUNTRY.search(text)
        if found:
            return found.span()
        near = fuzz.partial_ratio_alignment(_COUNTRY, text.upper(), score_cutoff=80)
        if near and near.dest_end - near.dest_start > len(_COUNTRY) / 2:
            return near.dest_start, near.dest_end
    return None


def _like_motto(texts: list[str]) -> tuple[int, int] | None:
    for text in texts:
        near = fuzz.partial_ratio_alignment(_MOTTO.lower(), text.lower(), score_cutoff=78)
        if near and near.dest_end - near.dest_start > len(_MOTTO) / 2:
            return near.dest_start, near.dest_end
    return None


def _has_issuer(texts: list[str]) -> bool:
    rest = " | ".join(MOTTO.sub(" | ", COUNTRY.sub(" | ", each)) for each in texts)
    run = 0
    for word in rest.replace("*", " ").split():
        run = run + 1 if word.isupper() and word.isalpha() else 0
        if run == _RUN:
            return True
    return False


def _has_date(texts: list[str]) -> bool:
    return any(DATE.search(each) or _SHORT_DATE.search(each) for each in texts)


def _cut(span: Span) -> Span:
    return Span(start=span.start, end=min(span.end, span.start + _MAX_TITLE))


def _listed(names: list[str]) -> str:
    return "; ".join(names)
