"""The page of one's own calendars and reminders, and the addresses that calendar programs read."""

import asyncio

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse

from bot.plan_calendar import calendar_of, make, of_staff, open_address, revoke
from bot.plan_items import is_of_place, items_of, readable, units_of
from bot.plan_reminders import CHOICES, USUAL, chats_of, set_wish, wish_of
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from channels.console.console import Console
from channels.console.plans import PLANS, gone, plan_for
from channels.console.plans_form import count_of, text_of

OWN = f"{PLANS}/lich-va-nhac-han"
FEED = "/canbo/lich"
# The address is a secret: it must not stay in a proxy, nor be found by a search engine.
_HEADERS = {
    "Cache-Control": "private, no-store",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Content-Disposition": 'inline; filename="ke-hoach.ics"',
}


def calendar_router(console: Console) -> APIRouter:
    """Return the routes of calendars and reminders; to be asked before those of a plan."""
    router = APIRouter()
    reader = Depends(console.access.needs(Right.PLANS))

    @router.get(OWN, include_in_schema=False)
    async def own(request: Request, who: SignedIn = reader) -> Response:
        return await _own(console, request, who)

    @router.post(f"{OWN}/nhac", include_in_schema=False)
    async def choose(request: Request, who: SignedIn = reader) -> Response:
        form = await request.form()
        days = [count_of(text_of(each)) for each in form.getlist("ngay")]
        await console.store.run(
            lambda s: set_wish(
                s, days, staff_id=who.staff_id, login=who.login, now=console.access.now()
            )
        )
        return RedirectResponse(OWN, 303)

    @router.post(f"{OWN}/thu-hoi", include_in_schema=False)
    async def take_back(request: Request, who: SignedIn = reader) -> Response:
        form = await request.form()
        wanted = count_of(text_of(form.get("lich")))
        is_gone = await console.store.run(
            lambda s: revoke(
                s,
                wanted,
                staff_id=who.staff_id,
                login=who.login,
                now=console.access.now(),
            )
        )
        return RedirectResponse(OWN, 303) if is_gone else gone(console, request, who)

    @router.post(PLANS + "/{plan_id}/don-vi/{unit}/lich", include_in_schema=False)
    async def make_address(
        request: Request, plan_id: str, unit: str, who: SignedIn = reader
    ) -> Response:
        plan = await plan_for(console, who, plan_id)
        name = units_of(items_of(plan)).get(unit) if plan else None
        if plan is None or name is None or not is_of_place(plan, console.ward.name):
            return gone(console, request, who)
        token = await console.store.run(
            lambda s: make(
                s,
                staff_id=who.staff_id,
                login=who.login,
                place=plan.place,
                unit=name,
                now=console.access.now(),
            )
        )
        # Shown once, by the answer itself: nobody can be sent to a page that shows it.
        base = console.public_url.rstrip("/") or str(request.base_url).rstrip("/")
        return await _own(console, request, who, made=(name, f"{base}{FEED}/{token}.ics"))

    @router.get(FEED + "/{token}.ics", include_in_schema=False)
    async def feed(token: str) -> Response:
        opened = await console.store.run(lambda s: open_address(s, token))
        if opened is None:
            return Response(status_code=404, headers=_HEADERS)
        plans = readable(await asyncio.to_thread(console.records.plans), opened.audience)
        page = f"{console.public_url.rstrip('/')}{PLANS}" if console.public_url else ""
        body = await console.store.run(
            lambda s: calendar_of(
                s,
                plans,
                place=opened.place,
                unit=opened.unit,
                today=console.now().date(),
                page=page,
            )
        )
        return Response(body, media_type="text/calendar; charset=utf-8", headers=_HEADERS)

    return router


async def _own(
    console: Console, request: Request, who: SignedIn, *, made: tuple[str, str] | None = None
) -> Response:
    calendars, wish, chats = await console.store.run(
        lambda s: (of_staff(s, who.staff_id), wish_of(s, who.staff_id), chats_of(s, who.staff_id))
    )
    return console.pages.page(
        "plans_own.html",
        who,
        request=request,
        calendars=calendars,
        wish=wish,
        usual=USUAL,
        choices=CHOICES,
        chats=len(chats),
        made=made,
    )
