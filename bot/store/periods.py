"""Say how long each kind of data is kept."""

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, config=ConfigDict(extra="forbid"))
class Retention:
    """After how many days each kind is deleted; reasons are in docs/privacy.md."""

    conversations: int = Field(default=180, ge=1)
    """Messages, what a conversation is about, hand-overs and feedback; since the last of them."""
    tickets: int = Field(default=365, ge=1)
    """Words, place, phone number and photo of a ticket, since it was answered or closed."""
    questions: int = Field(default=365, ge=1)
    """Questions for the knowledge editor; personal data was masked in them."""
    outbox: int = Field(default=30, ge=1)
    """Notices, since they were sent; what could not be sent, since it was given up."""
    event_bodies: int = Field(default=2, ge=1)
    """What platforms sent us, word for word, since it was dealt with."""
    events: int = Field(default=8, ge=7)
    """That and when they sent it: platforms may deliver the same again for days."""
    subscriptions: int = Field(default=730, ge=1)
    """Who wants the ward's notices, since they asked for them last."""
    reviews: int = Field(default=365, ge=1)
    """What was accepted and ignored of a reviewed document, since its last version."""
    audit: int = Field(default=1_095, ge=1)
    photos: int = Field(default=7, ge=1)
    """Photos that became part of no ticket, because the form was left."""
