"""What editors work with: the states of a proposal, and what is refused."""

from enum import StrEnum

from knowledge.ids import id_of, kind_of
from knowledge.types import Guide, Kind, Procedure, Record

Editable = Procedure | Guide
EDITABLE = (Kind.PROCEDURE, Kind.GUIDE)


class State(StrEnum):
    """How far a proposal (đề xuất) has got."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    """A second person agreed; it is in service once the next index is."""
    REJECTED = "rejected"
    """Back with its author, who may change it and send it again."""
    LIVE = "live"
    WITHDRAWN = "withdrawn"
    CONFLICTED = "conflicted"
    """The record was changed by somebody else meanwhile; nothing of either is lost."""


OPEN = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.REJECTED, State.CONFLICTED)


class EditingError(Exception):
    """Somebody may not do this, or not now; says why, in Vietnamese, for the page."""


def key_of(kind: str, record_id: str) -> str:
    """Return what a record is called in manifests and in the audit: "procedure:1.004194"."""
    return f"{kind}:{record_id}"


def record_key(record: Record) -> str:
    """Return the same of a record."""
    return key_of(kind_of(record).value, id_of(record))
