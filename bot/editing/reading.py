"""Read proposals: one of them, what was done with it, what is under way."""

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.editing.types import OPEN, Editable, EditingError
from bot.store.editing import ProposalEventRow, ProposalRow
from knowledge.store import record_from
from knowledge.types import Guide, Kind, Procedure, Source

SOURCE = TypeAdapter(Source)
_GONE = "Không có đề xuất này."


def found(session: Session, proposal_id: int) -> ProposalRow:
    """Return a proposal. Raises EditingError if there is none."""
    row = session.get(ProposalRow, proposal_id)
    if row is None:
        raise EditingError(_GONE)
    return row


def events_of(session: Session, proposal_id: int) -> list[ProposalEventRow]:
    """Return what was done with a proposal, oldest first."""
    query = select(ProposalEventRow).where(ProposalEventRow.proposal_id == proposal_id)
    return list(session.scalars(query.order_by(ProposalEventRow.id)))


def open_proposals(
    session: Session, kind: str = "", record_id: str = "", *, author: str = ""
) -> list[ProposalRow]:
    """Return what is under way, of one record or one author if given, oldest first."""
    query = select(ProposalRow).where(ProposalRow.state.in_(OPEN))
    if record_id:
        query = query.where(ProposalRow.kind == kind, ProposalRow.record_id == record_id)
    if author:
        query = query.where(ProposalRow.author == author)
    return list(session.scalars(query.order_by(ProposalRow.id)))


def base_of(row: ProposalRow) -> Editable | None:
    """Return the record that a proposal changes; None for a new one, or one unreadable now."""
    try:
        return read_body(row.kind, row.base)
    except EditingError:
        return None


def body_of_row(row: ProposalRow) -> Editable | None:
    """Return the record as a proposal wants it; None if it takes edits back.

    Raises EditingError if another version of this program wrote it.
    """
    return read_body(row.kind, row.body)


def evidence_of(row: ProposalRow) -> Source | None:
    """Return the source that a proposal's changes rest on."""
    return SOURCE.validate_json(row.evidence) if row.evidence else None


def read_body(kind: str, body: str | None) -> Editable | None:
    """Return a kept record, None for none. Raises EditingError as `body_of_row` does."""
    if body is None:
        return None
    try:
        record = record_from(Kind(kind), body)
    except ValueError:
        raise EditingError("Bản này ghi bằng phiên bản khác của chương trình.") from None
    return record if isinstance(record, Procedure | Guide) else None
