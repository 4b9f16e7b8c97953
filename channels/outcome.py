"""What an event of a platform was, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.types import Answer


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an event was, and what comes of it."""

    kind: str
    answer: Answer | None = None
    """None: nothing is said."""
    work: Callable[[Session], object] | None = None
    """Done in the transaction in which the event is done; it may be done anew."""
    is_ignored: bool = False
