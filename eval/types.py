"""What is asked of the assistant in a measurement, and what it is measured against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.types import Status
from knowledge.types import Aspect, Audience


class EvalError(Exception):
    """A measurement cannot be made; the message says what, where and what to do."""


class Suite(StrEnum):
    """A family of cases that are scored by the same rules."""

    PROCEDURES = "procedures"
    GUIDES = "guides"
    PLANS = "plans"


class Expect(StrEnum):
    """What a good assistant does with a case."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ABSTAIN = "abstain"
    """Say that it does not know or that it is not its task."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One conversation and what a right last answer holds."""

    id: str
    suite: Suite
    expect: Expect
    turns: tuple[str, ...]
    audience: Audience = Audience.PUBLIC
    style: str = "?"
    """How it is written: chat, formal, no_diacritics, …"""
    region: str = ""
    """Whose speech it is: bac, trung, nam_trung or nam; empty when it is nobody's in particular."""
    may_abstain: bool = False
    """The question rests on a mistake, so that refusing it is as good as correcting it."""
    codes: frozenset[str] = frozenset()
    """The right procedures."""
    codes_ok: frozenset[str] = frozenset()
    """Procedures that are acceptable too."""
    answer_all: tuple[tuple[str, ...], ...] = ()
    """A right answer contains one wording of each group."""
    answer_none: tuple[str, ...] = ()
    """A right answer contains none of these."""
    must_warn: bool = False
    docs: frozenset[str] = frozenset()
    """The plans that hold the answer."""
    aspect: Aspect | None = None
    """The part of the procedure that is asked for."""
    kind: str = ""
    """What makes the case special: of a dialogue what it does, of a refusal why."""
    topic: str = ""
    """The guide that it is about."""
    clean: tuple[str, ...] = ()
    """The turns as somebody types them who knows how; empty when they are, or nobody said."""

    @property
    def is_scorable(self) -> bool:
        """False for a question whose right procedure nobody has written down."""
        needs_code = self.suite is Suite.PROCEDURES and self.expect is Expect.ANSWER
        return bool(self.codes) or not needs_code


@dataclass(frozen=True, kw_only=True)
class Given:
    """One answer, as far as scoring looks at it."""

    id: str
    status: Status | None = None
    """None: the answer carries no status that we know."""
    text: str = ""
    procedure: str | None = None
    ranking: tuple[str, ...] = ()
    offered: tuple[str | None, ...] = ()
    """Codes of the offered choices; None for a choice without one."""
    cited: tuple[str, ...] = ()
    """Documents of the citations that have a title."""
    cited_docs: frozenset[str] = frozenset()
    """Documents of all citations."""
    warnings: tuple[str, ...] = ()
    ms: float | None = None


@dataclass(frozen=True, kw_only=True)
class Reference:
    """What answers about plans are held against."""

    plan_ids: frozenset[str] = frozenset()
    """Citations of anything else do not count as a plan's."""
    plan_texts: Mapping[str, str] = field(default_factory=dict)
    """Full texts by plan id; without them invented numbers are not looked for."""
