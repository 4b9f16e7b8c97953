"""Codes of tickets, `PA-2611-7KD3`: made, checked, found in what people type, put right."""

import re
import secrets
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from knowledge.text import fold

# No two of these are taken for each other on paper or over the telephone.
ALPHABET = "34679ACDEFGHJKMNPQRTWXY"
_DIGITS = "0123456789"
_MONTH_LENGTH, _LENGTH = 4, 8
_PRIME = len(ALPHABET)
# A character counts the same in the month and after it, or swapping the two where they meet
# could go unseen. The digits that the alphabet leaves out take values of letters, in this order
# for the sake of the example above.
_VALUES = {character: value for value, character in enumerate(ALPHABET)} | {
    digit: _PRIME - 1 - place for place, digit in enumerate("05281")
}
# Different for each place and never a multiple of 23: so every single wrong character and every
# swap of neighbours changes the sum.
_WEIGHTS = range(_LENGTH, 0, -1)
# What is read for a digit where only a digit can stand.
_FOR_DIGIT = str.maketrans("OQDILZSB", "00011258")
_PIECE = re.compile(r"[0-9A-Z]+")
_IN_PIECES = 4
"""A code is typed in so many pieces at most after its PA ("PA 26 11 7K D3")."""
_MONTH_TYPED = re.compile(r"(?=.*\d.*\d)[0-9OQDILZSB]{3,4}")
_HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody typed for a code."""

    text: str
    """Month and the rest, capital letters, without dashes."""
    code: str | None
    """The code, if what was typed is one."""


def new_code(now: datetime) -> str:
    """Return a random code of the month it is in Vietnam; it may have been given before."""
    month = now.astimezone(_HANOI).strftime("%y%m")
    body = month + "".join(secrets.choice(ALPHABET) for _ in range(3))
    last = next(each for each in ALPHABET if _is_valid(body + each))
    return _written(body + last)


def parse(text: str) -> str | None:
    """Return the code that the whole text is, however it is spelt; None if it is none."""
    core = "".join(_PIECE.findall(_capitals(text)))
    return _code_of(core.removeprefix("PA"))


def find(text: str) -> Typed | None:
    """Return the code in a message, or what was probably meant for one; None without either.

    Valid codes come first. One without its "PA" counts only if its check character is right.
    """
    pieces = _PIECE.findall(_capitals(text))
    for core in _after_prefix(pieces):
        if code := _code_of(core):
            return Typed(text=core, code=code)
    for core in _without_prefix(pieces):
        code = _code_of(core)
        if code and any(map(str.isalpha, core[_MONTH_LENGTH:])):
            return Typed(text=core, code=code)
    # Of "PA 2611 7KD roi" the part whose length is nearest to a code's.
    typed = _after_prefix(pieces, joins_words=False)
    meant = [core for core in typed if _LENGTH - 3 <= len(core) <= _LENGTH + 2]
    meant += [core for core in _dashed(text) if len(core) in (_LENGTH - 1, _LENGTH, _LENGTH + 1)]
    if not meant:
        return None
    return Typed(text=min(meant, key=lambda core: abs(len(core) - _LENGTH)), code=None)


def suggestions(typed: str) -> list[str]:
    """Return the valid codes that are one slip away from what was typed, in order of the alphabet.

    A slip: one wrong, missing or added character, or two neighbours swapped.
    """
    core = "".join(_PIECE.findall(_capitals(typed))).removeprefix("PA")
    if len(core) > _LENGTH + 1:
        return []
    found = {code for each in _one_slip(core) if (code := _code_of(each))}
    return sorted(found - {_code_of(core)})


def as_typed(core: str) -> str:
    """Return what was typed for a code in the shape of one: "PA-2611-7KD"."""
    return _written(core)


def _one_slip(core: str) -> Iterator[str]:
    characters = sorted(set(ALPHABET) | set(_DIGITS))
    for at in range(len(core) + 1):
        before, rest = core[:at], core[at:]
        yield from (before + each + rest for each in characters)
        if rest:
            yield before + rest[1:]
            yield from (before + each + rest[1:] for each in characters)
        if len(rest) > 1:
            yield before + rest[1] + rest[0] + rest[2:]


def _code_of(core: str) -> str | None:
    """Return the code of eight characters, its month read leniently; None if it is not one."""
    core = core[:_MONTH_LENGTH].translate(_FOR_DIGIT) + core[_MONTH_LENGTH:]
    return _written(core) if _is_valid(core) else None


def _is_valid(core: str) -> bool:
    if len(core) != _LENGTH:
        return False
    month, rest = core[:_MONTH_LENGTH], core[_MONTH_LENGTH:]
    if not set(month) <= set(_DIGITS) or not set(rest) <= set(ALPHABET):
        return False
    total = sum(w * _VALUES[each] for w, each in zip(_WEIGHTS, core, strict=True))
    return "01" <= month[2:] <= "12" and total % _PRIME == 0


def _written(core: str) -> str:
    return f"PA-{core[:_MONTH_LENGTH]}-{core[_MONTH_LENGTH:]}"


def _capitals(text: str) -> str:
    """Return the text in capitals without diacritics, letters of full width as usual ones."""
    return fold(unicodedata.normalize("NFKC", text)).upper()


def _after_prefix(pieces: list[str], *, joins_words: bool = True) -> Iterator[str]:
    """Yield what may be a code after each PA, a piece longer each time.

    Without joining words it ends at a piece of letters alone: "PA12345 xử lý chưa".
    """
    for at, piece in enumerate(pieces):
        joined = piece + (pieces[at + 1] if piece == "P" and at + 1 < len(pieces) else "")
        if not joined.startswith("PA"):
            continue
        rest = pieces[at + (1 if joined == piece else 2) :]
        core = joined.removeprefix("PA")
        for following in ["", *rest[:_IN_PIECES]]:
            if following.isalpha() and not joins_words:
                break
            core += following
            if _MONTH_TYPED.match(core):
                yield core


def _without_prefix(pieces: list[str]) -> Iterator[str]:
    for at in range(len(pieces)):
        for length in (1, 2):
            yield "".join(pieces[at : at + length])


def _dashed(text: str) -> Iterator[str]:
    """Yield what looks like month, dash and the rest."""
    for found in re.finditer(r"\b(\d{4}) ?[-–—] ?([0-9A-Z]{3,5})\b", _capitals(text)):
        if any(map(str.isalpha, found[2])):
            yield found[1] + found[2]
