"""Situations: what people write when several procedures could be meant, and what to ask back."""

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from knowledge.types import STRICT, Source

Phrases = tuple[str, ...]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Way:
    """One procedure or guide that a situation may lead to."""

    title: str
    """What is different about it, fit for a button (≤ 20 characters if possible)."""
    to: str
    """Code of the procedure or id of the guide."""
    means: Phrases = ()
    """Words that settle on this way, in the message itself or in the reply to the question."""


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Fact:
    """One fixed statement worth making at once, and where it comes from."""

    text: str
    source: Source


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Situation:
    """A way of writing that fits several procedures, so that guessing one would be wrong."""

    id: str
    asked_as: Annotated[Phrases, Field(min_length=1)]
    """How people say it; each phrase, and any mixture of them, leaves the procedure open."""
    question: str
    """One short question that names what differs."""
    choices: Annotated[tuple[Way, ...], Field(min_length=2, max_length=4)]
    note: Fact | None = None
    unless: Phrases = ()
    """Words after which it is another matter, so that nothing is asked."""
