"""Find out whose plan it is, and what that unit has been called since 1 July 2025."""

import re
from collections import Counter
from collections.abc import Callable

from knowledge.places import today_of

UNITS = ("phường", "xã", "thị trấn", "đặc khu", "quận", "huyện", "thị xã", "thành phố", "tỉnh")
_COMMUNE = frozenset(UNITS[:4])
_DISTRICT = frozenset({"quận", "huyện", "thị xã"})
# The cities that are provinces; every other "thành phố" belonged to one. The last three since 2026.
_CITIES = frozenset(
    {
        *("Hà Nội", "Hải Phòng", "Huế", "Đà Nẵng", "Cần Thơ", "Hồ Chí Minh"),
        *("Đồng Nai", "Quảng Ninh", "Bắc Ninh"),
    }
)
_UNIT = re.compile(rf"\b({'|'.join(UNITS)})\s+((?:[^\W\d_]+\s+){{0,3}}[^\W\d_]+)", re.IGNORECASE)


def units_named(text: str) -> list[tuple[str, str]]:
    """Return every (unit, name) that a text names, in order, e.g. ("quận", "Hà Đông")."""
    found = []
    for match in _UNIT.finditer(text):
        unit, words = match.group(1).lower(), match.group(2).split()
        shouted = match.group(1).isupper()
        name = []
        for word in words:
            if not word[0].isupper() or (shouted and word in {"NĂM", "ĐẾN", "GIAI", "THÔNG"}):
                break
            name.append(word.capitalize() if shouted and len(word) > 1 else word)
        if name and not text[match.end(1) :].lstrip()[len(" ".join(name)) :].startswith(" (cũ)"):
            found.append((unit, _accent(" ".join(name))))
    return found


def read_place(title: str, text: str, *, year: int) -> str:
    """Return the unit whose plan it is with those above it, as the document names them.

    "phường Mộ Lao, quận Hà Đông, thành phố Hà Nội"; empty when the document names none.
    """
    named = Counter(units_named(text))
    own = next(iter(units_named(title)), None)
    if own is None:
        communes = [(unit, count) for unit, count in named.most_common() if unit[0] in _COMMUNE]
        own = communes[0][0] if communes else None
    if own is None:
        return ""
    parts = [own]
    if own[0] in _COMMUNE and year <= 2025:
        parts += _most_named(named, lambda u: u[0] in _DISTRICT or _is_town(u), other_than=own)
    if own[0] != "tỉnh" and own[1] not in _CITIES:
        parts += _most_named(
            named,
            lambda u: u[0] == "tỉnh" or (u[0] == "thành phố" and u[1] in _CITIES),
            other_than=own,
        )
    return ", ".join(f"{unit} {name}" for unit, name in parts)


def _is_town(unit: tuple[str, str]) -> bool:
    return unit[0] == "thành phố" and unit[1] not in _CITIES


def _most_named(
    named: Counter[tuple[str, str]],
    fits: Callable[[tuple[str, str]], bool],
    *,
    other_than: tuple[str, str],
) -> list[tuple[str, str]]:
    for unit, count in named.most_common():
        if fits(unit) and unit != other_than and count >= 2:
            return [unit]
    return []


def _accent(name: str) -> str:
    """Return a name with the tone mark where the older spelling has it: Thanh Hoá, Thanh Hóa."""
    plain = name
    for new, old in (("oá", "óa"), ("oà", "òa"), ("oả", "ỏa"), ("uỷ", "ủy"), ("uý", "úy")):
        plain = re.sub(rf"{new}\b", old, plain)
    return plain


def place_today(place: str) -> tuple[str, str]:
    """Return what an old unit is called today and how sure that is (a note, may be empty).

    Both are empty when the name has not changed.
    """
    if place.count(",") < 2:
        # Two levels: already a name of today, or a city, whose name stayed.
        return "", ""
    found = today_of(place)
    if not found:
        return "", f"no unit of today found for {place!r}; add it by hand"
    unit = found[0]
    kept = place.split(", ")
    today = str(unit.new[0])
    note = ""
    if unit.is_split:
        parts = "; ".join(str(part) for part in unit.new)
        note = f"{kept[0]} was divided in 2025; it may now belong to: {parts}"
    if unit.is_today or today.casefold() == f"{kept[0]}, {kept[-1]}".casefold():
        return "", note
    return today, note
