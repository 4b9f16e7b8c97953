"""Propose a record or another version of one; a second person puts it into service."""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.editing.layer import add_event, latest_number
from bot.editing.reading import SOURCE, base_of, body_of_row, evidence_of, found
from bot.editing.types import EDITABLE, Editable, EditingError, State, key_of
from bot.store.editing import ProposalRow
from bot.store.models import AuditRow
from knowledge.ids import id_of, kind_of
from knowledge.store import body_of, digest_of
from knowledge.types import Kind, Source

_NOT_YOURS = "Chỉ người soạn mới sửa, gửi hoặc rút được đề xuất này."
_OWN = "Người soạn không tự duyệt hoặc trả lại đề xuất của mình. Nhờ người thứ hai."
_NO_REASON = "Ghi lý do giúp: người duyệt và người xem sau này cần biết vì sao."
_NOTHING_NEW = "Bản này giống hệt bản đang dùng, chưa có gì để gửi."
_STATES = {
    State.DRAFT: "đang soạn",
    State.IN_REVIEW: "đang chờ duyệt",
    State.APPROVED: "đã được duyệt",
    State.REJECTED: "đã bị trả lại",
    State.LIVE: "đã được đưa vào dùng",
    State.WITHDRAWN: "đã được rút",
    State.CONFLICTED: "đang vướng bản sửa của người khác",
}
MAX_REASON = 1_000


@dataclass(frozen=True, kw_only=True)
class Saved:
    """A saved draft."""

    id: int
    is_copy: bool = False
    """The page was older than the draft: what it held was kept as a draft of its own."""


@dataclass(frozen=True, kw_only=True)
class Anew:
    """A conflicted proposal, made anew on the version that answers now."""

    id: int
    clashes: tuple[str, ...]
    """Fields that both have changed: the version in service stands in them."""


def propose(
    session: Session,
    *,
    kind: Kind,
    record_id: str,
    base: Editable | None,
    body: Editable | None,
    reason: str,
    author: str,
    now: datetime,
    question_id: int | None = None,
    evidence: Source | None = None,
) -> int:
    """Keep a draft and return its number; without a body the record's edits are taken back.

    `base` is the record that answers now. Raises EditingError.
    """
    if kind not in EDITABLE:
        raise EditingError("Loại bản ghi này chưa sửa được ở đây.")
    if body is not None and (kind_of(body), id_of(body)) != (kind, record_id):
        raise EditingError("Mã của bản ghi không đổi được. Lập bản ghi mới nếu cần mã khác.")
    number = latest_number(session, kind, record_id)
    if body is None and number is None:
        raise EditingError("Bản ghi này chưa ai sửa, không có gì để bỏ.")
    row = ProposalRow(
        kind=kind.value,
        record_id=record_id,
        base=base and body_of(base),
        base_number=number,
        body=body and body_of(body),
        reason=reason.strip()[:MAX_REASON],
        evidence=_told(evidence),
        author=author,
        state=State.DRAFT,
        revision=1,
        created_at=now,
        updated_at=now,
        question_id=question_id,
        problem="",
    )
    session.add(row)
    session.flush()
    _done(session, row, "saved", by=author, now=now)
    return row.id


def save(
    session: Session,
    proposal_id: int,
    *,
    body: Editable,
    reason: str,
    by: str,
    revision: int,
    now: datetime,
    evidence: Source | None = None,
) -> Saved:
    """Keep what its author has changed in a draft. Raises EditingError.

    A save from a page that is older than the draft becomes a draft of its own.
    """
    row = _own(session, proposal_id, by, State.DRAFT, State.REJECTED)
    if id_of(body) != row.record_id or kind_of(body).value != row.kind:
        raise EditingError("Mã của bản ghi không đổi được. Lập bản ghi mới nếu cần mã khác.")
    reason, told = reason.strip()[:MAX_REASON], _told(evidence)
    if revision != row.revision:
        copy = ProposalRow(
            kind=row.kind,
            record_id=row.record_id,
            base=row.base,
            base_number=row.base_number,
            body=body_of(body),
            reason=reason,
            evidence=told,
            author=by,
            state=State.DRAFT,
            revision=1,
            created_at=now,
            updated_at=now,
            question_id=row.question_id,
            problem="",
        )
        session.add(copy)
        session.flush()
        _done(session, copy, "saved", by=by, now=now, note=f"#{row.id}")
        return Saved(id=copy.id, is_copy=True)
    row.body, row.reason, row.state = body_of(body), reason, State.DRAFT
    row.evidence = told
    row.revision, row.updated_at = row.revision + 1, now
    _done(session, row, "saved", by=by, now=now)
    return Saved(id=row.id)


def send(
    session: Session, proposal_id: int, *, by: str, current: Editable | None, now: datetime
) -> State:
    """Put a draft before a second person; return its state, which may be a conflict.

    `current` is the record that answers now. Raises EditingError.
    """
    row = _own(session, proposal_id, by, State.DRAFT, State.REJECTED)
    if not row.reason:
        raise EditingError(_NO_REASON)
    if row.body is not None and row.body == row.base:
        raise EditingError(_NOTHING_NEW)
    return _moved_on(session, row, State.IN_REVIEW, by=by, current=current, now=now)


def approve(
    session: Session,
    proposal_id: int,
    *,
    by: str,
    revision: int,
    current: Editable | None,
    now: datetime,
) -> State:
    """Agree with somebody else's proposal; return its state, which may be a conflict.

    `revision` is the one they have read, `current` the record that answers now. Raises
    EditingError.
    """
    row = _at(session, proposal_id, State.IN_REVIEW)
    if row.author == by:
        raise EditingError(_OWN)
    if row.revision != revision:
        raise EditingError("Người soạn đã sửa lại từ lúc anh/chị mở trang. Đọc bản mới rồi duyệt.")
    state = _moved_on(session, row, State.APPROVED, by=by, current=current, now=now)
    row.decided_by = by
    return state


def reject(session: Session, proposal_id: int, *, by: str, note: str, now: datetime) -> None:
    """Give somebody else's proposal back, with the reason. Raises EditingError."""
    row = _at(session, proposal_id, State.IN_REVIEW, State.APPROVED)
    if row.author == by:
        raise EditingError(_OWN)
    if row.state == State.APPROVED and not row.problem:
        raise EditingError("Đề xuất này đang được đưa vào dùng. Chờ ít phút rồi xem lại.")
    if not note.strip():
        raise EditingError(_NO_REASON)
    row.state, row.decided_by, row.problem, row.updated_at = State.REJECTED, by, "", now
    _done(session, row, State.REJECTED, by=by, now=now, note=note.strip()[:MAX_REASON])


def withdraw(session: Session, proposal_id: int, *, by: str, now: datetime) -> None:
    """Take an own proposal back; it stays readable. Raises EditingError."""
    may = (State.DRAFT, State.IN_REVIEW, State.REJECTED, State.CONFLICTED)
    row = _own(session, proposal_id, by, *may)
    row.state, row.updated_at = State.WITHDRAWN, now
    _done(session, row, State.WITHDRAWN, by=by, now=now)


def make_anew(
    session: Session, proposal_id: int, *, by: str, current: Editable | None, now: datetime
) -> Anew:
    """Lay what a conflicted proposal changes over the version that answers now.

    The old one stays readable. Raises EditingError.
    """
    row = _own(session, proposal_id, by, State.CONFLICTED)
    base, mine = base_of(row), body_of_row(row)
    body, clashes = (None, ()) if mine is None else _laid_over(current, base, mine)
    made = propose(
        session,
        kind=Kind(row.kind),
        record_id=row.record_id,
        base=current,
        body=body,
        reason=row.reason,
        author=by,
        now=now,
        question_id=row.question_id,
        evidence=evidence_of(row),
    )
    row.state, row.updated_at = State.WITHDRAWN, now
    _done(session, row, State.WITHDRAWN, by=by, now=now, note=f"#{made}")
    return Anew(id=made, clashes=clashes)


def _told(evidence: Source | None) -> str | None:
    return SOURCE.dump_json(evidence).decode() if evidence else None


def _laid_over(
    current: Editable | None, base: Editable | None, mine: Editable
) -> tuple[Editable, tuple[str, ...]]:
    """Return the current record with the fields that only `mine` changed, and those both did."""
    if current is None or base is None or type(current) is not type(mine):
        return mine, ()
    own: dict[str, Any] = {}
    clashes = []
    for each in fields(mine):
        name = each.name
        before, now, wanted = (getattr(record, name) for record in (base, current, mine))
        if wanted in (before, now):
            continue
        if now == before:
            own[name] = wanted
        else:
            clashes.append(name)
    return replace(current, **own), tuple(clashes)


def _moved_on(
    session: Session,
    row: ProposalRow,
    to: State,
    *,
    by: str,
    current: Editable | None,
    now: datetime,
) -> State:
    """Bring a proposal into the state, or into conflict if the record is another by now."""
    state = State.CONFLICTED if _has_moved(session, row, current) else to
    row.state, row.updated_at = state, now
    _done(session, row, state, by=by, now=now, body=row.body)
    return state


def _has_moved(session: Session, row: ProposalRow, current: Editable | None) -> bool:
    pending = select(ProposalRow.id).where(
        ProposalRow.kind == row.kind,
        ProposalRow.record_id == row.record_id,
        ProposalRow.state == State.APPROVED,
        ProposalRow.id != row.id,
    )
    if latest_number(session, row.kind, row.record_id) != row.base_number:
        return True
    if session.scalar(pending.limit(1)) is not None:
        return True
    base = base_of(row)
    return (base and digest_of(base)) != (current and digest_of(current))


def _own(session: Session, proposal_id: int, by: str, *states: State) -> ProposalRow:
    row = _at(session, proposal_id, *states)
    if row.author != by:
        raise EditingError(_NOT_YOURS)
    return row


def _at(session: Session, proposal_id: int, *states: State) -> ProposalRow:
    row = found(session, proposal_id)
    if State(row.state) not in states:
        raise EditingError(f"Đề xuất này {_STATES[State(row.state)]}, không làm việc đó được nữa.")
    return row


def _done(
    session: Session,
    row: ProposalRow,
    what: str,
    *,
    by: str,
    now: datetime,
    note: str = "",
    body: str | None = None,
) -> None:
    add_event(session, row, what, by=by, now=now, note=note, body=body)
    subject = f"proposal:{row.id}"
    session.add(AuditRow(at=now, actor=by, action=f"proposal.{what}", subject=subject))
    if what in (State.APPROVED, State.IN_REVIEW):
        about = key_of(row.kind, row.record_id)
        session.add(AuditRow(at=now, actor=by, action=f"record.{what}", subject=about))
    session.flush()
