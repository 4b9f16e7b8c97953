"""Vietnamese text as people type it: clean, fold, expand shorthand, split into syllables."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
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
# "Nộp onl dc hk", "mấy ngày hk ạ": at the end, after such words, it asks and is no household book.
_ASKING = re.compile(
    r"\b(?P<before>được|duoc|[dđ][cx]|đúng|dung|phải|phai|onl|online|ngày|ngay|tháng|thang|tiền|tien"
    r"|phí|phi|lâu|lau|thêm|them|theo|luôn|luon|lun|trước|trc|rồi|roi|r|gì|gi|j|đây|day|chứng"
    r"|chung) hk"
    r"(?=(?: (?:ạ|a|ad|vậy|vay|z|em|e|anh|chị|chi|bạn|ban|nhỉ|nhi|ta))*\W*$)",
    re.IGNORECASE,
)
# Short forms that mean something else after these words.
_AFTER = re.compile(
    r"\b(?P<before>đăng ký|đk|dk|giấy(?: chứng nhận)?) (?P<kh>kh)\b"
    r"|\b(?P<residence>đăng ký|đk|dk|nhập|xóa|hộ khẩu) (?P<tt>tt)\b",
    re.IGNORECASE,
)


# All that Vietnamese and its neighbours write with; a message of every script there is stays out.
_MOST_CHARACTERS = 4_096


class _Table(dict[int, str]):
    """What `str.translate` puts for each character, worked out when it is first seen."""

    def __init__(self, replace: Callable[[str], str]) -> None:
        super().__init__()
        self._replace = replace

    def __missing__(self, code: int) -> str:
        put = self._replace(chr(code))
        if len(self) < _MOST_CHARACTERS:
            self[code] = put
        return put


def _kept(ch: str) -> str:
    if ch.isspace():
        return " "  # a form feed parts words, though it is a control character
    return "" if unicodedata.category(ch) in ("Cc", "Cf", "Cs", "Co", "Cn") else ch


def _tones_apart(ch: str) -> str:
    """Split tone marks off a vowel and leave its other diacritics composed."""
    parts = unicodedata.normalize("NFD", ch)
    tones = "".join(p for p in parts if p in _TONES)
    rest = "".join(p for p in parts if p not in _TONES)
    return unicodedata.normalize("NFC", rest) + tones


def _bare(ch: str) -> str:
    return "" if unicodedata.category(ch) == "Mn" else ch.replace("đ", "d")


_KEPT, _TONES_APART, _BARE = _Table(_kept), _Table(_tones_apart), _Table(_bare)


def clean(text: str) -> str:
    """Return NFC text without control and zero-width characters, blanks collapsed."""
    # Last, because a zero-width character may stand between a letter and its mark.
    return unicodedata.normalize("NFC", _SPACE.sub(" ", text.translate(_KEPT)).strip())


def modern_tones(text: str) -> str:
    """Return the text with tone marks where today's spelling puts them: "hoà" -> "hòa".

    Only open syllables in oa, oe, uy differ; "quý" keeps its mark on y.
    """
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFC", text).translate(_TONES_APART)
    return unicodedata.normalize("NFC", _OLD_TONE.sub(r"\1\3\2", apart))


def fold(text: str) -> str:
    """Return the text in lower case without any diacritics, đ as d."""
    lower = text.lower()
    return lower if lower.isascii() else unicodedata.normalize("NFD", lower).translate(_BARE)


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
    return _expand_own(text) if table is None else _expand(text, table)


# One message is read by many; few, for they are a person's words.
@lru_cache(maxsize=256)
def _expand_own(text: str) -> str:
    return _expand(_in_context(text), shorthand())


def _expand(text: str, table: Mapping[str, str]) -> str:
    is_stretched = _STRETCH.search(text) is not None

    def full(word: re.Match[str]) -> str:
        typed = word[0]
        if known := table.get(typed.lower()):  # first, for "CCCD" is not a stretched "CD"
            return known
        if not is_stretched or _ROMAN.fullmatch(typed):
            return typed
        short = _STRETCH.sub(r"\1", typed)
        # "kkkk" is laughter, not a stretched "k".
        return table.get(short.lower(), short) if len(short) > 1 else short

    return " ".join(
        piece if any(map(str.isdigit, piece)) else _WORD.sub(full, piece) for piece in text.split()
    )


def _in_context(text: str) -> str:
    """Write out what only its neighbours explain."""
    text = _UNIT_OF_PLACE.sub(lambda found: f"{_PLACE_UNITS[found[1].lower()]} ", text)
    text = _ASKING.sub(lambda found: f"{found['before']} không", text)
    text = _AMOUNT.sub(lambda found: f"{found[1]} {_UNITS[found[2]]}", text)
    return _AFTER.sub(
        lambda found: (
            f"{found['before']} kết hôn" if found["kh"] else f"{found['residence']} thường trú"
        ),
        text,
    )
