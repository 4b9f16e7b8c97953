"""Read the names of administrative units off the words of a text."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.place_slips import is_one_slip
from knowledge.place_table import Unit, bare, key, letters_of, table, without_zeros
from knowledge.text import fold, modern_tones

# What people write before a name -> the kind of unit they mean by it.
COMMUNE_WORDS = {
    "phường": "phường", "phuong": "phường", "ph": "phường", "p": "phường",
    "xã": "xã", "xa": "xã", "x": "xã",
    "thị trấn": "thị trấn", "thi tran": "thị trấn", "tt": "thị trấn",
    "đặc khu": "đặc khu", "dac khu": "đặc khu",
}  # fmt: skip
UPPER_WORDS = {
    "quận": "quận", "quan": "quận", "q": "quận",
    "huyện": "huyện", "huyen": "huyện", "h": "huyện",
    "thị xã": "thị xã", "thi xa": "thị xã", "tx": "thị xã",
    "thành phố": "thành phố", "thanh pho": "thành phố", "tp": "thành phố",
    "t p": "thành phố", "thủ đô": "thành phố", "thu do": "thành phố",
    "tỉnh": "tỉnh", "tinh": "tỉnh",
}  # fmt: skip
# Words of their own, not a kind and a name.
_COMPOUNDS = frozenset(
    "xã hội,xã biên,xa hoi,xa bien,phuong an,phuong tien,phuong phap,phuong thuc,phuong dien,"
    "quan ly,quan he,quan doi,quan tam,quan su,tinh trang,tinh thanh,tinh tien".split(",")
)
# What may stand between a unit and the one above it, besides punctuation.
_LINKS = frozenset(
    "thuộc thuoc ở o tại tai của cua cũ cu trước truoc đây day ngày ngay nằm trong".split()
)
# What may part the words of one name.
_INSIDE = ("", "-", "–")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|\d+")
_LONGEST_NAME = 6
_LONGEST_ABBREVIATION = 2


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, with what stands before it."""

    typed: str
    start: int
    end: int
    gap: str
    """Blanks and punctuation between it and the word before."""
    lower: str
    """In lower case, tone marks where today's spelling has them."""
    key: str
    """Its part in the key of a name."""


@dataclass(frozen=True, slots=True)
class Name:
    """Words that fit the names of units."""

    end: int
    units: tuple[Unit, ...]
    fits: bool
    """Typed with the right diacritics or with none at all."""


@dataclass(frozen=True, slots=True)
class Above:
    """The district and province named beside a commune; empty keys for what is not named."""

    end: int
    district: str = ""
    province: str = ""
    is_exact: bool = True

    @property
    def levels(self) -> int:
        """How many of the two are named."""
        return bool(self.district) + bool(self.province)


# One message is read by several; few, for they are a person's words.
@lru_cache(maxsize=64)
def words_of(text: str) -> tuple[Word, ...]:
    """Return the words and numbers of a text: "P.12" is two."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        typed, gap = match[0], text[end : match.start()]
        lower = modern_tones(typed.lower())
        words.append(Word(typed, match.start(), match.end(), gap, lower, letters_of(typed)))
        end = match.end()
    return tuple(words)


def kind_at(words: Sequence[Word], at: int, kinds: Mapping[str, str]) -> tuple[str, int]:
    """Return the kind of unit that the words at `at` announce and where a name would begin."""
    for count in (2, 1):
        part = words[at : at + count]
        if len(part) < count or not _runs_on(part):
            continue
        kind = kinds.get(" ".join(word.lower for word in part), "")
        begin = at + count
        is_short = len(part[-1].typed) <= _LONGEST_ABBREVIATION
        marks = ("", ".", ":") if is_short else ("", ":")
        if kind and begin < len(words) and words[begin].gap.strip() in marks:
            pair = f"{part[-1].lower} {words[begin].lower}"
            if pair in _COMPOUNDS and words[begin].typed.islower():
                return "", at
            return kind, begin
    return "", at


def names_at(
    words: Sequence[Word], at: int, units: Mapping[str, tuple[Unit, ...]]
) -> Iterator[Name]:
    """Yield the names that begin at a word, the longest first."""
    for count in range(_longest_at(words, at), 0, -1):
        part = words[at : at + count]
        found = units.get(key_of(words, at, at + count), ())
        if not found:
            continue
        typed = " ".join(word.lower for word in part)
        fitting = _spelled(typed, found)
        yield Name(at + count, fitting or found, bool(fitting))


def _longest_at(words: Sequence[Word], at: int) -> int:
    """Return how many words from one on may be a name, by their letters and by what parts them."""
    beginnings, joined = table().beginnings, ""
    for count, word in enumerate(words[at : at + _LONGEST_NAME]):
        if count and word.gap.strip() not in _INSIDE:
            return count
        joined += word.key
        if joined.strip("0") and without_zeros(joined) not in beginnings:
            return count
    return min(_LONGEST_NAME, len(words) - at)


def above_after(words: Sequence[Word], at: int, units: Collection[Unit]) -> Above:
    """Return which of the units' districts and provinces are named from a word on.

    Punctuation and words such as "thuộc" may stand before each. A district that is none of
    the units' is passed over and makes the reading inexact; such a province is returned, for
    then none of the units is meant, unless words stand between: "phường X ở Hà Nội".
    """
    begin, is_loose = _skip_links(words, at)
    kind, name_at = kind_at(words, begin, UPPER_WORDS)
    above = _district_at(words, name_at, units, kind) or Above(at)
    if above.end == at and kind:  # "Quan Hóa" is a name, not a kind and a name
        above = _district_at(words, begin, units, "") or above
    if above.district in table().provinces and not kind:
        # "Ngọc Trạo, Thanh Hóa": the province, unless it is named once more.
        again, _ = _skip_links(words, above.end)
        if _province_at(words, again, units)[0] == again:
            above = Above(at)
    is_listed = name_at < len(words) and "," in words[name_at].gap
    if above.end == at and kind != "tỉnh" and (kind or is_listed) and not is_loose:
        above = _other_district_at(words, name_at, bool(kind)) or above
    if above.end > at:
        begin, is_loose = _skip_links(words, above.end)
    end, province, is_theirs = _province_at(words, begin, units)
    if not province or (is_loose and not is_theirs):
        return above
    return Above(end, above.district, province, above.is_exact)


def above_before(words: Sequence[Word], at: int, units: Collection[Unit]) -> Above:
    """Return the units' district and province that stand before a word: "Hà Nội, Hà Đông, "."""
    districts = {key(bare(unit.district)) for unit in units if unit.district}
    above, end = Above(at), at
    for known in (districts, table().provinces):
        for begin in range(max(0, end - _LONGEST_NAME), end):
            named = key_of(words, begin, end)
            parted = end < len(words) and not _continues(words[end])
            if named in known and not named.isdigit() and _runs_on(words[begin:end]) and not parted:
                is_district = known is districts
                above = Above(
                    at, named if is_district else above.district, "" if is_district else named
                )
                end = begin - 1 if _is_kind(words, begin - 1) else begin
                break
    return above


def provinces_in(words: Sequence[Word]) -> set[str]:
    """Return the keys of every province that the text names anywhere."""
    named = set()
    for at in range(len(words)):
        for name in names_at(words, at, table().provinces):
            found = key_of(words, at, name.end)
            if name.fits and len(found) > 3:
                named.add(found)
    return named


def is_in(unit: Unit, province: str) -> bool:
    """Say whether a unit lay in a province as it was called then."""
    return any(key(bare(unit.province)) == key(bare(named.name)) for named in _named(province))


def is_in_today(unit: Unit, province: str) -> bool:
    """Say whether a unit's area belongs to what a province is today."""
    return any(unit.new[0].province == named.new[0].province for named in _named(province))


def _named(province: str) -> tuple[Unit, ...]:
    return table().provinces.get(province, ())


def key_of(words: Sequence[Word], begin: int, end: int) -> str:
    """Return the key of the words as one name."""
    return without_zeros("".join(word.key for word in words[begin:end]))


def ends_phrase(words: Sequence[Word], at: int) -> bool:
    """Say whether the words before `at` are followed by punctuation or nothing."""
    return at >= len(words) or words[at].gap.strip() != ""


def is_telling(words: Sequence[Word]) -> bool:
    """Say whether words are more than bare lower-case letters, which could mean anything."""
    return is_capitalised(words) or any(fold(word.typed) != word.typed.lower() for word in words)


def is_capitalised(words: Iterable[Word]) -> bool:
    """Say whether every word begins with a capital or digit."""
    return all(word.typed[0].isupper() or word.typed[0].isdigit() for word in words)


def _district_at(
    words: Sequence[Word], at: int, units: Collection[Unit], kind: str
) -> Above | None:
    """Return the units' district that is named at a word; with its kind a slip is mended."""
    known = {key(bare(unit.district)) for unit in units if unit.district}
    merged = table().merged_districts
    slip = None
    for count in range(min(_LONGEST_NAME, len(words) - at), 0, -1):
        part = words[at : at + count]
        if not _runs_on(part) or (not kind and part[0].typed.isdigit()):
            continue
        typed = key_of(words, at, at + count)
        named = merged.get(typed, typed)
        if named in known:
            return Above(at + count, district=named)
        if kind and slip is None:
            mended = [name for name in known if is_one_slip(typed, name)]
            if len(mended) == 1:
                slip = Above(at + count, district=mended[0], is_exact=False)
    return slip


def _other_district_at(words: Sequence[Word], at: int, has_kind: bool) -> Above | None:
    """Return where a district's name ends that none of the units belongs to."""
    for name in names_at(words, at, table().districts):
        is_province = key_of(words, at, name.end) in table().provinces
        if name.fits and not is_province and (has_kind or name.end - at > 1):
            return Above(name.end, is_exact=False)
    return None


def _province_at(words: Sequence[Word], at: int, units: Collection[Unit]) -> tuple[int, str, bool]:
    """Return the end and key of a province named at a word, and whether a unit is in it."""
    kind, begin = kind_at(words, at, UPPER_WORDS)
    if kind in ("", "tỉnh", "thành phố"):
        for name in names_at(words, begin, table().provinces):
            if name.fits:
                named = key_of(words, begin, name.end)
                theirs = any(is_in(u, named) or is_in_today(u, named) for u in units)
                return name.end, named, theirs
    return at, "", False


def _is_kind(words: Sequence[Word], at: int) -> bool:
    return at >= 0 and words[at].lower in UPPER_WORDS


def _skip_links(words: Sequence[Word], at: int) -> tuple[int, bool]:
    """Return where a unit above may begin, and whether link words were passed on the way."""
    begin = at
    while begin < len(words) and begin - at < 3 and _continues(words[begin]):
        if words[begin].lower not in _LINKS:
            return begin, begin > at
        begin += 1
    return (begin, begin > at) if begin < len(words) and _continues(words[begin]) else (at, False)


def _continues(word: Word) -> bool:
    """Say whether a word may still belong to the address before it."""
    return word.gap.strip(" \n") in ("", ",", "-", "–", "(", ")", ",(", "),", ".", "/") and not (
        "." in word.gap and " " in word.gap and not word.typed[0].isupper()
    )


def _runs_on(words: Sequence[Word]) -> bool:
    """Say whether nothing but blanks and dashes parts the words from each other."""
    return all(word.gap.strip() in _INSIDE for word in words[1:])


def _spelled(typed: str, units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """Return those units whose name is typed with its diacritics; all if there are none."""
    if fold(typed) == typed:
        return units
    letters = _letters(typed)
    return tuple(unit for unit in units if letters in _letters_of_unit(unit.name))


@lru_cache(maxsize=4_096)
def _letters_of_unit(name: str) -> tuple[str, ...]:
    """Return the letters of a unit's name and of what else it is called."""
    own = bare(name)
    return tuple(map(_letters, (own, *table().also_called.get(own, ()))))


def _letters(name: str) -> str:
    """Return a name's letters with their diacritics; i and y count as one letter."""
    letters = re.sub(r"[\W_]", "", modern_tones(name.lower())).lstrip("0")
    return letters.translate(str.maketrans("yýỳỷỹỵ", "iíìỉĩị"))
