"""One message at the reception: what came, what is known of its sender, and how it is served."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.compose_handover import Standing
from bot.conversations import Conversation
from bot.feedback import Kind
from bot.store.inbox import Received
from bot.types import Answer, Message


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
