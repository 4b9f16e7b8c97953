"""Find numbers of acts ("47/2024/NĐ-CP", "57-NQ/TW", "… /KH-UBND") and what kind they are of."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.review.citations_text import Joined
from bot.review.citations_words import ABBREVIATED, KINDS, SYMBOLS, B, words

_PART = r"[A-ZĐƯÂÔƠĂÊ][A-Za-zĐđƯưÂâÔôƠơĂăÊê]{0,11}\d{0,3}(?!\w)"
_LOWER = r"(?i:nđ|qđ|nq|kh|ct|tt|tb|cđ|hd|kl)(?!\w)"
_SYMBOL = rf"(?P<symbol>(?:{_PART}|{_LOWER})(?:{B}{{0,2}}[-/&.]{B}{{0,2}}(?:{_PART}|cp(?!\w)))*)"
_NUMBER = re.compile(
    rf"(?<![\w/.-])(?P<digits>\d{{1,5}}(?:\.\d{{1,3}})?[a-zđ]?)"
    rf"(?:{B}{{0,2}}/{B}{{0,2}}(?P<year>(?:19|20)\d\d))?{B}{{0,2}}(?P<first>[-/]){B}{{0,2}}{_SYMBOL}"
)
_BLANK = re.compile(rf"(?<!\w)(?i:số)[:.…_ \n]*+(?P<first>[-/]){B}{{0,2}}{_SYMBOL}")
# "Nghị định số 30/2020", with nothing after the year.
_BARE = re.compile(r"(?<![\w/.-])(?P<digits>\d{1,4})/(?P<year>(?:19|20)\d\d)(?![\w/-])")
# "Đề án 06", "Nghị quyết số 57".
_SHORT = re.compile(rf"{B}+(?:so{B}+)?(?P<digits>\d{{1,4}})(?![\w/%-]|[.,]\d|{B}?[/-]{B}?\w)")
_COUNTED = re.compile(
    rf"{B}+(?:thang|nam|ngay|tuan|quy|lan|noi dung|nhiem vu|nguoi|ho|don vi|co quan|truong hop|dong"
    rf"|trieu|ty|van ban|ke hoach|muc|chi tieu|hang muc|nhom|dot|gio|phut|diem|khoan|dieu|bo|cai)"
    r"(?!\w)"
)
_SHORT_KINDS = frozenset({"Đề án", "Nghị quyết", "Nghị định", "Chỉ thị", "Kết luận", "Quyết định"})
_DIGITS_BEFORE = re.compile(rf"{B}*(?:so{B}*[:.]?)?{B}*[(“\"]?{B}*(?:so{B}*[:.]?)?{B}*")
_OF_ISSUER = re.compile(
    rf"(?:{B}+so)?{B}+cua{B}+(?P<issuer>[^,;.\t:(]{{2,90}}?)(?:{B}*:)?{B}+so{B}*[:.]?{B}*"
)
_NAMED_LAW = re.compile(rf"{B}[^;.\t:]{{2,150}}?{B}*[,(]?{B}*so{B}*[:.]?{B}*")
_LISTED = re.compile(
    rf"(?:{B}*,?{B}*ngay{B}*[\d/.]{{6,10}})?"
    rf"{B}*(?:[,;]{B}*(?:va|hoac)?|va|hoac){B}*(?:so{B}*[:.]?)?{B}*"
)
_SO = re.compile(rf"(?<!\w)[Ss]ố{B}*(?P<colon>[:.]?){B}*$")
_HEAD = re.compile(rf"(?:^|[\t\n])\W*Số{B}*[:.]{B}*$")
_TITLED = re.compile(rf"Số{B}*:")
_KIND_WORD = re.compile(
    r"(?<!\w)(?:"
    + "|".join(words(each) for each in sorted(KINDS, key=len, reverse=True))
    + r")(?!\w)"
)
_KIND_SHORT = re.compile(rf"(?<!\w)(?:{'|'.join(ABBREVIATED)})(?!\w)")
# The number of a footnote, which ran into the symbol: "NĐ-CP1".
_FOOTNOTE = re.compile(r"(?<=[A-ZĐg])(?<!QH)(?<!BCĐ)(?<!BCD)(?<!\b[A-Z])\d+$")
_TWO_WORDS = re.compile(rf"(?<!\w)(\w+{B}+\w+){B}*$")
_CAPITALS = re.compile(r"[A-ZĐƯÂÔƠĂÊ]")
_ALMOST = 85.0


@dataclass(frozen=True, kw_only=True)
class KindWord:
    """A kind of act where the text names it."""

    start: int
    end: int
    kind: str
    is_exact: bool = True
    """Written as it should be: "phường An" is no "phương án" only because it folds to the same."""


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number in the text, with the kind of act it belongs to."""

    start: int
    """Of the citation: of its kind where that is named, else of "số" or the number."""
    number_start: int
    end: int
    kind: str
    number: str | None
    symbol: tuple[str, ...] = ()
    """ "NĐ", "CP"; empty where only digits stand."""
    year: int | None = None
    kind_word: tuple[int, int] | None = None
    issuer: tuple[int, int] | None = None
    """Where the issuer stands between kind and number."""


def kind_words(text: Joined) -> list[KindWord]:
    """Return every place where a kind of act is named, in order."""
    found: list[KindWord] = []
    for match in _KIND_WORD.finditer(text.folded):
        kind = KINDS[" ".join(match.group().split())]
        said = " ".join(text.text[match.start() : match.end()].split())
        is_exact = not text.has_diacritics or said.lower() == kind.lower()
        # A slip changes a mark, not the capital of a second word: that begins a name.
        if is_exact or said[:1].isupper() or said.islower():
            word = KindWord(start=match.start(), end=match.end(), kind=kind, is_exact=is_exact)
            found.append(word)
    found += [
        KindWord(start=m.start(), end=m.end(), kind=ABBREVIATED[m.group()])
        for m in _KIND_SHORT.finditer(text.text)
    ]
    return sorted(found, key=lambda each: each.end)


def numbers(text: Joined, kinds: Sequence[KindWord]) -> list[Number]:
    """Return the numbers of acts, full, blank and short, in the order of the text."""
    ends = [each.end for each in kinds]
    found: list[Number] = []
    candidates = [*_NUMBER.finditer(text.text), *_BLANK.finditer(text.text)]
    candidates += _BARE.finditer(text.text)
    for match in sorted(candidates, key=lambda each: each.start()):
        if found and match.start() < found[-1].end:
            continue
        at = bisect_right(ends, match.start()) - 1
        before = kinds[at] if at >= 0 else None
        number = _number(text, match, before, found[-1] if found else None)
        if number is not None:
            found.append(number)
    taken = {each.kind_word for each in found}
    found += (each for each in _short(text, kinds) if each.kind_word not in taken)
    return sorted(found, key=lambda each: each.start)


def _number(
    text: Joined, match: re.Match[str], before: KindWord | None, last: Number | None
) -> Number | None:
    groups = match.groupdict()
    digits, year = groups.get("digits"), groups.get("year")
    if digits is None and _TITLED.match(match.group()):
        return None
    symbol, end = _symbol(match) if "symbol" in groups else ((), match.end())
    if "symbol" in groups and not symbol:
        return None
    start = match.start()
    own = SYMBOLS.get(symbol[0].casefold()) if symbol else None
    gap = text.folded[before.end : start] if before and start - before.end < 200 else "#"
    if before and not before.is_exact and own not in (None, before.kind):
        before = None
    issuer = None
    kind: str | None = None
    word: tuple[int, int] | None = None
    if before and (_DIGITS_BEFORE.fullmatch(gap) or (digits is None and not gap.strip(" \n"))):
        kind, word = before.kind, (before.start, before.end)
    elif before and (of := _OF_ISSUER.fullmatch(gap)):
        kind, word = before.kind, (before.start, before.end)
        issuer = (before.end + of.start("issuer"), before.end + of.end("issuer"))
    elif before and symbol[:1] and symbol[0].startswith(("QH", "UBTVQH")):
        if before.kind in ("Luật", "Bộ luật", "Pháp lệnh") and _NAMED_LAW.fullmatch(gap):
            kind, word = before.kind, (before.start, before.end)
    if kind is None and last and (not own or own == last.kind or not symbol):
        gap_to_last = text.folded[last.end : start] if start - last.end < 200 else "#"
        kind = last.kind if _LISTED.fullmatch(gap_to_last) else None
    so = _SO.search(text.text, max(0, start - 8), start)
    begin = word[0] if word else so.start() if so else start
    if kind is None and not symbol:
        return None
    if kind is None:
        if _HEAD.search(text.text, max(0, start - 12), start):
            return None
        misspelt = _misspelt(text, begin) if digits and (so or own) else None
        if misspelt:
            word, kind = misspelt
            begin = word[0]
        elif digits and own and (len(symbol) > 1 or year):
            kind = own
        elif digits and symbol[0].startswith("QH"):
            kind = "Luật"
    if kind is None:
        return None
    return Number(
        start=begin,
        number_start=start,
        end=end,
        kind=kind,
        number=_written(match, symbol) if digits else None,
        symbol=symbol,
        year=int(year) if year else None,
        kind_word=word,
        issuer=issuer,
    )


def _symbol(match: re.Match[str]) -> tuple[tuple[str, ...], int]:
    """Return a symbol's parts and where it ends; words that merely follow a dash are left out."""
    parts: list[str] = []
    end = match.start("symbol")
    pieces = re.split(rf"({B}*[-/&.]{B}*)", match["symbol"])
    for at in range(0, len(pieces), 2):
        part, joint = pieces[at], pieces[at - 1] if at else ""
        is_known = part.casefold() in SYMBOLS or part.casefold() in ("cp", "ttg")
        if not is_known and len(_CAPITALS.findall(part)) < 2 and not part[-1:].isdigit():
            break
        is_loose = joint[:1] in (" ", "\n") and joint[-1:] in (" ", "\n")
        if is_loose and (at > 2 or parts[0].casefold() not in SYMBOLS):
            break
        word = _FOOTNOTE.sub("", part)
        end += len(joint) + len(part)
        parts.append(word)
        if word != part:
            break
    return tuple(parts), end


def _written(match: re.Match[str], symbol: tuple[str, ...]) -> str:
    """Return the number without blanks, as it should be written."""
    groups = match.groupdict()
    head = groups["digits"] + (f"/{groups['year']}" if groups.get("year") else "")
    if not symbol:
        return head
    raw = re.sub(r"\s", "", match["symbol"])
    tail, at = "", 0
    for part in symbol:
        begin = raw.index(part, at)
        tail += raw[at:begin] + _PROPER.get(part.casefold(), part)
        at = begin + len(part)
    return f"{head}{match['first']}{tail}"


_PROPER = {
    "nd": "NĐ",
    "nđ": "NĐ",
    "qd": "QĐ",
    "qđ": "QĐ",
    "nq": "NQ",
    "kh": "KH",
    "ct": "CT",
    "tt": "TT",
    "tb": "TB",
    "hd": "HD",
    "kl": "KL",
    "cp": "CP",
    "ttg": "TTg",
    "hdnd": "HĐND",
}


def _misspelt(text: Joined, before: int) -> tuple[tuple[int, int], str] | None:
    """Return where two words stand that are almost a kind of act, and the kind."""
    begin = max(0, before - 30)
    found = _TWO_WORDS.search(text.folded[begin:before])
    if found is None:
        return None
    said = " ".join(found[1].split())
    for folded, kind in KINDS.items():
        is_near = said[0] == folded[0] and abs(len(said) - len(folded)) < 2
        if is_near and " " in folded and fuzz.ratio(said, folded) >= _ALMOST:
            return (begin + found.start(1), begin + found.end(1)), kind
    return None


def _short(text: Joined, kinds: Sequence[KindWord]) -> Iterator[Number]:
    for word in kinds:
        if (
            word.kind not in _SHORT_KINDS
            or not word.is_exact
            or not text.text[word.start].isupper()
        ):
            continue
        found = _SHORT.match(text.folded, word.end)
        if found and not _COUNTED.match(text.folded, found.end()):
            yield Number(
                start=word.start,
                number_start=found.start("digits"),
                end=found.end(),
                kind=word.kind,
                number=found["digits"],
                kind_word=(word.start, word.end),
            )
