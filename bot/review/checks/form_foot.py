"""The foot of a document: its grounds and how its text ends, the recipients, the signature."""

import re
from collections.abc import Iterator

from bot.review.checks import form_signature
from bot.review.checks.form_parts import ANNEX, RECIPIENTS, Parts, between
from bot.review.checks.form_signature import Signed, is_signature, signature
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import Finding, Severity, Span

_ARCHIVE = re.compile(r"[-+*\s]*Lưu\b(?P<colon>\s*:?)(?P<rest>.*)", re.DOTALL)
_ITEM = re.compile(r"[-–+•]\s*\S")
_BASIS = re.compile(r"Căn cứ\b")
_JOINED = re.compile(r"[,.] Căn cứ (?=(?:Luật|Nghị|Quyết|Thông|Bộ luật|Pháp lệnh))")
"""A ground that ends in a comma, read as one with the next."""
_SIGNED_OTHERWISE = {
    "BIÊN BẢN", "HỢP ĐỒNG", "BẢN GHI NHỚ", "BẢN THỎA THUẬN", "GIẤY MỜI", "GIẤY GIỚI THIỆU",
    "GIẤY NGHỈ PHÉP", "PHIẾU GỬI", "PHIẾU CHUYỂN", "PHIẾU BÁO", "",
}  # fmt: skip
"""Kinds with signatures of their own pattern; "" is a kind that the decree does not name."""


def check(found: Parts) -> Iterator[Finding]:
    """Yield what is missing at the foot, and what is there but not as it should be."""
    signed = signature(found)
    if not found.is_attached:
        yield from _missing(found, signed)
        yield from _ending(found)
    if found.recipients is not None:
        yield from _recipients(found, found.recipients)
    if signed:
        yield from form_signature.check(found, signed)
    yield from _bases(found)
    yield from _annexes(found)


def _missing(found: Parts, signed: Signed | None) -> Iterator[Finding]:
    missing = []
    if found.recipients is None and found.kind not in _SIGNED_OTHERWISE:
        missing.append("Nơi nhận")
    if signed is None and found.kind not in _SIGNED_OTHERWISE:
        missing.append("chức vụ, họ tên người ký")
    if missing:
        at = found.foot if found.recipients is not None else found.foot - 1
        line = found.lines[max(min(at, len(found.lines) - 1), 0)]
        length = len(line.text)
        yield rule("form.foot_missing").found(
            line.span(max(length - 120, 0), length),
            f"Cuối văn bản thiếu {' và '.join(missing)}.",
            suggestion=f"Bổ sung {' và '.join(missing)} sau phần nội dung.",
            severity=Severity.LOW if found.may_be_attached else None,
            certain=False if found.may_be_attached else None,
        )
    elif signed and not signed.has_name:
        yield rule("form.signer_missing").found(between(found.lines, signed.first, signed.last))


def _ending(found: Parts) -> Iterator[Finding]:
    at = found.foot - 1
    if found.recipients is None or at <= found.head or found.kind in _SIGNED_OTHERWISE:
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
        and not is_signature(each.text)
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
        elif items and is_signature(line.text):
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


def _annexes(found: Parts) -> Iterator[Finding]:
    """Yield once where several annexes do not carry Roman numbers."""
    numbered = [
        (line, said)
        for line in found.lines[found.annex :]
        if len(line.text) < 120 and (said := ANNEX.match(line.text)) and said["number"]
    ]
    arabic = [each for each in numbered if each[1]["number"].isdigit()]
    if len(numbered) > 1 and arabic:
        line, said = arabic[0]
        yield rule("form.annex_number").found(line.span(*said.span()))


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
