"""The pages of hand-overs: who waits, one conversation, and what a person does with it."""

import hashlib
import re
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy.orm import Session

from bot import desk_marks, handover
from bot.desk_lists import desk_lists
from bot.desk_marks import QUEUE, talk_topic
from bot.forwarding import MAX_NOTE, Whom, forward
from bot.handover import MAX_WORDS
from bot.handover_states import IllegalMove, State
from bot.photos import photo_path
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.store.engine import StoreUnavailable
from bot.store.models import HandoverRow
from bot.talk import photo_of
from channels.console import inbox_words as words
from channels.console.access import MOST_BYTES
from channels.console.console import Console
from channels.console.forms import typed
from channels.console.inbox_talk import LIST, TalkPages
from channels.console.live import END, Live
from channels.console.pages import HEADERS

# No database counts further.
RowId = Annotated[int, Path(ge=1, le=2**63 - 1)]
MaybeId = Annotated[int, Query(ge=0, le=2**63 - 1)]
_TOKEN = re.compile(r"[A-Za-z0-9_-]{8,64}")


def inbox_router(console: Console, live: Live) -> APIRouter:
    """Return the routes under /canbo/cho."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    may = Depends(console.access.needs(Right.CONVERSATIONS))
    pages = TalkPages(console)

    @router.get(LIST)
    async def lists(request: Request, cua: str = "", who: SignedIn = may) -> Response:
        found, mark = await console.store.run(
            lambda s: (desk_lists(s, login=who.login, unit=who.unit), desk_marks.queue_mark(s))
        )
        return console.pages.page(
            "inbox.html",
            who,
            request=request,
            lists=found,
            mark=mark,
            only_mine=cua == "toi",
            hours=words.hours_line(console.ward, console.now()),
            words=words,
            end=END,
            topic=QUEUE,
        )

    @router.get(f"{LIST}/tin")
    async def news(
        request: Request, dau: str = "", cuoc: MaybeId = 0, who: SignedIn = may
    ) -> Response:
        topic = talk_topic(cuoc) if cuoc else QUEUE
        shown = request.headers.get("last-event-id", dau)
        return live.response(who, topic, Right.CONVERSATIONS, shown=shown)

    @router.get(f"{LIST}/{{id}}")
    async def talk(request: Request, id: RowId, who: SignedIn = may) -> Response:
        return await pages.show(request, who, id)

    @router.get(f"{LIST}/{{id}}/anh/{{message_id}}")
    async def photo(id: RowId, message_id: RowId, who: SignedIn = may) -> Response:
        name = await console.store.run(lambda s: photo_of(s, id, message_id))
        await pages.note_look(who, id)
        return photo_response(console, name)

    @router.post(f"{LIST}/{{id}}/nhan")
    async def take(request: Request, id: RowId, who: SignedIn = may) -> Response:
        def work(session: Session) -> None:
            row = session.get(HandoverRow, id)
            # A second click is no second wish.
            if row is None or (row.state, row.taken_by) != (State.HELD, who.login):
                handover.take(session, id, who.login, now=console.now())

        return await pages.moved(request, who, id, work)

    @router.post(f"{LIST}/{{id}}/nhan-thay")
    async def take_over(request: Request, id: RowId, who: SignedIn = may) -> Response:
        from_whom = await typed(request, "tu")

        def work(session: Session) -> None:
            row = session.get(HandoverRow, id)
            if row and row.state == State.HELD and row.taken_by == who.login:
                return
            if row is None or row.taken_by != from_whom:
                raise IllegalMove("another person has it than was confirmed")
            handover.take_over(session, id, who.login, now=console.now())

        return await pages.moved(request, who, id, work)

    @router.post(f"{LIST}/{{id}}/tra-loi")
    async def reply(request: Request, id: RowId, who: SignedIn = may) -> Response:
        text, token = await typed(request, "loi"), await typed(request, "ma")
        token = token if _TOKEN.fullmatch(token) else ""
        problem = "" if text else words.NO_WORDS
        if len(text) > MAX_WORDS:
            problem = words.TOO_LONG.format(count=len(text), most=MAX_WORDS)
        if problem:
            return await pages.show(request, who, id, problem=problem, text=text, token=token)

        def work(session: Session) -> None:
            once = _once(token, text)
            handover.say(session, id, who.login, text, now=console.now(), once=once)

        try:
            return await pages.moved(request, who, id, work, text=text, token=token)
        except StoreUnavailable:
            return console.pages.page(
                "inbox_unsent.html",
                who,
                request=request,
                status=503,
                id=id,
                text=text,
                token=token,
            )

    @router.post(f"{LIST}/{{id}}/tra-lai")
    async def give_back(request: Request, id: RowId, who: SignedIn = may) -> Response:
        work = partial(handover.give_back, handover_id=id, staff=who.login, now=console.now())
        return await pages.moved(request, who, id, work, to=LIST)

    @router.post(f"{LIST}/{{id}}/chuyen")
    async def pass_on(request: Request, id: RowId, who: SignedIn = may) -> Response:
        kind, _, whom = (await typed(request, "cho")).partition(":")
        note = await typed(request, "ghi-chu")
        if len(note) > MAX_NOTE:
            problem = words.NOTE_TOO_LONG.format(count=len(note), most=MAX_NOTE)
            return await pages.show(request, who, id, problem=problem, note=note)
        work = partial(
            forward,
            handover_id=id,
            staff=who.login,
            whom=Whom(login=whom) if kind == "nguoi" else Whom(unit=whom),
            note=note,
            opening=console.ward.opening,
            now=console.now(),
        )
        return await pages.moved(
            request, who, id, work, to=LIST, note=note, problem=words.NOBODY_CHOSEN
        )

    @router.post(f"{LIST}/{{id}}/goi-y")
    async def draft(request: Request, id: RowId, who: SignedIn = may) -> Response:
        before, token = await typed(request, "loi"), await typed(request, "ma")
        return await pages.drafted(
            request, who, id, before=before, token=token if _TOKEN.fullmatch(token) else ""
        )

    return router


def photo_response(console: Console, name: str | None) -> Response:
    """Return a kept picture, for this browser alone and for now; 404 if there is none."""
    path = photo_path(name, console.data_dir / "photos") if name else None
    if path is None or not path.is_file():
        return Response(status_code=404, headers=HEADERS)
    headers = HEADERS | {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    return FileResponse(path, media_type="image/jpeg", headers=headers)


def _once(token: str, text: str) -> str:
    """Return what is the same for the same words of the same form; empty without a token."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"desk:{token}:{digest}" if token else ""
