"""Write a record's fields as lines a person compares, and the differences of two records."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Literal

from bot.editing.types import Editable
from bot.editing.words import (
    ASPECTS,
    AUDIENCES,
    CHANNELS,
    FIELDS,
    LEVELS,
    ONLINE,
    VERIFIED,
    field_label,
)
from bot.wording import amount, day, duration
from knowledge.types import (
    Doubt,
    Fee,
    FieldSource,
    Guide,
    LegalRef,
    Neighbour,
    Note,
    Paper,
    Source,
    Submission,
)

Mark = Literal["same", "gone", "new"]
_MARKS: Mapping[str, Mark] = {"  ": "same", "- ": "gone", "+ ": "new"}


@dataclass(frozen=True, kw_only=True)
class FieldDiff:
    """One field that two records have differently."""

    name: str
    label: str
    lines: tuple[tuple[Mark, str], ...]


def lines_of(record: Editable) -> dict[str, list[str]]:
    """Return each field that holds something, as lines."""
    found = {each.name: _lines(each.name, getattr(record, each.name)) for each in fields(record)}
    return {name: lines for name, lines in found.items() if lines}


def differences(before: Editable | None, after: Editable | None) -> list[FieldDiff]:
    """Return the fields that differ, in the order of the record's fields."""
    old = lines_of(before) if before else {}
    new = lines_of(after) if after else {}
    record = after or before
    names = [each.name for each in fields(record)] if record else []
    return [
        FieldDiff(name=name, label=field_label(name), lines=tuple(_compared(left, right)))
        for name in names
        if (left := old.get(name, [])) != (right := new.get(name, []))
    ]


def _compared(old: Sequence[str], new: Sequence[str]) -> Iterable[tuple[Mark, str]]:
    for line in difflib.ndiff(old, new):
        if (mark := _MARKS.get(line[:2])) is not None:
            yield mark, line[2:]


def _lines(name: str, value: object) -> list[str]:
    match value:
        case None | "" | ():
            return []
        case tuple():
            return [line for each in value for line in _of_one(name, each)]
        case _:
            return _of_one(name, value)


def _of_one(name: str, value: object) -> list[str]:
    match value:
        case Submission():
            return _submission(value)
        case Paper():
            return [_paper(value)]
        case LegalRef():
            parts = [value.title, value.article, value.issued and f"ngày {day(value.issued)}"]
            return [_joined(value.number, parts)]
        case Note():
            return [f"{ASPECTS[value.aspect]}: {value.text}"]
        case Neighbour():
            return [f"{value.code}: {value.question} (đây: {value.here}; kia: {value.there})"]
        case Doubt():
            return [_joined(f"{field_label(value.field)}: {value.reason}", [value.raw])]
        case Source():
            return [_source(value)]
        case FieldSource():
            named = ", ".join(FIELDS.get(each, each) for each in value.fields)
            instead = value.instead_of and f"nguồn chung ghi: {value.instead_of}"
            return [_joined(f"{named}: {_source(value.source)}", [instead])]
    if name == "online":
        return [ONLINE[str(value)]]
    if name == "audience":
        return [next(said for one, said in AUDIENCES.items() if one == value)]
    if name == "levels":
        return [next(said for one, said in LEVELS.items() if one == value)]
    return str(value).splitlines()


def _submission(value: Submission) -> list[str]:
    channel = CHANNELS[value.channel]
    return [
        *(f"{channel}, thời gian: {duration(each)}" for each in value.durations),
        *(
            [f"{channel}, lời nguồn về thời gian: {value.duration_raw}"]
            if value.duration_raw
            else []
        ),
        *(f"{channel}, lệ phí: {fee_line(each)}" for each in value.fees),
        *([f"{channel}, lời nguồn về lệ phí: {value.fee_raw}"] if value.fee_raw else []),
        *([f"{channel}, ghi chú: {value.note}"] if value.note else []),
    ] or [channel]


def fee_line(fee: Fee) -> str:
    """Return one amount with all that goes with it: "42.000 đồng/lần; từ 01/01/2027"."""
    said = f"{amount(fee.amount_vnd)}/{fee.per}" if fee.per else amount(fee.amount_vnd)
    parts = [
        fee.condition,
        fee.valid_from and f"từ {day(fee.valid_from)}",
        fee.valid_to and f"đến hết {day(fee.valid_to)}",
    ]
    return _joined(said, parts)


def _paper(paper: Paper) -> str:
    parts = [
        paper.form and f"mẫu {paper.form}",
        paper.originals and f"{paper.originals} bản chính",
        paper.copies and f"{paper.copies} bản sao",
        paper.show_only and "chỉ xuất trình",
        paper.case and f"khi: {paper.case}",
        paper.exempt and f"không phải mang khi: {paper.exempt}",
    ]
    return _joined(paper.name, [str(part) for part in parts if part])


def _source(source: Source) -> str:
    return _joined(source.title, [day(source.as_of), VERIFIED[source.verified], source.url])


def _joined(head: str, parts: Iterable[object]) -> str:
    return "; ".join([head, *(str(part) for part in parts if part)])


def name_of(record: Editable) -> str:
    """Return what the record is called."""
    return record.title if isinstance(record, Guide) else record.name
