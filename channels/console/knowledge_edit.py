"""The edit form: a record in service, a draft, or a new record."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from bot.editing import proposals, reading
from bot.editing.readable import name_of
from bot.editing.types import EDITABLE, Editable, EditingError, State
from bot.editing.words import AUDIENCES, KINDS, STATES, VERIFIED, field_label
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.store.editing import ProposalRow
from bot.store.models import EditorQuestionRow
from channels.console.console import Console
from channels.console.knowledge_desk import HOME, KnowledgeDesk
from channels.console.knowledge_form import FORMS, Values, empty_values, rows_of, values_of
from channels.console.knowledge_read import (
    AUDIENCE,
    CODE,
    REASON,
    doubt_name,
    read_form,
    source_values,
)
from channels.console.knowledge_said import refused
from knowledge.types import Kind, Procedure

Id = Annotated[int, Path(ge=1, le=2**63 - 1)]
Question = Annotated[int, Query(ge=0, le=2**63 - 1)]
_MORE = "them"
# The longest record of the portal makes a form of 200 kB, as browsers write accented letters.
_MOST_BYTES = 1024 * 1024


def edit_router(console: Console, desk: KnowledgeDesk) -> APIRouter:
    """Return the routes of the edit form."""
    router = APIRouter(include_in_schema=False, max_body_size=_MOST_BYTES)
    editor = Depends(console.access.needs(Right.EDIT))

    @router.get(f"{HOME}/sua/{{kind}}/{{record_id}}")
    async def edit(
        request: Request, kind: Kind, record_id: str, who: SignedIn = editor, cau: Question = 0
    ) -> Response:
        base = desk.current(kind, record_id, who) if kind in EDITABLE else None
        if base is None:
            return refused(console, request, who, "Không có bản ghi này.", 404)
        values = _values(base) | source_values(None)
        return await _form(console, request, who, kind, record_id, base, values, question=cau)

    @router.post(f"{HOME}/sua/{{kind}}/{{record_id}}")
    async def propose(
        request: Request, kind: Kind, record_id: str, who: SignedIn = editor, cau: Question = 0
    ) -> Response:
        base = desk.current(kind, record_id, who) if kind in EDITABLE else None
        if base is None:
            return refused(console, request, who, "Không có bản ghi này.", 404)
        return await _propose(console, desk, request, who, kind, record_id, base, question=cau)

    @router.get(f"{HOME}/moi/{{kind}}")
    async def new(
        request: Request, kind: Kind, who: SignedIn = editor, cau: Question = 0
    ) -> Response:
        if kind not in EDITABLE:
            return refused(console, request, who, "Loại bản ghi này chưa lập được ở đây.", 404)
        values = empty_values(kind) | source_values(None)
        return await _form(console, request, who, kind, "", None, values, question=cau)

    @router.post(f"{HOME}/moi/{{kind}}")
    async def propose_new(
        request: Request, kind: Kind, who: SignedIn = editor, cau: Question = 0
    ) -> Response:
        if kind not in EDITABLE:
            return refused(console, request, who, "Loại bản ghi này chưa lập được ở đây.", 404)
        return await _propose(console, desk, request, who, kind, "", None, question=cau)

    @router.get(f"{HOME}/de-xuat/{{proposal_id}}/sua")
    async def edit_draft(request: Request, proposal_id: Id, who: SignedIn = editor) -> Response:
        try:
            row = await console.store.run(lambda s: reading.found(s, proposal_id))
            base, body = _draft_of(row, who)
        except EditingError as error:
            return refused(console, request, who, str(error))
        values = _values(body, base) | source_values(reading.evidence_of(row))
        values |= {REASON: row.reason, "revision": str(row.revision)}
        return await _form(
            console, request, who, Kind(row.kind), row.record_id, base, values, row=row
        )

    @router.post(f"{HOME}/de-xuat/{{proposal_id}}/sua")
    async def save_draft(request: Request, proposal_id: Id, who: SignedIn = editor) -> Response:
        try:
            row = await console.store.run(lambda s: reading.found(s, proposal_id))
            base, _ = _draft_of(row, who)
        except EditingError as error:
            return refused(console, request, who, str(error))
        kind, values = Kind(row.kind), await _sent(request)
        if _MORE in values:
            return await _form(console, request, who, kind, row.record_id, base, values, row=row)
        edited = read_form(kind, row.record_id, base, values, today=desk.today)
        record = edited.record
        if record is None:
            return await _form(
                console, request, who, kind, row.record_id, base, values,
                row=row, faults=edited.faults,
            )  # fmt: skip
        revision, now = values.get("revision", ""), console.access.now()

        def save(session: Session) -> proposals.Saved:
            return proposals.save(
                session,
                proposal_id,
                body=record,
                reason=values.get(REASON, ""),
                by=who.login,
                revision=int(revision) if revision.isdecimal() else 0,
                now=now,
                evidence=edited.evidence,
            )

        try:
            saved = await console.store.run(save)
        except EditingError as error:
            return refused(console, request, who, str(error))
        said = "ban-rieng" if saved.is_copy else "nhap"
        return RedirectResponse(f"{HOME}/de-xuat/{saved.id}?xong={said}", 303)

    return router


async def _propose(
    console: Console,
    desk: KnowledgeDesk,
    request: Request,
    who: SignedIn,
    kind: Kind,
    record_id: str,
    base: Editable | None,
    *,
    question: int,
) -> Response:
    values = await _sent(request)
    if _MORE in values:
        return await _form(console, request, who, kind, record_id, base, values, question=question)
    edited = read_form(kind, record_id, base, values, today=desk.today)
    faults, record = dict(edited.faults), edited.record
    wanted = record_id or values.get(CODE, "").strip()
    if record and base is None and desk.in_service(kind, wanted):
        faults[CODE] = "Đã có bản ghi mang mã này. Tìm và sửa bản ghi đó."
    if record is None or faults:
        return await _form(
            console, request, who, kind, record_id, base, values,
            question=question, faults=faults,
        )  # fmt: skip
    now, may_read = console.access.now(), [each.value for each in who.audience.may_read()]

    def propose(session: Session) -> int:
        asked = session.get(EditorQuestionRow, question) if question else None
        return proposals.propose(
            session,
            kind=kind,
            record_id=wanted,
            base=base,
            body=record,
            reason=values.get(REASON, ""),
            author=who.login,
            now=now,
            question_id=asked.id if asked and asked.audience in may_read else None,
            evidence=edited.evidence,
        )

    try:
        made = await console.store.run(propose)
    except EditingError as error:
        return refused(console, request, who, str(error))
    return RedirectResponse(f"{HOME}/de-xuat/{made}?xong=nhap", 303)


def _draft_of(row: ProposalRow, who: SignedIn) -> tuple[Editable | None, Editable]:
    """Return base and body of a draft of this person's. Raises EditingError."""
    if row.author != who.login:
        raise EditingError("Chỉ người soạn mới sửa được bản này.")
    if State(row.state) not in (State.DRAFT, State.REJECTED):
        raise EditingError("Bản này đã gửi hoặc đã xong, không sửa được nữa.")
    body = reading.body_of_row(row)
    if body is None:
        raise EditingError("Đề xuất này chỉ bỏ bản đã sửa, không có gì để điền.")
    return reading.base_of(row), body


async def _sent(request: Request) -> dict[str, str]:
    """Return the form's values."""
    form = await request.form()
    return {key: value for key, value in form.items() if isinstance(value, str) and key != "csrf"}


def _values(record: Editable, base: Editable | None = None) -> dict[str, str]:
    """Return the form's values of a record; its doubts are numbered as the base has them."""
    values = values_of(record) | {AUDIENCE: record.audience.value}
    if isinstance(record, Procedure):
        doubts = base.doubts if isinstance(base, Procedure) else record.doubts
        values |= {
            doubt_name(number): "on" for number, each in enumerate(doubts) if each in record.doubts
        }
    if base is not None and base.audience is not record.audience:
        values["audience_sure"] = "on"
    return values


async def _form(
    console: Console,
    request: Request,
    who: SignedIn,
    kind: Kind,
    record_id: str,
    base: Editable | None,
    values: Values,
    *,
    question: int = 0,
    row: ProposalRow | None = None,
    faults: Mapping[str, str] | None = None,
) -> Response:
    """Return the form with these values."""
    may_read = [each.value for each in who.audience.may_read()]
    number = (row.question_id or 0) if row else question

    def look(session: Session) -> tuple[EditorQuestionRow | None, list[ProposalRow]]:
        asked = session.get(EditorQuestionRow, number) if number else None
        others = reading.open_proposals(session, kind, record_id) if record_id else []
        return asked if asked and asked.audience in may_read else None, others

    asked, under_way = await console.store.run(look)
    page: dict[str, Any] = {
        "kind": kind,
        "record_id": record_id,
        "name": name_of(base) if base else "",
        "parts": FORMS[kind],
        "values": values,
        "rows_of": rows_of,
        "more": values.get(_MORE, ""),
        "faults": faults or {},
        "labels": {name: _fault_label(name, kind) for name in faults or {}},
        "doubts": list(enumerate(base.doubts)) if isinstance(base, Procedure) else [],
        "doubt_name": doubt_name,
        "field_label": field_label,
        "audiences": AUDIENCES,
        "audience": values.get(AUDIENCE) or (base.audience.value if base else "public"),
        "audience_before": base.audience.value if base else "public",
        "verified": VERIFIED,
        "states": STATES,
        "kinds": KINDS,
        "asked": asked,
        "cau": number,
        "row": row,
        "source": base.source if base else None,
        "others": [each for each in under_way if row is None or each.id != row.id],
        "action": request.url.path + (f"?cau={question}" if question else ""),
    }
    status = 422 if faults else 200
    return console.pages.page("knowledge_edit.html", who, request=request, status=status, **page)


def _fault_label(name: str, kind: Kind) -> str:
    """Return where on the page a fault is."""
    own = {
        "source_title": "Tên nguồn",
        "source_url": "Đường dẫn của nguồn",
        "source_as_of": "Ngày của nguồn",
        "reason": "Lý do",
        "audience_sure": "Ai được đọc",
        "code": "Mã",
    }
    head, _, rest = name.partition("-")
    label = own.get(name) or field_label(head)
    number = rest.split("-")[0]
    return f"{label}, dòng {int(number) + 1}" if number.isdecimal() else label
