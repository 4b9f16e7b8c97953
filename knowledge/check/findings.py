"""What a check says: remarks of the rules, and findings that name the record they are about."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"
    """An answer from this record is certainly wrong."""
    WARNING = "warning"
    """An answer may be wrong; somebody has to look."""
    NOTE = "note"
    """Worth knowing; no answer is wrong because of it."""


class Part(StrEnum):
    """Which part of the knowledge a record belongs to."""

    CURATED = "curated"
    IMPORTED = "imported"


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One thing that can be wrong with a record."""

    name: str
    severity: Severity
    """In curated records; in imported ones an error counts as a warning."""
    means: str
    fix: str
    """What whoever keeps the curated records does about it."""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What one rule says about the record it was given."""

    rule: str
    field: str
    message: str
    raw: str = ""
    """The record's own words."""
    line: int | None = None
    """1-based line of the file the record was read from."""
    url: str | None = None
    """Only if it is not the address of the record's own source."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One remark, how bad it is, and the record it is about."""

    rule: str
    severity: Severity
    part: Part
    record_id: str
    field: str
    message: str
    """One English line for whoever keeps the knowledge."""
    raw: str = ""
    """The record's own words, cut to a readable length."""
    url: str | None = None
    line: int | None = None


RAW_LENGTH = 200


def finding(remark: Remark, rule: Rule, *, part: Part, record_id: str, url: str | None) -> Finding:
    """Return the remark as a finding about the record of this id."""
    is_softened = part is Part.IMPORTED and rule.severity is Severity.ERROR
    return Finding(
        rule=rule.name,
        severity=Severity.WARNING if is_softened else rule.severity,
        part=part,
        record_id=record_id,
        field=remark.field,
        message=remark.message,
        raw=shortened(remark.raw),
        url=remark.url or url,
        line=remark.line,
    )


def shortened(text: str, length: int = RAW_LENGTH) -> str:
    """Return the text on one line, cut to the length."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"
