"""What a report is before it is filed, what states it goes through, what can be wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.types import BotError, Location


class State(StrEnum):
    """How far a filed report has come."""

    RECEIVED = "received"
    ASSIGNED = "assigned"
    ANSWERED = "answered"
    CLOSED = "closed"


# States in which somebody still has to do something.
OPEN = frozenset({State.RECEIVED, State.ASSIGNED})

RESIDENT = "resident"
"""Who changes a ticket when the resident does."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A report as the form holds it, checked and in the shape in which it is stored."""

    content: str
    place: str
    """In words; empty when only a point on the map was shared."""
    phone: str | None = None
    photo: str | None = None
    """File name in the photo folder."""
    location: Location | None = None


class BadDraft(BotError):
    """The form holds something that cannot be filed; nothing was filed."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(f"form ticket: {dict(faults)}; ask again for these slots")
        self.faults = dict(faults)
        """Slot -> problem code; no value that was typed."""


class IllegalMove(BotError):
    """A ticket cannot go from its state to the one asked for; nothing was changed."""


class UnknownTicket(BotError):
    """There is no such ticket."""
