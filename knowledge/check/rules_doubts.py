"""Name the rule behind every doubt an importer left on a record."""

import re
from collections.abc import Iterator

from knowledge.check.findings import Remark
from knowledge.types import Doubt, Guide, Record

# Beginning of the importer's reason -> rule. The first that fits counts.
RULE_OF_REASON: tuple[tuple[str, str], ...] = (
    ("page of another procedure", "wrong_page"),
    ("fee column says free, its note names an amount", "free_contradicted"),
    ("fee column says free, the note of another channel", "free_contradicted"),
    ("fee column says free, its note leaves", "fee_left_to_province"),
    ("note leaves the fee to the province", "fee_left_to_province"),
    ("fee column says free, its note does not confirm", "free_unconfirmed"),
    ("amount is smaller than 1,000", "amount_too_small"),
    ("amount may be one whose validity has ended", "discount_unclear"),
    ("note limits the amount to a time", "discount_unclear"),
    ("note changes the amount by a share", "discount_unclear"),
    ("note names another amount", "fee_contradicted"),
    ("description names another amount", "fee_contradicted"),
    ("fee column names an amount, its note names none", "fee_contradicted"),
    ("the discount in the note does not fit", "discount_unclear"),
    ("note names several discounts", "discount_unclear"),
    ("note names several spans", "discount_unclear"),
    ("note names several amounts", "cases_unclear"),
    ("note holds another entry", "fee_unreadable"),
    ("note names an amount in another currency", "fee_unreadable"),
    ("fee column is empty", "fee_unreadable"),
    ("fee is not an amount", "fee_unreadable"),
    ("amount and a time without unit are glued", "amount_glued_to_time"),
    ("several amounts, the cases are not named", "cases_unclear"),
    ("several times for one channel", "cases_unclear"),
    ("time without unit", "time_without_unit"),
    ("note names another time", "time_contradicted"),
    ("time column is empty, the note names", "time_unreadable"),
    ("time is not a number", "time_unreadable"),
    ("time is zero", "time_unreadable"),
    ("the table of channels could not be read", "table_unreadable"),
    ("the table of papers is missing", "table_unreadable"),
    ("text is cut off", "text_cut_off"),
    ("the page names no authority", "missing_field"),
)
_RULE_OF_PLAN_FIELD = {
    "number": "plan_head",
    "issued": "plan_head",
    "title": "plan_head",
    "source": "plan_head",
    "passages": "plan_annex_missing",
    "numbering": "plan_numbering",
    "indicators": "plan_contradicts_itself",
    "place_today": "plan_place",
}
# The importer looks for a short name of the case; a long one may stand in the note.
_REWORDED = ("the case is not named", "the case stands in the note or nowhere")
_LINE = re.compile(r"line (\d+):")
ABOLISHED_REASON = "names a body abolished"


def rule_of(doubt: Doubt) -> str:
    """Return the rule a doubt falls under; "other_doubt" for reasons that have none."""
    for beginning, rule in RULE_OF_REASON:
        if doubt.reason.startswith(beginning):
            return rule
    return _RULE_OF_PLAN_FIELD.get(doubt.field.split(".")[0], "other_doubt")


def doubts(record: Record) -> Iterator[Remark]:
    """Yield what the importer doubted, save abolished bodies: `bodies` has those."""
    for doubt in () if isinstance(record, Guide) else record.doubts:
        if doubt.reason.startswith(ABOLISHED_REASON):
            continue
        line = _LINE.match(doubt.reason)
        yield Remark(
            rule=rule_of(doubt),
            field=doubt.field,
            message=doubt.reason.replace(*_REWORDED),
            raw=doubt.raw,
            line=int(line[1]) if line else None,
        )


def stated_doubts(record: Record) -> Iterator[Remark]:
    """Yield what a curated record itself tells its readers to doubt."""
    for doubt in () if isinstance(record, Guide) else record.doubts:
        yield Remark(rule="stated_doubt", field=doubt.field, message=doubt.reason, raw=doubt.raw)
