"""Read what a resident typed: without characters that are not seen and mean nothing."""

import re
import unicodedata

# Far above what platforms let anybody type; the assistant reads the beginning and says so.
MOST_CHARACTERS = 10_000

_LINE_END = re.compile(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]")
# Joiners within emoji (a family, a doctor) and the tags after a flag, which change what is seen.
_IN_EMOJI = "\u200d\U000e0020-\U000e007f"
_LETTERS = r"\w\s\u0300-\u036f"
_NOT_IN_EMOJI = re.compile(rf"(?<![^{_LETTERS}])[{_IN_EMOJI}]+|\u200d+(?=[{_LETTERS}]|\Z)")
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
_KEPT = re.compile(rf"[\n\t{_IN_EMOJI}]")


def typed(text: str) -> str:
    """Return a resident's words in NFC, cut where no one types on.

    Without what turns the direction of writing around, has no width or controls a terminal.
    """
    text = _LINE_END.sub("\n", text[:MOST_CHARACTERS])
    if not text.isprintable():
        shown = "".join(each for each in text if _is_shown(each))
        text = _NOT_IN_EMOJI.sub("", shown)
    # Last: an unseen character may stand between a letter and its mark.
    return unicodedata.normalize("NFC", text).strip()


def _is_shown(character: str) -> bool:
    return (
        character.isprintable()
        or unicodedata.category(character) not in _UNSEEN
        or _KEPT.match(character) is not None
    )
