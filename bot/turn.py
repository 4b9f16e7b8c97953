"""One message, understood: what to search for, what is asked, and what it goes on about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.conversations import Topic
from bot.named_day import without_day
from bot.types import Decision
from knowledge.places import Renamed
from knowledge.types import Aspect, Audience
from retrieval.question import Query


@dataclass(frozen=True, kw_only=True)
class Turn:
    """What the search needs to know of a message."""

    question: str
    """With the earlier questions of the topic in front if it is a follow-up."""
    said: str
    """The message alone."""
    understand: Callable[[str], Query]
    decision: Decision
    aspects: tuple[Aspect, ...]
    """What is asked for, first things first."""
    audience: Audience
    topic: Topic
    about: str | None = None
    """Code or id of the procedure or guide that is meant, whatever the search finds."""
    plans: tuple[str, ...] = ()
    """Ids of the plans that are meant, unless the message names others."""
    in_plans: bool = False
    """It asks for a list or comparison of plans, or goes on about one."""
    earlier: tuple[str, ...] = ()
    """What was asked before on the same topic, oldest first."""
    without: frozenset[str] = frozenset()
    """Codes of procedures that are not meant."""
    places: Sequence[Renamed] = ()
    """Wards, districts and provinces that the message names."""

    @cached_property
    def query(self) -> Query:
        """The question made ready for search: only here, as a known record needs no search."""
        return self.understand(without_day(self.question))
