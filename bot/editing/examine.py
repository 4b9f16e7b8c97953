"""Check one record before a second person sees it, and again before it is put into service."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.editing.rule_words import RULE_WORDS
from bot.editing.types import Editable
from bot.editing.words import field_label
from knowledge.acts import Acts
from knowledge.check import Finding, Severity, check_record
from knowledge.types import Guide, Procedure


@dataclass(frozen=True, kw_only=True)
class Remarked:
    """One finding as an editor reads it."""

    severity: Severity
    field: str
    label: str
    says: str
    raw: str = ""
    """The record's own words."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What a record is held against."""

    procedure: Callable[[str], Procedure | None]
    """A record that answers now."""
    page: Callable[[str], Procedure | None]
    """A record as it was imported."""
    acts: Acts
    today: date


def examine(record: Editable, world: World) -> list[Remarked]:
    """Return what is wrong with a record, what must be corrected first."""
    found = [world.procedure(code) for code in _codes(record)]
    findings = check_record(
        record,
        page=world.page(record.code) if isinstance(record, Procedure) else None,
        others=[each for each in found if each is not None],
        acts=world.acts,
        today=world.today,
    )
    remarks = [*_own(record, world.today), *(remarked(each) for each in findings)]
    return sorted(remarks, key=lambda each: list(Severity).index(each.severity))


def must_correct(remarks: Sequence[Remarked]) -> list[Remarked]:
    """Return those with which a record cannot be put into service."""
    return [each for each in remarks if each.severity is Severity.ERROR]


def remarked(finding: Finding) -> Remarked:
    """Return a finding as an editor reads it."""
    return Remarked(
        severity=finding.severity,
        field=finding.field,
        label=field_label(finding.field),
        says=RULE_WORDS.get(finding.rule, finding.message),
        raw=finding.raw,
    )


def _codes(record: Editable) -> list[str]:
    if isinstance(record, Guide):
        return [record.procedure] if record.procedure else []
    codes = [each.code for each in record.distinguish]
    return [*codes, record.replaced_by] if record.replaced_by else codes


def _own(record: Editable, today: date) -> list[Remarked]:
    """Return what the rules for all records only warn of, and an editor must not write."""
    sources = {"source": record.source}
    negative = []
    if isinstance(record, Procedure):
        sources |= {each.fields[0]: each.source for each in record.field_sources if each.fields}
        fees = [fee for way in record.submissions for fee in way.fees]
        times = [each for way in record.submissions for each in way.durations]
        if any(fee.amount_vnd < 0 for fee in fees):
            negative.append(_error("fees", "Số tiền không thể nhỏ hơn 0."))
        if any(each.count < 0 for each in times):
            negative.append(_error("durations", "Số ngày không thể nhỏ hơn 0."))
        if any(paper.originals < 0 or paper.copies < 0 for paper in record.papers):
            negative.append(_error("papers", "Số bản không thể nhỏ hơn 0."))
    return [
        *negative,
        *(
            _error(name, "Ngày của nguồn ở trong tương lai.")
            for name, source in sources.items()
            if source.as_of > today
        ),
    ]


def _error(field: str, says: str) -> Remarked:
    return Remarked(severity=Severity.ERROR, field=field, label=field_label(field), says=says)
