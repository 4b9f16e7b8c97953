"""Read a message as the answer to what the report form asks; needs no Rasa."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from components.place import folded, place_in
from components.replies import (
    FEW_WORDS,
    FILLERS,
    YES,
    cancels,
    confirmed,
    is_thumbs_up,
    is_yes_or_no,
    own_phone,
    phone_in,
    skips,
)
from components.words import plain_words

CONTENT, PLACE, CONTACT, CONFIRMED = "content", "place", "contact", "confirmed"
SLOTS = (CONTENT, PLACE, CONTACT, CONFIRMED)
NO_CONTACT = "none"

NO_WORDS = "no_words"
TOO_SHORT = "too_short"
NOT_A_PHONE = "not_a_phone"
NOT_UNDERSTOOD = "not_understood"
OUTSIDE_VIETNAM = "outside_vietnam"

# A longer "place" is no place.
_MOST_PLACE = 300
# Of digits; less is a house number or a year, not somebody's try at a telephone number.
_LIKE_A_PHONE = 5

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

# By their accents, because "đổi số" is an edit and "đối diện số 60" a place.
_EDIT = (
    r"\b(?:sửa|(?<!chuyển )đổi|thay|chỉnh|cập nhật|ghi lại|viết lại|nhập lại|điền lại|bổ sung|nhầm"
    r"|sai)\b"
    r"(?: (?!địa|nội dung|số|chỗ|vị|liên)\w+){0,3}? "
    r"(?P<what>địa điểm|địa chỉ|vị trí|chỗ|nơi xảy ra|nội dung|mô tả|số điện thoại|điện thoại|sđt"
    r"|số(?! (?:nhà )?\d{1,4}\b)|liên hệ|liên lạc)\b"
)
_EDIT_RE = re.compile(_EDIT)
# Folding is lower case, and the one capital of the pattern is syntax.
_BARE_EDIT_RE = re.compile(folded(_EDIT).replace("(?p<", "(?P<"))
_EDITED = {
    "dia diem": PLACE, "dia chi": PLACE, "vi tri": PLACE, "cho": PLACE, "noi xay ra": PLACE,
    "noi dung": CONTENT, "mo ta": CONTENT, "so dien thoai": CONTACT, "dien thoai": CONTACT,
    "sdt": CONTACT, "so": CONTACT, "lien he": CONTACT, "lien lac": CONTACT,
}  # fmt: skip
# "Cho tôi xin được sửa ..." is one, a sentence with "sửa" at its end is not.
_BEFORE_EDIT = 5
_VALUE = re.compile(r"(?::|\b(?:thành|sang|là|thanh|la)\b)\s*(?P<value>\S.*)$", re.S | re.I)
# Nothing new about the slot: an edit is given up, or the form is to go on after something else.
_KEEP = re.compile(
    r"\b(?:giu nguyen|nhu cu|khong sua|khong doi|(?:lam|gui|bao) tiep|tiep tuc|quay lai phan anh)\b"
)
# "Họ vẫn tiếp tục xả rác" is a report.
_KEEP_WORDS = {CONTENT: 5, PLACE: FEW_WORDS, CONTACT: FEW_WORDS}
# "Đâu" and "đầu", "mấy" and "máy" are told apart by their accents only.
_ASKING_WORD = re.compile(r"\b(?:gì|nào|đâu|mấy|sao|bao nhiêu|bao lâu|bao giờ)\b", re.IGNORECASE)
_QUESTION = re.compile(
    r"\b(?:bao nhieu|may (?:tien|ngay|gio|ban|to)|the nao|o dau|la gi|can gi|lam sao|nhu nao"
    r"|bao lau|bao gio|khi nao|giay to|thu tuc|le phi|ho so gi|(?:duoc|co|phai) khong$"
    r"|cho \w+ hoi|hoi (?:chut|ti|them|cai)|lam gi|nhung gi|giay gi|gi$|ai (?:lam|giai quyet"
    r"|xu ly))\b"
)
_NOWHERE = re.compile(
    r"^(?:o )?(?:day|do|kia|nha|cho (?:nay|do|kia|toi|em|minh)|nha (?:toi|em|minh|chau|con)"
    r"|khong (?:biet|ro|nho)|chua (?:biet|ro))(?: (?:a|nhe|nha|day|do|luon))*$"
)
_TICKET_CODE = re.compile(r"\bpa[ -]?\d{4}[ -]?[a-z0-9]{4}\b")
_ANNOUNCING = frozenset(
    "1 a ad anh ba bac ban bao bo cac cach can canh chau chi chinh cho chu chuyen co con cua da dan"
    " dang de di dien do duoc em gap ghi giup gop gui hien ho hoi i kien ky khieu khong la lai lam"
    " len luc luon minh mot muc muon nai nao nay nghi nguoi nha nhan nhe nhu noi o oi phan phieu"
    " phong phuong quyen qua quan ra sao so su than the them thi thuong tiep tin tinh to toi trang"
    " tren tui ubnd uy va vai van ve viec voi vu xa xin y".split()
)
_ROAD_WORDS = frozenset("ngo ngach hem kiet so nha to dan pho duong thon xom ap khu tdp o".split())
# One word beyond an announcement is a subject ("về rác"), two tell something ("đèn hỏng").
_TELLING_PAIR = 2
_SPACE = re.compile(r"\s+")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True)
class Reading:
    """What a message is to the open form."""

    is_for_form: bool = True
    cancels: bool = False
    slots: Mapping[str, str] = field(default_factory=dict)
    beside: Mapping[str, str] = field(default_factory=dict)
    """Told in passing: fills what is still empty."""
    problem: str | None = None
    edit: str | None = None
    """The slot that the resident wants to say anew, and has not yet."""


_ELSEWHERE = Reading(is_for_form=False)
_CANCELS = Reading(is_for_form=False, cancels=True)


def read_first(text: str) -> Reading:
    """Return what a message which begins the form already tells."""
    if not tells_matter(plain_words(text)):
        return Reading()
    return Reading(slots={CONTENT: text.strip()}, beside=_beside(text))


def read(
    text: str, asks: str, *, intent: str, confidence: float, may_join: bool = False
) -> Reading:
    """Return what a message says to the question for a slot."""
    words = plain_words(text)
    plain = " ".join(words)
    if cancels(text, plain, to_content=asks == CONTENT, to_contact=asks == CONTACT):
        return _CANCELS
    if not _LETTER_OR_DIGIT.search(text):
        if asks == CONFIRMED and is_thumbs_up(text) and not may_join:
            return Reading(slots={CONFIRMED: YES})
        return Reading(problem=NO_WORDS)
    if has_ticket_code(text):
        return _ELSEWHERE
    if asks != CONTENT and (edit := _edit(text, plain)):
        return edit
    if asks != CONFIRMED and _KEEP.search(plain) and len(words) <= _KEEP_WORDS[asks]:
        return Reading()
    if asks == CONFIRMED:
        said = confirmed(text, words, may_join=may_join)
        fits: dict[str, str] | str = {CONFIRMED: said} if said else NOT_UNDERSTOOD
    else:
        fits = _READERS[asks](text, words)
    if isinstance(fits, dict) and asks in (CONTACT, CONFIRMED):
        return Reading(slots=fits)
    if _is_elsewhere(plain, text, asks, intent=intent, confidence=confidence):
        return _ELSEWHERE
    if intent == "cancel" and len(words) <= FEW_WORDS and not (asks == PLACE and skips(words)):
        return _CANCELS if confidence >= _CERTAIN else Reading(problem=NOT_UNDERSTOOD)
    if isinstance(fits, str):
        return Reading(problem=fits)
    return Reading(slots=fits, beside=_beside(text))


def has_ticket_code(text: str) -> bool:
    """Say whether a short message names the code of a report: "PA-2611-7KD3"."""
    plain = folded(text)
    return _TICKET_CODE.search(plain) is not None and len(plain.split()) <= FEW_WORDS


def is_bare_place(words: list[str]) -> bool:
    """Say whether a message is a number of a road and nothing else: "ngõ 5", "số 12 tổ 3"."""
    return bool(words) and all(word in _ROAD_WORDS or word.isdigit() for word in words)


def tells_matter(words: list[str]) -> bool:
    """Say whether the words tell of something beyond the wish to report something."""
    left = [word for word in words if word not in _ANNOUNCING and not word.isdigit()]
    return len(left) >= _TELLING_PAIR


def _content(text: str, words: list[str]) -> dict[str, str] | str:
    if not _WORD.search(text):
        return NO_WORDS
    if len(words) < 2 or len("".join(words)) < 5 or not tells_something(words):
        return TOO_SHORT
    return {CONTENT: text.strip()}


def tells_something(words: list[str]) -> bool:
    """Say whether the answer to "what is it about?" is more than politeness and announcement."""
    return any(word not in _ANNOUNCING and word not in FILLERS for word in words)


def _place(text: str, words: list[str]) -> dict[str, str] | str:
    plain = " ".join(words)
    letters = sum(len(word) for word in words)
    if len(text) > _MOST_PLACE or _NOWHERE.match(plain) or is_yes_or_no(words) or skips(words):
        return NOT_UNDERSTOOD
    if letters < 3 or plain.isdigit():
        return TOO_SHORT
    return {PLACE: text.strip()}


def _contact(text: str, words: list[str]) -> dict[str, str] | str:
    if number := phone_in(text):
        return {CONTACT: number}
    if skips(words):
        return {CONTACT: NO_CONTACT}
    digits = sum(letter.isdigit() for letter in text)
    return NOT_A_PHONE if digits >= _LIKE_A_PHONE else NOT_UNDERSTOOD


_READERS = {CONTENT: _content, PLACE: _place, CONTACT: _contact}


def _beside(text: str) -> dict[str, str]:
    """Return what else a report tells: a place that is clearly named, one's own telephone."""
    told = {PLACE: place_in(text), CONTACT: own_phone(text)}
    return {slot: said for slot, said in told.items() if said}


def _edit(text: str, plain: str) -> Reading | None:
    typed = _SPACE.sub(" ", text).lower()
    found = (_BARE_EDIT_RE if text.isascii() else _EDIT_RE).search(typed)
    if found is None or len(typed[: found.start()].split()) > _BEFORE_EDIT:
        return None
    slot = _EDITED[folded(found["what"])]
    value = _VALUE.search(text)
    if value is None and slot == CONTACT and (number := phone_in(text)):
        return Reading(slots={CONTACT: number})
    if value is None:
        return Reading(edit=slot) if len(plain.split()) <= FEW_WORDS else None
    said = value["value"].strip()
    fits = _READERS[slot](said, plain_words(said))
    return Reading(slots=fits) if isinstance(fits, dict) else Reading(edit=slot, problem=fits)


def _is_elsewhere(plain: str, text: str, asks: str, *, intent: str, confidence: float) -> bool:
    """Say whether a message is no answer to the form but something to be answered by itself."""
    asked = (
        "?" in text or _QUESTION.search(plain) is not None or _ASKING_WORD.search(text) is not None
    )
    is_short = len(plain.split()) <= FEW_WORDS
    if asks == CONFIRMED and intent == "wrong":
        return False
    if intent in _TALKING:
        return is_short and confidence >= _SURE and not (asks == PLACE and place_in(text))
    if intent in _ASKING:
        # To these two questions almost any words may be the answer.
        if asks == PLACE:
            return confidence >= (_SURE if asked else _CERTAIN) and place_in(text) is None
        if asks == CONTENT:
            return asked and confidence >= _SURE
        return asked or confidence >= _SURE
    return intent == _FALLBACK and asked and asks != CONTENT
