"""Rules about time: what has lapsed today, which acts no longer hold, which source is old."""

from collections.abc import Iterator
from datetime import date

from knowledge.acts import Acts, Force, LegalAct, lapsed_on, number_key
from knowledge.check.findings import Remark
from knowledge.check.texts import texts_of
from knowledge.importers.portal_fees import SMALLEST_FEE_VND
from knowledge.importers.portal_money import periods_in
from knowledge.importers.portal_tables import LEGAL_NUMBER
from knowledge.overlays import Overlay
from knowledge.types import Document, Fee, Guide, Plan, Procedure, Record, Submission

OLD_AFTER_DAYS = 365
"""A source seen longer ago is named; procedures are republished several times a year."""


def validity(record: Procedure | Guide, today: date) -> Iterator[Remark]:
    """Yield records that no longer hold, or whose days are in the wrong order."""
    if record.valid_from and record.valid_to and record.valid_to < record.valid_from:
        message = f"valid from {record.valid_from} to {record.valid_to}"
        yield Remark(rule="dates_reversed", field="valid_to", message=message)
    if record.valid_to is None or record.valid_to >= today:
        return
    if isinstance(record, Guide):
        message = f"the guide held until {record.valid_to}"
        yield Remark(rule="guide_lapsed", field="valid_to", message=message)
    elif record.replaced_by is None:
        message = f"abolished after {record.valid_to}, and nothing is named in its place"
        yield Remark(rule="lapsed_without_successor", field="valid_to", message=message)


def discounts(record: Procedure, today: date) -> Iterator[Remark]:
    """Yield channels without a fee that holds today, and discounts that have ended."""
    for way in record.submissions:
        yield from _discounts(way, today)


def _discounts(way: Submission, today: date) -> Iterator[Remark]:
    field = f"submissions.{way.channel}.fee"
    for fee in way.fees:
        if fee.valid_from and fee.valid_to and fee.valid_to < fee.valid_from:
            message = f"{fee.amount_vnd} dong from {fee.valid_from} to {fee.valid_to}"
            yield Remark(rule="dates_reversed", field=field, message=message)
    ended = [fee for fee in way.fees if fee.valid_to and fee.valid_to < today]
    if ended and not any(_holds(fee, today) for fee in way.fees):
        message = f"no fee holds today; the last ended on {max(_last(fee) for fee in ended)}"
        yield Remark(rule="no_fee_today", field=field, message=message)
    elif ended:
        message = f"{ended[0].amount_vnd} dong ended on {_last(ended[0])}"
        yield Remark(rule="expired_discount", field=field, message=message)
        return
    for text in (way.fee_raw, way.note):
        over = [each for each in periods_in(text) if each.until < today]
        if over:
            last = max(over, key=lambda each: each.until)
            message = f"the text still shows an amount that ended on {last.until}"
            raw = text[max(0, last.start - 100) : last.start + 100]
            yield Remark(rule="expired_discount", field=field, message=message, raw=raw)
            return


def _holds(fee: Fee, today: date) -> bool:
    begun = fee.valid_from is None or fee.valid_from <= today
    return begun and (fee.valid_to is None or today <= fee.valid_to)


def _last(fee: Fee) -> date:
    return fee.valid_to or date.min


def age(record: Record, today: date) -> Iterator[Remark]:
    """Yield sources seen long ago, or on a day that has not come."""
    seen = {"source": record.source}
    if isinstance(record, Procedure):
        seen |= {", ".join(own.fields): own.source for own in record.field_sources}
    if isinstance(record, Plan | Document):
        return  # a plan is as old as its year
    for field, source in seen.items():
        if source.as_of > today:
            message = f"the source is dated {source.as_of}, which is to come"
            yield Remark(rule="source_from_the_future", field=field, message=message)
        elif (today - source.as_of).days > OLD_AFTER_DAYS:
            message = f"the source was last seen on {source.as_of}"
            yield Remark(rule="source_old", field=field, message=message)


def cited_acts(record: Procedure, acts: Acts, today: date) -> Iterator[Remark]:
    """Yield the acts the record rests on that no longer hold."""
    lapsed = [
        (ref.number, act)
        for ref in record.legal_basis
        if (act := acts.find(ref.number)) is not None and lapsed_on(act, today)
    ]
    for number, act in lapsed:
        yield Remark(rule="act_lapsed", field="legal_basis", message=_lapsed(number, act, today))


def named_acts(record: Record, acts: Acts, today: date) -> Iterator[Remark]:
    """Yield acts named in our own sentences that no longer hold, unless the new one is too."""
    for field, text in texts_of(record):
        numbers = dict.fromkeys(match.group() for match in LEGAL_NUMBER.finditer(text))
        keys = {number_key(number) for number in numbers}
        for number in numbers:
            act = acts.find(number)
            if act is None or not keys.isdisjoint(map(number_key, act.replaced_by)):
                continue
            if lapsed_on(act, today):
                message = _lapsed(number, act, today)
                yield Remark(rule="act_lapsed", field=field, message=message, raw=text)


def unknown_acts(record: Procedure, acts: Acts) -> Iterator[Remark]:
    """Yield acts the register lacks, and days of issue that differ from it."""
    if not len(acts):
        return
    for ref in record.legal_basis:
        act = acts.find(ref.number)
        if act is None:
            message = f"the register of acts does not know {ref.number}"
            yield Remark(rule="act_unknown", field="legal_basis", message=message, raw=ref.title)
        elif ref.issued and act.issued and ref.issued != act.issued:
            message = f"{ref.number}: issued {ref.issued}, the register says {act.issued}"
            yield Remark(rule="act_date_differs", field="legal_basis", message=message)


def _lapsed(number: str, act: LegalAct, today: date) -> str:
    until = f", its last day was {act.in_force_to}" if act.in_force_to else ""
    instead = f"; now {', '.join(act.replaced_by)}" if act.replaced_by else ""
    return f"{number} no longer holds{until}{instead}"


def act_itself(act: LegalAct, today: date) -> Iterator[Remark]:
    """Yield what is wrong inside one entry of the register."""
    if act.in_force_from and act.in_force_to and act.in_force_to < act.in_force_from:
        message = f"in force from {act.in_force_from} to {act.in_force_to}"
        yield Remark(rule="dates_reversed", field="in_force_to", message=message)
    if act.issued and act.in_force_from and act.in_force_from < act.issued:
        message = f"in force from {act.in_force_from}, before its day of issue {act.issued}"
        yield Remark(rule="dates_reversed", field="in_force_from", message=message)
    if act.in_force_to:
        has_ended = act.in_force_to < today
        if has_ended != (act.force is Force.EXPIRED):
            message = f"force is {act.force}, but its last day is {act.in_force_to}"
            yield Remark(rule="act_force_contradicted", field="force", message=message)
    elif act.replaced_by and act.force is Force.IN_FORCE:
        message = f"in force, yet replaced by {', '.join(act.replaced_by)}"
        yield Remark(rule="act_force_contradicted", field="force", message=message)
    if act.force is not Force.UNKNOWN and act.force_source is None:
        message = f"force is {act.force}, but no source says so"
        yield Remark(rule="act_force_unsourced", field="force", message=message)
    year = _year(act.number)
    if year and act.issued and act.issued.year != year:
        message = f"the number is of {year}, the day of issue {act.issued}"
        yield Remark(rule="act_date_differs", field="issued", message=message)


def _year(number: str) -> int | None:
    """Return the year inside a number such as "53/2025/TT-BCA"; the first part is a count."""
    parts = [part for part in number.split("/")[1:] if part.isdigit() and len(part) == 4]
    return int(parts[0]) if parts else None


def overlay_itself(overlay: Overlay, acts: Acts, today: date) -> Iterator[Remark]:
    """Yield local rules that have ended, or whose act no longer holds."""
    if overlay.valid_from and overlay.valid_to and overlay.valid_to < overlay.valid_from:
        message = f"valid from {overlay.valid_from} to {overlay.valid_to}"
        yield Remark(rule="dates_reversed", field="valid_to", message=message)
    if overlay.valid_to and overlay.valid_to < today:
        message = f"the local rules held until {overlay.valid_to}"
        yield Remark(rule="overlay_lapsed", field="valid_to", message=message)
    for rule in overlay.rules:
        for fee in rule.fees:
            if 0 < fee.amount_vnd < SMALLEST_FEE_VND:
                message = f"the local fee is {fee.amount_vnd} dong; thousands may be missing"
                yield Remark(
                    rule="amount_too_small", field="rules", message=message, raw=rule.article
                )
    act = acts.find(overlay.number) if overlay.number else None
    if act is not None and lapsed_on(act, today):
        yield Remark(rule="act_lapsed", field="number", message=_lapsed(act.number, act, today))
