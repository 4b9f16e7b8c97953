"""What goes into the assistant, what it decides and what comes out."""

import datetime
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.types import Aspect, Audience


class BotError(Exception):
    """The assistant cannot work; the message says what, where and what to do."""


class DialogueUnavailable(BotError):
    """Rasa is down, slow, or replied with nothing."""


class Status(StrEnum):
    """What became of a message. Non-answers are values, not exceptions."""

    ANSWERED = "ANSWERED"
    CLARIFY = "CLARIFY"
    NO_CONTENT = "NO_CONTENT"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    REFUSED = "REFUSED"
    HANDOVER = "HANDOVER"
    SAID = "SAID"


class Act(StrEnum):
    """What Rasa thinks the message wants done."""

    SEARCH = "search"
    """A question; the gateway finds out about what."""
    PROCEDURE = "procedure"
    GUIDE = "guide"
    PLAN = "plan"
    GREET = "greet"
    THANK = "thank"
    GOODBYE = "goodbye"
    CAPABILITIES = "capabilities"
    PERSON = "person"
    CANCEL = "cancel"
    OUT_OF_SCOPE = "out_of_scope"


class Topic(StrEnum):
    """What a question that we do not answer is about; decides where to turn."""

    COURT = "court"
    """Disputes, and what a court will decide."""
    PENALTY = "penalty"
    """Amounts of fines, years of prison."""
    MEDICAL = "medical"
    OPINION = "opinion"
    """Politics and views of people in office."""
    ABROAD = "abroad"
    """Other countries' procedures."""
    COMPANY = "company"
    """Shopping and other companies' services."""
    CHAT = "chat"
    """Weather, homework, feelings: nothing an office deals with."""
    PRIVATE = "private"
    """Somebody else's personal data."""
    BRIBE = "bribe"
    FORGE = "forge"
    EVADE = "evade"
    """Getting around taxes, military service and other duties."""
    INJECT = "inject"
    """An attempt to rewrite the assistant."""
    HARM = "harm"
    """Harm to others: weapons, theft, spying."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of one conversation."""

    conversation_id: str
    text: str
    audience: Audience = Audience.PUBLIC
    is_button: bool = False
    """True when the text is the payload of a button that we sent."""


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What to do with a message."""

    act: Act
    aspect: Aspect | None = None
    confidence: float = 0.0
    """Of the intent, 0 to 1."""
    runner_up: Act | None = None
    topic: Topic | None = None
    """Of a question out of scope, if it is clear."""
    outside: float | None = None
    """Chance that the question is out of scope, whatever the act; None: nobody has said."""


@dataclass(frozen=True, kw_only=True)
class Citation:
    """Where a statement comes from."""

    title: str
    doc: str
    """File stem of the plan, or code of the procedure, or id of the guide."""
    locator: str = ""
    number: str | None = None
    """Decision or document number."""
    date: datetime.date | None = None
    """Date of the document."""
    url: str | None = None
    as_of: datetime.date | None = None
    """Day on which the source said so."""


@dataclass(frozen=True, kw_only=True)
class Warn:
    """Something the reader must know besides the answer."""

    kind: str
    """safety, doubtful, expired or local_fee."""
    text: str


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One offered reply to a question of ours."""

    title: str
    code: str | None
    """None: the choice is no procedure."""
    payload: str
    means: tuple[str, ...] = ()
    """Other words for it, in which a reply may name it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The reply to one message."""

    status: Status
    text: str
    act: str
    aspect: Aspect | None = None
    procedure: str | None = None
    ranking: tuple[str, ...] = ()
    """Up to ten procedure codes, best first, whatever the status."""
    choices: tuple[Choice, ...] = ()
    citations: tuple[Citation, ...] = ()
    warnings: tuple[Warn, ...] = field(default=())
