"""The tables of the knowledge's editors: proposals, what became of them, and every version."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Id, Row


class ProposalRow(Row):
    """A record as somebody wants it, until a second person has put it into service."""

    __tablename__ = "proposals"
    __table_args__ = (Index("ix_proposals_record", "kind", "record_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    record_id: Mapped[str]
    base: Mapped[str | None]
    """The record that was changed, as JSON; None: there was none."""
    base_number: Mapped[int | None]
    """The record's version at that time; None: it had not been edited."""
    body: Mapped[str | None]
    """The whole record as it shall be, as JSON; None: as it was before anybody edited it."""
    reason: Mapped[str]
    evidence: Mapped[str | None]
    """The source that what is changed rests on, as JSON."""
    author: Mapped[str]
    """Login."""
    state: Mapped[str] = mapped_column(index=True)
    revision: Mapped[int]
    """Raised at each save: a save from an older page is not laid over a newer one."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    decided_by: Mapped[str | None]
    question_id: Mapped[int | None] = mapped_column(
        ForeignKey("editor_questions.id", ondelete="SET NULL"), index=True
    )
    """The question it is an answer to."""
    problem: Mapped[str]
    """Why an approved one is not in service yet; empty: nothing went wrong."""


class ProposalEventRow(Row):
    """What somebody did with a proposal; what they saw then stays with it."""

    __tablename__ = "proposal_events"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    proposal_id: Mapped[int] = mapped_column(
        ForeignKey("proposals.id", ondelete="CASCADE"), index=True
    )
    at: Mapped[datetime]
    by: Mapped[str]
    what: Mapped[str]
    """The state it came into, or "saved"."""
    note: Mapped[str]
    body: Mapped[str | None]


class RecordVersionRow(Row):
    """One version of a record that was in service; none is ever deleted."""

    __tablename__ = "record_versions"
    __table_args__ = (UniqueConstraint("kind", "record_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str]
    record_id: Mapped[str]
    number: Mapped[int]
    """0 is what stood there before the first edit, if anything did."""
    body: Mapped[str | None]
    """None: from then on the record was again as curated and imported."""
    author: Mapped[str]
    approved_by: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime]
    proposal_id: Mapped[int | None] = mapped_column(
        ForeignKey("proposals.id", ondelete="SET NULL"), index=True
    )
