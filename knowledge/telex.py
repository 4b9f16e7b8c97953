"""Read the keys of a Vietnamese keyboard that were left in the text: "ddawng", "d9ang8"."""

import unicodedata
from functools import lru_cache

_TONE_KEYS = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_TONE_DIGITS = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_TONES = frozenset(_TONE_KEYS.values())
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"u": "ư", "o": "ơ"}
_VOWELS = frozenset("aăâeêioôơuưy")
# Words whose reading is kept: the same few hundred make up most of what is typed.
_KEPT = 4096


def shape_of(word: str) -> tuple[str, str]:
    """Return a word's letters without its tone, and the tone mark: "đẵng" -> ("đăng", "◌̃").

    Words with the same shape differ only in which vowel carries the mark.
    """
    decomposed = unicodedata.normalize("NFD", word.lower())
    tone = next((ch for ch in decomposed if ch in _TONES), "")
    letters = "".join(ch for ch in decomposed if ch not in _TONES)
    return unicodedata.normalize("NFC", letters), tone


@lru_cache(maxsize=_KEPT)
def telex(typed: str) -> tuple[str, str] | None:
    """Return the shape that these keys type with Telex; None if they type nothing marked."""
    letters: list[str] = []
    tone = ""
    for key in typed.lower():
        if key in _TONE_KEYS and any(ch in _VOWELS for ch in letters):
            if tone:  # a second one takes the first back: an English word, "passport"
                return None
            tone = _TONE_KEYS[key]
        elif key == "w":
            if not _mark(letters, _HORN | {"a": "ă"}):
                return None
        elif key == "d" and letters[:1] == ["d"]:
            letters[0] = "đ"
        elif key in _CIRCUMFLEX and key in letters:
            letters[letters.index(key)] = _CIRCUMFLEX[key]
        else:
            letters.append(key)
    shape = _pair("".join(letters))
    return (shape, tone) if tone or shape != typed.lower() else None


@lru_cache(maxsize=_KEPT)
def vni(typed: str) -> tuple[str, str] | None:
    """Return the shape that these keys type with VNI; None if they type nothing marked."""
    letters: list[str] = []
    tone = ""
    for key in typed.lower():
        if key in _TONE_DIGITS:
            if tone:
                return None
            tone = _TONE_DIGITS[key]
        elif key == "6":
            if not _mark(letters, _CIRCUMFLEX):
                return None
        elif key == "7":
            if not _mark(letters, _HORN):
                return None
        elif key == "8":
            if not _mark(letters, {"a": "ă"}):
                return None
        elif key == "9":
            if letters[:1] != ["d"]:
                return None
            letters[0] = "đ"
        elif key.isdigit():
            return None
        else:
            letters.append(key)
    shape = _pair("".join(letters))
    is_marked = shape != typed.lower() and any(ch in _VOWELS for ch in letters)
    return (shape, tone) if is_marked else None


def _mark(letters: list[str], marked: dict[str, str]) -> bool:
    for place in reversed(range(len(letters))):
        if letters[place] in marked:
            letters[place] = marked[letters[place]]
            return True
    return False


def _pair(shape: str) -> str:
    """Return the shape with the u before an ơ bent too, unless it ends there: "đươc", "thuơ"."""
    at = shape.find("uơ")
    return shape if at < 0 or at + 2 == len(shape) else shape.replace("uơ", "ươ", 1)
