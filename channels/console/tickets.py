"""The board of residents' reports: by state, filtered, the own unit first."""

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from bot.desk_lists import names
from bot.desk_marks import TICKETS, tickets_mark
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.tickets.board import Board, Wanted, board
from bot.tickets.categories import categories, title
from bot.tickets.types import State
from channels.console import ticket_words as words
from channels.console.access import MOST_BYTES
from channels.console.console import Console
from channels.console.live import END, Live

BOARD = "/canbo/phan-anh"
# In each state; the filter finds the others.
_SHOWN = 100
_LONGEST = 200


def tickets_router(console: Console, live: Live) -> APIRouter:
    """Return the board's routes."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    may = Depends(console.access.needs(Right.TICKETS))

    @router.get(BOARD)
    async def show(
        request: Request,
        don_vi: str = "",
        linh_vuc: str = "",
        tim: str = "",
        qua_han: str = "",
        cua: str = "",
        who: SignedIn = may,
    ) -> Response:
        wanted = Wanted(
            unit=don_vi,
            category=linh_vuc,
            text=tim[:_LONGEST],
            is_overdue=bool(qua_han),
            assignee=who.login if cua == "toi" else "",
        )

        def read(session: Session) -> tuple[Board, str, dict[str, str]]:
            found = board(session, wanted, own_unit=who.unit, ward=console.ward, now=console.now())
            return found, tickets_mark(session), names(session)

        found, mark, named = await console.store.run(read)
        return console.pages.page(
            "tickets.html",
            who,
            request=request,
            board=found,
            wanted=wanted,
            mark=mark,
            named=named,
            query=request.url.query,
            shown=_SHOWN,
            states=tuple(State),
            categories=categories().values(),
            title=title,
            has_time=bool(console.ward.tickets.answer_within),
            days=console.ward.tickets.answer_within,
            words=words,
            end=END,
            topic=TICKETS,
        )

    @router.get(f"{BOARD}/tin")
    async def news(request: Request, dau: str = "", who: SignedIn = may) -> Response:
        shown = request.headers.get("last-event-id", dau)
        return live.response(who, TICKETS, Right.TICKETS, shown=shown)

    return router
