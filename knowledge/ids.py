"""Say what kind a record is of, and by what it is known."""

from knowledge.types import Document, Guide, Kind, Plan, Procedure, Record


def kind_of(record: Record) -> Kind:
    """Return the kind of a record."""
    match record:
        case Procedure():
            return Kind.PROCEDURE
        case Guide():
            return Kind.GUIDE
        case Plan():
            return Kind.PLAN
        case Document():
            return Kind.DOCUMENT


def id_of(record: Record) -> str:
    """Return the record's id: the code of a procedure."""
    return record.code if isinstance(record, Procedure) else record.id
