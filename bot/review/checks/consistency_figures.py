"""Read figures as officials write them: "1.234,5", "08", "tám", "≥ 45%", "trên 60%"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from bot.plan_targets import number_of

_ONES = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_WORDS = {word: value for value, word in enumerate(_ONES)} | {"bẩy": 7, "tư": 4, "mười": 10}
# "Mười lăm", "hai mươi mốt": as the last word only.
_ENDS = {"lăm": 5, "nhăm": 5, "mốt": 1}
_TEEN = re.compile(r"mười (\w+)")
_TENS = re.compile(r"(\w+) mươi(?: (\w+))?")
NUMBER = r"\d+(?:[.,]\d+)*"


class Bound(StrEnum):
    """On which side of its number a figure is to be."""

    EXACT = ""
    AT_LEAST = "≥"
    MORE = ">"
    AT_MOST = "≤"
    LESS = "<"


_BOUNDS = (
    (Bound.AT_LEAST, r"≥|>=|tối thiểu|ít nhất|không dưới|không thấp hơn|từ"),
    (Bound.AT_MOST, r"≤|<=|tối đa|không quá|không vượt quá|nhiều nhất"),
    (Bound.MORE, r">|trên|hơn|vượt"),
    (Bound.LESS, r"<|dưới"),
)
_PERCENT = re.compile(
    rf"(?P<bound>≥|≤|>=|<=|>|<|\b(?:tối thiểu|ít nhất|không dưới|không thấp hơn|tối đa|không quá"
    rf"|không vượt quá|nhiều nhất|trên|hơn|vượt|dưới)\b)?\s*(?:là |đạt )?"
    rf"(?<![\d.,/])(?P<number>{NUMBER})\s*(?:%|phần trăm)(?P<up>\s+trở lên)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Percent:
    """A percentage in a text."""

    value: float
    bound: Bound
    start: int
    """With the words that set the bound."""
    end: int


def count_of(typed: str) -> int | None:
    """Return a whole number from figures or words: "08", "1.234", "tám", "mười hai"."""
    text = " ".join(typed.lower().split())
    if text[:1].isdigit():
        value = number_of(text)
        return int(value) if value is not None and value == int(value) else None
    if text in _WORDS:
        return _WORDS[text]
    if teen := _TEEN.fullmatch(text):
        end = _last(teen[1])
        return 10 + end if end else None
    if tens := _TENS.fullmatch(text):
        first, last = _WORDS.get(tens[1], 0), _last(tens[2]) if tens[2] else 0
        return 10 * first + last if 2 <= first <= 9 and last is not None else None
    return None


def _last(word: str) -> int | None:
    value = _ENDS.get(word, _WORDS.get(word))
    return value if value is not None and 1 <= value <= 9 else None


COUNT = r"(?:\d{1,3}(?:\.\d{3})*|(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười(?: \w+)?))"
"""Of a number of things, for use in patterns; may match too much: ask `count_of`."""


def bound_of(words: str) -> Bound:
    """Return which side words before a number set."""
    text = words.strip().lower()
    for bound, pattern in _BOUNDS:
        if re.fullmatch(pattern, text):
            return bound
    return Bound.EXACT


def percents(text: str) -> Iterator[Percent]:
    """Yield the percentages of a text in order."""
    for found in _PERCENT.finditer(text):
        value = number_of(found["number"])
        if value is None:
            continue
        bound = Bound.AT_LEAST if found["up"] else bound_of(found["bound"] or "")
        start = found.start("bound") if found["bound"] else found.start("number")
        yield Percent(value=value, bound=bound, start=start, end=found.end())
