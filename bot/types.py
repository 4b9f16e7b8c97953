"""What goes into the assistant, what it decides and what comes out."""

import datetime
from collections.abc import Mapping
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
    TICKET = "ticket"
    """To report something, or an answer to a question of that form."""
    TICKET_STATUS = "ticket_status"
    """What became of a report."""
    WRONG = "wrong"
    """The last answer was not right."""
    USEFUL = "useful"
    """The last answer helped."""
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
class Location:
    """A place that the resident shared from a map, in degrees (WGS 84)."""

    latitude: float
    longitude: float


@dataclass(frozen=True, kw_only=True)
class Message:
    """One message of one conversation."""

    conversation_id: str
    text: str
    audience: Audience = Audience.PUBLIC
    is_button: bool = False
    """True when the text is the payload of a button that we sent."""
    id: str | None = None
    """The channel's own id; a second message with the same one is a retry."""
    location: Location | None = None
    photo: str | None = None
    """File name of a checked picture in the photo folder (bot/photos.py)."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form that Rasa fills in with the resident, as it stands after a message."""

    name: str
    asks: str | None
    """The slot that is asked for now; None: everything is there and confirmed."""
    slots: Mapping[str, str] = field(default_factory=dict)
    """What has been said so far; slots without a value are left out."""
    problem: str | None = None
    """Why the last message did not fit the slot asked for."""


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
    form: Form | None = None
    """The open form, or the one that this message completed."""


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
class CheckItem:
    """One paper to bring, or that need not be brought."""

    text: str
    form: str | None = None
    """Code of the form to fill in (CT01)."""
    is_needed: bool = True


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
    more: tuple[Choice, ...] = ()
    """Further questions that a tap asks: details on request."""
    checklist: tuple[CheckItem, ...] = ()
    """The papers, for channels that can show a list; `text` names them too."""
    due: datetime.date | None = None
    """When the result is due if the papers are handed in today."""
    as_of: datetime.date | None = None
    """The day on which the newest source said so."""
    plan_items: tuple[str, ...] = ()
    """Ids of what was shown of plans, which a follow-up may ask on about."""
    together: tuple[str, ...] = ()
    """Codes of the procedures, in the order told, when it is about several: "cái thứ hai"."""
    notice: str = ""
    """Told before the text, once a channel: how personal data is used."""
    asks_feedback: bool = False
    """The channel may ask whether this answer was useful."""
    form: Form | None = None
    """The form that goes on with the next message."""
    ticket: str | None = None
    """Code of the ticket that this is about."""
    is_silent: bool = False
    """Nothing is said: a person has the conversation."""
    id: int | None = None
    """Under which it is kept, to say later whether it was useful."""
    corrects: bool = False
    """The resident said that the answer before was wrong."""
    audience: Audience = Audience.PUBLIC
    """Whom the reader counts as for whom it was looked up; others may not be shown it."""
