"""What is asked of the search and what it returns."""

from dataclasses import dataclass

from knowledge.types import Audience, Kind, Passage


class RetrievalError(Exception):
    """The index or encoder cannot be used; the message says what, where and what to do."""


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a hit must satisfy; applied inside the index lookup."""

    audience: Audience = Audience.PUBLIC
    kind: Kind | None = None
    places: tuple[str, ...] = ()
    """Folded place keys; a passage without a place passes only if this is empty."""
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A passage and how well it answers."""

    passage: Passage
    score: float
    """Fused score; comparable within one search only."""
    lexical: float
    """Share of the idf mass of the question's content that the record's words cover, 0 to 1."""
    dense: float
    """Cosine of question and passage; 0 if the passage was not among the dense candidates."""
    chance: float = 0.0
    """Chance that this procedure is meant, given that one of those found is; 0: not ranked."""
