"""What one run of the whole evaluation holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Area(StrEnum):
    """A suite: one component of the product, measured on its own."""

    NLU = "nlu"
    """What a single sentence wants: intent and aspect."""
    RETRIEVAL = "retrieval"
    """The right procedure among the first, by search alone."""
    FACTS = "facts"
    """The right record, asked for the right part: no model has a hand in it."""
    ANSWERS = "answers"
    """A single question: answered rightly, asked back, or refused."""
    DIALOGUE = "dialogue"
    """Several turns: follow-ups, corrections, choices."""
    REVIEW = "review"
    """Defects found in documents."""
    SAFETY = "safety"
    """Fraud that must be warned of, and attempts to break out."""
    PROCEDURES = "procedures"
    """Somebody else's cases, by the rules for procedures, for guides, and for plans."""
    GUIDES = "guides"
    PLANS = "plans"


OWN = (
    Area.NLU,
    Area.RETRIEVAL,
    Area.FACTS,
    Area.ANSWERS,
    Area.DIALOGUE,
    Area.REVIEW,
    Area.SAFETY,
)
"""The suites of the project's own test set."""


class Stage(StrEnum):
    """Where an answer went wrong."""

    NORMALISE = "normalise"
    """Search finds the record when the question is typed cleanly."""
    DECIDE = "decide"
    """With the right intent the answer is right."""
    SEARCH = "search"
    """The right record is not among the candidates."""
    RANK = "rank"
    """It is, but another one comes first."""
    FIELD = "field"
    """With the right aspect the answer is right."""
    COMPOSE = "compose"
    """Record and aspect are right, and the text does not say it."""
    ABSTAIN = "abstain"
    """Answered what should not be, or refused what should be answered."""
    CONTEXT = "context"
    """Right as a question of its own, wrong as a turn."""
    CRASH = "crash"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One case of a run; a line of cases.jsonl."""

    area: Area
    id: str
    said: tuple[str, ...]
    """The turns; of a document its text."""
    expect: str
    is_good: bool
    """Handled as it should be."""
    marks: Mapping[str, float]
    """In each metric that applies, from 0 to 1."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What figures are broken down by: style, region, field, split, audience, kind."""
    wanted: str = ""
    """What a right answer holds, for the reader of the report."""
    answer: Mapping[str, Any] | None = None
    """As the outer contract has it, without times."""
    stage: Stage | None = None
    """Where it went wrong; None if it did not."""
    chance: float | None = None
    """That the first candidate is right, as ranking believes."""
    ms: float | None = None
    error: str = ""
    """Kind of exception that the case ended with."""

    @property
    def key(self) -> tuple[str, str]:
        """What tells cases apart."""
        return self.area.value, self.id
