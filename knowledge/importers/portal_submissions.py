"""Turn the rows of the table "Cách thức thực hiện" into ways to hand the dossier in."""

import re
from dataclasses import dataclass, replace
from datetime import date

from knowledge.importers.portal_fees import FREE_IS_DOUBTFUL, FeeReading, read_fee
from knowledge.importers.portal_money import amounts, money_in
from knowledge.importers.portal_page import FeeCell, SubmissionRow
from knowledge.importers.portal_text import clean, quoted, says_nothing, without_bullet
from knowledge.types import Channel, Doubt, Duration, Fee, Submission, Unit

_CHANNELS = {
    "trực tuyến": Channel.ONLINE,
    "trực tiếp": Channel.COUNTER,
    "dịch vụ bưu chính": Channel.POST,
}
_UNITS = {
    "ngày làm việc": Unit.WORKING_DAY,
    "ngày": Unit.DAY,
    "giờ làm việc": Unit.WORKING_HOUR,
    "giờ": Unit.HOUR,
    "tháng": Unit.MONTH,
    "năm": Unit.YEAR,
}
_TIME = re.compile(r"(\d{1,4})\s*(ngày làm việc|ngày|giờ làm việc|giờ|tháng|năm)", re.IGNORECASE)
_STATED_TIME = re.compile(
    r"thời hạn giải quyết\s*:?\s*(?:là |không quá |tối đa |trong thời hạn |trong )*"
    r"0?(\d{1,3}) (ngày làm việc|ngày|giờ|tháng)",
    re.IGNORECASE,
)
_ANY_TIME = re.compile(
    r"(?<![\d/])0?(\d{1,3})\s*(?:\([^()]{2,12}\)\s*)?(ngày|giờ|tháng)", re.IGNORECASE
)
_FEE_IN_PROSE = re.compile(r"\b(?:phí|lệ phí|mức thu)\b(?:(?!\. )[^\n;]){0,80}", re.IGNORECASE)
_AMOUNT_ONLY = re.compile(
    r"(?:[\d.,]+\s*)?(?:đồng|đ|vnđ|vnd)?\s*(?:/\s*[^;.,:()\n]{1,40})?[.;]?", re.IGNORECASE
)
_CASE = re.compile(
    r"(?:\(?[\da-h]{1,2}[).]\s*)?((?:trường hợp|đối với)\b[^:;\n]{8,180}?)(?=[:;\n]|\.(?:\s|$)|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class SubmissionReading:
    """The submissions of one page and what is doubtful in them."""

    submissions: tuple[Submission, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, kw_only=True)
class _Row:
    submission: Submission
    doubts: tuple[Doubt, ...]
    case: str
    description: str
    has_fee_note: bool


def read_submissions(rows: tuple[SubmissionRow, ...], *, as_of: date) -> SubmissionReading:
    """Return one submission for each channel and time; rows that differ in the fee are joined."""
    read = [row for row in (_read_row(row, as_of) for row in rows) if row is not None]
    if any(doubt.reason.startswith(FREE_IS_DOUBTFUL) for row in read for doubt in row.doubts):
        read = [_doubt_bare_free(row) for row in read]
    joined: list[_Row] = []
    for row in read:
        twin = next((at for at, other in enumerate(joined) if _is_same_way(other, row)), None)
        if twin is None:
            joined.append(row)
        else:
            joined[twin] = _join(joined[twin], row)
    checked = [_with_cases(row, joined) for row in joined]
    return SubmissionReading(
        submissions=tuple(row.submission for row in checked),
        doubts=tuple(dict.fromkeys(doubt for row in checked for doubt in row.doubts)),
    )


def _read_row(row: SubmissionRow, as_of: date) -> _Row | None:
    channel = _CHANNELS.get(row.channel.strip().lower())
    if channel is None:
        return None
    description = clean(row.description)
    fee_notes = [clean(cell.note) for cell in row.fees]
    prose = "\n".join([*fee_notes, description])
    durations, time_reason = _read_time(row, prose)
    fees, fee_reason = _read_fees(row.fees, description, channel, as_of)
    time_raw = _time_raw(row, prose) if time_reason else ""
    fee_raw = _fee_raw(row, description) if fee_reason else ""
    reasons = (("time", time_reason, time_raw), ("fee", fee_reason, fee_raw))
    return _Row(
        submission=Submission(
            channel=channel,
            durations=durations,
            fees=fees,
            note=_note(fee_notes, description),
            duration_raw=time_raw,
            fee_raw=fee_raw,
        ),
        doubts=tuple(
            Doubt(field=f"submissions.{channel}.{part}", reason=reason, raw=quoted(raw))
            for part, reason, raw in reasons
            if reason
        ),
        case=_case(description) or _case(fee_notes[0] if fee_notes else ""),
        description=description,
        has_fee_note=any(len(note) > 2 for note in fee_notes),
    )


def _doubt_bare_free(row: _Row) -> _Row:
    """Doubt a "Miễn phí" without note where the note of another row denies the same words."""
    here = row.submission
    if here.fees != (Fee(amount_vnd=0),) or row.has_fee_note:
        return row
    doubt = Doubt(
        field=f"submissions.{here.channel}.fee",
        reason="fee column says free, the note of another channel speaks against it",
        raw="Miễn phí",
    )
    return replace(
        row, submission=replace(here, fees=(), fee_raw="Miễn phí"), doubts=(*row.doubts, doubt)
    )


def _read_time(row: SubmissionRow, prose: str) -> tuple[tuple[Duration, ...], str]:
    """Return the time of a row, or why it is doubtful; neither when the page names none."""
    text = row.time.strip()
    if says_nothing(text) and not any(cell.is_glued for cell in row.fees):
        has_stated = _STATED_TIME.search(prose) is not None
        return (), "time column is empty, the note names a time" if has_stated else ""
    match = _TIME.fullmatch(text)
    if match is None:
        if not text or text.isdigit():
            return (), "time without unit"
        return (), "time is not a number of days or hours"
    count, unit = int(match.group(1)), _UNITS[match.group(2).lower()]
    if count == 0:
        return (), "time is zero"
    stated = {int(found.group(1)) for found in _STATED_TIME.finditer(prose)}
    named = {int(found.group(1)) for found in _ANY_TIME.finditer(prose)}
    if stated and count not in stated | named:
        return (), "note names another time than the time column"
    return (Duration(count=count, unit=unit),), ""


def _time_raw(row: SubmissionRow, prose: str) -> str:
    text = row.time.strip()
    if not text and row.fees:
        text = row.fees[0].column
    stated = _STATED_TIME.search(prose)
    return f"{text} ({stated.group()})" if stated else text


def _read_fees(
    cells: tuple[FeeCell, ...], description: str, channel: Channel, as_of: date
) -> tuple[tuple[Fee, ...], str]:
    readings = [read_fee(cell, channel=channel, as_of=as_of) for cell in cells]
    reason = next((reading.reason for reading in readings if reading.reason), "")
    fees = tuple(fee for reading in readings for fee in reading.fees)
    if reason:
        return (), reason
    if len(readings) > 1 and not _are_told_apart(readings):
        return (), "several amounts, the cases are not named"
    in_prose = {
        amount
        for found in _FEE_IN_PROSE.finditer(description)
        for amount in amounts(money_in(found.group()))
    }
    if in_prose and not in_prose & {fee.amount_vnd for fee in fees}:
        return (), "description names another amount than the fee column"
    return fees, ""


def _are_told_apart(readings: list[FeeReading]) -> bool:
    conditions = [fee.condition for reading in readings for fee in reading.fees if not fee.valid_to]
    return all(conditions) and len(set(conditions)) == len(conditions)


def _fee_raw(row: SubmissionRow, description: str) -> str:
    texts = [
        f"{cell.column} ({clean(cell.note)})" if cell.note else cell.column for cell in row.fees
    ]
    named = next(
        (found.group() for found in _FEE_IN_PROSE.finditer(description) if money_in(found.group())),
        "",
    )
    return "\n".join(part for part in (*texts, named) if part)


def _note(fee_notes: list[str], description: str) -> str:
    """Return what the row says besides time and fee, without notes that say nothing."""
    parts: list[str] = []
    for part in (*fee_notes, description):
        text = part.strip(" /")
        is_told = says_nothing(text) or _AMOUNT_ONLY.fullmatch(text)
        if len(text) > 2 and not is_told and text not in parts:
            parts.append(text)
    return "\n".join(without_bullet(part) for part in parts)


def _case(text: str) -> str:
    match = _CASE.match(without_bullet(text))
    return match.group(1).strip() if match else ""


def _is_same_way(one: _Row, other: _Row) -> bool:
    """Whether two rows are one way to hand in whose fees differ by case."""
    first, second = one.submission, other.submission
    return (
        first.channel is second.channel
        and first.durations == second.durations
        and first.duration_raw == second.duration_raw
        and (one.description == other.description or not other.description)
    )


def _join(one: _Row, other: _Row) -> _Row:
    first, second = one.submission, other.submission
    fees = tuple(dict.fromkeys((*first.fees, *second.fees)))
    doubts = tuple(dict.fromkeys((*one.doubts, *other.doubts)))
    notes = dict.fromkeys(part for part in (first.note, second.note) if part)
    raws = dict.fromkeys(part for part in (first.fee_raw, second.fee_raw) if part)
    full = [fee.condition for fee in fees if not fee.valid_to]
    if len(full) > 1 and (not all(full) or len(set(full)) < len(full)) and not raws:
        raws = {", ".join(f"{fee.amount_vnd} đồng" for fee in fees): None}
        reason = "several amounts, the cases are not named"
        field = f"submissions.{first.channel}.fee"
        doubts = (*doubts, Doubt(field=field, reason=reason, raw=next(iter(raws))))
    submission = replace(
        first,
        fees=() if raws else fees,
        note="\n".join(notes),
        fee_raw="\n".join(raws),
    )
    return replace(one, submission=submission, doubts=doubts)


def _with_cases(row: _Row, rows: list[_Row]) -> _Row:
    """Name the case of each time where one channel has several, or doubt the times."""
    here = row.submission
    same = [other for other in rows if other.submission.channel is here.channel]
    if len({other.submission.durations for other in same}) < 2 or not here.durations:
        return row
    labels = [other.case or other.description for other in same]
    if labels.count(row.case or row.description) > 1:
        doubt = Doubt(
            field=f"submissions.{here.channel}.time",
            reason="several times for one channel, the case is not named",
            raw=f"{here.durations[0].count} {here.durations[0].unit}",
        )
        return replace(row, doubts=(*row.doubts, doubt))
    durations = tuple(replace(time, condition=row.case) for time in here.durations)
    return replace(row, submission=replace(here, durations=durations))
