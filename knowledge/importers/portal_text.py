"""Repair and search the portal's text: blanks, "no information", money and dates."""

import re
import unicodedata
from datetime import date

RAW_LENGTH = 300
"""Longest quotation of the source inside a doubt; longer ones are cut."""

_LETTERS = [chr(code) for code in (*range(0xC0, 0x1B1), *range(0x1EA0, 0x1EFA))]
LOWER = "a-z" + "".join(letter for letter in _LETTERS if letter.islower())
"""Small Vietnamese letters, for use inside [] of a pattern (`re` knows no letter case)."""
UPPER = "A-Z" + "".join(letter for letter in _LETTERS if letter.isupper())
"""Capital Vietnamese letters, for use inside [] of a pattern."""

_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
# Cyrillic letters that look like Latin ones were typed into some document numbers.
_CYRILLIC, _LATIN = "АВЕКМНОРСТХаеорсх", "ABEKMHOPCTXaeopcx"
_REPAIRS = str.maketrans(_CYRILLIC, _LATIN, _INVISIBLE)
_NEEDS_REPAIR = re.compile(f"[{_INVISIBLE}{_CYRILLIC}]")
_BLANKS = re.compile(r"[^\S\n]+")
_NOTHING = re.compile(
    r"(?:không(?: có(?: thông tin)?| quy định)?|chưa có thông tin|-+)[.;:\s]*", re.IGNORECASE
)
_BULLET = re.compile(r"^(?:[-+*•–]+(?:\s+|(?=[^\W\d_]))|o\s+(?=[A-ZĐ]))")
_DAY = re.compile(
    r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})(?!\d)"
    r"|(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})(?!\d)"
)


def clean(text: str) -> str:
    """Return the text in NFC, one blank between words, no empty lines, nothing invisible."""
    plain = unicodedata.normalize("NFC", text)
    if _NEEDS_REPAIR.search(plain):
        plain = plain.translate(_REPAIRS)
    plain = plain.replace("\r\n", "\n").replace("\r", "\n")
    lines = (_BLANKS.sub(" ", line).strip() for line in plain.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """Return the cleaned text without line breaks."""
    return clean(text).replace("\n", " ")


def without_bullet(line: str) -> str:
    """Return the line without a leading "-", "+" or "*"."""
    return _BULLET.sub("", line, count=1).strip()


def says_nothing(text: str) -> bool:
    """Whether the text only says that there is nothing ("Không", "Không có thông tin")."""
    return not text.strip() or _NOTHING.fullmatch(text.strip()) is not None


def or_empty(text: str) -> str:
    """Return the cleaned text, or "" when it says nothing."""
    plain = clean(text)
    return "" if says_nothing(plain) else plain


def quoted(text: str) -> str:
    """Return the text on one line, cut to a length fit for a doubt."""
    line = one_line(text)
    return line if len(line) <= RAW_LENGTH else line[: RAW_LENGTH - 1].rstrip() + "…"


def first_date(text: str) -> date | None:
    """Return the first calendar date written as 01/7/2025 or 1 tháng 7 năm 2025."""
    for match in _DAY.finditer(text):
        day, month, year = (part for part in match.groups() if part is not None)
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None
