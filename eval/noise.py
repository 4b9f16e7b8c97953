"""Misspell questions the way people mistype them, repeatably: for measuring, not for training."""

import random
import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum

from knowledge.text import fold

_TONE_KEYS = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TONE_DIGITS = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_SHAPE_KEYS = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_SHAPE_DIGITS = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}
_KEY_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# Sounds that many speakers do not tell apart, and so write for each other.
_SOUNDS = (
    ("s", "x"), ("x", "s"), ("ch", "tr"), ("tr", "ch"), ("d", "gi"), ("gi", "d"), ("l", "n"),
    ("n", "l"), ("r", "d"), ("v", "d"),
)  # fmt: skip
# "CT01", "2.001023" and other names with digits are copied, not typed.
_LETTERS_ONLY = re.compile(r"[^\W\d_]{2,}")
_SHARE = 0.2


class Noise(StrEnum):
    """One way to mistype."""

    NO_TONE = "no_tone"
    WRONG_TONE = "wrong_tone"
    NEIGHBOUR = "neighbour"
    MISSING = "missing"
    DOUBLED = "doubled"
    SWAPPED = "swapped"
    SOUND = "sound"
    GLUED = "glued"
    TELEX = "telex"
    VNI = "vni"


def noisy(text: str, noise: Noise, seed: str) -> str:
    """Return the text with one word in five mistyped, at least one; the same for the same seed."""
    dice = random.Random(f"{noise}/{seed}")  # noqa: S311 — chance here is no secret
    words = text.split()
    places = [i for i, word in enumerate(words) if _LETTERS_ONLY.fullmatch(word.strip(".,?!"))]
    if not places:
        return text
    chosen = dice.sample(places, max(1, round(_SHARE * len(places))))
    if noise is Noise.GLUED:
        glue = set(chosen)
        return "".join(w + ("" if i in glue else " ") for i, w in enumerate(words)).strip()
    for place in chosen:
        words[place] = _WAYS[noise](unicodedata.normalize("NFC", words[place]), dice)
    return " ".join(words)


def keys_of(word: str, *, vni: bool = False) -> str:
    """Return the keys that type the word with Telex or VNI, tone last: "đăng" -> "ddawng"."""
    shapes = _SHAPE_DIGITS if vni else _SHAPE_KEYS
    tones = _TONE_DIGITS if vni else _TONE_KEYS
    decomposed = unicodedata.normalize("NFD", word)
    tone = next((tones[ch] for ch in decomposed if ch in tones), "")
    bare = unicodedata.normalize("NFC", "".join(ch for ch in decomposed if ch not in tones))
    return "".join(shapes.get(ch, ch) for ch in bare) + tone


def _no_tone(word: str, dice: random.Random) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(ch for ch in decomposed if ch not in _TONE_KEYS))


def _wrong_tone(word: str, dice: random.Random) -> str:
    decomposed = unicodedata.normalize("NFD", word)
    tone = dice.choice(list(_TONE_KEYS))
    swapped = "".join(tone if ch in _TONE_KEYS else ch for ch in decomposed)
    return unicodedata.normalize("NFC", swapped)


def _neighbour(word: str, dice: random.Random) -> str:
    at = dice.randrange(len(word))
    letter = fold(word[at])
    row = next((row for row in _KEY_ROWS if letter in row), "")
    if not row:
        return word
    place = row.index(letter)
    return (
        word[:at]
        + dice.choice(row[max(0, place - 1) : place] + row[place + 1 : place + 2])
        + (word[at + 1 :])
    )


def _missing(word: str, dice: random.Random) -> str:
    at = dice.randrange(1, len(word))
    return word[:at] + word[at + 1 :]


def _doubled(word: str, dice: random.Random) -> str:
    at = dice.randrange(len(word))
    return word[:at] + word[at] + word[at:]


def _swapped(word: str, dice: random.Random) -> str:
    at = dice.randrange(len(word) - 1)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _sound(word: str, dice: random.Random) -> str:
    fitting = [(a, b) for a, b in _SOUNDS if re.match(rf"{a}[^\W\dhir]", word.lower())]
    if not fitting:
        return word
    said, written = dice.choice(fitting)
    return written + word[len(said) :]


def _telex(word: str, dice: random.Random) -> str:
    return keys_of(word.lower())


def _vni(word: str, dice: random.Random) -> str:
    return keys_of(word.lower(), vni=True)


_WAYS: dict[Noise, Callable[[str, random.Random], str]] = {
    Noise.NO_TONE: _no_tone,
    Noise.WRONG_TONE: _wrong_tone,
    Noise.NEIGHBOUR: _neighbour,
    Noise.MISSING: _missing,
    Noise.DOUBLED: _doubled,
    Noise.SWAPPED: _swapped,
    Noise.SOUND: _sound,
    Noise.TELEX: _telex,
    Noise.VNI: _vni,
}
