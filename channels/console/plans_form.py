"""The form in which an official says how far an item has got: filled, and read."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.plan_items import PlanItem
from bot.plan_standing import standing_of
from bot.plan_targets import number_of, number_text
from bot.progress import Entry, Said, State

_LONGEST_NOTE, _LONGEST_UNIT = 2_000, 40
_OLDEST = timedelta(days=3 * 366)


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands in the form: as typed, so that nothing is lost when something is wrong."""

    state: str
    value: str
    unit: str
    as_of: str
    period: str
    note: str
    version: str


def blank_form(item: PlanItem, entries: list[Entry], version: str, today: date) -> Typed:
    """Return the form as it is opened: with what was said last, but its note."""
    last = entries[0].said if entries else None
    due = standing_of(item, entries, today).due
    value = number_text(last.value).replace(".", "") if last and last.value is not None else ""
    return Typed(
        state=(last.state if last else State.GOING_ON).value,
        value=value,
        unit=last.unit if last and last.unit else item.target.unit if item.target else "",
        as_of=f"{today:%d/%m/%Y}",
        period=due.period if due and item.is_due_often else "",
        note="",
        version=version,
    )


def periods_of(item: PlanItem, today: date) -> list[tuple[str, str]]:
    """Return the times that something often due may be spoken of: the last, and the next two."""
    if not item.is_due_often:
        return []
    last = item.last_due(today)
    coming = item.due_days(today, today + timedelta(days=400))[:2]
    return [
        (due.period, f"Kỳ hạn hết ngày {due.day:%d/%m/%Y}")
        for due in (*((last,) if last else ()), *coming)
    ]


def read_form(typed: Typed, item: PlanItem, today: date) -> tuple[Said | None, list[str]]:
    """Return what the form says, or everything that is wrong with it."""
    problems: list[str] = []
    state = next((each for each in State if each.value == typed.state), None)
    if state is None:
        problems.append("Chọn tình trạng.")
    value = number_of(typed.value) if typed.value else None
    if typed.value and value is None:
        problems.append("Số đạt được: ghi bằng chữ số, ví dụ 87,5.")
    unit = "%" if typed.value.endswith("%") else typed.unit
    is_share = unit == "%" and not (item.target and item.target.value > 100)
    if value is not None and is_share and value > 100:
        problems.append("Tỷ lệ phần trăm không quá 100. Số lẻ ghi bằng dấu phẩy, ví dụ 87,5.")
    if len(unit) > _LONGEST_UNIT:
        problems.append(f"Đơn vị tính: tối đa {_LONGEST_UNIT} chữ.")
    as_of = _day(typed.as_of)
    if as_of is None:
        problems.append("Ngày: ghi theo ngày/tháng/năm, ví dụ 20/11/2026.")
    elif as_of > today:
        problems.append("Ngày của số liệu không thể sau hôm nay.")
    elif as_of < today - _OLDEST:
        problems.append("Ngày của số liệu quá xa. Xem lại năm.")
    periods = {period for period, _ in periods_of(item, today)}
    if periods and typed.period not in periods:
        problems.append("Chọn kỳ hạn.")
    if len(typed.note) > _LONGEST_NOTE:
        problems.append(f"Ghi chú: tối đa {_LONGEST_NOTE} chữ.")
    if problems or state is None or as_of is None:
        return None, problems
    return Said(
        state=state,
        value=value,
        unit=unit if value is not None else "",
        as_of=as_of,
        note=typed.note,
        period=typed.period if periods else "",
    ), []


def typed_in(form: Mapping[str, str]) -> Typed:
    """Return the fields of a form that was sent; a missing one is empty."""
    names = ("state", "value", "unit", "as_of", "period", "note", "version")
    return Typed(**{name: form.get(name, "") for name in names})


def text_of(value: Any) -> str:  # noqa: ANN401  # a file, when somebody sends one
    """Return a field's words in NFC, without control characters; "" for what is no text."""
    if not isinstance(value, str):
        return ""
    # Line breaks of a note stay; other control characters are nobody's words.
    kept = "".join(ch for ch in value.replace("\r\n", "\n") if ch == "\n" or ch.isprintable())
    return unicodedata.normalize("NFC", kept).strip()


def count_of(text: str) -> int:
    """Return a small number that a form of ours carries; 0 for anything else."""
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


def _day(typed: str) -> date | None:
    parts = typed.replace(".", "/").split("/")
    try:
        if len(parts) == 3:
            day, month, year = map(int, parts)
            return date(year, month, day)
        return date.fromisoformat(typed)
    except ValueError:
        return None
