"""One line of what the doctor found."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is."""

    OK = "ok"
    WARN = "warn"
    """It works; somebody should look at it."""
    FAIL = "fail"
    """The server does not start, or loses what it should keep."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the report."""

    name: str
    state: State
    said: str
