"""Turn text typed with the fonts of before Unicode (TCVN3, VNI) into Unicode.

Such a file holds Latin letters that only its font shows as Vietnamese: "céng hßa" is "cộng hòa".
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from knowledge.importers.text_file import FileLine
from knowledge.text import fold


class LegacyFont(StrEnum):
    """How letters were numbered before Unicode."""

    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI"


# Fonts of TCVN3 hold one letter per character; a font whose name ends in H shows capitals.
_TCVN3_LETTERS = (
    "ăâêôơưđ" "àảãáạ" "ằẳẵắặ" "ầẩẫấậ" "èẻẽéẹ" "ềểễếệ" "ìỉĩíị" "òỏõóọ" "ồổỗốộ" "ờởỡớợ"
    "ùủũúụ" "ừửữứự" "ỳỷỹýỵ" "ĂÂÊÔƠƯĐ"
)  # fmt: skip
_TCVN3_CODES = (
    "A8 A9 AA AB AC AD AE B5 B6 B7 B8 B9 BB BC BD BE C6 C7 C8 C9 CA CB CC CE CF D0 D1 D2 D3 D4 D5"
    " D6 D7 D8 DC DD DE DF E1 E2 E3 E4 E5 E6 E7 E8 E9 EA EB EC ED EE EF F1 F2 F3 F4 F5 F6 F7 F8 F9"
    " FA FB FC FD FE A1 A2 A3 A4 A5 A6 A7"
)
_TCVN3 = {
    int(code, 16): letter for code, letter in zip(_TCVN3_CODES.split(), _TCVN3_LETTERS, strict=True)
}
# VNI puts a second character, the mark, behind the letter; some letters are one character.
_VNI_TONES = {"ø": "\u0300", "ù": "\u0301", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_HATS = {"â": "", "à": "\u0300", "á": "\u0301", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_VNI_BOWS = {"ê": "", "è": "\u0300", "é": "\u0301", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_VNI_ALONE = {
    "ì": "ì",
    "í": "í",
    "æ": "ỉ",
    "ó": "ĩ",
    "ò": "ị",
    "î": "ỵ",
    "ñ": "đ",
    "ô": "ơ",
    "ö": "ư",
}
_NAMED = re.compile(r"(?:[A-Z]{6}\+)?(?:(\.Vn)|(VNI-))", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_ODD_LETTER = re.compile(r"[\u00a1-\u00ff]")
_ODD_WORD = re.compile(r"[A-Za-z\u00a1-\u00ff]*[\u00a1-\u00ff][A-Za-z\u00a1-\u00ff]*")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ch|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:uyê|uyu|uya|yêu|iêu|ươi|ươu|uôi|oai|oay|oao|oeo|uây|uâ|uê|uy|uơ|ưa|ươ|ưu|ưi|uô|ua|ui"
    r"|oa|oă|oe|oi|ôi|ơi|oo|ia|iê|iu|yê|ya|êu|eo|ai|ao|au|ay|âu|ây|ơ|ư|ô|ă|â|ê|[aeiouy])"
    r"(?:ng|nh|ch|[cmnpt])?"
)
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
# A page of Vietnamese has hundreds of marked words; fewer than this prove nothing. Guesses, like
# the two shares below: of words that are Vietnamese in one reading, and more than in any other.
_PROOF_WORDS = 4
_PROOF_IN_QUESTION = 2
_PROVED = 0.8
_CLEARLY = 0.2


def _vni_table() -> dict[str, str]:
    table: dict[str, str] = {}
    for letter in "aeiouy":
        table |= {letter + mark: letter + tone for mark, tone in _VNI_TONES.items()}
    for letter in "aeo":
        table |= {letter + mark: letter + "\u0302" + t for mark, t in _VNI_HATS.items()}
    table |= {"a" + mark: "a\u0306" + tone for mark, tone in _VNI_BOWS.items()}
    for sign, letter in (("ô", "o\u031b"), ("ö", "u\u031b")):
        table |= {sign + mark: letter + tone for mark, tone in _VNI_TONES.items()}
    table |= _VNI_ALONE
    cased = dict(table)
    for typed, meant in table.items():
        cased[typed.upper()] = meant.upper()
        cased[typed[0].upper() + typed[1:]] = meant[0].upper() + meant[1:]
    return {typed: unicodedata.normalize("NFC", meant) for typed, meant in cased.items()}


_VNI = _vni_table()
_VNI_TYPED = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))


def font_of(name: str) -> LegacyFont | None:
    """Return which letters a font of this name shows: ".VnTime", "VNI-Times"."""
    match = _NAMED.match(name.strip())
    if not match:
        return None
    return LegacyFont.TCVN3 if match.group(1) else LegacyFont.VNI


def shows_capitals(name: str) -> bool:
    """Say whether a TCVN3 font shows small letters as capitals: ".VnTimeH"."""
    return font_of(name) is LegacyFont.TCVN3 and name.strip().endswith("H")


def to_unicode(text: str, font: LegacyFont) -> str:
    """Return the text that was typed with such a font."""
    if font is LegacyFont.TCVN3:
        return text.translate(_TCVN3)
    return _VNI_TYPED.sub(lambda match: _VNI[match.group(0)], text)


def legacy_of(text: str, *, proof_words: int = _PROOF_WORDS) -> LegacyFont | None:
    """Return the font that the letters prove: read so, and only so, its words are Vietnamese."""
    words = [word for word in _ODD_WORD.findall(text) if len(word) > 1]
    if len(words) < proof_words:
        return None
    as_it_is = _valid(words) / len(words)
    shares = {
        font: _valid([to_unicode(word, font) for word in words]) / len(words) for font in LegacyFont
    }
    best = max(shares, key=lambda font: shares[font])
    others = [as_it_is, *(share for font, share in shares.items() if font is not best)]
    return best if shares[best] >= _PROVED and shares[best] > max(others) + _CLEARLY else None


def repair_question(text: str) -> str:
    """Return a short text in Unicode, where two of its words prove an old font."""
    if not _ODD_LETTER.search(text):  # spares a long run of letters the costlier look
        return text
    font = legacy_of(text, proof_words=_PROOF_IN_QUESTION)
    return text if font is None else to_unicode(text, font)


def repair_lines(lines: Iterable[FileLine]) -> tuple[list[FileLine], list[str]]:
    """Return the lines in Unicode, and a note when some were not.

    A document may mix old and new fonts: once its letters prove an old one, each line is read
    the way in which more of its words are Vietnamese.
    """
    given = list(lines)
    font = legacy_of(" ".join(line.text for line in given))
    if font is None:
        return given, []
    repaired = [replace(line, text=_better(line.text, font)) for line in given]
    changed = sum(a.text != b.text for a, b in zip(given, repaired, strict=True))
    return repaired, [f"{changed} lines were typed with {font} fonts and turned into Unicode"]


def _better(text: str, font: LegacyFont) -> str:
    """Return the reading with more Vietnamese words; a tie goes to the document's font.

    Unless the line holds a letter that such a font has not: then it is Unicode.
    """
    read = to_unicode(text, font)
    words, meant = _WORD.findall(text), _WORD.findall(read)
    as_it_is, turned = _valid(words) * len(meant), _valid(meant) * len(words)
    is_unicode = any(ch.isalpha() and ch > "\u00ff" for ch in text)
    return read if turned > as_it_is or (turned == as_it_is and not is_unicode) else text


def _valid(words: Sequence[str]) -> int:
    return sum(is_syllable(word) for word in words)


def is_syllable(word: str) -> bool:
    """Say whether a word is built as a Vietnamese syllable, with one tone at most."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    if sum(ch in _TONES for ch in decomposed) > 1:
        return False
    bare = unicodedata.normalize("NFC", "".join(ch for ch in decomposed if ch not in _TONES))
    return _SYLLABLE.fullmatch(bare) is not None


def words_of(text: str) -> list[str]:
    """Return the words of a text: runs of letters."""
    return _WORD.findall(text)


def has_marks(word: str) -> bool:
    """Say whether a word carries a Vietnamese mark."""
    return fold(word) != word.lower()
