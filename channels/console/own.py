"""The page of one's own account: password, and the browsers in which one is signed in."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.staff import link, own, sessions, sign_in
from bot.staff.passwords import SHORTEST, check_password, hash_password, password_fault
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from channels.console.access import MOST_BYTES, OWN_PASSWORD
from channels.console.console import Console
from channels.console.words import ROLES

OWN = "/canbo/toi"
_WRONG = "Mật khẩu hiện tại chưa đúng, hoặc đã sai quá nhiều lần. Chờ ít phút rồi thử lại."
_NOT_THE_SAME = "Hai lần nhập mật khẩu mới khác nhau. Nhập lại giúp."
_SAME_AS_OLD = "Mật khẩu mới phải khác mật khẩu đang dùng."
_DONE = {
    "mat-khau": "Đã đổi mật khẩu. Các trình duyệt khác đã bị đăng xuất.",
    "thoat": "Đã đăng xuất ở các trình duyệt khác.",
}

Password = Annotated[str, Form(max_length=500)]


def own_router(console: Console) -> APIRouter:
    """Return the routes of one's own account."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    access, store = console.access, console.store
    me = Depends(access.needs(Right.OWN_ACCOUNT))
    even_with_given = Depends(access.own_password())
    # As at the door: 64 MiB and a processor each.
    one_at_a_time = asyncio.Lock()

    @router.get(OWN)
    async def show(request: Request, who: SignedIn = me, xong: str = "") -> Response:
        found, chats = await store.run(
            lambda s: (
                sessions.of_staff(s, who.staff_id, now=access.now()),
                len(link.links_of(s, [who.staff_id])),
            )
        )
        return console.pages.page(
            "own.html",
            who,
            request=request,
            roles=[ROLES[role] for role in sorted(who.roles)],
            sessions=found,
            chats=chats,
            done=_DONE.get(xong, ""),
        )

    @router.post(f"{OWN}/thoat")
    async def sign_out_elsewhere(who: SignedIn = me) -> Response:
        await store.run(lambda s: own.end_others(s, who, now=access.now()))
        return RedirectResponse(f"{OWN}?xong=thoat", 303)

    @router.get(OWN_PASSWORD)
    async def ask(request: Request, who: SignedIn = even_with_given) -> Response:
        return _password_page(console, request, who)

    @router.post(OWN_PASSWORD)
    async def change(
        request: Request,
        who: SignedIn = even_with_given,
        old: Password = "",
        new: Password = "",
        again: Password = "",
    ) -> Response:
        fault = _fault(console, who, old=old, new=new, again=again)
        if fault is not None:
            return _password_page(console, request, who, problem=fault)
        async with one_at_a_time:
            tried = await store.run(lambda s: sign_in.begin_try(s, who.login, now=access.now()))
            kept = tried.password_hash if tried.may_succeed else None
            verdict = await asyncio.to_thread(check_password, kept, old)
            is_proved = await store.run(
                lambda s: sign_in.is_proved(s, tried, verdict, now=access.now())
            )
            if not is_proved:
                return _password_page(console, request, who, problem=_WRONG)
            new_hash = await asyncio.to_thread(hash_password, new)
        cookie = await store.run(lambda s: own.change_password(s, who, new_hash, now=access.now()))
        reply = RedirectResponse(f"{OWN}?xong=mat-khau", 303)
        access.set_cookie(reply, cookie)
        return reply

    return router


def _fault(console: Console, who: SignedIn, *, old: str, new: str, again: str) -> str | None:
    if new != again:
        return _NOT_THE_SAME
    if new == old:
        return _SAME_AS_OLD
    return password_fault(new, about=(who.login, who.name, who.unit, console.ward.name))


def _password_page(
    console: Console, request: Request, who: SignedIn, *, problem: str = ""
) -> Response:
    return console.pages.page(
        "own_password.html",
        who,
        request=request,
        status=422 if problem else 200,
        problem=problem,
        shortest=SHORTEST,
    )
