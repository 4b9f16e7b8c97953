"""Tell who wants a person of the staff from who refuses one, or only speaks of one.

Rasa takes most messages that name staff for a wish to speak to them, and misses some wishes.
"""

import re
from dataclasses import replace

from bot.topic import named_in
from bot.types import Act, Answer, Decision, Status
from knowledge.text import clean, expand, fold

# All folded.
_YOU = r"(?:anh chi|quy vi|anh|chi|co|chu|bac|ong|ba|ban|em|con|chau|toi|tui|minh|tao|tau|to)"
_STAFF = (
    r"(?:can bo|nhan vien|lanh dao|chu tich|bi thu|tu van vien|tong dai vien|quan tri vien|admin"
    r"|nguoi (?:that|phu trach|truc|tu van|ho tro)|con nguoi|hotline|tong dai|ai ca|ai dau|nguoi)"
)
_MEET = r"(?:gap|noi chuyen|nc|chat|noi may|ket noi|lien he|trao doi|chuyen(?: cho| may| qua)?|goi)"
# Not beyond a wish, nor to whom they will not speak instead: "không nói với máy, cho gặp cán bộ".
_UP_TO_4 = r"(?: (?!cho\b|gap\b|may\b|bot\b|robot\b|duoc\b|chuyen\b)\w+){0,4}"
_NOT = r"(?:khong|ko|k|hong|hok|chua|dung|khoi|chang)"
_REFUSES = re.compile(
    rf"\b{_NOT}(?: phai)? (?:can|muon|thich|dam|phai|dinh|co nhu cau)(?: phai)?(?: {_YOU})? {_MEET}"
    rf"{_UP_TO_4} {_STAFF}\b"
    rf"|\b(?:khoi|dung|thoi(?: {_YOU})? {_NOT}) {_MEET}{_UP_TO_4} {_STAFF}\b"
    rf"|\b{_NOT}(?: can)? {_MEET}{_UP_TO_4} {_STAFF}(?: \w+){{0,2}} (?:nua|dau)\b"
    rf"|\b{_NOT} (?:can|muon|phai) (?:can bo|nhan vien)(?: \w+){{0,2}}(?: nua| dau)?$"
)
_KEEPS_NUMBER = re.compile(
    rf"(?:(?:da|a|thoi|the|vay|{_YOU}) )*(?:khong|ko|k|hong|hok|dung)(?: muon)? (?:cho|dua|ghi|gui"
    r"|de lai) (?:so(?: dien thoai)?|sdt)(?: (?:dau|nua|a|nhe|nha|thoi|minh|em|toi))*"
)
# "Không gặp cán bộ thì có được không" asks; "sao không cho gặp" complains.
_NO_REFUSAL = re.compile(
    rf"\b(?:sao|tai sao)\b.*\b{_NOT}\b|\b{_NOT}(?: \w+){{1,6}} (?:thi|co|duoc)(?: \w+){{0,3}}"
    r" (?:khong|ko|hong|sao)\b|\b(?:phai|can|co)(?: \w+)? gap\b.*\bkhong$"
)
_PRAISES = re.compile(
    r"\b(?:can bo|nhan vien|chu tich|lanh dao)\b.*\b(?:lich su|nhiet tinh|de thuong|tu te|vui ve"
    r"|than thien|chu dao|tan tinh|nhe nhang|tot bung|de gan|rat tot|tot lam|gioi)\b"
)
_BLAMES = re.compile(r"\b(?:khong|ko|chua|chang|thieu|kem|mat)\b")
_WISH = re.compile(rf"\b(?:cho|xin|muon|can|de) (?:{_YOU} )?(?:duoc )?{_MEET}\b|\bgoi lai\b")
# What is asked of talking to us, of dogs that bite people and the like.
_ASKS_ELSE = re.compile(
    r"\b(?:boi thuong|den bu)\b|\b(?:ton|mat|het|tinh|thu)(?: \w+){0,2} (?:tien|phi|cuoc)\b"
    r"|\bco (?:phai|can|bat buoc)(?: \w+){0,2} gap\b"
)
# Wishes that Rasa does not know, sure enough to be taken for one whatever it says.
_WANTS = re.compile(
    rf"\bcho (?:{_YOU} )?(?:xin )?(?:duoc )?gap (?:cac |may )?{_YOU}(?: \w+){{0,3}}"
    r" (?:phuong|mot cua|ubnd|uy ban)\b"
    r"|^(?:da |a |em |oi )*(?:can bo|nhan vien|nv|nguoi|tu van vien)(?: (?:phuong|tu van|truc"
    r"|ho tro|mot cua))* dau(?: (?:roi|het|ca|vay|the|a|nhi))*$"
    r"|\bco ai (?:dang |o day )?truc(?: (?:o day|phuong|may))? (?:khong|ko|hong|hok|chu|vay)\b"
    rf"|\bco ai (?:giup|ho tro|chi)(?: (?:duoc|cho|voi|{_YOU}))* (?:khong|ko|hong|hok|voi)\b"
    rf"|\bgoi (?:{_YOU} )?(?:may )?(?:can bo|nhan vien|nguoi)(?: \w+){{0,2}} (?:ra|vao|len|toi)"
    r" (?:day|noi chuyen|tra loi|gap)\b"
    rf"|\bgap (?:{_YOU} )?(?:admin|ad|quan tri vien)\b"
)
# Longer ones have a matter of their own.
_LONGEST = 18
_NOTED = "Vâng, tôi không chuyển cho cán bộ. Anh/chị cần gì cứ hỏi tôi."
_PRAISED = "Cảm ơn anh/chị đã cho biết. Anh/chị cần gì cứ hỏi tôi."
_NUMBER_KEPT = "Vâng, tôi không cần số điện thoại. Anh/chị cần gì cứ hỏi tôi."
_CLAUSES = re.compile(r"[,.;!?\n]+")
# Words that say no matter beside the refusal: "em tự lên phường".
_NO_MATTER = frozenset(
    "phuong ubnd xa tu len ra den toi gap goi chi can bo nhan vien nguoi hoi mai nua noi chuyen "
    "so dien thoai di lam phien thoi ban bot ngai voi".split()
)


def refuses_person(text: str) -> bool:
    """Say whether a message says that nobody of the staff is wanted."""
    plain = _plain(text)
    return bool(_REFUSES.search(plain)) and not _NO_REFUSAL.search(plain)


def wants_person(text: str) -> bool:
    """Say whether a message asks for a person in words that leave no doubt."""
    plain = _plain(text)
    is_short = len(plain.split()) <= _LONGEST
    return is_short and _WANTS.search(plain) is not None and not refuses_person(text)


def heard_person(decision: Decision, text: str) -> Decision:
    """Return the decision, for a person only if one is wanted, and always if one surely is."""
    if decision.act is Act.PERSON and names_staff_only(text):
        return replace(decision, act=Act.SEARCH)
    if decision.act in (Act.TICKET, Act.CANCEL, Act.PERSON) or not wants_person(text):
        return decision
    return replace(decision, act=Act.PERSON, topic=None, outside=0.0)


def said_of_staff(text: str) -> Answer | None:
    """Return the answer to who wants nobody, or praises somebody, and asks nothing beside it."""
    if _praises(text):
        return Answer(status=Status.SAID, text=_PRAISED, act="smalltalk")
    if _KEEPS_NUMBER.fullmatch(_plain(text)):
        return Answer(status=Status.SAID, text=_NUMBER_KEPT, act="smalltalk")
    if not refuses_person(text):
        return None
    clauses = [each for each in _CLAUSES.split(text) if each.strip() and not refuses_person(each)]
    if any(set(named_in(each).subject) - _NO_MATTER for each in clauses):
        return None
    return Answer(status=Status.SAID, text=_NOTED, act="smalltalk")


def names_staff_only(text: str) -> bool:
    """Say whether a message names staff, or talking, but wants nobody."""
    plain = _plain(text)
    is_refusal = refuses_person(text) or _KEEPS_NUMBER.fullmatch(plain) is not None
    return is_refusal or _praises(text) or _ASKS_ELSE.search(plain) is not None


def _praises(text: str) -> bool:
    plain = _plain(text)
    is_other = "?" in text or _BLAMES.search(plain) or _WISH.search(plain)
    return not is_other and _PRAISES.search(plain) is not None


def _plain(text: str) -> str:
    return fold(expand(clean(text))).strip(" .!?")
