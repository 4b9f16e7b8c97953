"""Vietnamese text as people type it: clean, fold, expand shorthand, split into syllables."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

_TONES = "\u0300\u0301\u0303\u0309\u0323"
# Tone mark on the second vowel ("hoà", "thuỷ"), where today's spelling has it on the first.
_OLD_TONE = re.compile(rf"(?<![qQ])([oOuU])([aeyAEY])([{_TONES}])(?![\w{_TONES}])")
_SPACE = re.compile(r"\s+")
_SYLLABLE = re.compile(r"\w+(?:[./-]\w+)*")
# A word to write out; parts of a hyphenated one ("e-mail", "QĐ-UBND") are not.
_WORD = re.compile(r"\b(?<!\w-)\w+\b(?!-\w)")
_SPLIT = re.compile(r"[./-]")
# No Vietnamese word holds w, but addresses begin with three.
_STRETCH = re.compile(r"([^\W\d_wW])\1{2,}")
_ROMAN = re.compile(r"[IVXLCDM]+")
# "14t" is an age, "2tr" and "50k" are sums; "CT01" and "50.000k/2024" are none of them.
_AMOUNT = re.compile(
    r"(?<![\w.,/-])(\d{1,3}(?:[.,]\d{1,3})?) ?(k|tr|trđ|t|th|thg|ng|p|h)(?![\w/-])"
)
_UNITS = {
    "k": "nghìn", "tr": "triệu", "trđ": "triệu đồng", "t": "tuổi", "th": "tháng", "thg": "tháng",
    "ng": "người", "p": "phút", "h": "giờ",
}  # fmt: skip
# "p" is a ward only before its name; with a dot it is always one.
_UNIT_OF_PLACE = re.compile(
    r"(?<![\w./-])([Pp]|[Qq]|[Tt][Pp]|[Tt][Xx])(\. ?(?=[^\W_])| ?(?=[A-ZĐÂĂÊÔƠƯ]\w*[^\WA-Z]|\d))"
)
_PLACE_UNITS = {"p": "phường", "q": "quận", "tp": "thành phố", "tx": "thị xã"}
# Short forms that mean something else after these words.
_AFTER = re.compile(
    r"\b(?P<before>đăng ký|đk|dk|giấy(?: chứng nhận)?) (?P<kh>kh)\b"
    r"|\b(?P<residence>đăng ký|đk|dk|nhập|xóa|hộ khẩu) (?P<tt>tt)\b",
    re.IGNORECASE,
)


def clean(text: str) -> str:
    """Return NFC text without control and zero-width characters, blanks collapsed."""
    kept = "".join(
        " " if ch.isspace() else ch  # a form feed parts words, though it is a control character
        for ch in text
        if ch.isspace() or unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    # Last, because a zero-width character may stand between a letter and its mark.
    return unicodedata.normalize("NFC", _SPACE.sub(" ", kept).strip())


def modern_tones(text: str) -> str:
    """Return the text with tone marks where today's spelling puts them: "hoà" -> "hòa".

    Only open syllables in oa, oe, uy differ; "quý" keeps its mark on y.
    """
    decomposed = _decompose_tones(text)
    moved = _OLD_TONE.sub(r"\1\3\2", decomposed)
    return unicodedata.normalize("NFC", moved)


def _decompose_tones(text: str) -> str:
    """Split tone marks off their vowels and leave the other diacritics composed."""
    out = []
    for ch in unicodedata.normalize("NFC", text):
        parts = unicodedata.normalize("NFD", ch)
        tones = "".join(p for p in parts if p in _TONES)
        rest = "".join(p for p in parts if p not in _TONES)
        out.append(unicodedata.normalize("NFC", rest) + tones)
    return "".join(out)


def fold(text: str) -> str:
    """Return the text in lower case without any diacritics, đ as d."""
    decomposed = unicodedata.normalize("NFD", text.lower())
    bare = "".join(ch for ch in decomposed if unicodedata.category(ch) != "Mn")
    return bare.replace("đ", "d")


def has_diacritics(text: str) -> bool:
    """Say whether any letter carries a Vietnamese diacritic."""
    return fold(text) != text.lower()


def syllables(text: str) -> list[str]:
    """Return the lower-case syllables and numbers in order; "70/2024/NĐ-CP" stays one token."""
    return _SYLLABLE.findall(text.lower())


def folded_syllables(text: str) -> list[str]:
    """Return syllables without diacritics; a compound such as "70/2024/nd-cp" adds its parts."""
    tokens: list[str] = []
    for token in syllables(fold(text)):
        tokens.append(token)
        parts = _SPLIT.split(token)
        if len(parts) > 1:
            tokens.extend(part for part in parts if part)
    return tokens


@cache
def shorthand() -> Mapping[str, str]:
    """Return our table of abbreviations and teencode: lower-case form -> full words."""
    path = resources.files("knowledge") / "data" / "shorthand.yaml"
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {str(short): str(full) for short, full in table.items()}


def expand(text: str, table: Mapping[str, str] | None = None) -> str:
    """Return the text with abbreviations and teencode written out, stretched letters shortened.

    Of our own table's forms some depend on what stands beside them: "50k", "P. Tây Mỗ", "đk kh".

    A blank-separated piece that holds a digit stays as typed: "TT" in "53/2025/TT-BCA" is a
    kind of document, not shorthand.
    """
    if table is None:
        table, text = shorthand(), _in_context(text)

    def full(word: re.Match[str]) -> str:
        typed = word[0]
        if known := table.get(typed.lower()):  # first, for "CCCD" is not a stretched "CD"
            return known
        if _ROMAN.fullmatch(typed):
            return typed
        short = _STRETCH.sub(r"\1", typed)
        # "kkkk" is laughter, not a stretched "k".
        return table.get(short.lower(), short) if len(short) > 1 else short

    return " ".join(
        piece if any(ch.isdigit() for ch in piece) else _WORD.sub(full, piece)
        for piece in text.split()
    )


def _in_context(text: str) -> str:
    """Write out what only its neighbours explain."""
    text = _UNIT_OF_PLACE.sub(lambda found: f"{_PLACE_UNITS[found[1].lower()]} ", text)
    text = _AMOUNT.sub(lambda found: f"{found[1]} {_UNITS[found[2]]}", text)
    return _AFTER.sub(
        lambda found: (
            f"{found['before']} kết hôn" if found["kh"] else f"{found['residence']} thường trú"
        ),
        text,
    )
