"""What an old ward, commune, district or province that a text names is today."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from knowledge.place_slips import communes_like
from knowledge.place_table import Level, Place, Unit, bare, key, kind_of, table
from knowledge.place_words import (
    COMMUNE_WORDS,
    UPPER_WORDS,
    Above,
    Name,
    Word,
    above_after,
    above_before,
    ends_phrase,
    is_capitalised,
    is_in,
    is_in_today,
    is_telling,
    key_of,
    kind_at,
    names_at,
    provinces_in,
    words_of,
)
from knowledge.text import clean, has_diacritics

__all__ = ["Level", "Place", "Renamed", "provinces_as_there", "provinces_named", "today_of"]

_FORMER = frozenset({"cũ", "cu"})
# What stands before a place that somebody names without its kind: "em ở Hải Dương".
_AT = frozenset({"ở", "tại", "quê", "về", "từ", "o", "tai", "que"})
_THEN = frozenset({"thì", "thi"})
_PROVINCE_WORDS = frozenset({"tỉnh", "tinh", "phố", "pho", "tp", "ngoài", "trong", "dưới"})
_LONGEST_MENDED = 4
_KIND_BEFORE = re.compile(r"\b(?:tỉnh|tinh|thành phố|thanh pho|tp)[. ]*$", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Renamed:
    """One unit that a text can mean, and what it became (đơn vị hành chính cũ và mới)."""

    said: str
    """The words that name it; readings of the same words exclude each other."""
    level: Level
    old: str
    """As understood: "phường Mộ Lao, quận Hà Đông, thành phố Hà Nội"."""
    new: tuple[Place, ...]
    """What its area belongs to today; several when it was divided."""
    is_split: bool
    """Which of `new` an address belongs to depends on where in the old unit it lies."""
    is_today: bool
    """`old` is a name of today, though it may cover another area than it used to."""
    is_exact: bool
    """False when a slip was mended or something named beside it does not fit: ask first."""
    resolutions: tuple[str, ...]
    """Legal basis, in order of date; empty when unknown."""


def today_of(text: str, *, home_province: str = "") -> list[Renamed]:
    """Return every old or unchanged unit that the text can mean, in the text's order.

    Of the same words the likeliest reading comes first; several mean that the name is
    ambiguous: ask for the district or province. `home_province` ("thành phố Hà Nội") decides
    where the text names neither. A district or province is told only where no commune in it
    is named, a province that kept its name only as the whole text. [] when nothing is named.
    """
    tidy = clean(text)
    words = words_of(tidy)
    found: list[tuple[str, _Mention]] = []
    at = 0
    while at < len(words):
        mention = _commune_at(words, at, home_province) or _upper_at(words, at, home_province)
        if mention is not None:
            found.append((tidy[words[at].start : words[mention.end - 1].end], mention))
        at = mention.end if mention is not None else at + 1
    communes = [u for _, each in found for u in each.units if u.level is Level.COMMUNE]
    return [
        _renamed(said, unit, is_exact=mention.is_exact)
        for said, mention in found
        for unit in mention.units
        if not any(_is_above(unit, commune) for commune in communes)
    ]


def provinces_named(text: str) -> list[str]:
    """Return the provinces of today that the text names, kept names too, in its order.

    A bare name counts after "ở", "tỉnh" and the like, before "thì", or with capital letters.
    """
    names = _provinces_in(words_of(clean(text)))
    return list(dict.fromkeys(unit.new[0].province for _, name in names for unit in name.units))


def provinces_as_there(text: str) -> str:
    """Return the text with "there" for each province: "ở đó thì sao"."""
    tidy = clean(text)
    words = words_of(tidy)
    there = "đó" if has_diacritics(tidy) else "do"
    parts, end = [], 0
    for at, name in _provinces_in(words):
        if words[at].start >= end:
            parts += [_KIND_BEFORE.sub("", tidy[end : words[at].start]), there]
        end = max(end, words[name.end - 1].end)
    return " ".join("".join((*parts, tidy[end:])).split())


def _provinces_in(words: Sequence[Word]) -> Iterator[tuple[int, Name]]:
    """Yield where a province is named and by which words."""
    for at in range(len(words)):
        for name in names_at(words, at, table().provinces):
            before = words[at - 1].lower if at else ""
            after = words[name.end].lower if name.end < len(words) else ""
            is_long = name.end - at > 1
            # "Còn đà nẵng thì sao" asks for there, also without a capital.
            is_placed = before in _AT | _PROVINCE_WORDS or (is_long and after in _THEN)
            is_written = is_long and is_capitalised(words[at : name.end])
            if name.fits and (is_placed or is_written):
                yield at, name


@dataclass(frozen=True, slots=True)
class _Mention:
    """Words that name one unit, and every unit they can mean; none for words to pass over."""

    end: int
    units: tuple[Unit, ...]
    is_exact: bool = True
    levels: int = 0
    """How many units above it are named beside it."""


def _is_above(unit: Unit, commune: Unit) -> bool:
    """Say whether a commune lay in a district or province."""
    above = {Level.DISTRICT: commune.district, Level.PROVINCE: commune.province}
    return above.get(unit.level) == unit.name and commune.province == unit.province


def _renamed(said: str, unit: Unit, *, is_exact: bool) -> Renamed:
    return Renamed(
        said=said,
        level=unit.level,
        old=str(unit),
        new=unit.new,
        is_split=len(unit.new) > 1,
        is_today=unit.is_today,
        is_exact=is_exact,
        resolutions=unit.resolutions,
    )


def _commune_at(words: Sequence[Word], at: int, home: str) -> _Mention | None:
    """Return the commune named at a word, with the district and province beside it."""
    kind, begin = kind_at(words, at, COMMUNE_WORDS)
    names = names_at(words, begin, table().communes)
    if kind:
        read = [_with_kind(words, (at, begin), name, kind, home) for name in names]
    else:
        read = [_without_kind(words, at, name, home) for name in names]
    mentions = [mention for mention in read if mention is not None and mention.units]
    if not mentions and kind:
        mentions = list(_mended(words, begin))
    # "xã Tân Thành Bình Phước": Tân Thành in Bình Phước rather than Tân Thành Bình.
    return max(mentions, key=lambda each: (each.levels, each.is_exact, each.end), default=None)


def _with_kind(
    words: Sequence[Word], place: tuple[int, int], name: Name, kind: str, home: str
) -> _Mention | None:
    """Read "phường <name>" with what stands beside it."""
    at, begin = place
    above = above_after(words, name.end, name.units)
    if not above.levels and above.is_exact:
        above = above_before(words, at, name.units)
    end = max(name.end, above.end)
    of_kind = tuple(unit for unit in name.units if kind_of(unit.name) == kind)
    units = _within(of_kind, above) or _within(name.units, above)
    is_exact = name.fits and above.is_exact and all(kind_of(unit.name) == kind for unit in units)
    if not above.levels:
        typed = words[begin : name.end]
        is_kind = all(kind_of(unit.name) == kind for unit in units)
        # A single word, or another kind or other diacritics: more often no name at all.
        if len(typed) == 1 and not ends_phrase(words, name.end):
            return None
        if not is_exact and (len(typed) == 1 or not is_capitalised(typed)):
            return None
        if not is_kind and not name.fits:
            return None
        near = _hinted(words, units, home)
        if typed[0].typed.isdigit() and len(near) == len(units):
            return None  # dozens of towns had a "phường 10"
        units = near
    units = _likeliest(words, name.end, units)
    return _Mention(end, units, is_exact=is_exact, levels=above.levels)


def _without_kind(words: Sequence[Word], at: int, name: Name, home: str) -> _Mention | None:
    """Read "<name> <district or province>", or a name that is the whole text."""
    if not name.fits or words[at].typed.isdigit():
        return None
    if at == 0 and name.end == len(words):
        typed = key_of(words, at, name.end)
        upper = (*table().provinces.get(typed, ()), *table().districts.get(typed, ()))
        units = (*upper, *name.units)
        if is_telling(words):
            units = _hinted(words, units, home)
        else:  # "ban dat" may be "bán đất": a name only where there is one at home
            units = tuple(unit for unit in units if is_in_today(unit, key(bare(home))))
        return _Mention(name.end, _likeliest(words, name.end, units))
    above = above_after(words, name.end, name.units)
    typed = key_of(words, at, name.end)
    # "Quảng Ninh, Thanh Hóa" lists provinces, though Thanh Hóa has a commune Quảng Ninh.
    is_upper = typed in table().provinces or (typed in table().districts and not above.district)
    if name.end - at < 2 or not above.levels or not above.is_exact or is_upper:
        return None
    units = _likeliest(words, name.end, _within(name.units, above))
    return _Mention(above.end, units, levels=above.levels)


def _mended(words: Sequence[Word], begin: int) -> Iterator[_Mention]:
    """Yield readings of a commune's name with one slip in it, before a district or province."""
    for end in range(begin + 1, min(begin + _LONGEST_MENDED, len(words)) + 1):
        upper = kind_at(words, end, UPPER_WORDS)[1]
        if not any(
            name.fits
            for level in (table().districts, table().provinces)
            for name in names_at(words, upper, level)
        ):
            continue
        typed = key_of(words, begin, end)
        near = [unit for other in communes_like(typed) for unit in table().communes[other]]
        above = above_after(words, end, near)
        units = _within(near, above) if above.levels else ()
        if units:
            units = _likeliest(words, end, units)
            yield _Mention(above.end, units, is_exact=False, levels=above.levels)


def _upper_at(words: Sequence[Word], at: int, home: str) -> _Mention | None:
    """Return the district or province named at a word; no units where nothing need be told."""
    kind, begin = kind_at(words, at, UPPER_WORDS)
    is_placed = at > 0 and words[at - 1].lower in _AT
    for read in (_district_at, _province_at):
        levels = table().districts if read is _district_at else table().provinces
        for name in names_at(words, begin, levels):
            typed = words[begin : name.end]
            is_whole = at == 0 and name.end == len(words)
            is_there = is_whole or (is_placed and len(typed) > 1)
            if name.fits and (kind or (is_there and is_telling(typed))):
                mention = read(words, (at, begin), name, kind, home)
                if mention is not None:
                    return mention
    return None


def _district_at(
    words: Sequence[Word], place: tuple[int, int], name: Name, kind: str, home: str
) -> _Mention | None:
    typed = key_of(words, place[1], name.end)
    of_kind = tuple(unit for unit in name.units if kind_of(unit.name) == kind)
    namesakes = table().provinces.get(typed, ())
    # "Hải Dương" is the province, "thành phố Hải Dương" was a district of it.
    is_province = any(kind in ("", kind_of(unit.name)) for unit in namesakes)
    if is_province or (typed.isdigit() and kind != "quận"):
        return None
    units = of_kind or name.units
    above = above_after(words, name.end, units)
    units = _within(units, above) if above.levels else _hinted(words, units, home)
    is_exact = above.is_exact and (bool(of_kind) or not kind)
    return _Mention(max(name.end, above.end), units, is_exact=is_exact)


def _province_at(
    words: Sequence[Word], place: tuple[int, int], name: Name, kind: str, _home: str
) -> _Mention | None:
    units = tuple(unit for unit in name.units if kind_of(unit.name) == kind) or name.units
    is_whole = place[0] == 0 and name.end == len(words)
    kept = [unit for unit in units if unit.is_today]
    if kept:
        return _Mention(name.end, tuple(kept) if is_whole else ())
    return _Mention(name.end, units)


def _within(units: Collection[Unit], above: Above) -> tuple[Unit, ...]:
    """Return those units that lie in the district and province named beside them.

    A province means what it was when the unit had its name, else what it is today.
    """
    if above.district:
        units = [unit for unit in units if key(bare(unit.district)) == above.district]
    if not above.province:
        return tuple(units)
    then = tuple(unit for unit in units if is_in(unit, above.province))
    return then or tuple(unit for unit in units if is_in_today(unit, above.province))


def _hinted(words: Sequence[Word], units: Sequence[Unit], home: str) -> tuple[Unit, ...]:
    """Return those units that lie in a province the text names anywhere, else at home."""
    named = provinces_in(words)
    for test, provinces in ((is_in, named), (is_in_today, named), (is_in_today, {key(bare(home))})):
        near = tuple(unit for unit in units if any(test(unit, each) for each in provinces))
        if near:
            return near
    return tuple(units)


def _likeliest(words: Sequence[Word], end: int, units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Return units of today first, and no old one that became just the one of its name."""
    today = [unit for unit in units if unit.is_today]
    kept = {(unit.name, unit.new) for unit in today}
    old = [unit for unit in units if not unit.is_today]
    if old and end < len(words) and words[end].lower in _FORMER:
        return tuple(old)
    return (*today, *(unit for unit in old if (unit.name, unit.new) not in kept))
