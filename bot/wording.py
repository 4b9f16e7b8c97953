"""Say amounts, durations and dates the way a person at the counter would."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import takewhile

from bot.types import Citation
from knowledge.types import Channel, Duration, Fee, Locator, Unit

CHANNEL_NAMES = {
    Channel.ONLINE: "Nộp trực tuyến",
    Channel.COUNTER: "Nộp trực tiếp",
    Channel.POST: "Gửi bưu điện",
}
_UNIT_NAMES = {
    Unit.WORKING_DAY: "ngày làm việc",
    Unit.DAY: "ngày",
    Unit.WORKING_HOUR: "giờ làm việc",
    Unit.HOUR: "giờ",
    Unit.MONTH: "tháng",
    Unit.YEAR: "năm",
}


WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
# A name is not cut for the sake of so few words more.
_MORE_WORDS = 4
_MANY = 4


def amount(value: int) -> str:
    """Return 7000 as "7.000 đồng", 0 as "miễn phí"."""
    return f"{value:,} đồng".replace(",", ".") if value else "miễn phí"


def day(value: date) -> str:
    """Return a date as "31/12/2026"."""
    return f"{value:%d/%m/%Y}"


def newest(citations: Iterable[Citation]) -> date | None:
    """Return the newest day on which one of the sources said so; None if none has a day."""
    days = (citation.as_of or citation.date for citation in citations)
    return max((day for day in days if day), default=None)


def weekday(value: date, *, today: date) -> str:
    """Return a date as "thứ Hai 23/11"; one of another year names it."""
    year = "" if value.year == today.year else f"/{value.year}"
    return f"{WEEKDAYS[value.weekday()]} {value:%d/%m}{year}"


def duration(value: Duration) -> str:
    """Return a duration as "3 ngày làm việc"; 0 as "ngay trong ngày"."""
    said = f"{value.count} {_UNIT_NAMES[value.unit]}" if value.count else "ngay trong ngày"
    return f"{said} ({value.condition})" if value.condition else said


def fees(values: Sequence[Fee], *, today: date) -> str:
    """Return the amounts that hold today; a discount names its last day and the usual amount.

    Of discounts that end on different days the first end is named: none is promised for longer.
    An amount for another case than the discount's is no usual amount but said beside it.
    """
    current = [fee for fee in values if _holds(fee, today)]
    discounts = [fee for fee in current if fee.valid_to]
    if not discounts:
        return "; ".join(_fee(fee) for fee in current)
    last = min(fee.valid_to for fee in discounts if fee.valid_to)
    said = "; ".join(_fee(fee) for fee in discounts)
    cases = {"", *(fee.condition for fee in discounts)}
    beside = [fee for fee in current if not fee.valid_to and fee.condition not in cases]
    lasting = [f for f in values if f not in (*discounts, *beside) and not _ended(f, today)]
    usual = [amount(value) for value in sorted({fee.amount_vnd for fee in lasting})]
    after = f", sau đó {' hoặc '.join(usual)}" if usual else ""
    other = f". Trường hợp khác: {'; '.join(_fee(fee) for fee in beside)}" if beside else ""
    return f"{said}. Đây là mức giảm đến hết ngày {day(last)}{after}{other}"


def fees_in_brief(values: Sequence[Fee], *, today: date) -> str:
    """Return the amounts that hold today, or from the least to the most when there are many."""
    amounts = sorted({fee.amount_vnd for fee in values if _holds(fee, today)})
    if len(amounts) <= _MANY:
        return fees(values, today=today)
    return f"từ {amount(amounts[0])} đến {amount(amounts[-1])}, tùy trường hợp"


def where(at: Locator) -> str:
    """Return where in a document something stands: "Mục 2, trang 3"."""
    if at.page:
        return f"{at.section}, trang {at.page}".removeprefix(", ")
    return (f"{at.section}, dòng {at.line_from}" if at.line_from else at.section).removeprefix(", ")


def listed(lines: Iterable[str]) -> str:
    """Return the lines as a dashed list."""
    return "\n".join(f"- {line}" for line in lines)


def shortened(text: str, words: int) -> str:
    """Return at most so many words, cut after a clause if there is one, marked with "…"."""
    parts = text.split()
    if len(parts) <= words:
        return text
    kept = " ".join(parts[:words])
    for end in (". ", "; "):
        if (cut := kept.rfind(end)) > len(kept) // 2:
            return kept[: cut + 1] + " …"
    return kept.rstrip(" ,;:") + " …"


def told_apart(names: Sequence[str], words: int) -> list[str]:
    """Return the names cut to so many words each, by what comes where cut names would be alike.

    "Chứng thực chữ ký … là viên chức ngoại giao": the beginning that several share makes room.
    """
    titles = [_name(name, words) for name in names]
    for title in {title for title in titles if titles.count(title) > 1}:
        alike = [number for number, other in enumerate(titles) if other == title]
        parts = [names[number].split() for number in alike]
        shared = len([*takewhile(lambda column: len(set(column)) == 1, zip(*parts, strict=False))])
        for number, said in zip(alike, parts, strict=True):
            begin = max(0, min(shared, len(said) - words // 2))
            rest = shortened(" ".join(said[begin:]), words - words // 2)
            head = " ".join(said[: min(begin, words // 2)])
            titles[number] = f"{head} … {rest}" if begin > words // 2 else names[number]
    return list(names) if len(set(titles)) < len(set(names)) else titles


def _name(name: str, words: int) -> str:
    """Return a name cut to so many words between two of its parts, a little longer ones whole."""
    if len(name.split()) <= words + _MORE_WORDS:
        return name
    kept = shortened(name, words)
    cut = max(kept.rfind(mark) for mark in (", ", "; ", " ("))
    return kept[:cut] + " …" if cut > len(kept) // 2 else kept


def sentence(text: str) -> str:
    """Return the text with a capital first letter and a full stop."""
    text = text.strip()
    if not text:
        return ""
    return capital(text) + ("" if text[-1] in ".!?…:" else ".")


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _fee(fee: Fee) -> str:
    said = amount(fee.amount_vnd)
    if fee.per and fee.amount_vnd:
        said += f"/{fee.per}"
    return f"{said} ({fee.condition})" if fee.condition else said


def _holds(fee: Fee, today: date) -> bool:
    return not _ended(fee, today) and (fee.valid_from is None or fee.valid_from <= today)


def _ended(fee: Fee, today: date) -> bool:
    return fee.valid_to is not None and fee.valid_to < today
