"""Read a message as the answer to what the report form asks; needs no Rasa."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from components.asides import (
    also_tells,
    asks_on,
    asks_something,
    asks_why_a_number,
    names_a_person,
    wants_a_person,
)
from components.confirming import (
    SEND,
    YES,
    confirmed,
    delays,
    puts_off,
    sends_nothing,
    wants_an_edit,
)
from components.edits import CONTACT, CONTENT, PLACE, edited, place_corrected
from components.lexicon import COURTESY, is_made_of, lexicon, typed_words
from components.matter import tells_matter, tells_something
from components.place import folded, is_place, place_in
from components.replies import (
    FEELINGS,
    FEW_WORDS,
    bare_phone,
    cancels,
    has_no_photo,
    is_thumbs_up,
    is_yes_or_no,
    leaves_out,
    own_phone,
    phone_in,
    skips,
    stays_unknown,
    takes_back_phone,
)
from components.words import plain_words

CONFIRMED = "confirmed"
SLOTS = (CONTENT, PLACE, CONTACT, CONFIRMED)
NO_CONTACT = "none"

NO_WORDS = "no_words"
TOO_SHORT = "too_short"
NOT_A_PHONE = "not_a_phone"
NOT_UNDERSTOOD = "not_understood"
OUTSIDE_VIETNAM = "outside_vietnam"
WAITS = "waits"
NOTED = "noted"
NO_PHOTO = "no_photo"

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
# Said of a trouble, since when or how bad, and of no place; the classifier alone is as sure of
# "ngã tư đèn đỏ".
_HOW_BAD = re.compile(
    r"\b(?:bi (?:hong|hu|vo|tac|ngap|do|gay|mat|sap)|hom (?:nay|qua|kia)"
    r"|(?:may|ba|hai|bon|nam) (?:hom|ngay|tuan|thang) (?:nay|roi|lien)|ca (?:ngay|dem|tuan|thang)"
    r"|suot (?:ngay|dem|tuan)|boc mui"
    r"|(?:khong|chua) ai|khong chiu (?:noi|duoc)|may lan"
    r"|(?:van|cung|lai) (?:\w+ )?(?:hong|hu|tac|ngap|boc|toi|ban|chua|khong)"
    r"|chua (?:duoc )?(?:don|sua|thay|xu ly|giai quyet))\b"
)

# Nothing new about the slot: an edit is given up, or the form is to go on after something else.
_KEEP = re.compile(
    r"\b(?:giu nguyen|nhu cu|(?:khong|khoi) (?:sua|doi)|(?:lam|gui|bao) tiep|tiep tuc"
    r"|quay lai phan anh)\b"
)
# "Họ vẫn tiếp tục xả rác" is a report.
_KEEP_WORDS = {CONTENT: 5, PLACE: FEW_WORDS, CONTACT: FEW_WORDS}
_NOWHERE = re.compile(
    r"^(?:a |da |toi |em |minh )*(?:khong|chua) (?:biet|ro|nho)(?: (?:la )?(?:o )?(?:dau|cho nao)"
    r"|(?: (?:ten|so|dia chi|duong|pho|ngo|nha|gi|cho|nay|do|chinh xac))+)?"
    r"(?: (?:a|nhe|nha|day|do|luon|nua))*$"
)
# Who says "gửi" where a number is asked for leaves it out; what goes out is shown all the same.
_SENDING = SEND | COURTESY | lexicon("ừ ừm ok oke cứ vâng luôn phản ánh")
# Nobody finds a place by these who does not know the resident.
_VAGUE = COURTESY | lexicon(
    "ở ngay gần cạnh trước sau bên trong ngoài quanh đầu cuối sát chính tại chỗ khu xóm ngõ hẻm"
    " đây đấy đó kia này nhà cũ mình phố dọc cửa cổng đường phường xã cả vẫn của mặt"
    " thôi chứ đâu đằng phía ấy"
)
_TICKET_CODE = re.compile(r"\bpa[ -]?\d{4}[ -]?[a-z0-9]{4}\b")
_ROAD_WORDS = frozenset("ngo ngach hem kiet so nha to dan pho duong thon xom ap khu tdp o".split())
_MATTER_LETTERS, _SHORTEST = 5, 3
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
    puts_right: bool = False
    """The place is a number only, which takes the place of a wrong one."""
    problem: str | None = None
    edit: str | None = None
    """The slot that the resident wants to say anew, and has not yet."""
    more: str | None = None
    """What else is reported; it goes to the end of the content."""
    intent: str | None = None
    """What the message is after all, where its words are clearer than the classifier."""


_ELSEWHERE = Reading(is_for_form=False)
_CANCELS = Reading(is_for_form=False, cancels=True)
_WANTS_PERSON = Reading(is_for_form=False, intent="person")


def read_first(text: str) -> Reading:
    """Return what a message which begins the form already tells."""
    if not tells_matter(text):
        return Reading(slots={CONTACT: NO_CONTACT}) if stays_unknown(text) else Reading()
    return Reading(slots={CONTENT: text.strip()}, beside=_beside(text))


def read(
    text: str, asks: str, *, intent: str, confidence: float, may_join: bool = False
) -> Reading:
    """Return what a message says to the question for a slot."""
    words = plain_words(text)
    plain = " ".join(words)
    if asks != CONTENT and takes_back_phone(text):
        return Reading(slots={CONTACT: NO_CONTACT})
    if has_no_photo(text):
        return Reading(problem=NO_PHOTO)
    if cancels(text, plain, to_content=asks == CONTENT, to_contact=asks == CONTACT):
        return _CANCELS
    if not _LETTER_OR_DIGIT.search(text):
        if asks == CONFIRMED and is_thumbs_up(text) and not may_join:
            return Reading(slots={CONFIRMED: YES})
        return Reading(problem=NO_WORDS)
    if has_ticket_code(text):
        return _ELSEWHERE
    if wants_a_person(text):
        return _WANTS_PERSON
    is_asked = asks_something(text, plain)
    if asks != CONTENT:
        is_question = intent in _ASKING and (is_asked or confidence >= _SURE)
        if right := place_corrected(text):
            return Reading(slots={PLACE: right}, puts_right=True)
        if edit := _edit(text, words, is_question=is_question):
            return edit
        if not is_asked and also_tells(text) and tells_matter(text):
            return Reading(more=text.strip())
    if asks != CONFIRMED and _KEEP.search(plain) and len(words) <= _KEEP_WORDS[asks]:
        return Reading()
    if asks != CONTACT and (number := bare_phone(text)):
        return Reading(slots={CONTACT: number})
    if asks == CONTENT and is_bare_place(words) and not plain.replace(" ", "").isdigit():
        return Reading(slots={PLACE: text.strip()})
    if asks == CONFIRMED:
        said = confirmed(text, may_join=may_join)
        fits: dict[str, str] | str = {CONFIRMED: said} if said else NOT_UNDERSTOOD
    else:
        fits = _READERS[asks](text, words)
    if isinstance(fits, dict) and asks in (CONTACT, CONFIRMED):
        return Reading(slots=fits)
    if (not is_asked and puts_off(text)) or (asks == CONFIRMED and sends_nothing(text)):
        return Reading(problem=WAITS)
    if _only_sighs(text) and asks in (CONTACT, CONFIRMED):
        return Reading(problem=NO_WORDS)
    if delays(text) or (asks == CONFIRMED and wants_an_edit(text)):
        return Reading(problem=NOT_UNDERSTOOD)
    if asks == CONTACT and asks_why_a_number(text):
        return Reading(problem=NOT_UNDERSTOOD)
    if _is_elsewhere(words, text, asks, intent=intent, confidence=confidence, asked=is_asked):
        return _ELSEWHERE
    keeps = asks == PLACE and (skips(words) or _only_sends(text))
    if intent == "cancel" and len(words) <= FEW_WORDS and not keeps:
        return _CANCELS if confidence >= _CERTAIN else Reading(problem=NOT_UNDERSTOOD)
    if isinstance(fits, str):
        return Reading(problem=fits)
    if asks == PLACE and not is_place(text):
        tells_more = "?" not in text and _HOW_BAD.search(plain) and tells_matter(text)
        if intent == "report" and tells_more:
            return Reading(more=text.strip(), problem=NOTED)
        if is_asked:
            return Reading(problem=NOT_UNDERSTOOD)
    return Reading(slots=fits, beside=_beside(text))


def has_ticket_code(text: str) -> bool:
    """Say whether a short message names the code of a report: "PA-2611-7KD3"."""
    plain = folded(text)
    return _TICKET_CODE.search(plain) is not None and len(plain.split()) <= FEW_WORDS


def is_bare_place(words: list[str]) -> bool:
    """Say whether a message is a number of a road and nothing else: "ngõ 5", "số 12 tổ 3"."""
    return bool(words) and all(word in _ROAD_WORDS or word.isdigit() for word in words)


def _content(text: str, words: list[str]) -> dict[str, str] | str:
    if not _WORD.search(text):
        return NO_WORDS
    if _NOWHERE.match(" ".join(words)):
        return NOT_UNDERSTOOD
    letters = len("".join(words))
    # "Ổ gà" is three letters long and says all.
    is_enough = letters >= _MATTER_LETTERS or (letters >= _SHORTEST and tells_matter(text))
    if len(words) < 2 or not is_enough or not tells_something(text):
        return TOO_SHORT
    return {CONTENT: text.strip()}


def _only_sighs(text: str) -> bool:
    return is_made_of(text, COURTESY | FEELINGS) and not is_made_of(text, COURTESY)


def _place(text: str, words: list[str]) -> dict[str, str] | str:
    plain = " ".join(words)
    letters = sum(len(word) for word in words)
    if len(text) > _MOST_PLACE or _NOWHERE.match(plain) or is_yes_or_no(text):
        return NOT_UNDERSTOOD
    if _only_sighs(text):
        return NO_WORDS
    if _only_sends(text) or ("phan anh" in plain and not tells_something(text)):
        return NOT_UNDERSTOOD
    if skips(words) and leaves_out(text):
        return NOT_UNDERSTOOD
    # Without diacritics "gan cho" is "gần chợ".
    if is_made_of(text, _VAGUE) and not (text.isascii() and "cho" in words):
        return NOT_UNDERSTOOD
    if letters < _SHORTEST or plain.isdigit():
        return TOO_SHORT
    return {PLACE: text.strip()}


def _only_sends(text: str) -> bool:
    return any(word in SEND for word in typed_words(text)) and is_made_of(text, _SENDING)


def _contact(text: str, words: list[str]) -> dict[str, str] | str:
    if number := phone_in(text):
        return {CONTACT: number}
    if (skips(words) and leaves_out(text)) or _only_sends(text):
        return {CONTACT: NO_CONTACT}
    digits = sum(letter.isdigit() for letter in text)
    return NOT_A_PHONE if digits >= _LIKE_A_PHONE else NOT_UNDERSTOOD


_READERS = {CONTENT: _content, PLACE: _place, CONTACT: _contact}


def _beside(text: str) -> dict[str, str]:
    """Return what else a report tells: a place that is clearly named, one's own telephone."""
    told = {PLACE: place_in(text), CONTACT: own_phone(text)}
    return {slot: said for slot, said in told.items() if said}


def _edit(text: str, words: list[str], *, is_question: bool) -> Reading | None:
    found = edited(text, is_question=is_question)
    if found is None:
        return None
    slot, said = found
    if said is None and slot == CONTACT and (number := phone_in(text)):
        return Reading(slots={CONTACT: number})
    if said is None:
        return Reading(edit=slot) if len(words) <= FEW_WORDS else None
    fits = _READERS[slot](said, plain_words(said))
    return Reading(slots=fits) if isinstance(fits, dict) else Reading(edit=slot, problem=fits)


def _is_elsewhere(
    words: list[str], text: str, asks: str, *, intent: str, confidence: float, asked: bool
) -> bool:
    """Say whether a message is no answer to the form but something to be answered by itself."""
    is_short = len(words) <= FEW_WORDS
    if asks == CONFIRMED and intent == "wrong":
        return False
    if intent == "person" and asks in (CONTENT, PLACE) and not names_a_person(text):
        return False
    if intent in _TALKING:
        return is_short and confidence >= _SURE and not (asks == PLACE and is_place(text))
    if asks in (CONTENT, PLACE) and intent != "report" and asks_on(text) and not is_place(text):
        return True
    if intent in _ASKING:
        # To these two questions almost any words may be the answer.
        if asks == PLACE:
            return confidence >= (_SURE if asked else _CERTAIN) and not is_place(text, asked=asked)
        if asks == CONTENT:
            return asked and confidence >= _SURE
        return asked or confidence >= _SURE
    return intent == _FALLBACK and asked and asks != CONTENT
