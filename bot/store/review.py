"""The tables of document review: what an official gave, and what was decided about findings.

None of them holds words of a document: those are in its private folder, and go with it.
"""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Id, Row


class ReviewedRow(Row):
    """A document through all its versions, of one official."""

    __tablename__ = "reviewed_documents"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    salt: Mapped[str]
    """Hex; without it none of the document's hashes can be compared with another's."""
    sketch: Mapped[list[str]]
    """Hashes of some sentences of its last version, by which the next one is recognised."""
    versions: Mapped[int]
    """How many were reviewed."""
    used_at: Mapped[datetime] = mapped_column(index=True)


class ReviewRow(Row):
    """One version that was given to be reviewed; deleted with its files."""

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    """Names the folder of its files; made by chance."""
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    document_id: Mapped[int | None] = mapped_column(
        ForeignKey("reviewed_documents.id", ondelete="SET NULL"), index=True
    )
    """None until it is known, which document this is a version of."""
    version: Mapped[int]
    """From 1; 0 until it is reviewed."""
    state: Mapped[str]
    """waiting, done or failed."""
    is_recognised: Mapped[bool]
    """Nobody said that it is a version of that document: its sentences did."""
    created_at: Mapped[datetime]
    ends_at: Mapped[datetime] = mapped_column(index=True)


class ReviewDecisionRow(Row):
    """What an official decided about a finding: as hashes, so that no words stay."""

    __tablename__ = "review_decisions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    document_id: Mapped[int] = mapped_column(
        ForeignKey("reviewed_documents.id", ondelete="CASCADE"), index=True
    )
    rule: Mapped[str]
    quote: Mapped[str]
    """Hash of the words that were found, of those before and of those behind."""
    before: Mapped[str]
    after: Mapped[str]
    verdict: Mapped[str]
    """accepted or ignored."""
    reason: Mapped[str]
    """Why it was ignored: bot/review/kept.py, REASONS."""
    note: Mapped[str]
    """The official's own words on it."""
    version: Mapped[int]
    """In which it was decided."""
    at: Mapped[datetime]
