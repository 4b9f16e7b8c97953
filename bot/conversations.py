"""Keep what a conversation is about between messages, and its messages in order."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.types import Choice
from knowledge.types import Aspect

# The oldest idle conversation makes room; 10,000 of them hold about 20 MB.
MAX_CONVERSATIONS = 10_000
_REMEMBERED_TURNS = 3


@dataclass
class Conversation:
    """The topic under discussion."""

    questions: tuple[str, ...] = ()
    """The resident's last words on the current topic, oldest first."""
    choices: tuple[Choice, ...] = ()
    """What was offered in the last answer."""
    aspect: Aspect | None = None
    """What was asked before the choices were offered."""
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    def remember(self, question: str, *, new_topic: bool) -> None:
        """Add a question to the topic, or start a new topic with it."""
        earlier = () if new_topic else self.questions
        self.questions = (*earlier, question)[-_REMEMBERED_TURNS:]


class Conversations:
    """All conversations in memory, each answered one message at a time."""

    def __init__(self, limit: int = MAX_CONVERSATIONS) -> None:
        self._held: OrderedDict[str, Conversation] = OrderedDict()
        self._limit = limit

    @asynccontextmanager
    async def turn(self, conversation_id: str) -> AsyncIterator[Conversation]:
        """Give the conversation to one message at a time, in order of arrival."""
        conversation = self._held.setdefault(conversation_id, Conversation())
        self._held.move_to_end(conversation_id)
        async with conversation.lock:
            yield conversation
        self._forget_oldest()

    def _forget_oldest(self) -> None:
        for conversation_id in list(self._held)[: max(0, len(self._held) - self._limit)]:
            if not self._held[conversation_id].lock.locked():
                del self._held[conversation_id]
