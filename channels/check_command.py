"""Print what the quality check found, as tables or as JSON."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from knowledge.acts import Acts
from knowledge.check import RULES, Coverage, Finding, Part, Report, Severity, check
from knowledge.load import DATA, read, with_edited
from knowledge.overlays import Overlay
from knowledge.store import RecordStore
from knowledge.types import Record

_STYLE = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "dim"}
errors = Console(stderr=True, highlight=False, soft_wrap=True)
_SHOWN_PER_RULE = 10
"""So many findings of a rule are listed one by one; --json has them all."""


def run_check(
    store_path: Path,
    *,
    today: date,
    as_json: bool = False,
    ward_overlays: Sequence[Overlay] = (),
    edited: Sequence[Record] = (),
    data: Path = DATA,
    console: Console | None = None,
) -> bool:
    """Check the shipped records and the local store, print the report; say if all is well.

    All is well while no curated record has an error or cannot be read. Records `edited` in the
    office count as curated.
    """
    shipped_records, faults = read(data)
    curated = with_edited(shipped_records, edited)
    imported = []
    if store_path.is_file():
        store = RecordStore(store_path)
        imported = list(store.records())
        store.close()
    shipped = {overlay.id for overlay in curated.overlays}
    own = [overlay for overlay in ward_overlays if overlay.id not in shipped]
    report = check(
        curated,
        imported,
        acts=Acts(curated.acts),
        overlays=(*curated.overlays, *own),
        today=today,
    )
    out = console or Console(highlight=False)
    if as_json:
        out.print(json.dumps(as_dict(report), ensure_ascii=False), markup=False, soft_wrap=True)
    else:
        print_report(report, out)
    for fault in faults:
        errors.print(f"motcua: knowledge data: {fault}", style="red", markup=False)
    return not report.has_errors and not faults


def as_dict(report: Report) -> dict[str, object]:
    """Return the report as JSON values."""
    severities = Counter((each.part, each.severity) for each in report.findings)
    return {
        "errors": severities[Part.CURATED, Severity.ERROR],
        "totals": {
            part.value: {severity.value: severities[part, severity] for severity in Severity}
            for part in Part
        },
        "counts": {part.value: asdict(counts) for part, counts in report.counts.items()},
        "coverage": {
            "records": {
                kind: {how.value: number for how, number in by.items()}
                for kind, by in report.coverage.records.items()
            },
            "fields": [
                asdict(share)
                | {"portal_share": share.portal_share, "elsewhere_share": share.elsewhere_share}
                for share in report.coverage.shares
            ],
        },
        "findings": [asdict(each) for each in report.findings],
    }


def print_report(report: Report, out: Console) -> None:
    """Print counts, coverage, findings by rule, and the curated errors and warnings."""
    out.print(_counts(report))
    out.print(_verified(report.coverage))
    out.print(_shares(report.coverage))
    if report.findings:
        out.print(_by_rule(report.findings))
    _print_curated(report.findings, out)
    errors = sum(
        each.severity is Severity.ERROR and each.part is Part.CURATED for each in report.findings
    )
    style = "red" if errors else "green"
    out.print(f"curated records: {errors} errors; every finding: motcua check --json", style=style)


def _counts(report: Report) -> Table:
    table = Table("", *(part.value for part in Part), title="what there is")
    for field in fields(report.counts[Part.CURATED]):
        numbers = [str(getattr(report.counts[part], field.name)) for part in Part]
        table.add_row(field.name.replace("_", " "), *numbers)
    return table


def _verified(coverage: Coverage) -> Table:
    hows = ("portal", "looked_up", "unverified")
    table = Table("curated", *(how.replace("_", " ") for how in hows), title="source of records")
    for kind, numbers in coverage.records.items():
        by = {how.value: number for how, number in numbers.items()}
        table.add_row(f"{kind}s", *(str(by.get(how, 0)) for how in hows))
    return table


def _shares(coverage: Coverage) -> Table:
    """Return one column per kind of field: what its values rest on."""
    shares = coverage.shares
    table = Table("", *(share.kind.value for share in shares), title="what fields rest on")
    for label, name in (
        ("in all", "fields"),
        ("equal to the imported page", "agrees"),
        ("named in the imported page's text", "named"),
        ("another value than the imported page", "differs"),
        ("said to be the portal's, page not imported", "not_imported"),
        ("looked up", "looked_up"),
        ("unverified", "unverified"),
        ("of all: the source's words, no value read", "quoted"),
    ):
        table.add_row(label, *(str(getattr(share, name)) for share in shares))
    table.add_row(
        "verified where the page is imported", *(_percent(s.portal_share) for s in shares)
    )
    table.add_row("verified elsewhere", *(_percent(s.elsewhere_share) for s in shares))
    return table


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}%"


def _by_rule(findings: Sequence[Finding]) -> Table:
    table = Table("rule", "curated", "imported", "records", "means", title="findings by rule")
    times = Counter((each.rule, each.part) for each in findings)
    records = {(each.rule, each.part, each.record_id) for each in findings}
    for rule in RULES.values():
        number = sum(key[0] == rule.name for key in records)
        if number:
            counts = (str(times[rule.name, part] or "") for part in Part)
            style = _STYLE[rule.severity]
            table.add_row(rule.name, *counts, str(number), rule.means, style=style)
    return table


def _print_curated(findings: Sequence[Finding], out: Console) -> None:
    seen: Counter[str] = Counter()
    for each in findings:
        if each.part is not Part.CURATED or each.severity is Severity.NOTE:
            continue
        seen[each.rule] += 1
        if each.severity is Severity.ERROR or seen[each.rule] <= _SHOWN_PER_RULE:
            line = f"{each.severity} {each.rule} {each.record_id} {each.field}: {each.message}"
            out.print(line, style=_STYLE[each.severity], markup=False, soft_wrap=True)
    for rule, times in seen.items():
        if times > _SHOWN_PER_RULE and RULES[rule].severity is not Severity.ERROR:
            out.print(f"{rule}: {times - _SHOWN_PER_RULE} more; {RULES[rule].fix}", soft_wrap=True)
