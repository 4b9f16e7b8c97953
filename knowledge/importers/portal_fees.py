"""Read one entry of the column "Phí, lệ phí" together with its note, or say why it is doubtful.

The column and the note are two statements about one amount. A fee comes out only where both
agree or the note is silent; everything else stays in the source's words.
"""

import re
from dataclasses import dataclass
from datetime import date

from knowledge.importers.portal_money import (
    Money,
    Period,
    amounts,
    clauses,
    money_in,
    names_foreign_money,
    periods_in,
)
from knowledge.importers.portal_page import FeeCell
from knowledge.importers.portal_text import one_line, says_nothing, without_bullet
from knowledge.types import Channel, Fee

SMALLEST_FEE_VND = 1_000
"""No fee of the state is smaller; below it the column dropped the thousands ("700" = 700.000)."""
FREE_IS_DOUBTFUL = "fee column says free, its note"
"""How the reasons begin that concern a column "Miễn phí" which its own note does not bear out."""
_CONDITION_LENGTH = 200

_FREE = re.compile(r"miễn phí|(?:0|o|không)\s*(?:việt nam đồng|đồng|vnđ|vnd)", re.IGNORECASE)
_AMOUNT = re.compile(r"(\d{1,3}(?:[.,]\d{3})+|\d+)\s*(?:Việt Nam Đồng|VNĐ|VND|Đồng)", re.IGNORECASE)
_AGREES_WITH_FREE = re.compile(
    r"(?:không(?: có| thu(?: phí| lệ phí| phí, lệ phí)?| mất phí)?|miễn(?: phí| lệ phí)?)"
    r"(?:\s*\((?:Thông tư|Nghị định) số [^()]{3,60}\))?"
    r"|không (?:được )?quy định(?: tại (?:Biểu|Thông tư) .{0,200})?",
    re.IGNORECASE,
)
_PROVINCE = re.compile(
    r"(?:hội đồng nhân dân|hđnd|ủy ban nhân dân|ubnd|chính quyền địa phương)", re.IGNORECASE
)
_OTHER_ENTRY = re.compile(r"[,)]\s*(?:lệ )?phí\s*:\s*\d[\d.,]{4,}", re.IGNORECASE)
_PERCENT = re.compile(r"bằng\s+(\d{1,2})\s?%", re.IGNORECASE)
_REFERS_TO_COLUMN = re.compile(
    r"%\s+(?:của\s+)?mức (?:thu|phí|lệ phí|thu phí)[^,.;]{0,20} nêu trên"
)
_WAIVED = re.compile(r"miễn (?:phí |lệ phí )?(?:kể )?(?:từ ngày )?\Z", re.IGNORECASE)
_ONLINE_ONLY = re.compile(r"trực tuy[ếể]n", re.IGNORECASE)
_PER = re.compile(
    r"\s*(?:đồng|đ|vnđ)?\s*(?:\([^()]*\)\s*)?/\s*([^;.,:()\n]{1,40}?)\s*(?=[;.,:()\n]|$)",
    re.IGNORECASE,
)
_CITES = re.compile(
    r"^(?:theo|thực hiện theo|áp dụng theo)?\s*(?:quy định )?(?:tại |của )?"
    r"(?:Thông tư|Nghị định)\b[^:;]*?(?::|\.(?=\s)|$)|\((?:theo |quy định tại )?Thông tư [^()]*\)",
    re.IGNORECASE,
)
_COPY_ON_REQUEST = re.compile(r"phí cấp bản sao .{3,120}\(nếu có yêu cầu\)", re.IGNORECASE)
_NO_CASE = re.compile(
    r"(?:theo|từ ngày|kể từ|thực hiện|thông tư|nghị định)\b|.*\bmiễn\b", re.IGNORECASE
)
_UNIT_ALONE = re.compile(
    r"((?:\d{1,2} )?(?:lần|hồ sơ|giấy|bản|thẻ|trường hợp|văn bản|chứng chỉ)(?: cấp)?)\s*[.;]?",
    re.IGNORECASE,
)
_CAP = re.compile(r"(?:tối đa|tối thiểu|không quá|không dưới)[^\d;.]{0,40}\Z", re.IGNORECASE)
_OFFER = re.compile(r"\(?\s*(?:miễn (?:phí|lệ phí|kể)|(?:kể )?từ ngày|\(?áp dụng)", re.IGNORECASE)
_LABEL = re.compile(
    r"^(?:mức thu(?: phí| lệ phí)?|(?:các )?(?:phí|lệ phí)(?:, lệ phí)?|phí và lệ phí|nộp|thu)"
    r"(?:\s*(?:là|:|$))+\s*|^đồng(?=[\s/(]|$)[\s/]*|\s+(?:là|thu)\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class FeeReading:
    """What one entry says: its fees, or the reason why it cannot be said."""

    fees: tuple[Fee, ...] = ()
    reason: str = ""
    """Empty: nothing is doubtful."""


def read_fee(cell: FeeCell, *, channel: Channel, as_of: date) -> FeeReading:
    """Return the fees of one entry; no fee and no reason when the source names none."""
    note = _bare(cell.note)
    if says_nothing(cell.column):
        if money_in(note):
            return FeeReading(reason="fee column is empty, its note names an amount")
        return FeeReading()
    if _FREE.fullmatch(cell.column.strip()):
        return _read_free(note)
    match = _AMOUNT.fullmatch(cell.column.strip())
    if match is None:
        return FeeReading(reason="fee is not an amount in dong")
    if cell.is_glued:
        return FeeReading(reason="amount and a time without unit are glued together")
    amount = int(re.sub(r"[.,]", "", match.group(1)))
    if amount < SMALLEST_FEE_VND:
        return FeeReading(reason="amount is smaller than 1,000 dong, thousands may be missing")
    return _read_amount(amount, note, channel=channel, as_of=as_of)


def _bare(note: str) -> str:
    """Return the note without the brackets around the whole of it; notes of a letter are none."""
    text = note.strip()
    while text.startswith("(") and text.endswith(")") and _closes_at_end(text):
        text = text[1:-1].strip()
    return "" if len(text) <= 2 else text


def _closes_at_end(text: str) -> bool:
    depth = 0
    for index, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return index == len(text) - 1
    return False


def _read_free(note: str) -> FeeReading:
    sentences = re.split(r"(?<=[.;])\s+", without_bullet(one_line(note)))
    # What a copy costs that nobody has to ask for does not make the procedure itself cost money.
    own = (part for part in sentences if not _COPY_ON_REQUEST.match(part) or money_in(part))
    line = " ".join(own).rstrip(" .;")
    if not line or says_nothing(line) or _AGREES_WITH_FREE.fullmatch(line):
        return FeeReading(fees=(Fee(amount_vnd=0),))
    if money_in(note) or names_foreign_money(note):
        return FeeReading(reason=f"{FREE_IS_DOUBTFUL} names an amount")
    if _PROVINCE.search(note):
        return FeeReading(reason=f"{FREE_IS_DOUBTFUL} leaves the fee to the province")
    return FeeReading(reason=f"{FREE_IS_DOUBTFUL} does not confirm it")


def _read_amount(amount: int, note: str, *, channel: Channel, as_of: date) -> FeeReading:
    if names_foreign_money(note):
        return FeeReading(reason="note names an amount in another currency")
    if _PROVINCE.search(note):
        return FeeReading(reason="note leaves the fee to the province")
    if _OTHER_ENTRY.search(note):
        return FeeReading(reason="note holds another entry of the fee table")
    if periods_in(note):
        return _read_discounted(amount, note, channel=channel, as_of=as_of)
    if _PERCENT.search(note):
        return FeeReading(reason="note changes the amount by a share without saying until when")
    if _AGREES_WITH_FREE.fullmatch(without_bullet(one_line(note)).rstrip(" .;") or "-"):
        return FeeReading(reason="fee column names an amount, its note names none")
    named = _named(note)
    if amounts(named) <= {amount}:
        return FeeReading(fees=(_fee(amount, note, named),))
    if amount in amounts(named):
        cases = _cases(amount, note)
        if cases:
            return FeeReading(fees=cases)
        return FeeReading(reason="note names several amounts")
    return FeeReading(reason="note names another amount than the fee column")


def _named(text: str) -> list[Money]:
    """Return the amounts of a text without those that only cap another one."""
    found = money_in(text)
    plain = [money for money in found if not _CAP.search(text[: money.start])]
    return plain or found


def _fee(amount: int, note: str, named: list[Money]) -> Fee:
    """Return the fee of the column with what the note says it buys and for which case."""
    own = next((money for money in named if money.amount_vnd == amount), None)
    if own:
        before, after = note[: own.start], note[own.end :]
        per = _PER.match(after)
        cap = re.match(r"[^;\n]*?,\s*(tối đa [^;\n]{5,80}?)\s*(?:[.;](?!\d)|$)", after)
        case = ", ".join(part for part in (_condition(before), cap.group(1) if cap else "") if part)
        return Fee(amount_vnd=amount, per=per.group(1) if per else "", condition=case)
    unit = _UNIT_ALONE.fullmatch(note.strip())
    if unit:
        return Fee(amount_vnd=amount, per=unit.group(1))
    per = _PER.match(note)
    if per:
        rest = _condition(note[per.end() :])
        return Fee(amount_vnd=amount, per=per.group(1), condition=rest)
    return Fee(amount_vnd=amount, condition=_condition(note))


def _condition(text: str) -> str:
    """Return the case a fee is for; citations and labels such as "Mức thu:" are none."""
    line = _CITES.sub(" ", without_bullet(one_line(text)))
    parts = [without_bullet(part.strip(" .;,")) for part in re.split(r"\s[-+*]\s", f" {line}")]
    line = " ".join(part for part in parts if part)
    before = ""
    while before != line:
        before, line = line, _bare(_LABEL.sub("", line).strip(" .;:,+*/"))
    line = one_line(line)
    if line.count("(") > line.count(")"):
        line = line.strip("( ")
    if len(line) > _CONDITION_LENGTH or _NO_CASE.match(line):
        return ""
    return line if re.search(r"\w{2}", line) else ""


def _cases(amount: int, note: str) -> tuple[Fee, ...]:
    """Return one fee for each clause of the note, or none when a clause is not plain."""
    fees: list[Fee] = []
    for clause in clauses(note):
        named = _named(clause)
        if not named:
            continue
        if len(named) > 1:
            return ()
        fees.append(_fee(named[0].amount_vnd, clause, named))
    conditions = [fee.condition for fee in fees]
    has_bare_first = bool(fees) and not fees[0].condition and fees[0].amount_vnd == amount
    named_cases = conditions[1:] if has_bare_first else conditions
    is_plain = all(named_cases) and len(set(conditions)) == len(conditions)
    return tuple(fees) if is_plain else ()


def _read_discounted(amount: int, note: str, *, channel: Channel, as_of: date) -> FeeReading:
    """Read a note that limits an amount to a span of days.

    Offers that ended before the page was seen say nothing about today and are dropped; of those
    that still run there has to be exactly one, and its size has to be plain.
    """
    full: set[int] = set()
    running: list[tuple[Period, str]] = []
    shows_ended = False
    for clause in clauses(note):
        periods = periods_in(clause)
        named = amounts(money_in(clause))
        if not periods:
            full |= named
        elif _WAIVED.search(clause[: periods[0].start]):
            full |= amounts(money_in(clause[: periods[0].start]))
            if periods[0].until >= as_of:
                running.append((periods[0], clause))
        elif len(periods) > 1:
            return FeeReading(reason="note names several spans of days at once")
        elif _ONLINE_ONLY.search(clause) and channel is not Channel.ONLINE:
            continue
        elif periods[0].until >= as_of:
            running.append((periods[0], clause))
        elif named or not _REFERS_TO_COLUMN.search(clause):
            # A share of "the fee above" leaves the amount of the column the full one.
            shows_ended |= amount in named or not named
    if len(full) > 1 or (shows_ended and amount not in full) or min(full, default=amount) < amount:
        return FeeReading(reason="amount may be one whose validity has ended, or of another case")
    if full and min(full) > amount and not running:
        return FeeReading(reason="note names another amount than the fee column")
    in_note = money_in(note)
    has_own = amount in amounts(in_note)
    base = _fee(amount, note if has_own else _OFFER.split(note)[0], in_note if has_own else [])
    if not running:
        return FeeReading(fees=(base,))
    if len(running) > 1:
        return FeeReading(reason="note names several discounts at once")
    return _apply(base, full, *running[0])


def _apply(base: Fee, full: set[int], period: Period, clause: str) -> FeeReading:
    """Return the full fee and the one that holds during the period."""
    amount = base.amount_vnd
    named = amounts(money_in(clause))
    share = _PERCENT.search(clause)
    reduced: int | None = None
    if _WAIVED.search(clause[: period.start]):
        reduced = 0
    elif share and not named and (full == {amount} or _REFERS_TO_COLUMN.search(clause)):
        reduced = amount * int(share.group(1)) // 100
    elif not share and len(named) == 1:
        reduced = min(named)
    if reduced is None:
        return FeeReading(reason="note limits the amount to a time without saying the amount")
    if full and min(full) > amount:  # the column shows the reduced amount, the note the full one
        base = Fee(amount_vnd=min(full), per=base.per, condition=base.condition)
    if reduced > base.amount_vnd or (min(full, default=amount) > amount and reduced != amount):
        return FeeReading(reason="the discount in the note does not fit the amount")
    offer = Fee(
        amount_vnd=reduced,
        per=base.per or _fee(reduced, clause, money_in(clause)).per,
        condition=base.condition,
        valid_from=period.since,
        valid_to=period.until,
    )
    return FeeReading(fees=(offer,) if reduced == base.amount_vnd else (base, offer))
