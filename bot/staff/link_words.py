"""Read what members of staff write to link a chat to their account, and to unlink it.

"/canbo K7MP-3QXF" links, "/canbo" says who one is, "/canbo thoát" unlinks. A resident who writes
"/canbo" and words wants a person of the ward.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.text import fold

# No vowels, D or W: a Vietnamese keyboard makes other letters of them and of digits behind them.
# Of letters and digits that look alike one at most.
ALPHABET = "CFHJKMNPQRTVX34679"
LENGTH = 8

_HALF = rf"[{ALPHABET.lower()}]{{{LENGTH // 2}}}"
_GAP = r"[\s.–—-]*"
_CODE = re.compile(rf"({_HALF}){_GAP}({_HALF})")
# What somebody who mistypes a code may write: after the command it is no word of a sentence.
_LIKE_CODE = re.compile(r"(?=\S*\d)(?=\S*[a-z])[a-z0-9.–—-]{5,16}")
_COMMAND = re.compile(r"/ ?canbo(?:@\w+)?(?:[\s:]+(.*))?", re.DOTALL)
_BARE = re.compile(r"can ?bo(?:[\s:]+(.*))?", re.DOTALL)
# A long question is not looked through.
_BEGINNING = 16
_LEAVE = re.compile(r"(?:/ ?)?(?:thoat|huy lien ket|bo lien ket|ngat lien ket)[.! ]*")


class Wish(StrEnum):
    """What is wanted of us."""

    LINK = "link"
    WHO = "who"
    LEAVE = "leave"
    PERSON = "person"
    """Not by staff: a resident wants a person."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """A message that is, or may be, by a member of staff about their link."""

    wish: Wish
    code: str = ""
    """As it is hashed; empty for what cannot be one."""
    is_sure: bool = True
    """False: without the "/" the words may be a resident's; they count in a linked chat only."""
    words: str = ""
    """Of a wish for a person: what was written behind the command."""


def read_command(text: str) -> Command | None:
    """Return what the message asks about the link to an account; None for anything else."""
    if "can" not in fold(text[:_BEGINNING]):
        return None
    plain = fold(text).strip().strip("\"'“”<>[]()").strip()
    if found := _COMMAND.fullmatch(plain):
        rest = (found[1] or "").strip().strip("\"'“”<>[]()").strip()
        if not rest:
            return Command(wish=Wish.WHO)
        if _LEAVE.fullmatch(rest):
            return Command(wish=Wish.LEAVE)
        return _link(rest) or Command(
            wish=Wish.PERSON, words=re.split(r"[\s:]+", text.strip(), maxsplit=1)[1]
        )
    found = _BARE.fullmatch(plain)
    if found is None:
        return None
    rest = (found[1] or "").strip()
    if wish := _link(rest):
        return wish
    if not rest and " " not in plain:
        return Command(wish=Wish.WHO, is_sure=False)
    return Command(wish=Wish.LEAVE, is_sure=False) if _LEAVE.fullmatch(rest) else None


def _link(rest: str) -> Command | None:
    code = code_in(rest)
    is_meant = code or _LIKE_CODE.fullmatch(rest)
    return Command(wish=Wish.LINK, code=code) if is_meant else None


def code_in(text: str) -> str:
    """Return the code that a text is, as it is hashed; empty if it is none."""
    found = _CODE.fullmatch(fold(text).strip())
    return (found[1] + found[2]).upper() if found else ""
