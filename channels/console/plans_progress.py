"""The page of one item of a plan: what was said of it, and the form that says more."""

from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.plan_items import PlanItem, items_of
from bot.plan_standing import standing_of
from bot.plan_units import unit_key
from bot.progress import (
    NoSuchEntry,
    ProgressChanged,
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
from channels.console.plans_form import (
    Typed,
    blank_form,
    count_of,
    periods_of,
    read_form,
    text_of,
    typed_in,
)
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

_CHANGED = (
    "Trong lúc anh/chị nhập, người khác đã ghi tiến độ của mục này. Phần anh/chị nhập còn nguyên "
    "trong các ô dưới đây, chưa lưu. Xem bản mới nhất rồi bấm Lưu nếu vẫn muốn ghi."
)
_NOT_YOURS = "Chỉ cán bộ của đơn vị chủ trì ghi được tiến độ của mục này."
_TAKEN = "Mục đó đã có tiến độ riêng. Chưa gắn gì."


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
        typed = typed_in({name: text_of(value) for name, value in form.multi_items()})
        said, problems = read_form(typed, item, console.now().date())
        if said is None:
            return await _page(
                console, request, who, plan, item, typed=typed, problems=problems, status=422
            )
        expected = count_of(typed.version)
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
        return RedirectResponse(_back(text_of(form.get("ve")), plan, item), 303)

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
        version, expected = (count_of(text_of(form.get(name))) for name in ("lan", "version"))
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
        found = await _found(console, who, plan_id, text_of(form.get("muc")))
        if found is None:
            return gone(console, request, who)
        plan, item = found
        if not can_write(console, who, plan, item):
            return await _page(console, request, who, plan, item, problems=[_NOT_YOURS], status=403)
        orphan = (text_of(form.get("ma-cu")), text_of(form.get("dau-cu")))
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
        form=replace(typed, version=version)
        if typed
        else blank_form(item, entries, version, today),
        periods=periods_of(item, today),
        problems=problems or [],
        back=own_path(back) if back else "",
        address=item_address(plan, item),
    )


def _back(asked: str, plan: Plan, item: PlanItem) -> str:
    """Return where to go after saving: the page that the form was opened from, if it is ours."""
    if asked.startswith(f"{PLANS}/{quote(plan.id, safe='')}"):
        return f"{own_path(asked)}#m-{quote(item.id, safe='')}"
    return item_address(plan, item)
