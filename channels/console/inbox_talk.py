"""The page of one conversation, also as it is after something that could not be done."""

import secrets
from collections.abc import Callable

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from bot import desk_marks
from bot.conversations import Conversation
from bot.desk_marks import talk_topic
from bot.forwarding import MAX_NOTE, Colleague, colleagues
from bot.handover import MAX_WORDS, SILENCE
from bot.handover_states import IllegalMove, State
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.store.models import HandoverRow
from bot.suggest import suggest
from bot.talk import Talk, last_question, read_talk
from channels.console import inbox_words as words
from channels.console.console import Console
from channels.console.live import END
from channels.console.looks import Looks, note_look

LIST = "/canbo/cho"


class TalkPages:
    """The page of one conversation, also as it is after something that could not be done."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._looks = Looks(console.store)

    async def show(
        self,
        request: Request,
        who: SignedIn,
        id: int,
        *,
        problem: str = "",
        said: str = "",
        text: str = "",
        note: str = "",
        token: str = "",
        explains: bool = False,
    ) -> Response:
        """Return the page, 422 with a problem; `explains`: 409, and why something was refused."""

        def read(session: Session) -> tuple[Talk | None, str, list[Colleague]]:
            return (
                read_talk(session, id, may_read=who.audience.may_read()),
                desk_marks.talk_mark(session, id),
                colleagues(session, Right.CONVERSATIONS),
            )

        console = self._console
        talk, mark, people = await console.store.run(read)
        if talk is None:
            return console.pages.page(
                "problem.html", who, request=request, status=404, problem=words.GONE
            )
        await self.note_look(who, id)
        is_mine = talk.state is State.HELD and talk.taken_by == who.login
        if explains and not (is_mine and problem):
            problem = words.why_not(talk, who.login)
        return console.pages.page(
            "inbox_talk.html",
            who,
            request=request,
            status=409 if explains else 422 if problem else 200,
            talk=talk,
            mark=mark,
            is_mine=is_mine,
            colleagues=[each for each in people if each.login != who.login],
            units=list(dict.fromkeys(each.unit for each in people if each.unit)),
            hours=words.hours_line(console.ward, console.now()),
            problem=problem,
            said=said,
            text=text,
            note=note,
            token=token or secrets.token_urlsafe(16),
            most=MAX_WORDS,
            silence=SILENCE.seconds // 60,
            most_note=MAX_NOTE,
            words=words,
            end=END,
            topic=talk_topic(id),
        )

    async def note_look(self, who: SignedIn, id: int) -> None:
        """Write down that somebody looks at the conversation."""
        now = self._console.now()
        await self._looks.note(who, "handover.look", f"handover:{id}", now=now)

    async def moved(
        self,
        request: Request,
        who: SignedIn,
        id: int,
        work: Callable[[Session], None],
        *,
        to: str = "",
        problem: str = "",
        text: str = "",
        note: str = "",
        token: str = "",
    ) -> Response:
        """Do it and go on; or show how the conversation stands, with what was typed."""
        try:
            await self._console.store.run(work)
        except IllegalMove:
            return await self.show(
                request,
                who,
                id,
                problem=problem,
                text=text,
                note=note,
                token=token,
                explains=True,
            )
        return RedirectResponse(to or f"{LIST}/{id}", 303)

    async def drafted(
        self, request: Request, who: SignedIn, id: int, *, before: str, token: str
    ) -> Response:
        """Return the page with the assistant's draft in the box, behind what was typed."""
        console = self._console

        def begin(session: Session) -> tuple[str, Conversation] | None:
            row = session.get(HandoverRow, id)
            if row is None or (row.state, row.taken_by) != (State.HELD, who.login):
                raise IllegalMove("a draft is for who has the conversation")
            note_look(session, who.login, "handover.suggest", f"handover:{id}", now=console.now())
            return last_question(session, id)

        try:
            asked = await console.store.run(begin)
        except IllegalMove:
            return await self.show(request, who, id, text=before, token=token, explains=True)
        if asked is None:
            return await self.show(
                request, who, id, said=words.NO_QUESTION, text=before, token=token
            )
        drafted = await suggest(console.reception.assistant, console.records, *asked)
        if drafted.answer is None:
            return await self.show(request, who, id, said=words.NO_DRAFT, text=before, token=token)
        parts = (before, words.draft_text(drafted.answer))
        text = "\n\n".join(part for part in parts if part)
        return await self.show(request, who, id, said=words.DRAFTED, text=text, token=token)
