"""The page of one report, also as it is after something that could not be done."""

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from bot.forwarding import colleagues
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.tickets.categories import title
from bot.tickets.report import Report, read_report
from bot.tickets.types import IllegalMove, UnknownTicket
from channels.console import ticket_words as words
from channels.console.console import Console
from channels.console.looks import Looks
from channels.console.pages import moment

BOARD = "/canbo/phan-anh"


class Changed(Exception):
    """Somebody else has changed the report since the form's page was made."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The form of what the resident is told of, as it was filled in."""

    deed: str = ""
    unit: str = ""
    note: str = ""
    last_event: int = 0
    """The last change that its page showed."""


_EMPTY = Filled()


class TicketPages:
    """Shows a report, asks before its resident is told something, does it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._looks = Looks(console.store)

    async def read(self, who: SignedIn, code: str) -> tuple[Report, list[str]] | None:
        """Return the report and the units that it can go to; None: there is no such report."""
        console = self._console

        def read(session: Session) -> tuple[Report, list[str]] | None:
            found = read_report(
                session, code, login=who.login, ward=console.ward, now=console.now()
            )
            if found is None:
                return None
            ward = console.ward
            units = [route.unit for route in ward.routes] + [ward.tickets.unit]
            units += [each.unit for each in colleagues(session, Right.TICKETS)]
            return found, sorted({*units, found.ticket.unit} - {""})

        return await console.store.run(read)

    def none(self, request: Request, who: SignedIn) -> Response:
        """Return that there is no such report."""
        return self._console.pages.page(
            "problem.html", who, request=request, status=404, problem=words.NONE
        )

    async def show(
        self,
        request: Request,
        who: SignedIn,
        code: str,
        *,
        filled: Filled = _EMPTY,
        problem: str = "",
        status: int = 422,
        noted: str = "",
        phone: str | None = None,
    ) -> Response:
        """Return the page of a report; with a problem its status, and what was typed."""
        found = await self.read(who, code)
        if found is None:
            return self.none(request, who)
        report, units = found
        await self.note_look(who, code)
        return self._console.pages.page(
            "ticket.html",
            who,
            request=request,
            status=status if problem else 200,
            report=report,
            ticket=report.ticket,
            units=units,
            deeds=words.DEEDS[report.state],
            filled=filled,
            problem=problem,
            noted=noted,
            phone=phone,
            title=title,
            words=words,
        )

    async def note_look(self, who: SignedIn, code: str) -> None:
        """Write down that somebody looks at the report."""
        await self._looks.note(who, "ticket.look", code, now=self._console.now())

    async def problem_of(self, who: SignedIn, code: str, filled: Filled) -> str:
        """Return what is missing or too much in the form; empty: nothing."""
        found = await self.read(who, code)
        deed = words.deed_of(None, filled.deed)
        if found is None or deed is None:
            return words.NOT_NOW if found else ""
        _, units = found
        if len(filled.note) > words.MOST:
            return words.TOO_LONG.format(count=len(filled.note), most=words.MOST)
        if deed.asks_unit and filled.unit not in units:
            return words.NO_UNIT
        return ""

    async def preview(self, request: Request, who: SignedIn, code: str, filled: Filled) -> Response:
        """Show what the resident would be told, to be sent or put right."""
        found = await self.read(who, code)
        if found is None:
            return self.none(request, who)
        report, _ = found
        deed = words.deed_of(report.state, filled.deed)
        problem = "" if deed else words.NOT_NOW
        problem = problem or await self.problem_of(who, code, filled)
        if deed and deed.needs_note and not filled.note:
            problem = problem or words.NO_NOTE
        if deed is words.ASSIGN and report.state is deed.leads_to:
            problem = problem or (words.SAME_UNIT if filled.unit == report.ticket.unit else "")
        if problem or deed is None:
            return await self.show(request, who, code, filled=filled, problem=problem)
        unit = filled.unit if deed.asks_unit else report.ticket.unit
        return self._console.pages.page(
            "ticket_confirm.html",
            who,
            request=request,
            report=report,
            deed=deed,
            filled=filled,
            told=words.told(code, report.state, deed, unit, filled.note),
            words=words,
        )

    async def done(
        self,
        request: Request,
        who: SignedIn,
        code: str,
        work: Callable[[Session], None],
        *,
        filled: Filled = _EMPTY,
        problem: str = words.NOT_NOW,
    ) -> Response:
        """Do it and go on; or show how the report stands, with what was typed."""
        try:
            await self._console.store.run(work)
        except UnknownTicket:
            return self.none(request, who)
        except Changed:
            problem = await self._changed(who, code)
        except IllegalMove:
            pass
        else:
            return RedirectResponse(f"{BOARD}/{code}", 303)
        return await self.show(request, who, code, filled=filled, problem=problem, status=409)

    async def _changed(self, who: SignedIn, code: str) -> str:
        found = await self.read(who, code)
        if found is None:
            return words.NONE
        report, _ = found
        by = words.BY.get(report.last_by, report.last_by)
        state = words.STATES[report.state]
        at = moment(report.ticket.updated_at)
        return words.CHANGED.format(by=by, state=state, at=at)
