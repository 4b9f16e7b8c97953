"""Rules that need the imported record of the same code: what the two say differently."""

from collections.abc import Iterator

from knowledge.check.compare import (
    FieldKind,
    Match,
    fields_of,
    is_usable,
    source_of,
    told,
    ways_of,
)
from knowledge.check.findings import Remark, shortened
from knowledge.check.rules_across import name_key
from knowledge.types import Procedure, Verified

THOUSAND = 1_000
_RULE = {
    FieldKind.FEE: "fee_differs",
    FieldKind.TIME: "time_differs",
    FieldKind.FORM: "form_differs",
}


def disagreements(record: Procedure, page: Procedure) -> Iterator[Remark]:
    """Yield what the curated record and its page say differently."""
    if not is_usable(page):
        return
    url = page.source.url
    for each in fields_of(record, page):
        if each.match is not Match.DIFFERS:
            continue
        message = f"curated: {each.ours}; imported: {shortened(each.theirs, 120)}"
        # What somebody looked up on purpose may well be newer than the page.
        is_looked_up = source_of(record, each.kind) is Verified.LOOKED_UP
        rule = "looked_up_instead" if is_looked_up else _RULE[each.kind]
        yield Remark(rule=rule, field=each.field, message=message, url=url)
    yield from _thousands(record, page)
    yield from _left_out(record, page)
    if name_key(record.name) != name_key(page.name):
        message = f"imported: {page.name[:160]}"
        yield Remark(rule="name_differs", field="name", message=message, raw=record.name, url=url)
    if record.decision and page.decision and record.decision != page.decision:
        message = f"curated: {record.decision}; imported: {page.decision}"
        yield Remark(rule="decision_differs", field="decision", message=message, url=url)


def _thousands(record: Procedure, page: Procedure) -> Iterator[Remark]:
    """Yield fees that are exactly 1,000 times the page's, or its thousandth."""
    theirs = {fee.amount_vnd for way in page.submissions for fee in way.fees} - {0}
    for way in record.submissions:
        for fee in way.fees:
            ours = fee.amount_vnd
            off = {ours * THOUSAND, ours // THOUSAND if ours % THOUSAND == 0 else 0} - {0}
            if ours not in theirs and off & theirs:
                message = f"curated: {ours:,}; imported: {min(off & theirs):,}"
                field = f"submissions.{way.channel}.fee"
                yield Remark(rule="amount_off_by_1000", field=field, message=message)


def _left_out(record: Procedure, page: Procedure) -> Iterator[Remark]:
    """Yield channels, fees, times and forms that only the page has."""
    ours = {way.channel for way in record.submissions}
    gone = [way.channel for way in page.submissions if way.channel not in ours]
    for channel in dict.fromkeys(gone) if ours else ():
        message = f"the page also takes dossiers by {channel}"
        yield Remark(rule="left_out", field=f"submissions.{channel}", message=message)
    for way in record.submissions:
        theirs = {fee.amount_vnd for each in ways_of(page, way) for fee in each.fees}
        extra = theirs - {fee.amount_vnd for fee in way.fees}
        if extra and not way.fee_raw:
            message = f"the page also names {', '.join(f'{each:,}' for each in sorted(extra))}"
            yield Remark(rule="left_out", field=f"submissions.{way.channel}.fee", message=message)
        page_times = told(ways_of(page, way))
        if page_times and not way.durations and not way.duration_raw:
            message = f"the page says {page_times}"
            yield Remark(rule="left_out", field=f"submissions.{way.channel}.time", message=message)
    forms = {paper.form for paper in record.papers if paper.form}
    if not forms and any(paper.form for paper in page.papers):
        named = ", ".join(dict.fromkeys(paper.form for paper in page.papers if paper.form))
        yield Remark(rule="left_out", field="papers", message=f"the page names the forms {named}")
