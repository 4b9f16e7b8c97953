"""Rules that one record alone can break: what is missing, suspicious or said in two ways."""

import re
from collections.abc import Iterator

from knowledge.check.bodies import abolished_in
from knowledge.check.compare import durations_in
from knowledge.check.findings import Remark
from knowledge.check.rules_doubts import ABOLISHED_REASON
from knowledge.check.texts import texts_of
from knowledge.importers.portal_fees import SMALLEST_FEE_VND
from knowledge.importers.portal_money import money_in
from knowledge.types import (
    Aspect,
    Channel,
    Guide,
    Plan,
    Procedure,
    Record,
    Source,
    Submission,
    Verified,
)

THOUSAND = 1_000
_PARTS = ("authority", "submissions", "papers", "steps", "results", "legal_basis")
_WHERE_TO_GO = frozenset({"authority", "place"})
# What a resident pays besides the fee of the procedure, or what is not a fee at all.
_OTHER_MONEY = re.compile(
    r"dự thảo|bản sao|phạt|mỗi tháng|một tháng|chính sách|"
    r"thu nhập|doanh thu|doanh số|trị giá|giá trị|vốn|thuế|hỗ trợ|trợ cấp|chi trả"
    r"|tối đa|tối thiểu|đóng|hưởng|lương|ký quỹ|bưu|chỉ áp dụng|đến hết|giảm|USD|mức phạt|nộp đủ"
    r"|khoản thu|cước|bồi thường|mức chuẩn",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?:trả kết quả|giải quyết|có kết quả|thời hạn)[^.;\n\d]{0,30}"
    r"(?<![\d/])0?(\d{1,3}) (ngày|giờ)",
    re.IGNORECASE,
)


def missing(record: Procedure, partner: Procedure | None) -> Iterator[Remark]:
    """Yield each part residents ask about that neither the record nor its import holds."""
    doubted = {doubt.field for doubt in record.doubts}
    for field in _PARTS:
        has_it = getattr(record, field) or (partner is not None and getattr(partner, field))
        if not has_it and field not in doubted:
            yield Remark(rule="missing_field", field=field, message=f"the record holds no {field}")
    told = {note.aspect for note in record.notes}
    ways = record.submissions
    words = "\n".join(way.note for way in ways)
    if ways and Aspect.FEE not in told and not any(way.fees or way.fee_raw for way in ways):
        rule, message = "missing_fee", "no channel names a fee"
        if money_in(words):
            rule, message = "fee_unreadable", "only the note names an amount"
        yield Remark(rule=rule, field="submissions.fee", message=message)
    is_timed = any(way.durations or way.duration_raw for way in ways)
    if ways and Aspect.TIME not in told and not is_timed:
        rule, message = "missing_time", "no channel names a time"
        if durations_in(words):
            rule, message = "time_unreadable", "only the note names a time"
        yield Remark(rule=rule, field="submissions.time", message=message)


def amounts(record: Procedure) -> Iterator[Remark]:
    """Yield fees too small to be real and fees that are 1,000 times another of the record."""
    named = {fee.amount_vnd for way in record.submissions for fee in way.fees}
    for way in record.submissions:
        for fee in way.fees:
            field = f"submissions.{way.channel}.fee"
            if 0 < fee.amount_vnd < SMALLEST_FEE_VND:
                message = f"the fee is {fee.amount_vnd} dong; thousands may be missing"
                yield Remark(rule="amount_too_small", field=field, message=message)
            elif fee.amount_vnd and fee.amount_vnd * THOUSAND in named:
                message = f"{fee.amount_vnd} dong beside {fee.amount_vnd * THOUSAND} dong"
                yield Remark(rule="amount_off_by_1000", field=field, message=message)


def fee_words(record: Procedure) -> Iterator[Remark]:
    """Yield amounts in notes that are no fee of the record, and free channels whose note costs."""
    named = {fee.amount_vnd for way in record.submissions for fee in way.fees}
    for way in record.submissions:
        field = f"submissions.{way.channel}"
        for amount, words in _fees_in(way.note):
            if amount in named or amount in _in(way.fee_raw):
                continue
            is_free = way.fees and not any(fee.amount_vnd for fee in way.fees)
            rule = "free_contradicted" if is_free else "fee_contradicted"
            message = f"the note names {amount} dong, the fees do not"
            yield Remark(rule=rule, field=f"{field}.fee", message=message, raw=words)


def curated_words(record: Procedure) -> Iterator[Remark]:
    """Yield fees and times in our own notes and steps that the record's fields do not hold."""
    fees = {fee.amount_vnd for way in record.submissions for fee in way.fees}
    raws = "\n".join(f"{way.fee_raw}\n{way.note}" for way in record.submissions)
    times = {time.count for way in record.submissions for time in way.durations}
    times |= {int(n) for way in record.submissions for n in re.findall(r"\d+", way.duration_raw)}
    conditions = "\n".join(fee.condition for way in record.submissions for fee in way.fees)
    for note in record.notes:
        if note.aspect is Aspect.FEE:
            for amount, words in _fees_in(note.text):
                if amount not in fees | _in(raws) | _in(conditions):
                    message = f"a note names {amount} dong, no channel does"
                    yield Remark(rule="fee_contradicted", field="notes", message=message, raw=words)
        if note.aspect is Aspect.TIME and times:
            for found in _TIME.finditer(note.text):
                if int(found.group(1)) not in times:
                    message = f"a note names {found.group(1)} {found.group(2)}, no channel does"
                    yield Remark(
                        rule="time_contradicted", field="notes", message=message, raw=note.text
                    )
    for step in record.steps:
        for amount, words in _fees_in(step):
            if amount not in fees | _in(raws) | _in(conditions):
                message = f"a step names {amount} dong, no channel does"
                yield Remark(rule="fee_contradicted", field="steps", message=message, raw=words)


def guide_words(guide: Guide, procedure: Procedure) -> Iterator[Remark]:
    """Yield amounts a guide names that no channel of the procedure behind it charges."""
    ways = procedure.submissions
    named = {fee.amount_vnd for way in ways for fee in way.fees}
    raws = _in("\n".join(f"{way.fee_raw}\n{way.note}" for way in ways))
    for field, text in texts_of(guide):
        for amount, words in _fees_in(text):
            if named and amount not in named | raws:
                message = f"names {amount} dong, the procedure {procedure.code} does not"
                yield Remark(rule="fee_contradicted", field=field, message=message, raw=words)


def twice(record: Procedure) -> Iterator[Remark]:
    """Yield channels with two times and no case that tells them apart."""
    ways: dict[tuple[Channel, tuple[str, ...]], Submission] = {}
    for way in record.submissions:
        cases = tuple(time.condition for time in way.durations)
        other = ways.setdefault((way.channel, cases), way)
        if other is not way and other.durations != way.durations:
            message = f"two times for {way.channel} without a case that tells them apart"
            field = f"submissions.{way.channel}.time"
            yield Remark(rule="cases_unclear", field=field, message=message)


def bodies(record: Record) -> Iterator[Remark]:
    """Yield abolished bodies the record names, once per field and body.

    Where the importer doubts a field for its district and we find none, its doubt is told.
    """
    seen: set[tuple[str, str]] = set()
    with_district: set[str] = set()
    for field, text in texts_of(record):
        for body, words in abolished_in(text):
            if body.is_of_district:
                with_district.add(field)
            if (field, body.name) in seen:
                continue
            seen.add((field, body.name))
            by = f" ({body.act})" if body.act else ""
            message = f"{body.name} ended on {body.since}{by}; now: {body.successor}"
            yield Remark(rule=_body_rule(record, field), field=field, message=message, raw=words)
    for doubt in () if isinstance(record, Guide) else record.doubts:
        if doubt.reason.startswith(ABOLISHED_REASON) and doubt.field not in with_district:
            rule = _body_rule(record, doubt.field)
            yield Remark(rule=rule, field=doubt.field, message=doubt.reason, raw=doubt.raw)


def _body_rule(record: Record, field: str) -> str:
    if isinstance(record, Plan):
        return "plan_names_abolished_body"
    return "abolished_authority" if field in _WHERE_TO_GO else "abolished_body"


def sources(record: Record) -> Iterator[Remark]:
    """Yield look-ups without an address and statements nobody verified."""
    for field, source in _sources(record):
        # A plan was read from its own file; it often has no address at all.
        is_linkable = not isinstance(record, Plan)
        if is_linkable and source.verified is Verified.LOOKED_UP and not source.url:
            message = "looked up, but the source has no address"
            yield Remark(rule="looked_up_without_url", field=field, message=message)
        if source.verified is Verified.UNVERIFIED:
            message = "nobody has verified this"
            yield Remark(rule="unverified", field=field, message=message, raw=source.title)


def _sources(record: Record) -> Iterator[tuple[str, Source]]:
    yield "source", record.source
    if isinstance(record, Procedure):
        for own in record.field_sources:
            yield ", ".join(own.fields), own.source


def _fees_in(text: str) -> Iterator[tuple[int, str]]:
    """Yield the amounts of a text that its sentence calls neither a cap nor other money."""
    for sentence in re.split(r"(?<=[.;])\s+|\n", text):
        if _OTHER_MONEY.search(sentence):
            continue
        for money in money_in(sentence):
            yield money.amount_vnd, sentence


def _in(text: str) -> set[int]:
    return {money.amount_vnd for money in money_in(text)}
