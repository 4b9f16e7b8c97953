"""Tell two questions in one message apart: several aspects, or two procedures."""

import re
from collections.abc import Iterator, Sequence

from bot.aspect import NONE, find_aspect, find_aspects
from bot.topic import KIN, named_in
from knowledge.asking import ASKING
from knowledge.text import fold, folded_syllables
from knowledge.types import Aspect

# More are too many for one answer on a phone.
MAX_ASPECTS = 3
_FEW_WORDS = 3
_OF_HOUSEHOLD = frozenset({"chieu", "khau", "tich", "ngheo", "kinh"})
# A message with more "và" and question marks tells a story or is no message at all.
_MAX_MARKS = 16
# What asks for a part of a procedure, and what stands before its name.
_PLAIN = frozenset(
    "dang ky lam xin cap thu tuc giay to ho so mau don nop phi le tien ngay lau mat het ton dau "
    "online qua mang".split()
)
_CLAUSE_END = re.compile(r"[,;?!+\n]|\s(?:và|va|với|voi)\s")
_BETWEEN = re.compile(
    r"(?P<mark>[;?!+]|\b(?:va|voi|roi(?! *[,.]| moi\b)|xong|kem(?: theo)?|cung voi|dong thoi"
    r"|sau do|hay|so voi"
    r"|khac (?:gi|the nao|cho nao)(?: nhau)?(?: voi| so voi)?)\b)"
)
_COMMA = re.compile(",")
_LIST = re.compile(r"\s*[,;+]\s*(?:(?:và|va)\s)?|\s(?:và|va|với|voi)\s", re.IGNORECASE)
_LISTED = (3, 4)
_AS_WELL = re.compile(r"\bvua\b")
_DIFFERENCE = re.compile(
    r"\bkhac (?:gi|nhau|biet|the nao|cho nao|o cho|ra sao)\b|\bphan biet\b|\bso sanh\b"
    r"|\bgiong (?:nhau )?(?:khong|hay khac)\b|\bco (?:phai )?la mot\b"
)


def asked_aspects(text: str, first: Aspect | None = None) -> tuple[Aspect, ...]:
    """Return up to three aspects that a message asks for, `first` before the others."""
    found = find_aspects(text)
    # "cần gì, lệ phí, thời gian": short clauses ask without a question word.
    clauses = [find_aspect(c) for c in _CLAUSE_END.split(text) if 0 < len(c.split()) <= _FEW_WORDS]
    names = dict.fromkeys(name for name in (*found, *clauses) if name != NONE)
    asked = (*((first,) if first else ()), *(Aspect(name) for name in names))
    return tuple(dict.fromkeys(asked))[:MAX_ASPECTS]


def asks_difference(text: str) -> bool:
    """Say whether somebody asks how two things differ."""
    return bool(_DIFFERENCE.search(fold(text)))


def ask_both(left: str, right: str) -> bool:
    """Say whether each part asks for something and names its own subject."""
    subjects = [_beyond_kin(named_in(part).subject) for part in (left, right)]
    is_other = all(len(subject) > 1 for subject in subjects) and not (subjects[0] & subjects[1])
    return is_other and bool(find_aspects(left)) and bool(find_aspects(right))


def halves(text: str) -> Iterator[tuple[str, str]]:
    """Yield the ways to part a message in two that each name something, in order."""
    plain = fold(text)
    if len(plain) != len(text):
        text = plain
    marks = [*_BETWEEN.finditer(plain)]
    if plain.startswith("vua "):  # "vừa … vừa …"; alone it says when something happened
        marks += _AS_WELL.finditer(plain, 1)
    # A comma parts two questions only if both ask: "khai sinh cần gì, kết hôn bao nhiêu tiền".
    marks = marks[:_MAX_MARKS] + [*_COMMA.finditer(plain)][:_MAX_MARKS]
    for mark in marks:
        left, right = text[: mark.start()].strip(), text[mark.end() :].strip()
        if mark[0] == "," and not (ask_both(left, right) or _are_names(left, right)):
            continue
        if asks_difference(text) and not named_in(left).subject:
            # "cấp đổi và cấp lại căn cước": the subject is said once.
            left = f"{left} {' '.join(named_in(right).subject)}"
        if _names_something(left) and _names_something(right):
            yield left, right


def listed_names(text: str) -> tuple[str, ...]:
    """Return the parts of a list of three or four subjects of which the last asks, else none.

    "Khai sinh, tạm trú và kết hôn cần giấy tờ gì".
    """
    parts = [part.strip() for part in _LIST.split(text)]
    is_list = _LISTED[0] <= len(parts) <= _LISTED[1] and bool(find_aspects(parts[-1]))
    return tuple(parts) if is_list and all(map(_is_name, parts)) else ()


def _are_names(left: str, right: str) -> bool:
    """Say whether each part is a subject and no more, and the last asks: "X, Y bao nhiêu tiền"."""
    is_of_two = "," not in f"{left}{right}"
    return is_of_two and bool(find_aspects(right)) and _is_name(left) and _is_name(right)


def _is_name(part: str) -> bool:
    """Say whether a part holds a subject and, besides, only what asks for something of it."""
    subject = named_in(part).subject
    return len(subject) > 1 and not set(folded_syllables(part)) - {*subject} - ASKING - _PLAIN


def _names_something(text: str) -> bool:
    """Say whether a part names a subject; a Vietnamese one has two syllables at least."""
    named = named_in(text)
    who_or_what = _beyond_kin((*named.subject, *named.who))
    return bool(who_or_what) and len(_beyond_kin(named.words)) > 1


def _beyond_kin(words: Sequence[str]) -> set[str]:
    """Return the words that name more than a person; "hộ" does so in "hộ chiếu", "hộ nghèo"."""
    return set(words) - (KIN if _OF_HOUSEHOLD.isdisjoint(words) else KIN - {"ho"})
