"""The ward's profile: what a ward changes when it takes the assistant into use."""

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from bot.opening import Opening, hours_text
from bot.types import BotError

_STRICT = ConfigDict(extra="forbid", str_strip_whitespace=True)


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
