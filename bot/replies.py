"""Read the reply to our question back: a number, a title in free words, "both", "no idea"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.aspect import plain_words
from bot.clarify import chosen
from bot.going_back import back_in
from bot.plain import plain_text
from bot.topic import named_in
from bot.types import Choice
from knowledge.text import expand, fold

# Two spellings of one word are at least so alike (per cent): "thuongg" and "thuong".
_ALIKE = 84
# A title is meant if reply and title share so much of what either says, and no other does as much.
_SAID_SHARE = 0.5
_NEGATION = re.compile(r"\b(?:chua|khong|chang)\b(?! (?:vay|a|the)$)")
_FILLERS = frozenset(
    "a ad ah da vang em e anh chi toi minh ban la thi cai truong hop viec ma nha nhe roi di cho oi "
    "muon can hoi ve lam bi cua no do day y chon lay nay thoi duoc xin voi".split()
)
_BOTH = re.compile(
    r"^(?:da |a )?(?:ca (?:hai|2|3|ba|hai cai|2 cai)|ca \w+ (?:luon|deu)|(?:hai|2) cai luon"
    r"|tat ca|het"
    r"|tat|deu (?:can|muon)|ca)(?: (?:a|luon|nha|nhe|di|em|cai|viec|deu|het|ca))*[ .!]*$"
)
_UNKNOWN = re.compile(
    r"\b(?:khong|chua|chang|hong|khum) (?:biet|ro|chac|hieu|nho|phan biet)\b|^(?:khong|chua)[ .]*$"
    r"|\bcai nao cung duoc\b|\b(?:sao|lam sao) (?:em |toi |minh )?biet\b|\btuy (?:em|ban|anh"
    r"|chi)?\b"
)
_DIFFERENCE = re.compile(r"\b(?:khac (?:gi|nhau|cho nao|the nao)|phan biet|la (?:cai )?gi)\b")
_LABEL = r"(?:cai|so|muc|y|phuong an|truong hop|lua chon|chon|cau|th|thu|dap an|option|viec)"
_ORDINAL = re.compile(
    rf"^(?:(?:da|a|em|e|toi|minh|chon|lay|la|thi|cho|chac|cai|vang) )*(?:{_LABEL} )*"
    r"(?P<which>\d|[abcd]|dau(?: tien)?|nhat|mot|hai|ba|bon|tu|cuoi(?: cung)?|truoc|sau|tren|duoi)"
    r"(?: (?:a|nha|nhe|ad|em|di|oi|ban|do|day|ay|roi))*[ .!)]*$"
)
_NUMBERS = {
    "a": 1, "b": 2, "c": 3, "d": 4, "dau": 1, "dau tien": 1, "nhat": 1, "mot": 1, "truoc": 1,
    "tren": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "cuoi": -1, "cuoi cung": -1, "sau": -1,
    "duoi": -1,
}  # fmt: skip
# Ends what is open; unless a title begins so.
_ENDS = re.compile(r"(?:(?:thoi|da|a|u) )*huy(?: bo| di| luon| nhe| nha)*")
# A longer message is a question of its own.
_FEW_WORDS = 12


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a message says to the choices that were offered."""

    choice: Choice | None = None
    is_both: bool = False
    is_unknown: bool = False
    asks_difference: bool = False


def read_reply(choices: Sequence[Choice], text: str) -> Reply:
    """Return what the message says to the choices; nothing if it is about something else."""
    if not choices:
        return Reply()
    if choice := chosen(choices, text):
        return Reply(choice=choice)
    plain = fold(expand(text)).strip(" .,!?")
    if _leaves(choices, text, plain):
        return Reply()
    if number := _number(plain):
        within = number == -1 or number <= len(choices)
        return Reply(choice=choices[number if number < 0 else number - 1] if within else None)
    if _BOTH.match(plain):
        return Reply(is_both=True)
    if _DIFFERENCE.search(plain) and not named_in(text).subject:
        return Reply(asks_difference=True)
    if choice := _by_meaning(choices, text) or _by_title(choices, text):
        return Reply(choice=choice)
    return Reply(is_unknown=bool(_UNKNOWN.search(plain)) and not named_in(text).subject)


def _leaves(choices: Sequence[Choice], text: str, plain: str) -> bool:
    """Say whether the reply goes back or ends it: "xác định lại" is not meant by "quay lại"."""
    back = back_in(text)
    goes_back = back is not None and (back.is_told or not named_in(back.question).words)
    ends = _ENDS.fullmatch(plain) and not any(fold(c.title).startswith("huy") for c in choices)
    return goes_back or bool(ends)


def _number(plain: str) -> int:
    """Return the number that a reply names, from 1; -1 the last; 0 if it names none."""
    found = _ORDINAL.match(plain)
    if not found:
        return 0
    which = found["which"]
    return int(which) if which.isdigit() else _NUMBERS[which]


def _by_title(choices: Sequence[Choice], text: str) -> Choice | None:
    """Return the one choice that the reply's own words name, typing errors forgiven."""
    said = plain_words(expand(text))
    own = [w for w in said if w not in _FILLERS]
    if len(said) > _FEW_WORDS or not own or _NEGATION.search(" ".join(said)):
        return None
    titles = [plain_words(choice.title) for choice in choices]
    shared = set.intersection(*(set(title) for title in titles))
    scores = []
    for title in titles:
        telling = [word for word in title if word not in shared] or title
        held = sum(any(_alike(word, other) for other in own) for word in telling)
        named = sum(any(_alike(word, other) for other in title) for word in own)
        # Of what the reply says, and of what the title says.
        scores.append(max(held / len(telling), named / len(own) * bool(held)))
    best = max(scores)
    return choices[scores.index(best)] if best >= _SAID_SHARE and scores.count(best) == 1 else None


def _by_meaning(choices: Sequence[Choice], text: str) -> Choice | None:
    """Return the one choice whose other words the reply says."""
    said = f" {plain_text(text)} "
    # What the words of a choice deny themselves may be denied.
    found = [
        (words, choice)
        for choice in choices
        for turn in choice.means
        for words in (f" {plain_text(turn)} ",)
        if words in said and not _NEGATION.search(said.replace(words, "  "))
    ]
    # Words within longer ones were not said for themselves.
    found = [
        (words, choice)
        for words, choice in found
        if not any(words != longer and words in longer for longer, _ in found)
    ]
    if len({choice.payload for _, choice in found}) > 1:
        # "Ba tôi mất, muốn sang tên": of a father one word is said of a lost paper, too.
        found = [(words, choice) for words, choice in found if len(words.split()) > 1]
    named = {choice.payload: choice for _, choice in found}
    return next(iter(named.values())) if len(named) == 1 else None


def _alike(word: str, other: str) -> bool:
    """Say whether two words are one, or nearly so when they are long enough to tell."""
    return word == other or (min(len(word), len(other)) > 2 and fuzz.ratio(word, other) >= _ALIKE)
