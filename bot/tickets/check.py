"""Check once more what the form holds before it is filed, and bring it into the stored shape."""

import re

from bot.tickets.geography import in_vietnam
from bot.tickets.types import BadDraft, Draft
from bot.types import Form, Location
from knowledge.text import clean

MIN_CONTENT, MAX_CONTENT = 5, 2_000
MAX_PLACE = 300
NO_CONTACT = "none"

NO_WORDS = "no_words"
TOO_SHORT = "too_short"
TOO_LONG = "too_long"
NOT_A_PHONE = "not_a_phone"
OUTSIDE_VIETNAM = "outside_vietnam"

_WORD = re.compile(r"[^\W\d_]{2,}")
_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_COORDINATES = re.compile(r"(-?\d{1,3}(?:\.\d+)?) ?, ?(-?\d{1,3}(?:\.\d+)?)")
_BEHIND_WORDS = re.compile(rf"(?P<words>.*\S) \((?P<point>{_COORDINATES.pattern})\)", re.DOTALL)
_BETWEEN_DIGITS = re.compile(r"[\s.()\-–]")
# Mobile numbers by their five prefixes, and fixed ones, which all have eleven digits since 2017.
_PHONE = re.compile(r"0(?:[35789]\d{8}|2\d{9})")


def draft_of(form: Form, *, location: Location | None = None) -> Draft:
    """Return what the form holds, checked. Raises BadDraft naming every slot at fault.

    The place may be "latitude,longitude", as a shared location comes, alone or behind an address.
    """
    slots = form.slots
    content = clean(slots.get("content", ""))
    place = clean(slots.get("place", ""))
    shared = location or location_of(place)
    faults = {
        slot: fault
        for slot, fault in (
            ("content", content_fault(content)),
            ("place", place_fault(place, shared)),
            ("contact", contact_fault(slots.get("contact", ""))),
        )
        if fault
    }
    if faults:
        raise BadDraft(faults)
    return Draft(
        content=content,
        place=words_of_place(place),
        phone=phone(slots.get("contact", "")),
        photo=slots.get("photo"),
        location=shared,
    )


def check(draft: Draft) -> None:
    """Raise BadDraft unless the draft can be filed."""
    faults = {
        "content": content_fault(draft.content),
        "place": place_fault(draft.place, draft.location),
        "contact": contact_fault(draft.phone or ""),
    }
    if found := {slot: fault for slot, fault in faults.items() if fault}:
        raise BadDraft(found)


def content_fault(text: str) -> str | None:
    """Return what is wrong with a report's words, if anything."""
    text = clean(text)
    if not _WORD.search(text):
        return NO_WORDS
    if len(text) < MIN_CONTENT:
        return TOO_SHORT
    return TOO_LONG if len(text) > MAX_CONTENT else None


def place_fault(text: str, location: Location | None = None) -> str | None:
    """Return what is wrong with a place in words or on the map, if anything."""
    text = clean(text)
    location = location or location_of(text)
    if location and not in_vietnam(location):
        return OUTSIDE_VIETNAM
    if location:
        return TOO_LONG if len(words_of_place(text)) > MAX_PLACE else None
    if not _LETTER_OR_DIGIT.search(text):
        return NO_WORDS
    return TOO_LONG if len(text) > MAX_PLACE else None


def contact_fault(text: str) -> str | None:
    """Return what is wrong with a telephone number; none at all is fine."""
    said = clean(text).lower()
    return None if said in ("", NO_CONTACT) or phone(said) else NOT_A_PHONE


def phone(text: str) -> str | None:
    """Return a Vietnamese telephone number as "0912345678", None if the text is none."""
    digits = _BETWEEN_DIGITS.sub("", clean(text))
    if digits.startswith(("+84", "0084")) or (digits.startswith("84") and len(digits) >= 11):
        digits = "0" + digits.split("84", 1)[1].removeprefix("0")
    return digits if digits.isascii() and _PHONE.fullmatch(digits) else None


def location_of(text: str) -> Location | None:
    """Return the point that "21.0123,105.7456" or "ngõ 5 (21.0123,105.7456)" is, None without."""
    behind = _BEHIND_WORDS.fullmatch(text.strip())
    found = _COORDINATES.fullmatch(behind["point"] if behind else text.strip())
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Location(latitude=latitude, longitude=longitude)


def words_of_place(text: str) -> str:
    """Return a place in words, without a shared point; empty if it is nothing but a point."""
    if location_of(text) is None:
        return text
    behind = _BEHIND_WORDS.fullmatch(text.strip())
    return behind["words"] if behind else ""
