"""The ward's profile: what a ward changes when it takes the assistant into use."""

import re
import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, field_validator
from pydantic.dataclasses import dataclass

from bot.opening import Opening, hours_text
from bot.store.periods import Retention
from bot.tickets.categories import categories
from bot.types import BotError

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)
# As a browser writes it. A wildcard would let in whoever gets a name beside the ward's.
_ORIGIN = re.compile(r"https?://(?:[a-z0-9-]+\.)*[a-z0-9-]+(?::[0-9]{1,5})?")


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Tickets:
    """What the ward does with residents' reports."""

    unit: str = ""
    """Who gets the reports that no route sends elsewhere; empty: the ward's people's committee."""
    answer_within: Annotated[int, Field(ge=0, le=365)] = 0
    """So many working days after a report staff see it as overdue; 0: the ward has set none."""


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Route:
    """Whom reports of some categories go to."""

    unit: str
    categories: tuple[str, ...]
    """Ids of bot/tickets/categories.yaml."""

    @field_validator("unit")
    @classmethod
    def _has_name(cls, unit: str) -> str:
        if not unit:
            raise ValueError("name the unit")
        return unit

    @field_validator("categories")
    @classmethod
    def _are_known(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        if unknown := [each for each in ids if each not in categories()]:
            raise ValueError(f"no category {', '.join(unknown)}; known: {', '.join(categories())}")
        return ids


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Widget:
    """Which sites may show the widget."""

    origins: tuple[str, ...] = ()
    """E.g. "https://tay-mo.example.gov.vn": scheme and host alone; empty: our own address only."""
    ward: str = ""
    """What `data-ward` must say; empty: made of the ward's name, "tay-mo"."""

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, origins: tuple[str, ...]) -> tuple[str, ...]:
        if wrong := [each for each in origins if not _ORIGIN.fullmatch(each)]:
            raise ValueError(
                f"not an origin: {', '.join(wrong)}; write it as https://HOST, in lower case, "
                "without a path and without *"
            )
        return origins

    @field_validator("ward")
    @classmethod
    def _is_plain(cls, ward: str) -> str:
        if not re.fullmatch(r"[a-z0-9-]{0,64}", ward):
            raise ValueError("letters a to z, digits and hyphens only")
        return ward


@dataclass(frozen=True, kw_only=True, config=_STRICT)
class Ward:
    """One deployment's profile (phường, xã)."""

    name: str
    """E.g. "phường Tây Mỗ"."""
    province: str
    address: str = ""
    hours: str = ""
    """In the ward's words; made of `opening` when that is given."""
    hotline: str = ""
    portal: str = "https://dichvucong.gov.vn"
    portal_hotline: str = ""
    overlays: tuple[str, ...] = ()
    """The ward's local rules: names of shipped ones, or YAML files beside the profile."""
    checked: date | None = None
    """The day on which somebody of the ward last checked address, hours and numbers."""
    opening: Opening = Opening()
    tickets: Tickets = Tickets()
    routes: tuple[Route, ...] = ()
    """Category of report -> unit; a category stands in one of them at most."""
    retention: Retention = Retention()
    """How many days each kind of data is kept."""
    widget: Widget = Widget()

    @field_validator("routes")
    @classmethod
    def _send_each_to_one(cls, routes: tuple[Route, ...]) -> tuple[Route, ...]:
        counts = Counter(each for route in routes for each in route.categories)
        if twice := [each for each, count in counts.items() if count > 1]:
            raise ValueError(f"more than one route for {', '.join(twice)}")
        return routes


def load_ward(path: Path) -> Ward:
    """Read a profile. Raises BotError naming every wrong field."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise BotError(f"{path}: no ward profile; copy ward.toml from the repository") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BotError(f"{path}: not a TOML file: {error}") from error
    try:
        ward = TypeAdapter(Ward).validate_python(content)
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
            for fault in error.errors(include_url=False)
        )
        raise BotError(f"{path}: {faults}") from error
    return _with_hours(ward, path)


def _with_hours(ward: Ward, path: Path) -> Ward:
    """Fill in the hours that are read from those that are counted with: one place says them."""
    counted = hours_text(ward.opening)
    if counted and ward.hours:
        raise BotError(f"{path}: hours and [opening] both say when it is open; leave hours empty")
    return replace(ward, hours=counted) if counted else ward
