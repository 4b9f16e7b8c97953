"""One message at the reception: what came, what is known of its sender, and how it is served."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot import feedback, handover, phrases
from bot.compose_handover import Standing
from bot.consent import consent_notice
from bot.conversations import Conversation
from bot.feedback import Kind
from bot.mourning import with_sympathy
from bot.store import inbox
from bot.store.inbox import Received
from bot.tickets.addition import adds_to_filed
from bot.tickets.questions import asks_on, report_question
from bot.tickets.status import filed_lately
from bot.tickets.withdraw import last_filed, takes_back
from bot.types import Act, Answer, Message, Status
from bot.ward import Ward

_RATINGS = frozenset("12345")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """A kept message and what was found with it."""

    message: Message
    received: Received
    now: datetime
    standing: Standing | None = None
    """How the open hand-over stands, if there is one."""
    is_kept_for_staff: bool = False
    """These are the words that were asked for while nobody was there."""
    rates: Kind | None = None
    """What the message rates, if it is a lone digit and something has ended lately."""
    has_ticket: bool = False
    """The conversation has filed a report that the message may ask about or take back; looked up
    only then."""

    @property
    def conversation(self) -> Conversation:
        """The conversation's memory, changed while the message is served."""
        return self.received.conversation


@dataclass(frozen=True, kw_only=True)
class Served:
    """What is said, and what is done in the transaction that keeps it."""

    answer: Answer
    """When there is work: what is said if its transaction fails, and nothing was done."""
    work: Callable[[Session], Answer] | None = None
    state: str = "answered"
    """What becomes of the message: answered, or silent when a person reads it."""


def receive(
    session: Session, message: Message, *, now: datetime, row_id: int | None, ward: Ward
) -> Visit:
    """Keep the message, unless it has its row already, and find out who has the conversation."""
    received = inbox.receive(session, message, now=now, state="received", row_id=row_id)
    message = replace(message, audience=received.conversation.audience)
    if received.earlier is not None:
        return Visit(message=message, received=received, now=now)
    id_, known = message.conversation_id, received.conversation
    is_open = handover.has_open(session, id_)
    asked = is_open and not phrases.is_crisis(message.text)
    kept = asked and handover.keep(session, message, now=now)
    standing = handover.standing(session, id_, opening=ward.opening, now=now) if is_open else None
    is_digit = message.text.strip() in _RATINGS and not (known.choices or known.offered)
    return Visit(
        message=message,
        received=received,
        now=now,
        standing=standing,
        is_kept_for_staff=kept,
        rates=feedback.may_rate(session, id_, now=now) if is_digit else None,
        has_ticket=_has_ticket(session, message, known, now),
    )


def _has_ticket(session: Session, message: Message, known: Conversation, now: datetime) -> bool:
    if takes_back(message.text):
        return last_filed(session, message.conversation_id) is not None
    was_report = known.last_act in (Act.TICKET, Act.TICKET_STATUS)
    asked = report_question(message.text)
    asks = asked in ("when", "who", "secret") or (was_report and asks_on(message.text))
    asks = asks or adds_to_filed(message.text, after_report=was_report)
    return asks and filed_lately(session, message.conversation_id, now=now) is not None


def with_extras(answer: Answer, visit: Visit, ward: Ward) -> Answer:
    """Add whom it is for, and what is told once: how data is used, the question for feedback."""
    if answer.is_silent:
        return answer
    answer = with_sympathy(answer, visit.message.text)
    has_numbers = phrases.URGENT in answer.text or phrases.CRISIS in answer.text
    if phrases.is_danger(visit.message.text) and not has_numbers:
        answer = replace(answer, text=f"{phrases.URGENT}\n{answer.text}")
    notice = "" if visit.received.has_notice else consent_notice(ward)
    asks = answer.status is Status.ANSWERED and not visit.received.was_asked_feedback
    audience = visit.message.audience
    return replace(answer, notice=notice, asks_feedback=asks, audience=audience)
