"""The pages of notices to subscribers: write, look at, have approved, follow, stop."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from bot import broadcast
from bot.broadcast import Draft, IllegalStep, State, words_of
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.store.notices import BroadcastRow
from bot.subscriptions import subscribers
from channels import words
from channels.console.console import Console
from channels.console.forms import typed
from channels.reach import NAMES, OA
from channels.rendering import TELEGRAM, ZALO_BOT, ZALO_OA, Style, render

NOTICES = "/canbo/thong-bao"
STATES = {
    State.DRAFT: "Đang viết",
    State.WAITING: "Chờ duyệt",
    State.SENDING: "Đang gửi",
    State.DONE: "Đã gửi xong",
    State.CANCELLED: "Đã dừng",
}
_STYLES: dict[str, Style] = {"telegram": TELEGRAM, OA: ZALO_OA, "zalo_bot": ZALO_BOT}
_GONE = "Không có thông báo này, hoặc người viết đã bỏ."
_ID = Path(ge=1, le=2**62)


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A notice as one channel gets it."""

    name: str
    is_set_up: bool
    subscribers: int
    reachable: int
    pieces: tuple[str, ...]
    hint: str = ""


def broadcast_router(console: Console) -> APIRouter:
    """Return the routes of the list, of a notice, and of each step with it."""
    router = APIRouter()
    writer = Depends(console.access.needs(Right.BROADCAST))
    approver = Depends(console.access.needs(Right.APPROVE_BROADCAST))

    @router.get(NOTICES, include_in_schema=False)
    async def notices(request: Request, who: SignedIn = writer) -> Response:
        return await _list(console, request, who, Draft(title="", text=""))

    @router.post(NOTICES, include_in_schema=False)
    async def write(request: Request, who: SignedIn = writer) -> Response:
        draft, now = await _draft(request), console.access.now()
        try:
            id_ = await console.store.run(
                lambda s: broadcast.write(s, draft, author=who.login, now=now)
            )
        except IllegalStep as error:
            return await _list(console, request, who, draft, problem=error.why)
        return RedirectResponse(f"{NOTICES}/{id_}", 303)

    @router.get(NOTICES + "/{id}", include_in_schema=False)
    async def notice(request: Request, id: int = _ID, who: SignedIn = writer) -> Response:
        return await _page(console, request, who, id)

    @router.post(NOTICES + "/{id}/sua", include_in_schema=False)
    async def change(request: Request, id: int = _ID, who: SignedIn = writer) -> Response:
        draft, now = await _draft(request), console.access.now()
        return await _do(
            console,
            request,
            who,
            id,
            lambda s: broadcast.change(s, id, draft, by=who.login, now=now),
            typed_in=draft,
        )

    @router.post(NOTICES + "/{id}/gui-duyet", include_in_schema=False)
    async def submit(request: Request, id: int = _ID, who: SignedIn = writer) -> Response:
        now = console.access.now()
        return await _do(
            console, request, who, id, lambda s: broadcast.submit(s, id, by=who.login, now=now)
        )

    @router.post(NOTICES + "/{id}/bo", include_in_schema=False)
    async def discard(request: Request, id: int = _ID, who: SignedIn = writer) -> Response:
        now = console.access.now()
        return await _do(
            console,
            request,
            who,
            id,
            lambda s: broadcast.discard(s, id, by=who.login, now=now),
            to=NOTICES,
        )

    @router.post(NOTICES + "/{id}/dung", include_in_schema=False)
    async def cancel(request: Request, id: int = _ID, who: SignedIn = writer) -> Response:
        now = console.access.now()
        return await _do(
            console, request, who, id, lambda s: broadcast.cancel(s, id, by=who.login, now=now)
        )

    @router.post(NOTICES + "/{id}/duyet", include_in_schema=False)
    async def approve(
        request: Request, id: int = _ID, lan: int = Form(ge=1), who: SignedIn = approver
    ) -> Response:
        now = console.access.now()
        return await _do(
            console,
            request,
            who,
            id,
            lambda s: broadcast.approve(s, id, lan, by=who.login, reachable=console.reach, now=now),
        )

    @router.post(NOTICES + "/{id}/tra-lai", include_in_schema=False)
    async def send_back(request: Request, id: int = _ID, who: SignedIn = approver) -> Response:
        note, now = await typed(request, "ly-do"), console.access.now()
        return await _do(
            console,
            request,
            who,
            id,
            lambda s: broadcast.send_back(s, id, note, by=who.login, now=now),
        )

    return router


async def _draft(request: Request) -> Draft:
    return Draft(
        title=await typed(request, "tieu-de"),
        text=await typed(request, "noi-dung"),
        urgent_reason=await typed(request, "khan"),
    )


async def _list(
    console: Console, request: Request, who: SignedIn, draft: Draft, *, problem: str = ""
) -> Response:
    def look(session: Session) -> list[tuple[BroadcastRow, broadcast.Standing]]:
        return [(row, broadcast.standing_of(session, row)) for row in broadcast.newest(session)]

    rows = await console.store.run(look)
    return console.pages.page(
        "broadcasts.html",
        who,
        request=request,
        status=422 if problem else 200,
        rows=rows,
        draft=draft,
        problem=problem,
        states=STATES,
        **_limits(),
    )


async def _do(
    console: Console,
    request: Request,
    who: SignedIn,
    id: int,
    work: Callable[[Session], object],
    *,
    to: str = "",
    typed_in: Draft | None = None,
) -> Response:
    """Do a step with a notice and go on to its page; what is illegal is said there."""
    try:
        await console.store.run(work)
    except IllegalStep as error:
        return await _page(console, request, who, id, problem=error.why, typed_in=typed_in)
    return RedirectResponse(to or f"{NOTICES}/{id}", 303)


async def _page(
    console: Console,
    request: Request,
    who: SignedIn,
    id: int,
    *,
    problem: str = "",
    typed_in: Draft | None = None,
) -> Response:
    def look(session: Session) -> tuple[BroadcastRow, broadcast.Standing, list[Shown]] | None:
        row = broadcast.find(session, id)
        if row is None:
            return None
        return row, broadcast.standing_of(session, row), _shown(session, console, row)

    found = await console.store.run(look)
    if found is None:
        return console.pages.page("problem.html", who, request=request, status=404, problem=_GONE)
    row, standing, shown = found
    is_own = row.author == who.login
    return console.pages.page(
        "broadcast.html",
        who,
        request=request,
        status=409 if problem else 200,
        row=row,
        draft=typed_in or Draft(title=row.title, text=row.text, urgent_reason=row.urgent_reason),
        standing=standing,
        shown=shown,
        reachable=sum(each.reachable for each in shown),
        problem=problem,
        states=STATES,
        is_own=is_own,
        may_approve=Right.APPROVE_BROADCAST in who.rights and not is_own,
        **_limits(),
    )


def _shown(session: Session, console: Console, row: BroadcastRow) -> list[Shown]:
    """Return the notice as each channel gets it, and how many there can get it now."""
    asked = subscribers(session)
    can = console.reach(session, asked, console.access.now())
    all_of = Counter(each.partition(":")[0] for each in asked)
    now_of = Counter(each.partition(":")[0] for each in can)
    answer = words.said(words_of(row.title, row.text, ward=console.ward.name))
    found = [
        Shown(
            name=NAMES[channel],
            is_set_up=channel in console.reach.channels,
            subscribers=all_of[channel],
            reachable=now_of[channel],
            pieces=tuple(piece.plain for piece in render(answer, style)),
            hint=_hint(console) if channel == OA else "",
        )
        for channel, style in _STYLES.items()
    ]
    web = "Trang web và khung hỏi đáp không gửi được thông báo khi người dân đã đóng trang."
    return [
        *found,
        Shown(
            name=NAMES["web"],
            is_set_up=True,
            subscribers=all_of["web"],
            reachable=0,
            pieces=(),
            hint=web,
        ),
    ]


def _hint(console: Console) -> str:
    if console.reach.oa_may_cost:
        return "Zalo cho gửi tới người đã nhắn trong 7 ngày; sau 48 giờ thì tính phí."
    return "Chỉ gửi tới người đã nhắn trong 48 giờ, vì nơi này không bật tin có phí."


def _limits() -> dict[str, Any]:
    return {
        "max_title": broadcast.MAX_TITLE,
        "max_text": broadcast.MAX_TEXT,
        "max_reason": broadcast.MAX_REASON,
    }
