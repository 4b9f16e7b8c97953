"""The edit form: which fields it has, a record as its values, its values as a record again.

Values are flat, as a browser sends them: "papers-0-name". A row left empty does not count, so a
row is taken out by emptying it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any, Literal

from bot.editing.types import Editable
from bot.editing.words import ASPECTS, CHANNELS, FIELDS, LEVELS, ONLINE, UNITS
from knowledge.types import Guide, Kind, Procedure

Values = Mapping[str, str]
How = Literal["line", "text", "date", "number", "money", "choice", "tick"]
_BLANK_ROWS = 1
_MONEY = re.compile(r"(\d{1,3}(?:[. ,]\d{3})+|\d+)\s*(?:đồng|đ|vnđ|vnd)?", re.IGNORECASE)
_MOST_ROWS = 300


@dataclass(frozen=True, kw_only=True)
class One:
    """One value."""

    name: str
    label: str
    how: How = "line"
    options: Mapping[str, str] = field(default_factory=dict)
    hint: str = ""


@dataclass(frozen=True, kw_only=True)
class Many:
    """Rows of values; a row of one value without a name is the value itself."""

    name: str
    label: str
    row: str
    """What one row is called."""
    parts: tuple["One | Many", ...]
    hint: str = ""


Part = One | Many


def _options(values: Mapping[Any, str]) -> dict[str, str]:
    return {"": "—", **{str(key): said for key, said in values.items()}}


def _texts(name: str, row: str, how: How = "line", hint: str = "") -> Many:
    return Many(
        name=name, label=FIELDS[name], row=row, parts=(One(name="", label=row, how=how),), hint=hint
    )


_FEES = Many(
    name="fees",
    label="Lệ phí",
    row="Mức",
    hint="Miễn phí thì ghi 0. Không rõ thì để trống.",
    parts=(
        One(name="amount_vnd", label="Số tiền (đồng)", how="money"),
        One(name="per", label="Tính theo", hint="lần, bản, thẻ"),
        One(name="condition", label="Trường hợp"),
        One(name="valid_from", label="Từ ngày", how="date"),
        One(name="valid_to", label="Đến hết ngày", how="date"),
    ),
)
_DURATIONS = Many(
    name="durations",
    label="Thời gian giải quyết",
    row="Thời gian",
    parts=(
        One(name="count", label="Số", how="number", hint="0 là ngay trong ngày"),
        One(name="unit", label="Đơn vị", how="choice", options=_options(UNITS)),
        One(name="condition", label="Trường hợp"),
    ),
)
_PROCEDURE: tuple[Part, ...] = (
    One(name="name", label=FIELDS["name"], how="text"),
    One(name="domain", label=FIELDS["domain"]),
    Many(
        name="submissions",
        label=FIELDS["submissions"],
        row="Cách nộp",
        parts=(
            One(name="channel", label="Cách nộp", how="choice", options=_options(CHANNELS)),
            _FEES,
            One(name="fee_raw", label="Lời nguồn về lệ phí", how="text",
                hint="Khi chưa đọc rõ được số tiền. Đã ghi số tiền thì để trống."),
            _DURATIONS,
            One(name="duration_raw", label="Lời nguồn về thời gian", how="text"),
            One(name="note", label="Ghi chú", how="text"),
        ),
    ),
    Many(
        name="papers",
        label=FIELDS["papers"],
        row="Giấy tờ",
        parts=(
            One(name="name", label="Tên", how="text"),
            One(name="form", label="Mã mẫu đơn", hint="ví dụ CT01"),
            One(name="originals", label="Bản chính", how="number"),
            One(name="copies", label="Bản sao", how="number"),
            One(name="case", label="Chỉ cần khi"),
            One(name="show_only", label="Chỉ xuất trình rồi mang về", how="tick"),
            One(name="exempt", label="Không phải mang khi"),
        ),
    ),
    One(name="place", label=FIELDS["place"], how="text"),
    One(name="authority", label=FIELDS["authority"], how="text"),
    One(name="online", label=FIELDS["online"], how="choice", options=_options(ONLINE)),
    One(name="apply_within", label=FIELDS["apply_within"]),
    _texts("conditions", "Điều kiện", "text"),
    _texts("who", "Ai", "text"),
    _texts("steps", "Bước", "text"),
    _texts("results", "Kết quả", "text"),
    Many(
        name="legal_basis",
        label=FIELDS["legal_basis"],
        row="Văn bản",
        parts=(
            One(name="number", label="Số, ký hiệu", hint="ví dụ 53/2025/TT-BCA"),
            One(name="title", label="Tên ngắn", how="text"),
            One(name="article", label="Điều, khoản"),
            One(name="issued", label="Ngày ban hành", how="date"),
        ),
    ),
    Many(
        name="notes",
        label=FIELDS["notes"],
        row="Câu",
        hint="Câu trả lời cho một điều người dân hay hỏi.",
        parts=(
            One(name="aspect", label="Về", how="choice", options=_options(ASPECTS)),
            One(name="text", label="Câu trả lời", how="text"),
        ),
    ),
    _texts("asked_as", "Cách gọi", hint="Người dân gọi việc này thế nào, ví dụ: giấy độc thân."),
    Many(
        name="distinguish",
        label=FIELDS["distinguish"],
        row="Thủ tục",
        parts=(
            One(name="code", label="Mã thủ tục"),
            One(name="question", label="Câu hỏi để phân biệt", how="text"),
            One(name="here", label="Trả lời nghĩa là thủ tục này"),
            One(name="there", label="Trả lời nghĩa là thủ tục kia"),
        ),
    ),
    Many(
        name="levels",
        label=FIELDS["levels"],
        row="Cấp",
        parts=(One(name="", label="Cấp", how="choice", options=_options(LEVELS)),),
    ),
    One(name="decision", label=FIELDS["decision"]),
    One(name="valid_from", label=FIELDS["valid_from"], how="date"),
    One(name="valid_to", label=FIELDS["valid_to"], how="date"),
    One(name="replaced_by", label=FIELDS["replaced_by"]),
)  # fmt: skip
_GUIDE: tuple[Part, ...] = (
    One(name="title", label=FIELDS["title"], how="text"),
    One(name="summary", label=FIELDS["summary"], how="text", hint="Một, hai câu."),
    _texts("steps", "Bước", "text"),
    _texts("warnings", "Điều", "text", "Lừa đảo, mất tiền, lộ mật khẩu."),
    One(name="who", label="Dành cho ai"),
    One(name="procedure", label=FIELDS["procedure"]),
    _texts("asked_as", "Cách gọi"),
    One(name="valid_from", label=FIELDS["valid_from"], how="date"),
    One(name="valid_to", label=FIELDS["valid_to"], how="date"),
)
FORMS: Mapping[Kind, tuple[Part, ...]] = {Kind.PROCEDURE: _PROCEDURE, Kind.GUIDE: _GUIDE}


def values_of(record: Editable) -> dict[str, str]:
    """Return a record as the values of its form."""
    parts = _PROCEDURE if isinstance(record, Procedure) else _GUIDE
    values: dict[str, str] = {}
    for part in parts:
        _write(part, getattr(record, part.name), part.name, values)
    return values


def _write(part: Part, value: object, name: str, values: dict[str, str]) -> None:
    if isinstance(part, One):
        if value is True:
            values[name] = "on"
        elif isinstance(value, date):
            values[name] = value.isoformat()
        elif value not in (None, "", False):
            values[name] = value.value if isinstance(value, StrEnum) else str(value)
        return
    rows: Sequence[object] = value if isinstance(value, tuple) else ()
    for number, row in enumerate(rows):
        for each in part.parts:
            inner = getattr(row, each.name) if each.name else row
            # A zero is a fact in money and times; of papers it says nothing.
            kept = "0" if inner == 0 and each.name in ("amount_vnd", "count") else inner
            if each.name in ("originals", "copies") and inner == 0:
                continue
            _write(each, kept, _under(name, number, each.name), values)


def _under(name: str, number: int, part: str) -> str:
    return f"{name}-{number}-{part}" if part else f"{name}-{number}"


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What the values say, for a record's type to take, and where each part stood in the form."""

    content: dict[str, Any]
    names: Mapping[tuple[str | int, ...], str]
    """Path in the record -> name in the form."""
    faults: Mapping[str, str]
    """Name in the form -> what is wrong with it."""


def typed(kind: Kind, values: Values) -> Typed:
    """Return what the form's values say, without empty rows."""
    content: dict[str, Any] = {}
    names: dict[tuple[str | int, ...], str] = {}
    faults: dict[str, str] = {}
    for part in FORMS[kind]:
        content[part.name] = _read(part, part.name, (part.name,), values, names, faults)
    return Typed(content=content, names=names, faults=faults)


def _read(
    part: Part,
    name: str,
    path: tuple[str | int, ...],
    values: Values,
    names: dict[tuple[str | int, ...], str],
    faults: dict[str, str],
) -> Any:  # noqa: ANN401  # what the type makes of it is checked by the type
    names[path] = name
    if isinstance(part, One):
        return _one(part, values.get(name, ""), name, faults)
    rows: list[Any] = []
    for number in range(rows_of(part, name, values)):
        place = (*path, len(rows))
        if not _is_filled(part, name, number, values):
            continue
        found = {
            each.name: _read(
                each,
                _under(name, number, each.name),
                (*place, each.name) if each.name else place,
                values,
                names,
                faults,
            )
            for each in part.parts
        }
        names[place] = _under(name, number, part.parts[0].name)
        rows.append(found[""] if "" in found else {k: v for k, v in found.items() if v is not None})
    return rows


def _one(part: One, text: str, name: str, faults: dict[str, str]) -> Any:  # noqa: ANN401  # above
    said = text.replace("\r\n", "\n").strip()
    if part.how == "tick":
        return bool(said)
    if not said:
        return None
    if part.how == "money":
        if not (match := _MONEY.fullmatch(said)):
            faults[name] = "Ghi số tiền bằng số, ví dụ 15000 hoặc 15.000."
            return 0
        return int(re.sub(r"\D", "", match[1]))
    if part.how == "number":
        if not (said.isdecimal() and len(said) < 6):
            faults[name] = "Ghi một số nguyên, ví dụ 3."
            return 0
        return int(said)
    if part.how == "date":
        try:
            return date.fromisoformat(said)
        except ValueError:
            faults[name] = "Ghi ngày theo năm-tháng-ngày, ví dụ 2026-11-22."
            return None
    return said


def rows_of(part: Many, name: str, values: Values) -> int:
    """Return up to which row of a list anything was sent."""
    found = re.compile(rf"{re.escape(name)}-(\d{{1,3}})(?:-|\Z)")
    numbers = [int(match[1]) for key in values if (match := found.match(key))]
    return min(max(numbers, default=-1) + 1, _MOST_ROWS)


def _is_filled(part: Many, name: str, number: int, values: Values) -> bool:
    row = _under(name, number, "")
    return any(
        value.strip() for key, value in values.items() if key == row or key.startswith(f"{row}-")
    )


def empty_values(kind: Kind) -> dict[str, str]:
    """Return the values of a form for a new record."""
    return {"submissions-0-channel": "counter"} if kind is Kind.PROCEDURE else {}


def fields_left_out(kind: Kind) -> set[str]:
    """Return the record's fields that the form does not show as plain ones."""
    types = {Kind.PROCEDURE: Procedure, Kind.GUIDE: Guide}
    return {each.name for each in fields(types[kind])} - {part.name for part in FORMS[kind]}
