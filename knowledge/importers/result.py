"""What every importer hands back: the records it read, and what it could not read or doubts."""

from dataclasses import dataclass

from knowledge.types import Record


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One statement of a source file that was not imported, or only with a doubt."""

    file: str
    line: int | None
    """1-based line of the file; None when the whole file is meant."""
    record_id: str | None
    field: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class ImportResult:
    """The records of one file, in its order, and the problems found on the way."""

    records: tuple[Record, ...]
    problems: tuple[Problem, ...]
