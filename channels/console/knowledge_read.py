"""Make a record of what an editor typed: facts with the source they rest on, or what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, get_args
from urllib.parse import urlsplit

from pydantic import TypeAdapter, ValidationError

from bot.editing.types import Editable
from channels.console.knowledge_form import Typed, Values, typed
from knowledge.types import (
    Audience,
    FieldSource,
    Guide,
    Kind,
    Procedure,
    ProcedureField,
    Source,
    Verified,
)

_ADAPTERS: Mapping[Kind, TypeAdapter[Any]] = {
    Kind.PROCEDURE: TypeAdapter(Procedure),
    Kind.GUIDE: TypeAdapter(Guide),
}
_CODES = {
    Kind.PROCEDURE: re.compile(r"(?:\d\.\d{4,8}|tm-[a-z0-9]+(?:-[a-z0-9]+)*)"),
    Kind.GUIDE: re.compile(r"g-[a-z0-9]+(?:-[a-z0-9]+)*"),
}
_CODE_HINTS = {
    Kind.PROCEDURE: "Ghi mã trên Cổng, ví dụ 1.004194, hoặc mã riêng tm-ten-viec.",
    Kind.GUIDE: "Ghi mã riêng bắt đầu bằng g-, chữ thường không dấu, ví dụ g-cai-vneid.",
}
_MOST_CODE = 60
# No statement of fact stands in these.
_NO_FACTS = frozenset({"audience", "asked_as", "distinguish", "doubts", "source", "field_sources"})
_MISSING = "Phải ghi mục này."
_WRONG = "Ghi lại mục này giúp, chưa đọc được."
_CHOOSE = "Chọn một mục trong danh sách."
REASON, TITLE, URL, AS_OF, VERIFIED = (
    "reason", "source_title", "source_url", "source_as_of", "source_verified",
)  # fmt: skip
AUDIENCE, AUDIENCE_SURE, CODE = "audience", "audience_sure", "code"


@dataclass(frozen=True, kw_only=True)
class Edited:
    """What an editor wants, or what they have to correct first."""

    record: Editable | None
    faults: Mapping[str, str]
    """Name in the form -> what is wrong."""
    evidence: Source | None = None


def read_form(
    kind: Kind, record_id: str, base: Editable | None, values: Values, *, today: date
) -> Edited:
    """Return the record that the form's values make of `base`, or of nothing.

    A changed fact gets the source that the editor names; the others keep theirs.
    """
    said = typed(kind, values)
    faults = dict(said.faults)
    if not record_id:
        record_id = values.get(CODE, "").strip()
        if len(record_id) > _MOST_CODE or not _CODES[kind].fullmatch(record_id):
            faults[CODE] = _CODE_HINTS[kind]
    audience = _audience(base, values, faults)
    evidence = _evidence(values, today, faults)
    content = {name: value for name, value in said.content.items() if value is not None}
    stands_in = evidence or Source(title="—", as_of=today)
    content |= {"audience": audience, "source": base.source if base else stands_in}
    content["code" if kind is Kind.PROCEDURE else "id"] = record_id
    if isinstance(base, Procedure):
        content |= {"field_sources": base.field_sources, "doubts": _kept_doubts(base, values)}
    try:
        record: Editable = _ADAPTERS[kind].validate_python(content)
    except ValidationError as error:
        faults |= _translated(error, said)
        return Edited(record=None, faults=faults)
    has_facts = base is None or bool(_facts_changed(base, record))
    if has_facts and evidence is None:
        if not values.get(TITLE, "").strip():
            faults.setdefault(TITLE, "Ghi nguồn của điều đã sửa: tên trang hoặc số văn bản.")
        faults.setdefault(AS_OF, "Ghi ngày của nguồn: hôm nào nguồn nói như vậy.")
    if faults:
        return Edited(record=None, faults=faults)
    if has_facts and evidence and base is not None:
        record = _with_source(base, record, evidence)
    return Edited(record=record, faults={}, evidence=evidence)


def source_values(evidence: Source | None) -> dict[str, str]:
    """Return the values of the source that an edit rests on."""
    if evidence is None:
        return {VERIFIED: Verified.LOOKED_UP.value}
    return {
        TITLE: evidence.title,
        URL: evidence.url or "",
        AS_OF: evidence.as_of.isoformat(),
        VERIFIED: evidence.verified.value,
    }


def doubt_name(number: int) -> str:
    """Return the name of the tick that keeps a doubt."""
    return f"doubt-{number}"


def _kept_doubts(base: Procedure, values: Values) -> list[Any]:
    return [each for n, each in enumerate(base.doubts) if values.get(doubt_name(n))]


def _audience(base: Editable | None, values: Values, faults: dict[str, str]) -> Audience:
    before = base.audience if base else Audience.PUBLIC
    said = values.get(AUDIENCE) or before.value
    if said not in set(Audience):
        faults[AUDIENCE] = _CHOOSE
        return before
    after = Audience(said)
    if after is not before and not values.get(AUDIENCE_SURE):
        faults[AUDIENCE_SURE] = "Đánh dấu ô này nếu chắc chắn muốn đổi người được đọc."
    return after


def _evidence(values: Values, today: date, faults: dict[str, str]) -> Source | None:
    title, url, said = (values.get(name, "").strip() for name in (TITLE, URL, AS_OF))
    if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).netloc):
        faults[URL] = "Đường dẫn phải bắt đầu bằng https:// hoặc http://."
    if not said:
        if title:
            faults[AS_OF] = "Ghi ngày của nguồn: hôm nào nguồn nói như vậy."
        return None
    try:
        as_of = date.fromisoformat(said)
    except ValueError:
        faults[AS_OF] = "Ghi ngày theo năm-tháng-ngày, ví dụ 2026-11-22."
        return None
    if as_of > today:
        faults[AS_OF] = "Ngày của nguồn không thể ở sau hôm nay."
    if not title:
        faults[TITLE] = "Ghi tên của nguồn."
        return None
    how = values.get(VERIFIED, "")
    verified = Verified(how) if how in set(Verified) else Verified.UNVERIFIED
    return Source(title=title, url=url or None, as_of=as_of, verified=verified)


def _facts_changed(base: Editable, record: Editable) -> list[str]:
    return [
        each.name
        for each in fields(record)
        if each.name not in _NO_FACTS and getattr(base, each.name) != getattr(record, each.name)
    ]


def _with_source(base: Editable, record: Editable, evidence: Source) -> Editable:
    if isinstance(record, Guide) or isinstance(base, Guide):
        return replace(record, source=evidence)
    changed = changed_fields(base, record)
    if not changed:
        return record
    kept = [
        replace(each, fields=rest)
        for each in record.field_sources
        if (rest := tuple(name for name in each.fields if name not in changed))
    ]
    return replace(record, field_sources=(FieldSource(fields=changed, source=evidence), *kept))


def changed_fields(base: Procedure, record: Procedure) -> tuple[ProcedureField, ...]:
    """Return the parts with a source of their own that differ."""
    names: tuple[ProcedureField, ...] = get_args(ProcedureField)
    return tuple(name for name in names if _part(base, name) != _part(record, name))


def _part(record: Procedure, name: ProcedureField) -> object:
    match name:
        case "fees":
            return [
                (each.channel, each.fees, each.fee_raw, each.note) for each in record.submissions
            ]
        case "durations":
            return [
                (each.channel, each.durations, each.duration_raw) for each in record.submissions
            ]
        case "forms":
            return [each.form for each in record.papers if each.form]
        case "papers":
            return [replace(each, form=None) for each in record.papers]
    return getattr(record, name)


def _translated(error: ValidationError, said: Typed) -> dict[str, str]:
    """Return what the record's type says, by name in the form."""
    faults: dict[str, str] = {}
    for each in error.errors(include_url=False, include_input=False):
        place = tuple(each["loc"])
        while place and place not in said.names:
            place = place[:-1]
        name = said.names.get(place, REASON)
        kind = each["type"]
        if kind in ("missing", "missing_argument", "missing_keyword_only_argument"):
            missing = f"{name.rpartition('-')[0]}-{each['loc'][-1]}" if "-" in name else name
            name = _named(said, tuple(each["loc"]), missing)
            faults[name] = _MISSING
        else:
            faults[name] = _CHOOSE if kind in ("enum", "literal_error") else _WRONG
    return faults


def _named(said: Typed, place: tuple[str | int, ...], otherwise: str) -> str:
    return said.names.get(place, otherwise)
