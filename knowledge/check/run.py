"""Run every rule over the curated and the imported records."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from knowledge.acts import Acts, Force
from knowledge.check import rules_across as across
from knowledge.check import rules_record as alone
from knowledge.check import rules_today as dated
from knowledge.check.compare import is_usable
from knowledge.check.coverage import Counts, Coverage, counted, coverage
from knowledge.check.findings import Finding, Part, Remark, Severity, finding
from knowledge.check.plans import plan_against_import
from knowledge.check.rules import RULES
from knowledge.check.rules_compare import disagreements
from knowledge.check.rules_doubts import doubts, stated_doubts
from knowledge.ids import id_of
from knowledge.load import Curated
from knowledge.overlays import Overlay
from knowledge.types import Guide, Plan, Procedure, Record

_ORDER = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything the check found."""

    findings: tuple[Finding, ...]
    """Curated before imported, errors first, then by rule and record."""
    counts: Mapping[Part, Counts]
    coverage: Coverage

    @property
    def has_errors(self) -> bool:
        """Whether an answer from the curated records is certainly wrong."""
        return any(
            each.severity is Severity.ERROR and each.part is Part.CURATED for each in self.findings
        )


@dataclass(frozen=True, kw_only=True)
class _World:
    """What rules may look at besides the record."""

    acts: Acts
    today: date
    known: frozenset[str]
    lapsed: frozenset[str]
    curated: Mapping[str, Procedure]
    imported: Mapping[str, Procedure]
    plans: Mapping[str, Plan]


def check(
    curated: Curated,
    imported: Sequence[Record],
    *,
    acts: Acts,
    overlays: Sequence[Overlay],
    today: date,
) -> Report:
    """Return what is wrong, how much there is, and how much of it was verified.

    `overlays` are all local rules in use: the shipped ones and the ward's own.
    """
    world = _world(curated, imported, acts, today)
    findings = [
        *_of_records(curated.records, Part.CURATED, world),
        *_of_records(imported, Part.IMPORTED, world),
        *_of_registers(curated, overlays, world),
    ]
    findings.sort(key=_rank)
    return Report(
        findings=tuple(dict.fromkeys(findings)),
        counts={Part.CURATED: _counts(curated, overlays), Part.IMPORTED: counted(imported)},
        coverage=coverage(curated, world.imported),
    )


def check_record(
    record: Procedure | Guide,
    *,
    page: Procedure | None,
    others: Sequence[Procedure],
    acts: Acts,
    today: date,
) -> list[Finding]:
    """Return what is wrong with one record as if it were curated, errors first.

    `page` is the imported record of the same code; `others` are those it may lead to.
    """
    curated = Curated(procedures=tuple(others), guides=(), plans=())
    world = _world(curated, [page] if page else [], acts, today)
    world = replace(world, known=world.known | {id_of(record)})
    findings = [_finding(record, each, Part.CURATED) for each in _of_curated(record, world)]
    return sorted(dict.fromkeys(findings), key=_rank)


def _world(curated: Curated, imported: Sequence[Record], acts: Acts, today: date) -> _World:
    ours = {record.code: record for record in curated.procedures}
    theirs = {record.code: record for record in imported if isinstance(record, Procedure)}
    lapsed = {code for code, one in ours.items() if one.valid_to and one.valid_to < today}
    return _World(
        acts=acts,
        today=today,
        known=frozenset(ours) | frozenset(theirs),
        lapsed=frozenset(lapsed),
        curated=ours,
        imported=theirs,
        plans={record.id: record for record in imported if isinstance(record, Plan)},
    )


def _of_records(records: Sequence[Record], part: Part, world: _World) -> Iterator[Finding]:
    of_one = _of_curated if part is Part.CURATED else _of_imported
    for record in records:
        for remark in of_one(record, world):
            yield _finding(record, remark, part)
    procedures = [record for record in records if isinstance(record, Procedure)]
    for named, remark in _between(procedures, records, part):
        yield _finding(named, remark, part)


def _of_curated(record: Record, world: _World) -> Iterator[Remark]:
    yield from stated_doubts(record)
    yield from alone.bodies(record)
    yield from alone.sources(record)
    yield from dated.age(record, world.today)
    yield from dated.named_acts(record, world.acts, world.today)
    match record:
        case Procedure():
            page = world.imported.get(record.code)
            yield from alone.missing(record, page if is_usable(page) else None)
            yield from alone.amounts(record)
            yield from alone.fee_words(record)
            yield from alone.curated_words(record)
            yield from alone.twice(record)
            yield from dated.validity(record, world.today)
            yield from dated.discounts(record, world.today)
            yield from dated.cited_acts(record, world.acts, world.today)
            yield from dated.unknown_acts(record, world.acts)
            yield from across.references(record, world.known)
            yield from across.lapsed_references(record, world.lapsed)
            yield from across.one_sided(record, world.curated)
            if page is not None:
                yield from disagreements(record, page)
        case Guide():
            yield from dated.validity(record, world.today)
            yield from across.references(record, world.known)
            yield from across.lapsed_references(record, world.lapsed)
            behind = world.curated.get(record.procedure or "")
            if behind is not None:
                yield from alone.guide_words(record, behind)
        case Plan():
            if record.id in world.plans:
                yield from plan_against_import(record, world.plans[record.id])


def _of_imported(record: Record, world: _World) -> Iterator[Remark]:
    yield from doubts(record)
    yield from alone.bodies(record)
    if isinstance(record, Procedure):
        if not across.is_misfiled(record):
            yield from alone.missing(record, None)
        yield from alone.amounts(record)
        yield from dated.discounts(record, world.today)
        yield from dated.cited_acts(record, world.acts, world.today)


def _between(
    procedures: Sequence[Procedure], records: Sequence[Record], part: Part
) -> Iterator[tuple[Record, Remark]]:
    yield from across.same_name(procedures)
    yield from across.same_content(procedures)
    if part is Part.IMPORTED:
        yield from across.same_page(procedures)
    else:
        asked = [record for record in records if isinstance(record, Procedure | Guide)]
        yield from across.same_phrase(asked)


def _of_registers(
    curated: Curated, overlays: Sequence[Overlay], world: _World
) -> Iterator[Finding]:
    for act in curated.acts:
        for remark in dated.act_itself(act, world.today):
            yield _made(remark, Part.CURATED, act.number, act.source.url)
    for overlay in overlays:
        for remark in dated.overlay_itself(overlay, world.acts, world.today):
            yield _made(remark, Part.CURATED, overlay.id, overlay.source.url)
        for remark in across.overlay_codes(overlay, world.known):
            yield _made(remark, Part.CURATED, overlay.id, overlay.source.url)


def _finding(record: Record, remark: Remark, part: Part) -> Finding:
    return _made(remark, part, id_of(record), record.source.url)


def _made(remark: Remark, part: Part, record_id: str, url: str | None) -> Finding:
    return finding(remark, RULES[remark.rule], part=part, record_id=record_id, url=url)


def _rank(each: Finding) -> tuple[int, int, str, str, str, str]:
    part = 0 if each.part is Part.CURATED else 1
    return (part, _ORDER[each.severity], each.rule, each.record_id, each.field, each.message)


def _counts(curated: Curated, overlays: Sequence[Overlay]) -> Counts:
    checked = [act for act in curated.acts if act.force is not Force.UNKNOWN and act.force_source]
    return replace(
        counted(curated.records),
        acts=len(curated.acts),
        acts_checked=len(checked),
        overlays=len(overlays),
        local_rules=sum(len(overlay.rules) for overlay in overlays),
    )
