"""What an event of a platform was, and what comes of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from bot.types import Answer
from channels.platform import Parcel
from knowledge.types import Audience


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What an event was, and what comes of it."""

    kind: str
    answer: Answer | None = None
    """None: nothing is said."""
    parcels: Sequence[Parcel] = ()
    """What is sent behind the answer."""
    audience: Audience = Audience.PUBLIC
    """Who may be sent it, if the answer does not tell."""
    work: Callable[[Session], object] | None = None
    """Done in the transaction in which the event is done; it may be done anew."""
    is_ignored: bool = False
