"""One's own chats on Zalo and Telegram: get a code to link one, see them, unlink them."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from bot.staff import link
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from channels.console.console import Console

HERE = "/canbo/toi/lien-ket"
CHANNELS = {
    "zalo_oa": "Zalo (tài khoản chính thức của phường)",
    "zalo_bot": "Zalo Bot",
    "telegram": "Telegram",
}


def own_links_router(console: Console) -> APIRouter:
    """Return the pages of the chats of whoever is signed in."""
    router = APIRouter(include_in_schema=False)
    me = Depends(console.access.needs(Right.OWN_ACCOUNT))

    @router.get(HERE)
    async def page(request: Request, who: SignedIn = me) -> Response:
        return await _page(console, request, who)

    @router.post(f"{HERE}/ma")
    async def make_code(request: Request, who: SignedIn = me) -> Response:
        code = await asyncio.to_thread(link.new_code)
        now = console.access.now()
        await console.store.run(lambda s: link.keep_code(s, who.staff_id, code, now=now))
        # Not after a redirect: the code is kept nowhere that another request could find it.
        return await _page(console, request, who, code=code.shown)

    @router.post(f"{HERE}/bo")
    async def end(chat: Annotated[str, Form(max_length=200)] = "", who: SignedIn = me) -> Response:
        def work(session: Session) -> None:
            if any(each.conversation_id == chat for each in link.links_of(session, [who.staff_id])):
                link.unlink(session, chat, now=console.access.now())

        await console.store.run(work)
        return RedirectResponse(HERE, 303)

    return router


async def _page(console: Console, request: Request, who: SignedIn, *, code: str = "") -> Response:
    links = await console.store.run(lambda s: link.links_of(s, [who.staff_id]))
    return console.pages.page(
        "own_links.html",
        who,
        request=request,
        links=links,
        code=code,
        channels=CHANNELS,
        minutes=int(link.LASTS.total_seconds() // 60),
    )
