"""Read a correction of our last answer: what is meant instead, and what is not meant."""

import re
from dataclasses import dataclass

from bot.topic import named_in
from knowledge.text import clean, expand, fold

_WE = r"(?:em|e|toi|minh|chau|anh|chi|con|tui|t)"
_NO = (
    r"(?:(?:khong|hong|dau)(?: phai)?(?: dau| roi| vay| the| cai do| viec do)?|sai(?: roi| bet)?"
    r"|nham(?: roi)?)"
)
_MEANT = rf"(?:y (?:cua )?{_WE}(?: muon)?(?: la)?(?: hoi)?|{_WE} (?:muon |dang )?hoi|hoi|la)"
_POLITE = r"(?: (?:a|ad|ban|em|anh|chi|oi|nha|nhe|he thong|bot|thong tin))*"
# "mất chứ không phải hỏng", "không phải hỏng mà là mất".
_RATHER = re.compile(
    r"^(?P<wanted>.+?)[ ,]*\b(?:chu (?:dau )?(?:khong|dau)(?: phai)?"
    r"|khong phai(?= \S+(?: \S+){0,3}$))"
    r"(?: la)? (?P<denied>.+?)(?: dau)?$"
)
_NOT_BUT = re.compile(
    r"^(?:da |a )?(?:khong phai|dau phai|chu khong phai|khong hoi)(?: la)? (?P<denied>[^,.;]+?)"
    r"(?:, ?|[ ,.;]+(?:ma(?: la)?|(?:y )?\w+ (?:muon )?hoi|la) )(?P<wanted>.+)$"
)
_LEAD = re.compile(
    rf"^(?:(?:da|a|u|oi|ua|y|thoi) )*(?:{_NO}{_POLITE}(?:[,.;!]+ ?(?:{_MEANT}\b|y la\b)?"
    rf"|(?= {_MEANT} )"
    rf" {_MEANT}\b|$)|y (?:cua )?{_WE}(?: muon)? (?:la|hoi|noi)(?: hoi| la| ve)?\b"
    rf"|(?:tra loi |hieu )(?:sai|nham)(?: y)?(?: {_WE})?(?: roi)?\b|(?:sai|nham) roi\b|nham (?=\w)"
    rf"|{_WE} (?:dang )?hoi (?=.+ (?:co|co ma|ma|kia|chu|kia ma)$))"
)
_TAIL = re.compile(r"[ ,]*\b(?:co ma|co|kia ma|kia|ma|chu|nha|nhe|a)$")
_ASKED = re.compile(r"\b(?:ha|sao|phai khong|dung khong|khong)[ ?]*$")
_JUST_WRONG = re.compile(
    rf"^(?:(?:da|a|u|oi) )*(?:(?:tra loi|hieu|noi|thong tin|cai nay)? ?(?:sai|nham|khong dung"
    rf"|lac de)"
    rf"(?: y)?(?: {_WE})?(?: roi| bet)?|khong phai(?: (?:cai|viec|y|thu tuc) (?:nay|do|{_WE}))?"
    rf"(?: dau| roi| the| vay)?){_POLITE}[ .!]*$"
)


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What somebody says instead of what we understood."""

    wanted: str = ""
    """In the words typed; empty when only "wrong" was said."""
    denied: str = ""


def correction_in(text: str) -> Correction | None:
    """Return the correction that a message makes, or None when it makes none."""
    typed = expand(clean(text))
    plain = fold(typed)
    if len(plain) != len(typed):  # a letter that does not fold one to one: positions are no use
        typed = plain
    if _JUST_WRONG.match(plain):
        return Correction()
    lead = _LEAD.match(plain)
    start = lead.end() if lead else 0
    both = _NOT_BUT.match(plain) or _RATHER.match(plain[start:])
    if both and not _ASKED.search(plain):
        at = 0 if both.re is _NOT_BUT else start
        wanted = typed[at + both.start("wanted") : at + both.end("wanted")]
        denied = typed[at + both.start("denied") : at + both.end("denied")]
        if named_in(denied).words and named_in(wanted).words:
            return Correction(wanted=_bare(wanted), denied=_bare(denied))
    wanted = _bare(typed[start:]) if lead else ""
    return Correction(wanted=wanted) if wanted else None


def _bare(text: str) -> str:
    text = text.strip(" ,.;:!?")
    tail = _TAIL.search(fold(text))
    return (text[: tail.start()] if tail else text).strip(" ,.;:!?")
