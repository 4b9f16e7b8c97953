"""The counter's pages: find a procedure as one types, see its sheet, check a dossier."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from bot import compose
from bot.counter.beside import beside
from bot.counter.check import Outcome, Papers, Why, papers_of, reply_of_channel
from bot.counter.lookup import LONGEST_QUERY, Standing
from bot.counter.sheet import Sheet, legal_line, sheet_of
from bot.counter.slip import Ticked, dossier
from bot.opening import VIETNAM
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.wording import day
from channels.console.console import Console
from channels.console.counter_shelf import Shelf
from channels.console.counter_slips import slips_router
from channels.console.counter_state import address_of, ticked_of
from channels.rendering import Style, render
from knowledge.types import Aspect, Audience, Channel, Level, Procedure

_QUERY = Annotated[str, Query(alias="q", max_length=4 * LONGEST_QUERY)]
_CODE = Annotated[str, Query(max_length=80)]
_WHOLE = Style(limit=100_000)
_COPIED = {
    None: "Tóm tắt",
    Aspect.DOCUMENTS: "Giấy tờ",
    Aspect.FEE: "Lệ phí",
    Aspect.TIME: "Thời gian",
    Aspect.PLACE: "Nơi nộp",
}
_LEVELS = {
    Level.COMMUNE: "cấp xã",
    Level.PROVINCE: "cấp tỉnh",
    Level.MINISTRY: "cấp bộ",
    Level.OTHER: "nơi khác",
}
_STANDINGS = {
    Standing.CURRENT: "",
    Standing.COMING: "chưa áp dụng",
    Standing.EXPIRED: "hết hiệu lực",
    Standing.REPLACED: "có thể đã thay",
    Standing.MISFILED: "nguồn lỗi",
}
_AUDIENCES = {Audience.PUBLIC: "", Audience.STAFF: "chỉ cán bộ", Audience.OFFICIAL: "nội bộ"}
_NO_PROCEDURE = "Không có thủ tục này, hoặc anh/chị không được xem. Tìm lại theo tên hay mã."
_TWO = "Chọn hai thủ tục khác nhau để so sánh. Thủ tục mà nguồn ghi lỗi thì không so sánh được."
_WORDS: dict[str, Any] = {
    "levels": _LEVELS,
    "standings": _STANDINGS,
    "audiences": _AUDIENCES,
    "outcome": Outcome,
    "why": Why,
    "date": day,
    "compared": "",
}


@dataclass(frozen=True, kw_only=True)
class _Copy:
    """One answer, ready to be pasted elsewhere."""

    id: str
    title: str
    text: str


def counter_router(console: Console) -> APIRouter:
    """Return the routes of the counter, the sheets that residents open among them."""
    router = APIRouter(include_in_schema=False)
    clerk = Depends(console.access.needs(Right.COUNTER_TOOLS))
    shelf = Shelf(lambda: console.records)

    @router.get("/canbo/quay")
    async def look(
        request: Request, typed: _QUERY = "", so_sanh: _CODE = "", who: SignedIn = clerk
    ) -> Response:
        found = await shelf.search(typed, who.audience, _today(console)) if typed.strip() else []
        is_part = request.headers.get("hx-target") == "found"
        values = {**_WORDS, "typed": typed, "found": found, "compared": so_sanh}
        template = "counter_found.html" if is_part else "counter.html"
        return console.pages.page(template, who, request=request, **values)

    @router.get("/canbo/quay/so-sanh")
    async def compare(request: Request, a: _CODE, b: _CODE, who: SignedIn = clerk) -> Response:
        today = _today(console)
        sheets = [
            sheet_of(procedure, console.law, console.ward, today)
            for code in (a, b)
            if (procedure := readable(console, code, who.audience))
        ]
        if len(sheets) < 2 or a == b or not all(sheet.is_usable for sheet in sheets):
            return _problem(console, request, who, _TWO)
        rows = beside(sheets[0], sheets[1], console.law, today)
        told = [[warning.text for warning in sheet.warnings] for sheet in sheets]
        values = {**_WORDS, "sheets": sheets, "rows": rows, "told": told}
        return console.pages.page("counter_compare.html", who, request=request, **values)

    @router.get("/canbo/quay/{code}")
    async def show(request: Request, code: str, who: SignedIn = clerk) -> Response:
        procedure = readable(console, code, who.audience)
        if procedure is None:
            return _problem(console, request, who, _NO_PROCEDURE)
        today = _today(console)
        ticked = ticked_of(request.query_params, today)
        sheet = sheet_of(procedure, console.law, console.ward, today, handed_in=ticked.handed_in)
        values = _shown(console, sheet, ticked, who, today)
        is_part = request.headers.get("hx-target") == "verdict"
        template = "counter_verdict.html" if is_part else "counter_sheet.html"
        return console.pages.page(template, who, request=request, **_WORDS, **values)

    router.include_router(slips_router(console))
    return router


def readable(console: Console, code: str, audience: Audience) -> Procedure | None:
    """Return a procedure that somebody may see."""
    found = console.records.procedure(code)
    return found if found and found.audience in audience.may_read() else None


def _shown(
    console: Console, sheet: Sheet, ticked: Ticked, who: SignedIn, today: date
) -> dict[str, Any]:
    """Return what the sheet's template names."""
    verdict, way = dossier(sheet, ticked)
    procedure, papers = sheet.procedure, papers_of(sheet.procedure)
    is_public = procedure.audience is Audience.PUBLIC and sheet.is_usable
    successor = procedure.replaced_by or ""
    return {
        "sheet": sheet,
        "procedure": procedure,
        "papers": papers,
        "verdict": verdict,
        "way": way,
        "ticked": ticked,
        "replies": ticked.replies,
        "by_channel": _by_channel(papers),
        "address": address_of(ticked),
        "today": today,
        "is_doubtful": any(each.kind == "doubtful" for each in sheet.warnings),
        "can_give": is_public,
        "successor": successor if readable(console, successor, who.audience) else "",
        "neighbours": [
            near for each in procedure.distinguish
            if (near := readable(console, each.code, who.audience))
        ],
        "legal": [legal_line(each, console.law, today) for each in procedure.legal_basis],
        "copies": _copies(console, sheet, today),
    }  # fmt: skip


def _by_channel(papers: Papers) -> set[str]:
    """Return the keys of the groups that the way of handing in decides, not the resident."""
    return {group.key for group in papers.groups if reply_of_channel(group, Channel.COUNTER)}


def _copies(console: Console, sheet: Sheet, today: date) -> list[_Copy]:
    """Return answers as residents get them, with their sources."""
    if not sheet.is_usable:
        return []
    national = console.records.procedure(sheet.procedure.code) or sheet.procedure
    copies = []
    for aspect, title in _COPIED.items():
        answer = compose.procedure_answer(
            national, aspect, "", today, law=console.law, home=console.ward
        )
        text = "\n\n".join(piece.plain for piece in render(replace(answer, more=()), _WHOLE))
        copies.append(_Copy(id=f"chep-{aspect or 'chung'}", title=title, text=text))
    return copies


def _problem(console: Console, request: Request, who: SignedIn, problem: str) -> Response:
    return console.pages.page("problem.html", who, request=request, status=404, problem=problem)


def _today(console: Console) -> date:
    return console.now().astimezone(VIETNAM).date()
