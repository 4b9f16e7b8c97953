"""Read a plan's target as a number that progress can be measured by: "tối thiểu 75%"."""

import re
from dataclasses import dataclass

from knowledge.text import clean, fold

_NUMBER = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)*)(?![\d])")
_BRACKETS = re.compile(r"\([^()]*\)")
_AT_MOST = re.compile(r"[<≤]|\b(?:duoi|toi da|khong qua|khong vuot(?: qua)?|it hon|thap hon)\b")
_MORE_THAN = re.compile(r"(?<![<≥])>(?!=)|\b(?:tren|hon|cao hon|vuot)\b")
_LESS_THAN = re.compile(r"<(?!=)|\b(?:duoi|it hon|thap hon)\b")
# "Giảm 10%", "từ 80 đến 90%", "tăng gấp 2": not a level that one figure reaches.
_OTHER = re.compile(r"\b(?:giam|tang|gap|tu \d|den \d|so voi|lan)\b")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")


@dataclass(frozen=True, kw_only=True)
class Target:
    """A level that is to be reached, or not to be passed."""

    value: float
    unit: str
    """"%", or what is counted: "điểm"."""
    is_at_most: bool = False
    is_strict: bool = False
    """The level itself is not enough."""

    def is_met(self, value: float) -> bool:
        """Say whether the figure meets the target."""
        if value == self.value:
            return not self.is_strict
        return (value < self.value) == self.is_at_most

    def reached(self, value: float) -> float | None:
        """Return how many per cent of the target the figure is; None where less is better."""
        if self.is_at_most or self.value <= 0:
            return None
        return value / self.value * 100


def target_of(text: str) -> Target | None:
    """Return the target as a number; None when it is none, or more than one."""
    plain = clean(text)
    while (inner := _BRACKETS.sub(" ", plain)) != plain:
        plain = inner
    folded = fold(plain)
    found = _NUMBER.findall(plain)
    if len(found) != 1 or _OTHER.search(folded):
        return None
    value = number_of(found[0])
    if value is None:
        return None
    after = plain[plain.index(found[0]) + len(found[0]) :].strip(" .;,")
    unit = "%" if after.startswith("%") or fold(after).startswith("phan tram") else after
    if fold(unit).endswith("tro len"):
        unit = unit[: -len("trở lên")].strip()
    is_at_most = bool(_AT_MOST.search(folded)) and "≥" not in plain
    is_strict = bool(_LESS_THAN.search(folded) if is_at_most else _MORE_THAN.search(folded))
    return Target(value=value, unit=unit, is_at_most=is_at_most, is_strict=is_strict)


def number_of(typed: str) -> float | None:
    """Return the number as it is written in Viet Nam: "87,5", "1.234"; None for none.

    "87.5" is read as it is meant, too.
    """
    text = typed.strip().removesuffix("%").strip()
    if not re.fullmatch(r"[0-9]+(?:[.,][0-9]+)*", text) or len(text) > 15:
        return None
    if "," in text:
        whole, _, part = text.partition(",")
        if "," in part or "." in part or not (whole.isdigit() or _THOUSANDS.fullmatch(whole)):
            return None
        return float(f"{whole.replace('.', '')}.{part}")
    if _THOUSANDS.fullmatch(text):
        return float(text.replace(".", ""))
    return float(text) if text.count(".") <= 1 else None


def number_text(value: float) -> str:
    """Return the number as it is written in Viet Nam: "1.234,5"."""
    whole = f"{value:,.2f}".rstrip("0").rstrip(".")
    return whole.translate(str.maketrans(",.", ".,"))
