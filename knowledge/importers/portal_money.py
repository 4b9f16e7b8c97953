"""Find amounts of money and the days on which they hold in a note about a fee."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.importers.portal_text import UPPER, first_date

_SCALES = {"nghìn": 1_000, "ngàn": 1_000, "triệu": 1_000_000}
_MONEY = re.compile(
    r"(?<![\d.,/])(?P<digits>\d{1,3}(?:[.,]\d{3})+|\d+)(?![\d]|[.,]\d)\s*"
    r"(?:(?P<spelt>\([^()]{3,80}\))\s*)?"
    r"(?:(?P<scale>nghìn|ngàn|triệu)\s*(?:đồng)?"
    r"|(?P<currency>việt nam đồng|đồng|vnđ|vnd|đ(?![\w]))"
    r"|(?P<slash>(?=/\s*[^\W\d]))|(?P<foreign>usd|eur|đô la))",
    re.IGNORECASE,
)
_AFTER_LABEL = re.compile(
    r"\bphí\s*:?\s*(?P<digits>\d{1,3}(?:[.,]\d{3})+|\d{5,})(?![\d/]|[.,]\d)", re.IGNORECASE
)
_DAY = r"\d{1,2}\s*(?:[/.-]\s*\d{1,2}\s*[/.-]|tháng\s+\d{1,2}\s+năm)\s*\d{4}"
_PERIOD = re.compile(
    rf"(?:từ\s+(?:kể\s+từ\s+)?(?:ngày\s+)?(?P<start>{_DAY})\s*)?"
    rf"(?:đến\s+hết\s+(?:ngày\s+)?|đến\s+(?:ngày\s+)?|hết\s+ngày\s+)(?P<end>{_DAY})",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(rf"\n|;\s+|(?<=[.;)])\s+(?=[-+*–{UPPER}])|\s+(?=[-+*–]\s+\S)")


@dataclass(frozen=True, kw_only=True)
class Money:
    """One amount of đồng named in a text."""

    amount_vnd: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Period:
    """One span of days named in a text; `since` is None when only its end is named."""

    since: date | None
    until: date
    start: int


def money_in(text: str) -> list[Money]:
    """Return every amount of đồng in the text, in its order; other currencies are left out."""
    found: list[Money] = []
    for match in _MONEY.finditer(text):
        if match["foreign"] or (match["slash"] is not None and not _has_groups(match["digits"])):
            continue
        digits = int(re.sub(r"[.,]", "", match["digits"]))
        scale = _SCALES.get((match["scale"] or "").lower(), 1)
        found.append(Money(amount_vnd=digits * scale, start=match.start(), end=match.end()))
    known = {match.start("digits") for match in _MONEY.finditer(text)}
    for match in _AFTER_LABEL.finditer(text):
        start, end = match.span("digits")
        if start not in known:
            digits = int(re.sub(r"[.,]", "", match["digits"]))
            found.append(Money(amount_vnd=digits, start=start, end=end))
    return sorted(found, key=lambda money: money.start)


def _has_groups(digits: str) -> bool:
    return "." in digits or "," in digits


def names_foreign_money(text: str) -> bool:
    """Whether the text names an amount in another currency."""
    return any(match["foreign"] for match in _MONEY.finditer(text))


def periods_in(text: str) -> list[Period]:
    """Return every "từ ngày … đến hết ngày …" of the text, save those with an impossible day."""
    found: list[Period] = []
    for match in _PERIOD.finditer(text):
        until = first_date(match["end"])
        since = first_date(match["start"]) if match["start"] else None
        if until is None or (match["start"] and since is None):
            continue
        found.append(Period(since=since, until=until, start=match.start()))
    return found


def clauses(text: str) -> list[str]:
    """Split a note where a new case or sentence begins."""
    return [part for part in (piece.strip() for piece in _CLAUSE_END.split(text)) if part]


def amounts(found: Sequence[Money]) -> set[int]:
    """Return the amounts alone."""
    return {money.amount_vnd for money in found}
