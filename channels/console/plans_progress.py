"""The page of one item of a plan: what was said of it, and the form that says more."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.plan_items import PlanItem, items_of
from bot.plan_standing import standing_of
from bot.plan_targets import number_of, number_text
from bot.plan_units import unit_key
from bot.progress import (
    Entry,
    NoSuchEntry,
    ProgressChanged,
    Said,
    State,
    move,
    of_item,
    restore,
    write,
)
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from channels.console.access import own_path
from channels.console.console import Console
from channels.console.plans import PLANS, can_write, gone, plan_for
from channels.console.plans_shown import (
    KINDS,
    NO_UNIT,
    NO_UNIT_KEY,
    STATES,
    ItemRow,
    history_chart,
    value_text,
)
from knowledge.types import Plan

_LONGEST_NOTE, _LONGEST_UNIT = 2_000, 40
_OLDEST = timedelta(days=3 * 366)
_CHANGED = (
    "Trong lúc anh/chị nhập, người khác đã ghi tiến độ của mục này. Phần anh/chị nhập còn nguyên "
    "trong các ô dưới đây, chưa lưu. Xem bản mới nhất rồi bấm Lưu nếu vẫn muốn ghi."
)
_NOT_YOURS = "Chỉ cán bộ của đơn vị chủ trì ghi được tiến độ của mục này."
_TAKEN = "Mục đó đã có tiến độ riêng. Chưa gắn gì."


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


def progress_router(console: Console) -> APIRouter:
    """Return the routes of one item's progress."""
    router = APIRouter()
    reader = Depends(console.access.needs(Right.PLANS))
    writer = Depends(console.access.needs(Right.PROGRESS))
    item_path = PLANS + "/{plan_id}/muc"

    @router.get(item_path, include_in_schema=False)
    async def look(
        request: Request, plan_id: str, muc: str = "", who: SignedIn = reader
    ) -> Response:
        found = await _found(console, who, plan_id, muc)
        if found is None:
            return gone(console, request, who)
        return await _page(console, request, who, *found)

    @router.post(item_path, include_in_schema=False)
    async def save(
        request: Request, plan_id: str, muc: str = "", who: SignedIn = writer
    ) -> Response:
        found = await _found(console, who, plan_id, muc)
        if found is None:
            return gone(console, request, who)
        plan, item = found
        if not can_write(console, who, plan, item):
            return await _page(console, request, who, plan, item, problems=[_NOT_YOURS], status=403)
        form = await request.form()
        typed = _typed({name: _text(value) for name, value in form.multi_items()})
        said, problems = _read(typed, item, console.now().date())
        if said is None:
            return await _page(
                console, request, who, plan, item, typed=typed, problems=problems, status=422
            )
        expected = int(typed.version) if typed.version.isdecimal() else 0
        try:
            await console.store.run(
                lambda s: write(
                    s, item, said, expected=expected, by=who.login, now=console.access.now()
                )
            )
        except ProgressChanged:
            return await _page(
                console, request, who, plan, item, typed=typed, problems=[_CHANGED], status=409
            )
        return RedirectResponse(_back(_text(form.get("ve")), plan, item), 303)

    @router.post(item_path + "/lay-lai", include_in_schema=False)
    async def bring_back(
        request: Request, plan_id: str, muc: str = "", who: SignedIn = writer
    ) -> Response:
        found = await _found(console, who, plan_id, muc)
        if found is None:
            return gone(console, request, who)
        plan, item = found
        if not can_write(console, who, plan, item):
            return await _page(console, request, who, plan, item, problems=[_NOT_YOURS], status=403)
        form = await request.form()
        wanted, seen = _text(form.get("lan")), _text(form.get("version"))
        version, expected = (int(each) if each.isdecimal() else 0 for each in (wanted, seen))
        try:
            await console.store.run(
                lambda s: restore(
                    s, item, version, expected=expected, by=who.login, now=console.access.now()
                )
            )
        except ProgressChanged:
            return await _page(
                console,
                request,
                who,
                plan,
                item,
                problems=[_CHANGED.partition(" Phần")[0]],
                status=409,
            )
        except NoSuchEntry:
            return gone(console, request, who)
        return RedirectResponse(item_address(plan, item), 303)

    @router.post(PLANS + "/{plan_id}/gan", include_in_schema=False)
    async def attach(request: Request, plan_id: str, who: SignedIn = writer) -> Response:
        form = await request.form()
        found = await _found(console, who, plan_id, _text(form.get("muc")))
        if found is None:
            return gone(console, request, who)
        plan, item = found
        if not can_write(console, who, plan, item):
            return await _page(console, request, who, plan, item, problems=[_NOT_YOURS], status=403)
        orphan = (_text(form.get("ma-cu")), _text(form.get("dau-cu")))
        if orphan in {(each.id, each.digest) for each in items_of(plan)}:
            return gone(console, request, who)
        try:
            await console.store.run(
                lambda s: move(s, orphan, item, by=who.login, now=console.access.now())
            )
        except ProgressChanged:
            return await _page(console, request, who, plan, item, problems=[_TAKEN], status=409)
        except NoSuchEntry:
            return gone(console, request, who)
        return RedirectResponse(item_address(plan, item), 303)

    return router


def item_address(plan: Plan, item: PlanItem) -> str:
    """Return the address of an item's page."""
    return f"{PLANS}/{quote(plan.id, safe='')}/muc?muc={quote(item.id, safe='')}"


async def _found(
    console: Console, who: SignedIn, plan_id: str, item_id: str
) -> tuple[Plan, PlanItem] | None:
    plan = await plan_for(console, who, plan_id)
    item = next((each for each in items_of(plan) if each.id == item_id), None) if plan else None
    return (plan, item) if plan and item else None


async def _page(
    console: Console,
    request: Request,
    who: SignedIn,
    plan: Plan,
    item: PlanItem,
    *,
    typed: Typed | None = None,
    problems: list[str] | None = None,
    status: int = 200,
) -> Response:
    entries = await console.store.run(lambda s: of_item(s, item))
    today = console.now().date()
    standing = standing_of(item, entries, today)
    version = str(entries[0].version if entries else 0)
    is_part = request.method == "GET" and request.headers.get("hx-request") == "true"
    back = request.query_params.get("ve", "")
    return console.pages.page(
        "plans_form.html" if is_part else "plans_item.html",
        who,
        request=request,
        status=status,
        plan=plan,
        item=item,
        row=ItemRow(number=0, standing=standing),
        kind=KINDS[item.kind],
        entries=entries,
        chart=history_chart(item, entries),
        states=STATES,
        value_text=value_text,
        today=today,
        unit_key=unit_key(item.lead) or NO_UNIT_KEY,
        unit_name=item.lead or NO_UNIT,
        may_write=can_write(console, who, plan, item),
        # What was typed keeps its place; the version is the one that is shown now.
        form=_again(typed, version) if typed else _blank(item, entries, version, today),
        periods=_periods(item, today),
        problems=problems or [],
        back=own_path(back) if back else "",
        address=item_address(plan, item),
    )


def _blank(item: PlanItem, entries: list[Entry], version: str, today: date) -> Typed:
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


def _again(typed: Typed, version: str) -> Typed:
    return replace(typed, version=version)


def _periods(item: PlanItem, today: date) -> list[tuple[str, str]]:
    """Return the times that something often due may be spoken of: the last, and the next two."""
    if not item.is_due_often:
        return []
    last = item.last_due(today)
    coming = item.due_days(today, today + timedelta(days=400))[:2]
    return [
        (due.period, f"Kỳ hạn hết ngày {due.day:%d/%m/%Y}")
        for due in (*((last,) if last else ()), *coming)
    ]


def _read(typed: Typed, item: PlanItem, today: date) -> tuple[Said | None, list[str]]:
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
    periods = {period for period, _ in _periods(item, today)}
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


def _typed(form: Mapping[str, str]) -> Typed:
    names = ("state", "value", "unit", "as_of", "period", "note", "version")
    return Typed(**{name: form.get(name, "") for name in names})


def _text(value: Any) -> str:  # noqa: ANN401  # a file, when somebody sends one
    if not isinstance(value, str):
        return ""
    # Line breaks of a note stay; other control characters are nobody's words.
    kept = "".join(ch for ch in value.replace("\r\n", "\n") if ch == "\n" or ch.isprintable())
    return unicodedata.normalize("NFC", kept).strip()


def _day(typed: str) -> date | None:
    parts = typed.replace(".", "/").split("/")
    try:
        if len(parts) == 3:
            day, month, year = map(int, parts)
            return date(year, month, day)
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _back(asked: str, plan: Plan, item: PlanItem) -> str:
    """Return where to go after saving: the page that the form was opened from, if it is ours."""
    if asked.startswith(f"{PLANS}/{quote(plan.id, safe='')}"):
        return f"{own_path(asked)}#m-{quote(item.id, safe='')}"
    return item_address(plan, item)
