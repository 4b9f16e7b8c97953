"""Tell greetings, thanks and good-byes, with their fillers, from what is asked beside them."""

import re

from bot.types import Act
from knowledge.text import clean, expand, fold

_YOU = (
    r"(?:anh chi|dong chi|moi nguoi|ca nha|quy (?:vi|co quan)|ba con|can bo|co chu|o|mi|admin|bot"
    r"|ad|a|anh|chi|em|co|chu|bac|ong|ba|ban|con|chau|minh|toi|tui|to|cau|shop|phuong|ben|iu|yeu"
    r"|cac|b|c)"
)
_GREET = (
    r"(?:xin |kinh )*chao(?: buoi)?(?: (?:sang|trua|chieu|toi))?|hello|hi|helo|hey|he lo|a ?lo"
    rf"|{_YOU} oi|co ai (?:o |truc )?(?:do|day|khong)(?: (?:khong|hong|vay|the))*"
)
# Asks for nothing yet: "cho anh hỏi tí".
_ABOUT_TO_ASK = (
    rf"(?:cho )?(?:{_YOU} )?(?:lai |muon )?hoi(?: {_YOU})? (?:ti|chut|xiu|cai|ty)(?: nua| viec)?"
)
_THANK = (
    r"(?:xin |chan thanh )*ca?m on|thanks?(?: you)?|tks|thank|doi on|biet on"
    rf"|da (?:giup|chi|huong dan|tu van|tra loi|giai thich)(?: (?:cho|do))?(?: {_YOU})*"
    r"|(?:gioi|hay|tot|tuyet|khen|de thuong|nhiet tinh|chu dao|huu ich|ro rang|xuat sac)"
    r"(?: (?:voi|ghe|qua|lam|that|vay|the|luon|du|nha|nhe))*"
    rf"|(?:{_YOU} )?(?:hieu|biet|ro|nam duoc|xong|on|duoc)(?: het)? roi|(?:tra loi|noi) (?:hay|tot)"
)
_GOODBYE = (
    r"tam biet|(?:bye ?)+|pp|bai bai|good ?bye|(?:hen )?gap (?:lai|sau)|hen (?:hom|dip|bua) (?:khac"
    rf"|sau)|thoi(?: {_YOU})* (?:di|ve)(?: (?:lam|ngu|an|hoc|cho|cong viec|nha))*(?: day)?"
    rf"|thoi (?:xin )?chao(?: {_YOU})*(?: (?:di|ve)(?: (?:lam|ngu|an|hoc|cho|nha))*(?: day)?)?"
    rf"|{_YOU} (?:di|ve)(?: (?:lam|ngu|an|hoc|cho|nha))?"
    rf" (?:day|nhe|nha)|chuc(?: {_YOU})*(?: mot)?(?: (?:ngay|buoi|cuoi tuan|toi|suc khoe|ngu|moi"
    r"|tot lanh|vui ve|vui|ngon|lanh|manh khoe|binh an|sang|chieu|may man))+"
)
_FILLER = (
    rf"{_YOU}|da|vang|uh?m?|u|ok|oke|oki|okie|nha|nhe|nghe|nghen|hen|hi+|hihi|ha|he|ghe|lam|qua"
    r"|nhieu|nhiu|nhe|rua|ri|the|vay|thoi|roi|do|day|ne|nay|thi|la|voi|a|ah|aj|luon|that|cho|cua"
    r"|xin|nua"
    r"|vui|va|rat|may|lai|sau|duoc"
)
_KINDS = {
    Act.GOODBYE: re.compile(rf"\b(?:{_GOODBYE})\b"),
    Act.THANK: re.compile(rf"\b(?:{_THANK})\b"),
    Act.GREET: re.compile(rf"\b(?:{_GREET}|{_ABOUT_TO_ASK})\b"),
}
_FILLERS = re.compile(rf"\b(?:{_FILLER})\b")
# Words of one more good-bye or thanks; beside others they say nothing.
_ENDS = re.compile(
    r"\b(?:thoi|het|ket thuc|dong|thoat|roi khoi|ngu|off|xin phep|di truoc|du roi|la du|ra the|ok"
    r"|khong (?:con|hoi|co)(?: \w+){0,3} (?:gi|nua)|khong (?:con|co) cau hoi"
    r"|(?:hoi|nhan|gap|noi)(?: \w+)? (?:sau|tiep|lai)|(?:hom|bua|luc|mai) (?:khac|sau)|mai hoi"
    r"|luc khac|gap lan)\b"
)
# Fewer words may be courtesy that is not known here: "oke nha".
_TELLING = 3
_WORD = re.compile(r"\w")
# "oke ạ, còn bằng lái": the same is asked of something else.
_GOES_ON = re.compile(
    r"(?:^|[,.;!?]) *(?:(?:thế|the|vậy|vay|à|a|mà|ma|dạ|da|ok|oke) )*(?:còn|con) (?!gi\b|gì\b"
    r"|ai\b)\w"
)
_CHILD = re.compile(r"\bcon (?:chào|cảm|cám|xin|em|của)\b|\bcon (?:chao|cam|xin|em)\b")


def beyond_courtesy(text: str) -> str:
    """Return what a message says beside courtesy, as it was typed; empty if nothing."""
    said, plain = _read(text)
    spans = [(0, 0)]
    for kind in _KINDS.values():
        spans += [match.span() for match in kind.finditer(plain)]
    rest = _without(said, spans)
    # Only when all that is left is filler; "cho" and "là" help to say something otherwise.
    return rest if _WORD.search(_FILLERS.sub(" ", fold(rest))) else ""


def courtesy_in(text: str) -> Act | None:
    """Return what a message is that says nothing but courtesy: good-bye before thanks; or None."""
    _, plain = _read(text)
    if beyond_courtesy(text):
        return None
    return next((act for act, kind in _KINDS.items() if kind.search(plain)), None)


def has_courtesy(text: str) -> bool:
    """Say whether a message holds a word of courtesy at all, or is too short to tell."""
    _, plain = _read(text)
    words = plain.split()
    is_ending = _ENDS.search(plain) is not None
    return len(words) < _TELLING or is_ending or any(k.search(plain) for k in _KINDS.values())


def goes_on(text: str) -> bool:
    """Say whether a message turns to something else after a word of courtesy: "oke, còn …"."""
    said, _ = _read(text)
    return bool(_GOES_ON.search(_CHILD.sub(" ", said)))


def _read(text: str) -> tuple[str, str]:
    """Return the text as typed in lower case, short forms written out, and without diacritics."""
    said = expand(clean(text)).lower()
    plain = fold(said)
    return (said, plain) if len(said) == len(plain) else (plain, plain)


def _without(said: str, spans: list[tuple[int, int]]) -> str:
    """Return the text without the spans, which may overlap."""
    gone = {at for start, end in spans for at in range(start, end)}
    return "".join(" " if at in gone else letter for at, letter in enumerate(said)).strip(" ,.!?")
