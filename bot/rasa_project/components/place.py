"""Find a place that a report clearly names: a road with its number, a street by its name."""

import re
import unicodedata

_TAKES_NUMBER = (
    r"(?:so nha|so|ngo|ngach|hem|kiet|to dan pho|tdp|to|thon|xom|ap|khu pho|kp|toa|lo|duong|pho"
    r"|ql|quoc lo)"
)
_TAKES_NAME = (
    r"(?:duong|pho|thon|xom|ap|lang|cho|truong(?: tieu hoc| mam non| thcs| thpt)?|cong vien|cau|ho"
    r"|chung cu|toa|dai lo|nga ba|nga tu|ben xe|khu do thi|kdt|chua|dinh|benh vien|quoc lo)"
)
_NUMBER = r"(?:\d{1,4}[a-z]?(?:[/-]\d{1,4}[a-z]?)*|[a-z]\d{1,3})"
_COUNTED = (
    r"(?! (?:nguoi|hom|ngay|thang|nam|tuan|gio|lan|cai|chiec|xe|dua|nha|con|phut|met|m|hang)\b)"
)
_NUMBERED = re.compile(rf"\b(?P<kind>{_TAKES_NUMBER})\.? {_NUMBER}\b{_COUNTED}")
_NAMED = re.compile(rf"\b{_TAKES_NAME} ")
_CAPITAL = re.compile(r"(?:[^\W\d_a-zà-ỹđ][^\W\d_]*|\d{1,3}[A-Z]?)(?= |[,.;:!?)-]|$)")
_BEFORE = re.compile(
    r"(?:\b(?:truoc|sau|canh|gan|doi dien|dau|cuoi|cong|giua|chan|doc|goc|trong|tren|duoi|doan"
    r"|khu vuc|cho)(?: (?:cong|cua|nha|mat|khu|doan|duong))? )+$"
)
_BETWEEN = re.compile(r"^(?:[ ,.\-–]+|,? (?:cua|o|tai|thuoc|trong|tren|duong|pho) )$")
# One of these tells where by its number alone; a house number does not.
_ROADS = frozenset({"ngo", "ngach", "hem", "kiet", "to dan pho", "tdp", "to", "thon", "xom", "toa"})
_MOST_NAME_WORDS = 5


def folded(text: str) -> str:
    """Return the text in lower case without diacritics, every character at its place."""
    return "".join(_bare(letter) for letter in text)


def _bare(letter: str) -> str:
    base = unicodedata.normalize("NFD", letter.lower())[0]
    return "d" if base == "đ" else base


def place_in(text: str) -> str | None:
    """Return the words of a text that clearly name a place, None if none do.

    A name counts when it is written with capitals; in a text all of capitals only numbers do.
    """
    plain = folded(text)
    units = [(found.start(), found.end(), found["kind"]) for found in _NUMBERED.finditer(plain)]
    if not text.isupper():
        for found in _NAMED.finditer(plain):
            end = _end_of_name(text, found.end())
            if end > found.end():
                units.append((found.start(), end, "name"))
    units.sort()
    best: list[tuple[int, int, str]] = []
    run: list[tuple[int, int, str]] = []
    for unit in units:
        if run and unit[0] < run[-1][1]:
            if unit[1] > run[-1][1]:
                run[-1] = (run[-1][0], unit[1], unit[2])
            continue
        run = [*run, unit] if run and _BETWEEN.match(plain[run[-1][1] : unit[0]]) else [unit]
        if _is_clear(run) and len(run) >= len(best):
            best = run
    if not best:
        return None
    start, end = best[0][0], best[-1][1]
    before = _BEFORE.search(plain[:start])
    return text[before.start() if before else start : end].strip()


def _is_clear(run: list[tuple[int, int, str]]) -> bool:
    return any(kind == "name" or kind in _ROADS for _, _, kind in run)


def _end_of_name(text: str, start: int) -> int:
    """Return where the capitalised words that begin there end."""
    end = at = start
    for _ in range(_MOST_NAME_WORDS):
        found = _CAPITAL.match(text, at)
        if found is None:
            break
        end = found.end()
        if text[end : end + 1] != " ":
            break
        at = end + 1
    return end
