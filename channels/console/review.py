"""The page where an official has a document reviewed: give it, wait, read, decide, take it away."""

import asyncio
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path as FilePath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from bot.review import kept
from bot.review.kept import Refused, Verdict
from bot.review.kept_files import (
    MAX_BYTES,
    NO_FILE,
    TOO_BIG,
    delete_files,
    keep_upload,
)
from bot.review.kept_result import without
from bot.review.output import findings_json
from bot.review.types import ReviewError
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from channels.console.access import MOST_BYTES, TooLarge
from channels.console.console import Console
from channels.console.forms import typed
from channels.console.pages import HEADERS
from channels.console.review_page import REVIEWS, Opened, ReviewPages
from channels.console.review_queue import Made, ReviewQueue
from channels.console.review_shown import chosen

Token = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Number = Annotated[int, Path(ge=1, le=100_000)]
Filter = Annotated[str, Query(max_length=40)]
# Besides the file: its name, the token, what parts them.
_MOST_BYTES = MAX_BYTES + MOST_BYTES
# What is more than that is refused by the framework, in a line of English.
_MOST_TOLD_BYTES = 1024**3
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def review_router(console: Console) -> APIRouter:
    """Return the routes of the review."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    may = Depends(console.access.needs(Right.REVIEW))
    queue = ReviewQueue(console.store, console.data_dir, now=console.access.now)
    pages = ReviewPages(console=console, queue=queue)
    _add_uploads(router, console, pages)

    @router.get(REVIEWS)
    async def all_of_mine(request: Request, who: SignedIn = may) -> Response:
        return await pages.all_of(request, who)

    @router.get(f"{REVIEWS}/{{token}}")
    async def show(
        request: Request, token: Token, who: SignedIn = may, muc: Filter = "", loai: Filter = ""
    ) -> Response:
        return await pages.show(request, who, token, chosen(muc, loai))

    @router.get(f"{REVIEWS}/{{token}}/tien-do")
    async def progress(
        request: Request, token: Token, who: SignedIn = may, thay: Filter = ""
    ) -> Response:
        return await pages.progress(request, who, token, thay)

    @router.post(f"{REVIEWS}/{{token}}/tach")
    async def part(request: Request, token: Token, who: SignedIn = may) -> Response:
        opened = await pages.opened(who, token)
        if opened is None:
            return pages.none(request, who)
        now, own = console.access.now(), opened.kept.sentences

        def work(session: Session) -> None:
            if row := kept.find(session, token, staff_id=who.staff_id, now=now):
                kept.part(session, row, own, now=now)

        await console.store.run(work)
        return RedirectResponse(f"{REVIEWS}/{token}", 303)

    @router.post(f"{REVIEWS}/{{token}}/xoa")
    async def delete(request: Request, token: Token, who: SignedIn = may) -> Response:
        now = console.access.now()

        def work(session: Session) -> bool:
            row = kept.find(session, token, staff_id=who.staff_id, now=now)
            if row is not None:
                kept.remove(session, row, by=who.login, now=now)
            return row is not None

        if not await console.store.run(work):
            return pages.none(request, who)
        queue.drop(token)
        await asyncio.to_thread(delete_files, token, queue.folder)
        return RedirectResponse(REVIEWS, 303)

    _add_decisions(router, console, pages)
    _add_downloads(router, console, pages)
    return router


def _add_uploads(router: APIRouter, console: Console, pages: ReviewPages) -> None:
    # A router of its own: no other form may be that large. How large it may be, and that it says
    # so, is seen to before anything of it is read, and who it is before the rest.
    large = APIRouter(max_body_size=_MOST_TOLD_BYTES)
    may = Depends(console.access.needs(Right.REVIEW))

    @large.post(REVIEWS, include_in_schema=False, dependencies=[Depends(_not_too_large)])
    async def upload(request: Request, who: SignedIn = may) -> Response:
        follows = await typed(request, "ban-truoc")
        file = (await request.form()).get("tep")
        now = console.access.now()
        try:
            if not isinstance(file, UploadFile) or not file.filename:
                raise Refused(NO_FILE)
            token = await asyncio.to_thread(
                keep_upload, file.file, file.filename, pages.queue.folder
            )
        except (Refused, ReviewError) as error:
            return await pages.all_of(request, who, problem=str(error))
        finally:
            await request.close()
        try:
            await console.store.run(
                lambda s: kept.begin(
                    s,
                    token,
                    staff_id=who.staff_id,
                    by=who.login,
                    follows=follows,
                    now=now,
                    ends_at=now + timedelta(hours=console.review_hours),
                )
            )
        except Refused as error:
            await asyncio.to_thread(delete_files, token, pages.queue.folder)
            return await pages.all_of(request, who, problem=str(error))
        pages.queue.put(token)
        return RedirectResponse(f"{REVIEWS}/{token}", 303)

    router.include_router(large)


def _not_too_large(request: Request) -> None:
    """Say so before anything is read. Raises TooLarge."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _MOST_BYTES:
        raise TooLarge(TOO_BIG)


def _add_decisions(router: APIRouter, console: Console, pages: ReviewPages) -> None:
    may = Depends(console.access.needs(Right.REVIEW))

    async def do(
        request: Request,
        who: SignedIn,
        token: str,
        number: int,
        work: Callable[[Session, Opened], None],
    ) -> Response:
        """Do something with one finding, and show it."""
        opened = await pages.opened(who, token)
        if opened is None or number > len(opened.marks):
            return pages.none(request, who)
        wanted = chosen(request.query_params.get("muc", ""), request.query_params.get("loai", ""))
        is_part = request.headers.get("hx-request") == "true"
        try:
            await console.store.run(lambda s: work(s, opened))
        except Refused as error:
            if is_part:
                return Response(status_code=422, headers={"X-Problem": quote(str(error))})
            return await pages.show(request, who, token, wanted, problem=str(error))
        if is_part:
            return await pages.item(request, who, token, number, wanted)
        return RedirectResponse(f"{REVIEWS}/{token}{wanted.query}#loi-{number}", 303)

    @router.post(f"{REVIEWS}/{{token}}/{{number}}/nhan")
    async def accept(
        request: Request, token: Token, number: Number, who: SignedIn = may
    ) -> Response:
        def work(session: Session, opened: Opened) -> None:
            row, now = opened.row, console.access.now()
            kept.decide(session, row, opened.marks, number - 1, Verdict.ACCEPTED, now=now)

        return await do(request, who, token, number, work)

    @router.post(f"{REVIEWS}/{{token}}/{{number}}/bo-qua")
    async def ignore(
        request: Request, token: Token, number: Number, who: SignedIn = may
    ) -> Response:
        reason, words = await typed(request, "ly-do"), await typed(request, "ghi-chu")

        def work(session: Session, opened: Opened) -> None:
            kept.decide(
                session,
                opened.row,
                opened.marks,
                number - 1,
                Verdict.IGNORED,
                reason=reason,
                words=words,
                now=console.access.now(),
            )

        return await do(request, who, token, number, work)

    @router.post(f"{REVIEWS}/{{token}}/{{number}}/hoan-tac")
    async def undo(request: Request, token: Token, number: Number, who: SignedIn = may) -> Response:
        def work(session: Session, opened: Opened) -> None:
            kept.undo(session, opened.row, opened.marks, number - 1)

        return await do(request, who, token, number, work)


def _add_downloads(router: APIRouter, console: Console, pages: ReviewPages) -> None:
    may = Depends(console.access.needs(Right.REVIEW))

    async def give(
        request: Request, who: SignedIn, token: str, work: Made, media_type: str
    ) -> Response:
        opened = await pages.opened(who, token)
        if opened is None:
            return pages.none(request, who)
        try:
            made = await pages.queue.made(work, token, opened.ignored)
        except ReviewError as error:
            return await pages.show(request, who, token, chosen("", ""), problem=str(error))
        now, row = console.access.now(), opened.row
        await console.store.run(lambda s: kept.note(s, row, "taken", by=who.login, now=now))
        suffix = "docx" if work == "annotate" else "pdf"
        return _file(made, media_type, f"ra-soat-{opened.stem}.{suffix}")

    @router.get(f"{REVIEWS}/{{token}}/word")
    async def word(request: Request, token: Token, who: SignedIn = may) -> Response:
        return await give(request, who, token, "annotate", _DOCX)

    @router.get(f"{REVIEWS}/{{token}}/tom-tat")
    async def summary(request: Request, token: Token, who: SignedIn = may) -> Response:
        return await give(request, who, token, "summary", "application/pdf")

    @router.get(f"{REVIEWS}/{{token}}/json")
    async def as_json(request: Request, token: Token, who: SignedIn = may) -> Response:
        opened = await pages.opened(who, token)
        if opened is None:
            return pages.none(request, who)
        told = findings_json(without(opened.kept.review, opened.ignored))
        made = json.dumps(told, ensure_ascii=False, indent=1).encode()
        return _file(made, "application/json", f"ra-soat-{opened.stem}.json")


def _file(made: bytes, media_type: str, name: str) -> Response:
    """Return something to be saved, never shown: parts of it came from outside."""
    suffix = FilePath(name).suffix
    headers = HEADERS | {
        "X-Content-Type-Options": "nosniff",
        "Content-Disposition": f'attachment; filename="ra-soat{suffix}"; '
        f"filename*=UTF-8''{quote(name, safe='')}",
    }
    return Response(made, media_type=media_type, headers=headers)
