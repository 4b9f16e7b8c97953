"""Give a resident a sheet: as PDF, behind a link with a QR code, or into a conversation."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

import segno
from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from bot.counter import links
from bot.counter.links import Kept
from bot.counter.sheet import sheet_of
from bot.counter.slip import NotForResidents, Slip, Ticked, dossier, slip_of
from bot.counter.slip_pdf import slip_pdf
from bot.handover_states import IllegalMove
from bot.opening import VIETNAM
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.wording import day
from channels.console.console import Console
from channels.console.counter_state import ticked_of
from channels.headers import HEADERS
from knowledge.types import Audience

_TOKEN_LONGEST = 100
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_NOT_GIVEN = (
    "Không lập phiếu cho thủ tục này: thủ tục chỉ dành cho cán bộ, nguồn ghi lỗi, "
    "hoặc không còn nữa."
)
_GONE = "Phiếu này đã hết hạn hoặc không có. Anh/chị hỏi lại quầy một cửa."
_NOT_HELD = "Hội thoại này không còn ở anh/chị, nên chưa gửi được. Nhận lại hội thoại rồi gửi."
CHANNELS = {
    "web": "trang chat",
    "telegram": "Telegram",
    "zalo_oa": "Zalo OA",
    "zalo_bot": "Zalo Bot",
}


def slips_router(console: Console) -> APIRouter:
    """Return the routes that make sheets, and the two that anybody may open."""
    router = APIRouter(include_in_schema=False)
    clerk = Depends(console.access.needs(Right.COUNTER_TOOLS))
    holder = Depends(console.access.needs(Right.CONVERSATIONS))

    @router.get("/canbo/quay/{code}/phieu.pdf")
    async def pdf(request: Request, code: str, who: SignedIn = clerk) -> Response:
        today = _today(console)
        slip = _slip(console, code, ticked_of(request.query_params, today), made_on=today)
        return await _as_pdf(slip) if slip else _problem(console, request, who, _NOT_GIVEN)

    @router.post("/canbo/quay/{code}/phieu")
    async def make(request: Request, code: str, who: SignedIn = clerk) -> Response:
        today = _today(console)
        ticked = ticked_of(request.query_params, today)
        if _slip(console, code, ticked, made_on=today) is None:
            return _problem(console, request, who, _NOT_GIVEN)
        # On another day what is due is still counted from this one.
        kept = replace(ticked, handed_in=ticked.handed_in or today)
        now = console.access.now()
        token = await console.store.run(lambda s: links.keep(s, code, kept, who.login, now=now))
        return RedirectResponse(f"/canbo/quay/{code}/phieu/{token}", 303)

    @router.get("/canbo/quay/{code}/phieu/{token}")
    async def hand_out(
        request: Request, code: str, token: str, da_gui: int | None = None, who: SignedIn = clerk
    ) -> Response:
        kept = await _kept(console, token)
        slip = _of(console, kept)
        if kept is None or slip is None:
            return _problem(console, request, who, _GONE)
        may_send = Right.CONVERSATIONS in who.rights
        held = await console.store.run(lambda s: links.held_by(s, who.login)) if may_send else []
        address = _address(console, request, token)
        return console.pages.page(
            "counter_slip.html",
            who,
            request=request,
            slip=slip,
            kept=kept,
            address=address,
            qr=segno.make(address, error="m").svg_data_uri(scale=6, border=3),
            is_reachable=urlsplit(address).hostname not in _LOOPBACK,
            held=held,
            channels=CHANNELS,
            sent=da_gui,
            ends=day(kept.ends_at.astimezone(VIETNAM)),
        )

    @router.post("/canbo/quay/{code}/phieu/{token}/gui")
    async def send(
        request: Request,
        code: str,
        token: str,
        handover_id: Annotated[int, Form()],
        who: SignedIn = holder,
    ) -> Response:
        kept = await _kept(console, token)
        slip = _of(console, kept)
        if kept is None or slip is None:
            return _problem(console, request, who, _GONE)
        text = links.message(
            slip.name,
            _address(console, request, token),
            _missing(console, kept),
            kept.ends_at.astimezone(VIETNAM),
        )
        now = console.now()
        try:
            await console.store.run(lambda s: links.send(s, handover_id, who.login, text, now=now))
        except IllegalMove:
            return _problem(console, request, who, _NOT_HELD, status=409)
        return RedirectResponse(f"/canbo/quay/{code}/phieu/{token}?da_gui={handover_id}", 303)

    @router.get("/phieu/{token}")
    async def open_slip(token: str) -> Response:
        kept = await _kept(console, token)
        slip = _of(console, kept)
        return _public(console, "slip.html", slip, token=token, problem="" if slip else _GONE)

    @router.get("/phieu/{token}/phieu.pdf")
    async def open_pdf(token: str) -> Response:
        slip = _of(console, await _kept(console, token))
        if slip is None:
            return _public(console, "slip.html", None, token="", problem=_GONE)
        return await _as_pdf(slip)

    return router


async def _kept(console: Console, token: str) -> Kept | None:
    if len(token) > _TOKEN_LONGEST:
        return None
    # As sessions do, links end by the true clock.
    now = console.access.now()
    return await console.store.run(lambda s: links.opened(s, token, now=now))


def _of(console: Console, kept: Kept | None) -> Slip | None:
    """Return the sheet behind a link, from what is known now; None if it may not be given out."""
    if kept is None:
        return None
    made_on = kept.made_at.astimezone(VIETNAM).date()
    return _slip(console, kept.code, kept.ticked, made_on=made_on)


def _slip(console: Console, code: str, ticked: Ticked, *, made_on: date) -> Slip | None:
    """Return a sheet of a procedure that everybody may read, whoever makes it."""
    procedure = console.records.procedure(code)
    if procedure is None or procedure.audience not in Audience.PUBLIC.may_read():
        return None
    try:
        return slip_of(
            procedure,
            ticked,
            law=console.law,
            ward=console.ward,
            today=_today(console),
            made_on=made_on,
        )
    except NotForResidents:
        return None


def _missing(console: Console, kept: Kept) -> int:
    procedure = console.records.procedure(kept.code)
    if procedure is None:
        return 0
    sheet = sheet_of(procedure, console.law, console.ward, _today(console))
    verdict, _ = dossier(sheet, kept.ticked)
    # To who has brought nothing the list is what to bring, not what is missing.
    return len(verdict.missing) if verdict.brought else 0


async def _as_pdf(slip: Slip) -> Response:
    body = await asyncio.to_thread(slip_pdf, slip)
    headers = {
        "Content-Disposition": f'inline; filename="phieu-{slip.code}.pdf"',
        "Cache-Control": "no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(body, media_type="application/pdf", headers=headers)


def _public(
    console: Console, template: str, slip: Slip | None, *, token: str, problem: str
) -> Response:
    html = console.pages.html(
        template, ward=console.ward, slip=slip, token=token, problem=problem, date=day
    )
    # Whoever has the link can open it; nobody else shall find it.
    headers = {**HEADERS, "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
    return HTMLResponse(html, 200 if slip else 404, headers)


def _problem(
    console: Console, request: Request, who: SignedIn, problem: str, *, status: int = 404
) -> Response:
    return console.pages.page("problem.html", who, request=request, status=status, problem=problem)


def _address(console: Console, request: Request, token: str) -> str:
    """Return the link as a resident's phone opens it."""
    base = console.public_url or str(request.base_url)
    return f"{base.rstrip('/')}/phieu/{token}"


def _today(console: Console) -> date:
    return console.now().astimezone(VIETNAM).date()
