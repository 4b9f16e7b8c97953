"""A proposal: its differences, its preview, what the check says, and what may be done with it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Path, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from bot.editing import proposals, reading
from bot.editing.examine import must_correct
from bot.editing.preview import previews
from bot.editing.readable import differences, name_of
from bot.editing.types import Editable, EditingError, State
from bot.editing.words import ASPECTS, EVENTS, KINDS, SEVERITIES, STATES, field_label
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.store.editing import ProposalEventRow, ProposalRow
from bot.store.models import AuditRow
from bot.types import Answer
from channels.console.access import MOST_BYTES
from channels.console.console import Console
from channels.console.knowledge_desk import HOME, KnowledgeDesk, may_read, record_path
from channels.console.knowledge_said import refused, with_said
from knowledge.types import Aspect, Kind

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Note = Annotated[str, Form(max_length=1_000)]
_NONE = "Không có đề xuất này."
_FAULTY = "Chưa làm được: còn chỗ phải sửa trước, xem mục Kiểm tra."
Step = Callable[[Session, Editable | None], State | int | None]


def review_router(console: Console, desk: KnowledgeDesk) -> APIRouter:
    """Return the routes of proposals."""
    router = APIRouter(include_in_schema=False, max_body_size=MOST_BYTES)
    reader = Depends(console.access.needs(Right.KNOWLEDGE))
    editor = Depends(console.access.needs(Right.EDIT))
    approver = Depends(console.access.needs(Right.APPROVE))

    @router.get(f"{HOME}/de-xuat/{{proposal_id}}")
    async def show(request: Request, proposal_id: Id, who: SignedIn = reader) -> Response:
        return await _page(console, desk, request, who, proposal_id)

    @router.post(f"{HOME}/de-xuat/{{proposal_id}}/gui")
    async def send(request: Request, proposal_id: Id, who: SignedIn = editor) -> Response:
        now = console.access.now()

        def step(session: Session, current: Editable | None) -> State:
            return proposals.send(session, proposal_id, by=who.login, current=current, now=now)

        return await _do(console, desk, request, who, proposal_id, step, "gui", checks=True)

    @router.post(f"{HOME}/de-xuat/{{proposal_id}}/duyet")
    async def approve(
        request: Request,
        proposal_id: Id,
        who: SignedIn = approver,
        revision: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0,
    ) -> Response:
        now = console.access.now()

        def step(session: Session, current: Editable | None) -> State:
            return proposals.approve(
                session, proposal_id, by=who.login, revision=revision, current=current, now=now
            )

        done = await _do(console, desk, request, who, proposal_id, step, "duyet", checks=True)
        desk.hurry()
        return done

    @router.post(f"{HOME}/de-xuat/{{proposal_id}}/tra-lai")
    async def reject(
        request: Request, proposal_id: Id, who: SignedIn = approver, note: Note = ""
    ) -> Response:
        now = console.access.now()

        def step(session: Session, _current: Editable | None) -> None:
            proposals.reject(session, proposal_id, by=who.login, note=note, now=now)

        return await _do(console, desk, request, who, proposal_id, step, "tra")

    @router.post(f"{HOME}/de-xuat/{{proposal_id}}/rut")
    async def withdraw(request: Request, proposal_id: Id, who: SignedIn = editor) -> Response:
        now = console.access.now()

        def step(session: Session, _current: Editable | None) -> None:
            proposals.withdraw(session, proposal_id, by=who.login, now=now)

        return await _do(console, desk, request, who, proposal_id, step, "rut")

    @router.post(f"{HOME}/de-xuat/{{proposal_id}}/lam-lai")
    async def make_anew(request: Request, proposal_id: Id, who: SignedIn = editor) -> Response:
        now = console.access.now()

        def step(session: Session, current: Editable | None) -> int:
            return proposals.make_anew(
                session, proposal_id, by=who.login, current=current, now=now
            ).id

        return await _do(console, desk, request, who, proposal_id, step, "lam-lai")

    @router.post(f"{HOME}/thu-lai")
    async def try_again(who: SignedIn = approver) -> Response:
        now = console.access.now()
        await console.store.run(
            lambda s: s.add(
                AuditRow(at=now, actor=who.login, action="index.retry", subject="index")
            )
        )
        desk.hurry()
        return RedirectResponse(f"{HOME}?xong=thu-lai", 303)

    return router


async def _do(
    console: Console,
    desk: KnowledgeDesk,
    request: Request,
    who: SignedIn,
    proposal_id: int,
    step: Step,
    said: str,
    *,
    checks: bool = False,
) -> Response:
    """Take a step with a proposal, and show it; a wrong record goes no further."""
    try:
        row = await console.store.run(lambda s: reading.found(s, proposal_id))
        body = reading.body_of_row(row)
        if not may_read(row, who):
            raise EditingError(_NONE)
        if checks and body and must_correct(await desk.examine(body)):
            return await _page(console, desk, request, who, proposal_id, problem=_FAULTY)
        current = desk.in_service(row.kind, row.record_id)
        result = await console.store.run(lambda s: step(s, current))
    except EditingError as error:
        return refused(console, request, who, str(error))
    if result is State.CONFLICTED:
        said = "vuong"
    shown = result if isinstance(result, int) else proposal_id
    return RedirectResponse(f"{HOME}/de-xuat/{shown}?xong={said}", 303)


async def _page(
    console: Console,
    desk: KnowledgeDesk,
    request: Request,
    who: SignedIn,
    proposal_id: int,
    *,
    problem: str = "",
) -> Response:
    def look(session: Session) -> tuple[ProposalRow, list[ProposalEventRow]]:
        return reading.found(session, proposal_id), reading.events_of(session, proposal_id)

    try:
        row, events = await console.store.run(look)
        if not may_read(row, who):
            raise EditingError(_NONE)
        base, body = reading.base_of(row), reading.body_of_row(row)
    except EditingError as error:
        return refused(console, request, who, str(error), 404)
    current = desk.in_service(row.kind, row.record_id)
    state = State(row.state)
    is_settled = state in (State.LIVE, State.WITHDRAWN)
    remarks = await desk.examine(body) if body and not is_settled else []
    record = body or base
    return console.pages.page(
        "knowledge_proposal.html",
        who,
        request=request,
        status=409 if problem else 200,
        row=row,
        state=state,
        events=events,
        name=name_of(record) if record else row.record_id,
        kind=Kind(row.kind),
        path=record_path(row.kind, row.record_id) if current else "",
        changed=differences(base, body) if body else [],
        theirs=differences(base, current) if state is State.CONFLICTED else [],
        base=base,
        body=body,
        evidence=reading.evidence_of(row),
        remarks=remarks,
        must=must_correct(remarks),
        shown=_previews(console, desk, base, body),
        aspects=ASPECTS,
        states=STATES,
        said_of=EVENTS,
        severities=SEVERITIES,
        kinds=KINDS,
        field_label=field_label,
        is_author=row.author == who.login,
        may_edit=Right.EDIT in who.rights,
        may_approve=Right.APPROVE in who.rights and row.author != who.login,
        progress=desk.status,
        waits=row.id,
        problem=problem,
        **with_said(request),
    )


def _previews(
    console: Console, desk: KnowledgeDesk, base: Editable | None, body: Editable | None
) -> list[tuple[Aspect | None, Answer]]:
    if body is None:
        return []
    changed = [each.name for each in differences(base, body)]
    return previews(body, changed, today=desk.today, law=console.law, ward=console.ward)
