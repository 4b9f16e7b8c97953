"""The first knowledge page, the search for a record, and a record with its versions."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.editing import proposals, reading
from bot.editing.layer import versions_of
from bot.editing.readable import differences, lines_of, name_of
from bot.editing.types import EDITABLE, EditingError, State
from bot.editing.words import AUDIENCES, KINDS, STATES, WHYS, field_label
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.store.editing import ProposalRow
from bot.store.models import AuditRow, EditorQuestionRow
from channels.console.access import MOST_BYTES
from channels.console.console import Console
from channels.console.knowledge_desk import HOME, KnowledgeDesk, may_read, record_path
from channels.console.knowledge_said import refused, with_said
from knowledge.types import Kind

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
_QUESTIONS = 50


def knowledge_router(console: Console, desk: KnowledgeDesk) -> APIRouter:
    """Return the routes of the overview, the search and the records."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    reader = Depends(console.access.needs(Right.KNOWLEDGE))
    editor = Depends(console.access.needs(Right.EDIT))

    @router.get(HOME)
    async def overview(request: Request, who: SignedIn = reader) -> Response:
        audiences = [each.value for each in who.audience.may_read()]

        def look(
            session: Session,
        ) -> tuple[list[EditorQuestionRow], int, list[ProposalRow]]:
            open_ = (EditorQuestionRow.state == "open", EditorQuestionRow.audience.in_(audiences))
            newest = select(EditorQuestionRow).where(*open_)
            count = select(func.count()).select_from(EditorQuestionRow).where(*open_)
            questions = session.scalars(
                newest.order_by(EditorQuestionRow.at.desc()).limit(_QUESTIONS)
            )
            return (
                list(questions),
                session.scalar(count) or 0,
                reading.open_proposals(session),
            )

        questions, count, found = await console.store.run(look)
        under_way = [each for each in found if may_read(each, who)]
        names = {(each.kind.value, each.id): each.name for each in await desk.listed(who)}
        return console.pages.page(
            "knowledge.html",
            who,
            request=request,
            questions=[(each, _candidates(each, names)) for each in questions],
            count=count,
            mine=[each for each in under_way if each.author == who.login],
            waiting=[
                each
                for each in under_way
                if each.state == State.IN_REVIEW and each.author != who.login
            ],
            names=names,
            states=STATES,
            whys=WHYS,
            progress=desk.status,
            waits=0,
            may_edit=Right.EDIT in who.rights,
            **with_said(request),
        )

    @router.get(f"{HOME}/tien-do")
    async def progress(
        request: Request, who: SignedIn = reader, de: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0
    ) -> Response:
        waits = await console.store.run(lambda s: s.get(ProposalRow, de)) if de else None
        page = console.pages.page(
            "knowledge_build.html",
            who,
            request=request,
            progress=desk.status,
            waits=de if waits and waits.state == State.APPROVED else 0,
        )
        if waits and waits.state != State.APPROVED:
            page.headers["HX-Refresh"] = "true"
        return page

    @router.get(f"{HOME}/tim")
    async def search(
        request: Request,
        who: SignedIn = reader,
        q: Annotated[str, Query(max_length=200)] = "",
        cau: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    ) -> Response:
        return console.pages.page(
            "knowledge_search.html",
            who,
            request=request,
            q=q,
            cau=cau,
            found=await desk.search(q, who),
            kinds=KINDS,
            audiences=AUDIENCES,
            may_edit=Right.EDIT in who.rights,
        )

    @router.post(f"{HOME}/cau-hoi/{{question_id}}/xong")
    async def done(question_id: Id, who: SignedIn = editor) -> Response:
        now, audiences = console.access.now(), [each.value for each in who.audience.may_read()]

        def close(session: Session) -> None:
            question = session.get(EditorQuestionRow, question_id)
            if question is None or question.audience not in audiences or question.state == "done":
                return
            question.state = "done"
            subject = f"question:{question_id}"
            session.add(AuditRow(at=now, actor=who.login, action="question.done", subject=subject))

        await console.store.run(close)
        return RedirectResponse(f"{HOME}?xong=cau-hoi", 303)

    @router.get(f"{HOME}/ban-ghi/{{kind}}/{{record_id}}")
    async def record(
        request: Request,
        kind: Kind,
        record_id: str,
        who: SignedIn = reader,
        cau: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0,
    ) -> Response:
        found = desk.current(kind, record_id, who) if kind in EDITABLE else None
        if found is None:
            return refused(console, request, who, "Không có bản ghi này.", 404)
        versions, under_way = await console.store.run(
            lambda s: (
                versions_of(s, kind, record_id),
                reading.open_proposals(s, kind, record_id),
            )
        )
        return console.pages.page(
            "knowledge_record.html",
            who,
            request=request,
            kind=kind,
            record_id=record_id,
            record=found,
            name=name_of(found),
            lines=[(field_label(name), said) for name, said in lines_of(found).items()],
            remarks=await desk.examine(found),
            versions=versions,
            under_way=under_way,
            states=STATES,
            kinds=KINDS,
            cau=cau,
            may_edit=Right.EDIT in who.rights,
            **with_said(request),
        )

    @router.get(f"{HOME}/ban-ghi/{{kind}}/{{record_id}}/phien-ban/{{number}}")
    async def version(
        request: Request, kind: Kind, record_id: str, number: int, who: SignedIn = reader
    ) -> Response:
        found = desk.current(kind, record_id, who) if kind in EDITABLE else None
        versions = await console.store.run(lambda s: versions_of(s, kind, record_id))
        one = next((each for each in versions if each.number == number), None)
        if found is None or one is None:
            return refused(console, request, who, "Không có phiên bản này.", 404)
        then = reading.read_body(kind, one.body)
        before = next((each for each in versions if each.number < number), None)
        earlier = reading.read_body(kind, before.body) if before else None
        if any(each and each.audience not in who.audience.may_read() for each in (then, earlier)):
            return refused(console, request, who, "Không có phiên bản này.", 404)
        return console.pages.page(
            "knowledge_version.html",
            who,
            request=request,
            kind=kind,
            record_id=record_id,
            name=name_of(found),
            version=one,
            then=then,
            changed=differences(earlier, then) if number else [],
            against_now=differences(found, then) if then else [],
            may_edit=Right.EDIT in who.rights,
        )

    @router.post(f"{HOME}/ban-ghi/{{kind}}/{{record_id}}/quay-lai")
    async def go_back(
        request: Request,
        kind: Kind,
        record_id: str,
        who: SignedIn = editor,
        number: Annotated[int, Form(ge=-1)] = -1,
        reason: Annotated[str, Form(max_length=1_000)] = "",
    ) -> Response:
        found = desk.current(kind, record_id, who) if kind in EDITABLE else None
        if found is None:
            return refused(console, request, who, "Không có bản ghi này.", 404)
        now = console.access.now()

        def propose(session: Session) -> int:
            versions = versions_of(session, kind, record_id)
            one = next((each for each in versions if each.number == number), None)
            if number >= 0 and (one is None or one.body is None):
                raise EditingError("Không có phiên bản này.")
            return proposals.propose(
                session,
                kind=kind,
                record_id=record_id,
                base=found,
                body=reading.read_body(kind, one.body) if one else None,
                reason=reason or (f"Quay lại phiên bản {number}" if one else ""),
                author=who.login,
                now=now,
            )

        try:
            made = await console.store.run(propose)
        except EditingError as error:
            return refused(console, request, who, str(error))
        return RedirectResponse(f"{HOME}/de-xuat/{made}?xong=nhap", 303)

    return router


def _candidates(
    question: EditorQuestionRow, names: dict[tuple[str, str], str]
) -> list[tuple[str, str]]:
    """Return address and name of the records that the search found."""
    found = []
    for code in question.candidates[:5]:
        for kind in EDITABLE:
            if name := names.get((kind.value, code)):
                found.append((record_path(kind, code), name))
    return found
