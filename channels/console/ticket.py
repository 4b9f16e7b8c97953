"""What the office does with one report: give it to a unit or a person, answer, close, reopen."""

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.store.models import TicketRow
from bot.tickets.assign import add_note, assign_person, ticket_of, undo_assign
from bot.tickets.change import change
from bot.tickets.report import last_step
from bot.tickets.types import IllegalMove, State, UnknownTicket
from channels.console import ticket_words as words
from channels.console.access import MOST_BYTES
from channels.console.console import Console
from channels.console.forms import typed
from channels.console.inbox import photo_response
from channels.console.looks import note_look
from channels.console.ticket_page import BOARD, Changed, Filled, TicketPages


def ticket_router(console: Console) -> APIRouter:
    """Return the routes of one report."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    may = Depends(console.access.needs(Right.TICKETS))
    pages = TicketPages(console)

    @router.get(f"{BOARD}/{{code}}")
    async def show(request: Request, code: str, who: SignedIn = may) -> Response:
        return await pages.show(request, who, code)

    @router.get(f"{BOARD}/{{code}}/anh")
    async def photo(code: str, who: SignedIn = may) -> Response:
        named = select(TicketRow.photo).where(TicketRow.code == code)
        name = await console.store.run(lambda s: s.scalar(named))
        if name:
            await pages.note_look(who, code)
        return photo_response(console, name)

    @router.post(f"{BOARD}/{{code}}/so")
    async def phone(request: Request, code: str, who: SignedIn = may) -> Response:
        def read(session: Session) -> str:
            number = ticket_of(session, code).phone or ""
            note_look(session, who.login, "ticket.phone", code, now=console.now())
            return number

        try:
            number = await console.store.run(read)
        except UnknownTicket:
            return pages.none(request, who)
        return await pages.show(request, who, code, phone=number)

    @router.post(f"{BOARD}/{{code}}/xem")
    async def preview(request: Request, code: str, who: SignedIn = may) -> Response:
        return await pages.preview(request, who, code, await _filled(request))

    @router.post(f"{BOARD}/{{code}}/doi")
    async def change_state(request: Request, code: str, who: SignedIn = may) -> Response:
        filled = await _filled(request)
        if await typed(request, "sua"):
            return await pages.show(request, who, code, filled=filled)
        if problem := await pages.problem_of(who, code, filled):
            return await pages.show(request, who, code, filled=filled, problem=problem)

        def work(session: Session) -> None:
            ticket = ticket_of(session, code)
            if not _is_done(session, ticket, who, filled):
                _change(session, ticket, who, filled, console)

        return await pages.done(request, who, code, work, filled=filled)

    @router.post(f"{BOARD}/{{code}}/nguoi")
    async def give(request: Request, code: str, who: SignedIn = may) -> Response:
        login = await typed(request, "nguoi")

        def work(session: Session) -> None:
            assign_person(session, code, login, by=who.login, now=console.now())

        return await pages.done(request, who, code, work, problem=words.NOT_THEIRS)

    @router.post(f"{BOARD}/{{code}}/hoan-tac")
    async def undo(request: Request, code: str, who: SignedIn = may) -> Response:
        given = _number(await typed(request, "lan"))

        def work(session: Session) -> None:
            undo_assign(session, code, given, by=who.login, now=console.now())

        return await pages.done(request, who, code, work, problem=words.NOT_UNDONE)

    @router.post(f"{BOARD}/{{code}}/ghi-chu")
    async def note(request: Request, code: str, who: SignedIn = may) -> Response:
        text = await typed(request, "ghi-chu")
        problem = "" if text else words.EMPTY_NOTE
        if len(text) > words.MOST:
            problem = words.TOO_LONG.format(count=len(text), most=words.MOST)
        if problem:
            return await pages.show(request, who, code, problem=problem, noted=text)

        def work(session: Session) -> None:
            add_note(session, code, text, by=who.login, now=console.now())

        return await pages.done(request, who, code, work)

    return router


def _is_done(session: Session, ticket: TicketRow, who: SignedIn, filled: Filled) -> bool:
    """Say whether the form was sent before, as by a second click. Raises Changed."""
    last = last_step(session, ticket.id)
    if last is None or last.id == filled.last_event:
        return False
    deed = words.deed_of(None, filled.deed)
    is_ours = deed is not None and (last.by, last.state, last.note) == (
        who.login,
        deed.leads_to,
        filled.note,
    )
    if is_ours and filled.unit in ("", ticket.unit):
        return True
    raise Changed


def _change(
    session: Session, ticket: TicketRow, who: SignedIn, filled: Filled, console: Console
) -> None:
    deed = words.deed_of(State(ticket.state), filled.deed)
    if deed is None:
        raise IllegalMove("that cannot be done with it now")
    is_moved = deed.asks_unit and filled.unit not in ("", ticket.unit)
    change(
        session,
        ticket.id,
        deed.leads_to,
        by=who.login,
        note=filled.note,
        unit=filled.unit if is_moved else None,
        now=console.now(),
    )


async def _filled(request: Request) -> Filled:
    return Filled(
        deed=await typed(request, "viec"),
        unit=await typed(request, "don-vi"),
        note=await typed(request, "loi"),
        last_event=_number(await typed(request, "thay")),
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
