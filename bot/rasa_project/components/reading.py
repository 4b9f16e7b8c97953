"""Read a message as the answer to what the report form asks; needs no Rasa."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from components.place import folded, place_in
from components.words import plain_words

CONTENT, PLACE, CONTACT, CONFIRMED = "content", "place", "contact", "confirmed"
SLOTS = (CONTENT, PLACE, CONTACT, CONFIRMED)
NO_CONTACT = "none"
YES, JOIN = "yes", "join"

NO_WORDS = "no_words"
TOO_SHORT = "too_short"
NOT_A_PHONE = "not_a_phone"
NOT_UNDERSTOOD = "not_understood"

# A longer "place" is no place.
_MOST_PLACE = 300
# Of digits; less is a house number or a year, not somebody's try at a telephone number.
_LIKE_A_PHONE = 5
# Who answers a question of ours in more words asks something or tells something.
_FEW_WORDS = 12

_ASKING = frozenset({"ask_procedure", "ask_guide", "ask_plan", "out_of_scope"})
_TALKING = frozenset(
    {
        "greet", "thank", "goodbye", "capabilities", "person", "ticket_status", "wrong", "useful",
    }
)  # fmt: skip
_FALLBACK = "nlu_fallback"
# Below that an intent does not take a message away from the form.
_SURE = 0.5
# To end the form on the classifier's word alone; what was typed would have to be typed again.
_CERTAIN = 0.8

_FILLERS = frozenset(
    "a ad ah anh ban bac bay bot cai cam can cau chau chi cho chu con co da day di do duoc dum e em"
    " gio giup gium ha ho hom la luon ma minh moi nay nha nhe nhieu nhieu noi oi on roi that the"
    " thi thoi toi tui u uh vang vay voi xin y".split()
)
_YES_WORDS = frozenset(
    "chac chap chinh chuan co confirm dong dung duoc duyet gui hop it le nhan nop oke okay okie ok"
    " on phai send submit tot u uh uhm um vang vay xac yes y".split()
)
_DO_NOT = re.compile(r"\b(?:đừng|dừng|ngừng|khoan|chớ)\b", re.IGNORECASE)
_NO = frozenset({"khong", "chua", "sai", "nham", "khoan", "cho", "dau", "no", "nope"})
_SKIP_HEADS = frozenset({"khong", "khoi", "bo", "skip", "no", "de", "an", "thoi", "chua", "mien"})
_SKIP_WORDS = frozenset(
    "bo can chua cho co cung danh dau de di dien duoc em ghi giau he in khoi khong lai lam lien lo"
    " luu muon mien nao no phai qua sau sao skip so tien thich thoai thoi thong tin toi trong"
    " truong tu tui minh an cai nay cung muc do nhe nha a da nhap lay ca gi het day".split()
)
_CANCEL = re.compile(
    r"^(?:(?:a|u|da|oi|ma|e|em|anh|chi|minh|toi|bac|thi|vang) )*(?:thoi )?"
    r"(?:huy(?! hoai)|cancel|stop|thoat|dung lai|ngung lai|bo di|bo het|xoa di|xoa het"
    r"|(?:khong|dung|chang|khoi|khong muon|khong can|khong thich)"
    r" (?:gui|bao|phan anh|kien nghi|lam|nop|can|viet|khai|dien)"
    r"(?: (?:phan anh|cai|nay|don|gi|kien nghi))* nua)\b"
)
_JUST_ENOUGH = re.compile(
    r"^(?:(?:a|da|u|em|minh|toi) )*thoi(?: (?:a|nhe|nha|em|bo qua|kho(?:i|ng)|khoi can|ma))*$"
)
_HUY = re.compile(r"\bh(?:ủy|uỷ|ũy|uỹ)\b", re.IGNORECASE)
_EDIT = re.compile(
    r"\b(?:sua|doi|thay|chinh|cap nhat|ghi lai|viet lai|nhap lai|dien lai|bo sung|nham|sai)\b"
    r"(?: (?!dia|noi dung|so|cho|vi|lien)\w+){0,3}? "
    r"(?P<what>dia diem|dia chi|vi tri|cho|noi xay ra|noi dung|mo ta|so dien thoai|dien thoai"
    r"|so|lien he|lien lac)\b"
)
_EDITED = {
    "dia diem": PLACE, "dia chi": PLACE, "vi tri": PLACE, "cho": PLACE, "noi xay ra": PLACE,
    "noi dung": CONTENT, "mo ta": CONTENT, "so dien thoai": CONTACT, "dien thoai": CONTACT,
    "so": CONTACT, "lien he": CONTACT, "lien lac": CONTACT,
}  # fmt: skip
_VALUE = re.compile(r"(?::|\b(?:thành|sang|là|thanh|la)\b)\s*(?P<value>\S.*)$", re.S | re.I)
_KEEP = re.compile(r"\b(?:giu nguyen|nhu cu|khong sua|thoi khong sua|khong doi)\b")
_JOIN = re.compile(r"\b(?:ghep|gop|gom|join|cung (?:mot |1 )?(?:viec|vu|chuyen)|theo doi chung)\b")
_APART = re.compile(r"\b(?:gui|rieng|viec khac|moi|khac nhau|khong phai cung)\b")
_QUESTION = re.compile(
    r"\b(?:bao nhieu|may (?:tien|ngay|gio|ban|to)|the nao|o dau|la gi|can gi|lam sao|nhu nao"
    r"|bao lau|bao gio|khi nao|giay to|thu tuc|le phi|ho so gi|(?:duoc|co|phai) khong$"
    r"|cho \w+ hoi|hoi (?:chut|ti|them|cai)|lam gi|nhung gi|ai (?:lam|giai quyet|xu ly))\b"
)
_NOWHERE = re.compile(
    r"^(?:o )?(?:day|do|kia|nha|cho (?:nay|do|kia|toi|em|minh)|nha (?:toi|em|minh|chau|con)"
    r"|khong (?:biet|ro|nho)|chua (?:biet|ro))(?: (?:a|nhe|nha|day|do|luon))*$"
)
_TICKET_CODE = re.compile(r"\bpa[ -]?\d{4}[ -]?[a-z0-9]{4}\b")
_ANNOUNCING = frozenset(
    "a ad anh ba bac ban bao bo cac cach can canh chau chi chinh cho chu chuyen co con cong cua da"
    " dan dang de den di dien do duoc duong em gap ghi giup gop gui hien hoi ho i kien ky khieu"
    " khong la lam len luon minh mot muc muon nai nao nay nghi nguoi nha nhe nhu noi o oi phan"
    " phieu phong phuong quyen qua quan ra sao so su than the thi thong thuong tiep tin tinh to toi"
    " trang tren tui ubnd uy va van ve viec voi vu xa xin y 1 day luc nhan lai vai may nhieu"
    " hang".split()
)
# Of them these tell something beside another such word or any other ("rác ở đường", "nhà bị ngập").
_TELLING_PAIR = 2
_OWN_PHONE = re.compile(
    r"(?:sđt|sdt|số điện thoại|so dien thoai|đt|dt|điện thoại|dien thoai|gọi|goi|liên hệ|lien he"
    r"|lh|alo|số (?:của )?(?:tôi|em|mình|cháu|con|anh|chị)|so (?:cua )?(?:toi|em|minh|chau|con))"
    r"[^\d+]{0,25}$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\d[\d\s.()\-–]{7,20}\d(?![\w])")
_BETWEEN_DIGITS = re.compile(r"[\s.()\-–]")
# Mobile numbers by their five prefixes, and fixed ones, which all have eleven digits since 2017.
_NUMBER = re.compile(r"0(?:[35789]\d{8}|2\d{9})")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_THUMBS_UP = frozenset("👍👌✅🆗")


@dataclass(frozen=True)
class Reading:
    """What a message is to the open form."""

    is_for_form: bool = True
    cancels: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)
    problem: str | None = None
    edit: str | None = None
    """The slot that the resident wants to say anew, and has not yet."""


_ELSEWHERE = Reading(is_for_form=False)
_CANCELS = Reading(is_for_form=False, cancels=True)


def read_first(text: str) -> dict[str, str]:
    """Return the slots that a message which begins the form already fills."""
    words = plain_words(text)
    if not tells_matter(words):
        return {}
    return {CONTENT: text.strip(), **_beside(text)}


def read(
    text: str, asks: str, *, intent: str, confidence: float, may_join: bool = False
) -> Reading:
    """Return what a message says to the question for a slot."""
    words = plain_words(text)
    plain = " ".join(words)
    if _cancels(text, plain, asks):
        return _CANCELS
    if not _LETTER_OR_DIGIT.search(text):
        if asks == CONFIRMED and _THUMBS_UP & set(text) and not may_join:
            return Reading(slots={CONFIRMED: YES})
        return Reading(problem=NO_WORDS)
    if has_ticket_code(text):
        return _ELSEWHERE
    if asks != CONTENT and (edit := _edit(text, plain)):
        return edit
    if asks in (CONTENT, PLACE, CONTACT) and _KEEP.search(plain) and len(words) <= _FEW_WORDS:
        return Reading()
    readers = {CONTENT: _content, PLACE: _place, CONTACT: _contact}
    fits = _confirmed(text, words, may_join) if asks == CONFIRMED else readers[asks](text, words)
    if isinstance(fits, dict) and asks in (CONTACT, CONFIRMED):
        return Reading(slots=fits)
    if _is_elsewhere(plain, text, asks, intent=intent, confidence=confidence):
        return _ELSEWHERE
    if intent == "cancel" and len(words) <= _FEW_WORDS and not (asks == PLACE and _skips(words)):
        return _CANCELS if confidence >= _CERTAIN else Reading(problem=NOT_UNDERSTOOD)
    return Reading(slots=fits) if isinstance(fits, dict) else Reading(problem=fits)


def has_ticket_code(text: str) -> bool:
    """Say whether a short message names the code of a report: "PA-2611-7KD3"."""
    plain = folded(text)
    return _TICKET_CODE.search(plain) is not None and len(plain.split()) <= _FEW_WORDS


def tells_matter(words: list[str]) -> bool:
    """Say whether the words tell of something beyond the wish to report something."""
    left = [word for word in words if word not in _ANNOUNCING and not word.isdigit()]
    return len(left) >= _TELLING_PAIR or (len(left) == 1 and len(words) >= 8)


def phone(text: str) -> str | None:
    """Return a Vietnamese telephone number as "0912345678", None if the text is none."""
    digits = _BETWEEN_DIGITS.sub("", text)
    if digits.startswith(("+84", "0084")) or (digits.startswith("84") and len(digits) >= 11):
        digits = "0" + digits.split("84", 1)[1].removeprefix("0")
    return digits if digits.isascii() and _NUMBER.fullmatch(digits) else None


def _content(text: str, words: list[str]) -> dict[str, str] | str:
    if not _WORD.search(text):
        return NO_WORDS
    if len(words) < 2 or len("".join(words)) < 5 or not tells_something(words):
        return TOO_SHORT
    return {CONTENT: text.strip(), **_beside(text)}


def tells_something(words: list[str]) -> bool:
    """Say whether the answer to "what is it about?" is more than politeness and announcement."""
    return any(word not in _ANNOUNCING and word not in _FILLERS for word in words)


def _place(text: str, words: list[str]) -> dict[str, str] | str:
    plain = " ".join(words)
    letters = sum(len(word) for word in words)
    if len(text) > _MOST_PLACE or _NOWHERE.match(plain) or _is_yes_or_no(words) or _skips(words):
        return NOT_UNDERSTOOD
    if letters < 3 or plain.isdigit():
        return TOO_SHORT
    return {PLACE: text.strip(), **_own_phone(text)}


def _contact(text: str, words: list[str]) -> dict[str, str] | str:
    for found in _PHONE.finditer(text):
        if number := phone(found.group()):
            return {CONTACT: number}
    if _skips(words):
        return {CONTACT: NO_CONTACT}
    digits = sum(letter.isdigit() for letter in text)
    return NOT_A_PHONE if digits >= _LIKE_A_PHONE else NOT_UNDERSTOOD


def _confirmed(text: str, words: list[str], may_join: bool) -> dict[str, str] | str:
    plain = " ".join(words)
    if len(words) > _FEW_WORDS or _DO_NOT.search(text):
        return NOT_UNDERSTOOD
    if may_join:
        denies = not _NO.isdisjoint(words)
        if _JOIN.search(plain):
            return (
                NOT_UNDERSTOOD
                if denies and not _APART.search(plain)
                else ({CONFIRMED: YES} if denies else {CONFIRMED: JOIN})
            )
        return {CONFIRMED: YES} if _APART.search(plain) else NOT_UNDERSTOOD
    rest = [word for word in words if word not in _FILLERS or word in _YES_WORDS]
    if rest and all(word in _YES_WORDS for word in rest):
        # Without diacritics "dung gui" is as likely "don't" as "right".
        return NOT_UNDERSTOOD if plain.startswith("dung gui") else {CONFIRMED: YES}
    return NOT_UNDERSTOOD


def _beside(text: str) -> dict[str, str]:
    """Return what else a report tells: a place that is clearly named, one's own telephone."""
    place = place_in(text)
    return {**({PLACE: place} if place else {}), **_own_phone(text)}


def _own_phone(text: str) -> dict[str, str]:
    # Only one's own: a report may be about a number painted on a wall.
    for found in _PHONE.finditer(text):
        if _OWN_PHONE.search(text[: found.start()]) and (number := phone(found.group())):
            return {CONTACT: number}
    return {}


def _skips(words: list[str]) -> bool:
    while words and words[0] in ("da", "a", "u", "thoi", "toi", "em", "minh", "vang", "xin"):
        if words[0] == "thoi" and len(words) == 1:
            return True
        words = words[1:]
    if not words or words[0] not in _SKIP_HEADS:
        return False
    return len(words) <= _FEW_WORDS and all(word in _SKIP_WORDS for word in words)


def _is_yes_or_no(words: list[str]) -> bool:
    known = _FILLERS | _YES_WORDS | _NO | {"bo", "qua", "skip", "khoi"}
    return all(word in known for word in words)


def _cancels(text: str, plain: str, asks: str) -> bool:
    words = plain.split()
    if len(words) > _FEW_WORDS:
        return False
    if asks != CONTACT and _JUST_ENOUGH.match(plain):
        return True
    found = _CANCEL.match(plain)
    if not found:
        return False
    # "Huy" is a name too: with other diacritics in the text its own are expected.
    if "huy" in found.group().split() and not text.isascii() and not _HUY.search(text):
        return False
    # A report may begin with such a word: "dừng lại giữa đường ...".
    return asks != CONTENT or len(words) <= 6


def _edit(text: str, plain: str) -> Reading | None:
    found = _EDIT.search(plain)
    if found is None or len(plain[: found.start()].split()) > 5:
        return None
    slot = _EDITED[found["what"]]
    value = _VALUE.search(text)
    if value is None:
        return Reading(edit=slot) if len(plain.split()) <= _FEW_WORDS else None
    said = value["value"].strip()
    fits = {CONTENT: _content, PLACE: _place, CONTACT: _contact}[slot](said, plain_words(said))
    return Reading(slots=fits) if isinstance(fits, dict) else Reading(edit=slot, problem=fits)


def _is_elsewhere(plain: str, text: str, asks: str, *, intent: str, confidence: float) -> bool:
    """Say whether a message is no answer to the form but something to be answered by itself."""
    asked = "?" in text or _QUESTION.search(plain) is not None
    is_short = len(plain.split()) <= _FEW_WORDS
    if asks == CONFIRMED and intent == "wrong":
        return False
    if intent in _TALKING:
        return is_short and confidence >= _SURE and not (asks == PLACE and place_in(text))
    if intent in _ASKING:
        # To these two questions almost any words may be the answer.
        return asked and confidence >= _SURE if asks in (CONTENT, PLACE) else True
    return intent == _FALLBACK and asked and asks != CONTENT
