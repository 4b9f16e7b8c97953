"""What answers now: one index and the assistant on it, replaced as a whole while messages come."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from bot.assistant import Assistant
from bot.conversations import Conversation
from bot.types import Answer, Decision, Message
from knowledge.store import RecordStore
from retrieval.beside import Beside
from retrieval.build import Manifest
from retrieval.hybrid import HybridRetriever


class Answers(Protocol):
    """What the reception asks."""

    async def reply(
        self, message: Message, conversation: Conversation, decision: Decision | None = None
    ) -> Answer | Decision:
        """Return the answer to one message, as `Assistant.reply` does."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Knowledge:
    """An opened index, and the assistant that answers from it."""

    manifest: Manifest
    retriever: HybridRetriever
    records: RecordStore
    assistant: Assistant
    beside: Beside | None = None
    """Searches for it in another process."""

    def close(self) -> None:
        """Let go of the files, and have the other process end."""
        self.records.close()
        if self.beside:
            self.beside.end()


class InService:
    """The knowledge in service; a message is answered from one and the same to its end."""

    def __init__(self, knowledge: Knowledge, *, on_gone: Callable[[], None] = lambda: None) -> None:
        """`on_gone` is called when nothing is answered from a replaced one any more."""
        self._now = knowledge
        self._on_gone = on_gone
        self._asked: dict[Knowledge, int] = {}

    @property
    def now(self) -> Knowledge:
        """What answers the next message."""
        return self._now

    async def reply(
        self, message: Message, conversation: Conversation, decision: Decision | None = None
    ) -> Answer | Decision:
        """Return the answer of the knowledge that is in service when the message comes."""
        knowledge = self._now
        self._asked[knowledge] = self._asked.get(knowledge, 0) + 1
        try:
            return await knowledge.assistant.reply(message, conversation, decision)
        finally:
            self._asked[knowledge] -= 1
            self._let_go(knowledge)

    def replace(self, knowledge: Knowledge) -> None:
        """Answer from this from the next message on; what is being answered goes on undisturbed."""
        before, self._now = self._now, knowledge
        self._let_go(before)

    def _let_go(self, knowledge: Knowledge) -> None:
        """Close what nobody asks any more, unless it is in service."""
        if self._asked.get(knowledge):
            return
        self._asked.pop(knowledge, None)
        if knowledge is not self._now:
            knowledge.close()
            self._on_gone()

    async def close(self) -> None:
        """Close what is in service, and wait for its other process to be gone."""
        self._now.close()
        if self._now.beside:
            await self._now.beside.ended()
