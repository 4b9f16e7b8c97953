"""The table of old and new administrative units: a library's data file, mended with our own.

The old-to-new links are underthesea's (Apache-2.0), read from its data file without importing
the library, which takes seconds and hundreds of megabytes. `data/places.yaml` adds what it lacks.
"""

import importlib.util
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from knowledge.text import fold, modern_tones
from knowledge.types import KnowledgeError

_KINDS = ("phường", "xã", "thị trấn", "đặc khu", "quận", "huyện", "thị xã", "thành phố", "tỉnh")
_KIND = re.compile(rf"({'|'.join(_KINDS)})\s+(?=\S)", re.IGNORECASE)


class Level(StrEnum):
    """Which tier a unit belongs to; districts ended on 1 July 2025."""

    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of today (đơn vị hành chính)."""

    name: str
    """E.g. "phường Hà Đông"; of a province the same as `province`."""
    province: str
    """E.g. "thành phố Hà Nội"."""

    def __str__(self) -> str:
        """Return the unit as people write it, with its province."""
        return self.name if self.name == self.province else f"{self.name}, {self.province}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit under the name it has or had, and what its area belongs to today."""

    level: Level
    name: str
    district: str
    """Empty for a district or province, and for a unit of today."""
    province: str
    """As it was called when the unit had this name."""
    new: tuple[Place, ...]
    """For a divided commune the library's likeliest comes first; in law all count alike."""
    resolutions: tuple[str, ...]
    is_today: bool

    def __str__(self) -> str:
        """Return the unit as people wrote it, with those above it."""
        above = self.province if self.province != self.name else ""
        return ", ".join(part for part in (self.name, self.district, above) if part)


@dataclass(frozen=True)
class Table:
    """Every unit, by the key of its bare name."""

    communes: Mapping[str, tuple[Unit, ...]]
    districts: Mapping[str, tuple[Unit, ...]]
    provinces: Mapping[str, tuple[Unit, ...]]
    merged_districts: Mapping[str, str]
    """Key of a district merged before 2025 -> key of the one it went into."""
    beginnings: frozenset[str]
    """Every beginning of a key of the three: with other letters no name begins."""
    also_called: Mapping[str, tuple[str, ...]]
    """What people call a province besides, by its bare name: "Hồ Chí Minh" -> "sài gòn"."""


def kind_of(name: str) -> str:
    """Return what kind of unit a name says it is: "phường Hà Đông" -> "phường"."""
    match = _KIND.match(name)
    return match[1].lower() if match else ""


def bare(name: str) -> str:
    """Return a unit's name without its kind: "phường Hà Đông" -> "Hà Đông"."""
    return _KIND.sub("", name, count=1)


def key(name: str) -> str:
    """Return what a bare name is looked up by: folded, nothing but letters and digits.

    i and y count as one letter (Mĩ, Mỹ), and "Phường 01" is "Phường 1".
    """
    return without_zeros(letters_of(name))


def letters_of(text: str) -> str:
    """Return the folded letters and digits of a text, y as i."""
    return re.sub(r"[^a-z0-9]", "", fold(text)).replace("y", "i")


def without_zeros(joined: str) -> str:
    """Return letters and digits without zeros in front."""
    return joined.lstrip("0") or joined


@cache
def table() -> Table:
    """Return the table; the first call reads it. Raises KnowledgeError when it cannot be read."""
    own = yaml.safe_load((resources.files("knowledge") / "data" / "places.yaml").read_text("utf-8"))
    path = _library_file()
    try:
        library = json.loads(path.read_text(encoding="utf-8"))
        return _build(library["ward_mapping"], own)
    except (OSError, ValueError, KeyError) as error:
        raise KnowledgeError(
            f"{path.name} of underthesea cannot be read as a table of units ({error!r}): "
            "install the pinned version again"
        ) from error


def _library_file() -> Path:
    spec = importlib.util.find_spec("underthesea")  # finds the package, does not run it
    if spec is None or not spec.submodule_search_locations:
        raise KnowledgeError("underthesea is not installed: its table of units is needed")
    return Path(spec.submodule_search_locations[0], "address", "data", "mapping.json")


def _build(rows: Iterable[Mapping[str, str]], own: Mapping[str, Any]) -> Table:
    """Read the library's rows, one per pair of old and new commune, and mend them."""
    names: Mapping[str, str] = own["names"]
    today = _Today(own)
    lower = cache(_lower)  # the same few thousand names come again and again
    old: dict[tuple[str, str, str], list[Place]] = defaultdict(list)
    places: dict[Place, Place] = {}
    interim: dict[Unit, None] = {}
    provinces: dict[str, Place] = {}
    for row in rows:
        province = lower(row["new_province"])
        # Without a name the library gives a key.
        name = lower(row["new_ward"]) or names[row["new_ward_key"]]
        place = today.place(name, province)
        place = places.setdefault(place, place)
        if place.name != name:
            acts = today.acts(place)
            interim[Unit(Level.COMMUNE, name, "", province, (place,), acts, is_today=False)] = None
        above = lower(row["old_province"])
        provinces[above] = today.province(province)
        district = lower(row["old_district"])
        ward = lower(row["old_ward"]) or names.get(row["old_ward_key"], "")
        # The five island districts had no communes: the district itself became one.
        found = old[(ward, district, above) if ward else (district, "", above)]
        # The likeliest part of a divided commune comes first.
        found.insert(0 if row.get("is_default") else len(found), place)
    for unit, right in own["corrected"].items():
        ward, district, above = unit.split(", ")
        province = provinces[above].province
        old[ward, district, above] = [today.place(name, province) for name in right]

    communes = [
        Unit(Level.COMMUNE, place.name, "", place.province, (place,), today.acts(place), True)
        for place in places
    ]
    communes += interim
    districts: dict[tuple[str, str], dict[Place, None]] = defaultdict(dict)
    for (ward, district, above), new in old.items():
        unique = tuple(dict.fromkeys(new))
        acts = tuple(dict.fromkeys(act for place in unique for act in today.acts(place)))
        communes.append(Unit(Level.COMMUNE, ward, district, above, unique, acts, is_today=False))
        districts[district or ward, above].update(dict.fromkeys(unique))
    for alias, unit in own["districts_before"].items():
        name, above = alias.split(", ")
        districts[name, above] = districts[unit, above]
    by_level = (
        _by_key(communes),
        _by_key(
            Unit(Level.DISTRICT, name, "", above, tuple(new), (), is_today=False)
            for (name, above), new in districts.items()
        ),
        _provinces(provinces, today, own["also_called"]),
    )
    return Table(
        communes=by_level[0],
        districts=by_level[1],
        provinces=by_level[2],
        beginnings=frozenset(
            name[:length]
            for level in by_level
            for name in level
            for length in range(1, len(name) + 1)
        ),
        also_called={name: tuple(others) for name, others in own["also_called"].items()},
        merged_districts={
            key(bare(alias.split(", ")[0])): key(bare(unit))
            for alias, unit in own["districts_before"].items()
        },
    )


class _Today:
    """What units are called today, after the changes of 2026, and by which acts."""

    def __init__(self, own: Mapping[str, Any]) -> None:
        self._cities: Mapping[str, Mapping[str, str]] = own["cities_2026"]
        self._communes: Mapping[str, str] = own["communes_2025"]
        self.provinces_2025: str = own["provinces_2025"]
        self._wards = {
            (f"xã {name}", change["province"]): change["by"]
            for change in own["wards_2026"]
            for name in change["names"]
        }

    def province(self, name: str) -> Place:
        """Return the province of 2025 as it is called today."""
        now = f"thành phố {bare(name)}" if bare(name) in self._cities else name
        return Place(now, now)

    def place(self, name: str, province: str) -> Place:
        """Return the commune of July 2025 as it is called today."""
        is_ward = (name, bare(province)) in self._wards
        return Place(f"phường {bare(name)}" if is_ward else name, self.province(province).name)

    def acts(self, place: Place) -> tuple[str, ...]:
        """Return the resolutions that made a commune what it is, in order of date."""
        province = bare(place.province)
        later = self._wards.get((f"xã {bare(place.name)}", province))
        made_ward = later is not None and kind_of(place.name) == "phường"
        return (self._communes[province], *([later] if made_ward and later else []))

    def acts_on_province(self, now: Place, *, merged: bool) -> tuple[str, ...]:
        """Return the resolutions that made a province what it is, in order of date."""
        later = self._cities.get(bare(now.name), {}).get("by")
        return (*([self.provinces_2025] if merged else []), *([later] if later else []))


def _provinces(
    became: Mapping[str, Place], today: _Today, also_called: Mapping[str, Iterable[str]]
) -> Mapping[str, tuple[Unit, ...]]:
    """Return the old provinces and those of today, by name and by other names people use."""
    parts = defaultdict(list)
    for was, now in became.items():
        parts[now].append(was)
    units = {}
    for was, now in became.items():
        acts = today.acts_on_province(now, merged=len(parts[now]) > 1)
        # Huế is a city whose name stayed: the unit of then is the unit of today.
        units[was] = Unit(Level.PROVINCE, was, "", was, (now,), acts, is_today=was == now.name)
    for now in parts:
        if now.name not in units:
            acts = today.acts_on_province(now, merged=len(parts[now]) > 1)
            units[now.name] = Unit(Level.PROVINCE, now.name, "", now.name, (now,), acts, True)
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units.values():
        for name in (bare(unit.name), *also_called.get(bare(unit.name), ())):
            if unit not in found[key(name)]:
                found[key(name)].append(unit)
    return {name: tuple(each) for name, each in found.items()}


def _by_key(units: Iterable[Unit]) -> Mapping[str, tuple[Unit, ...]]:
    found: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        found[key(bare(unit.name))].append(unit)
    return {name: tuple(each) for name, each in found.items()}


def _lower(name: str) -> str:
    """Return a unit's name with its kind in lower case and its tone marks where ours are."""
    return _KIND.sub(lambda kind: f"{kind[1].lower()} ", modern_tones(name.strip()), count=1)
