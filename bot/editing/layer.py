"""What of the knowledge was edited in the office: which records shall answer, and since when."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.editing.types import State, key_of
from bot.store.editing import ProposalEventRow, ProposalRow, RecordVersionRow
from bot.store.engine import open_engine
from bot.store.models import AuditRow, EditorQuestionRow
from bot.types import BotError
from knowledge.store import digest_of, record_from
from knowledge.types import Kind, KnowledgeError, Record

logger = logging.getLogger(__name__)

_SQLITE = "sqlite:///"


@dataclass(frozen=True, kw_only=True)
class Edits:
    """The records that answer in place of those curated and imported."""

    records: tuple[Record, ...] = ()
    digests: Mapping[str, str] = field(default_factory=dict)
    """By kind and id; what an index says it was made with."""


def edits_of(session: Session) -> Edits:
    """Return what shall be in service: the last version of each record, and what was approved.

    Raises KnowledgeError if one was written by another version of this program: the fact it
    corrects must not come back unseen.
    """
    # Columns, no rows: after an update this may run before the tables have their newest ones.
    versions = select(
        RecordVersionRow.kind, RecordVersionRow.record_id, RecordVersionRow.body
    ).order_by(RecordVersionRow.number)
    approved = (
        select(ProposalRow.kind, ProposalRow.record_id, ProposalRow.body)
        .where(ProposalRow.state == State.APPROVED)
        .order_by(ProposalRow.id)
    )
    # The last one wins.
    bodies = {
        (kind, id_): body
        for query in (versions, approved)
        for kind, id_, body in session.execute(query)
    }
    records = {key: _read(*key, body) for key, body in sorted(bodies.items()) if body is not None}
    return Edits(
        records=tuple(records.values()),
        digests={key_of(*key): digest_of(record) for key, record in records.items()},
    )


def read_edits(url: str) -> Edits:
    """Return the same from the database at the URL, none if there is no such database yet.

    Changes nothing in it. Raises BotError, KnowledgeError.
    """
    if url.startswith(_SQLITE) and not Path(url.removeprefix(_SQLITE)).is_file():
        return Edits()
    engine = open_engine(url)
    try:
        if not inspect(engine).has_table(ProposalRow.__tablename__):
            return Edits()
        with Session(engine) as session, session.begin():
            return edits_of(session)
    except SQLAlchemyError as error:
        kind = type(error.__cause__ or error).__name__
        raise BotError(f"what was edited in the office cannot be read ({kind})") from None
    finally:
        engine.dispose()


def settle(session: Session, in_service: Mapping[str, str], *, now: datetime) -> list[int]:
    """Note what has come into service with an index of these edits; return the proposals."""
    approved = select(ProposalRow).where(ProposalRow.state == State.APPROVED)
    settled = []
    for row in session.scalars(approved.order_by(ProposalRow.id)).all():
        wanted = None if row.body is None else digest_of(_read(row.kind, row.record_id, row.body))
        if in_service.get(key_of(row.kind, row.record_id)) == wanted:
            _put_in_service(session, row, now=now)
            settled.append(row.id)
    return settled


def note_problem(session: Session, why: str) -> None:
    """Say with every approved proposal why it is not in service yet."""
    for row in session.scalars(select(ProposalRow).where(ProposalRow.state == State.APPROVED)):
        row.problem = why


def latest_number(session: Session, kind: str, record_id: str) -> int | None:
    """Return the number of a record's last version; None if nobody has edited it."""
    return session.scalar(
        select(func.max(RecordVersionRow.number)).where(
            RecordVersionRow.kind == kind, RecordVersionRow.record_id == record_id
        )
    )


def versions_of(session: Session, kind: str, record_id: str) -> list[RecordVersionRow]:
    """Return every version of a record, the newest first."""
    query = select(RecordVersionRow).where(
        RecordVersionRow.kind == kind, RecordVersionRow.record_id == record_id
    )
    return list(session.scalars(query.order_by(RecordVersionRow.number.desc())))


def _put_in_service(session: Session, row: ProposalRow, *, now: datetime) -> None:
    number = latest_number(session, row.kind, row.record_id)
    whose = {"kind": row.kind, "record_id": row.record_id, "at": now}
    if number is None and row.base is not None:
        session.add(
            RecordVersionRow(
                **whose, number=0, body=row.base, author="", approved_by="", reason="",
                proposal_id=None,
            )
        )  # fmt: skip
    session.add(
        RecordVersionRow(
            **whose,
            number=(number or 0) + 1,
            body=row.body,
            author=row.author,
            approved_by=row.decided_by or "",
            reason=row.reason,
            proposal_id=row.id,
        )
    )
    row.state, row.problem, row.updated_at = State.LIVE, "", now
    add_event(session, row, State.LIVE, by=row.decided_by or "", now=now)
    subject = key_of(row.kind, row.record_id)
    session.add(AuditRow(at=now, actor=row.author, action="record.live", subject=subject))
    if row.question_id and (question := session.get(EditorQuestionRow, row.question_id)):
        question.state = "done"
    for other in session.scalars(
        select(ProposalRow).where(
            ProposalRow.kind == row.kind,
            ProposalRow.record_id == row.record_id,
            ProposalRow.state == State.IN_REVIEW,
        )
    ):
        other.state, other.updated_at = State.CONFLICTED, now
        add_event(session, other, State.CONFLICTED, by="", now=now, note=f"#{row.id}")
    session.flush()


def add_event(
    session: Session,
    row: ProposalRow,
    what: str,
    *,
    by: str,
    now: datetime,
    note: str = "",
    body: str | None = None,
) -> None:
    """Write down what somebody did with a proposal."""
    session.add(
        ProposalEventRow(proposal_id=row.id, at=now, by=by, what=what, note=note, body=body)
    )


def _read(kind: str, record_id: str, body: str) -> Record:
    try:
        return record_from(Kind(kind), body)
    except ValueError as error:
        raise KnowledgeError(
            f"{kind} {record_id}, edited in the office, does not fit this version; "
            "go back to the version before, or correct it in the database"
        ) from error
