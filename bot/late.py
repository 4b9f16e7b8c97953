"""Answer the messages of those who wrote too fast, one after the other, into the outbox."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.conversations import Turns
from bot.keeper import Keeper
from bot.pace import Pace
from bot.store import deferred, inbox
from bot.store.engine import StoreUnavailable
from bot.types import Message

logger = logging.getLogger(__name__)

Reply = Callable[[Message, int], Awaitable[None]]
"""Answer a message that has the row, and keep the answer there and in the outbox."""


class LateAnswers:
    """The conversations in which kept messages wait for their answers."""

    def __init__(self, *, keeper: Keeper, pace: Pace, turns: Turns, reply: Reply) -> None:
        self._keeper = keeper
        self._pace = pace
        self._turns = turns
        self._reply = reply
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def __contains__(self, conversation_id: str) -> bool:
        """Say whether earlier messages wait: a new one has to wait behind them."""
        return conversation_id in self._tasks

    def begin(self, conversation_id: str) -> None:
        """See to it that the deferred messages of the conversation are answered."""
        if conversation_id not in self._tasks:
            task = asyncio.create_task(self._answer_all(conversation_id))
            self._tasks[conversation_id] = task

    async def close(self) -> None:
        """Stop answering; the messages stay kept."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer_all(self, conversation_id: str) -> None:
        """Answer one after the other until none is left, however long the database is away."""
        is_any = True
        try:
            while is_any:
                await asyncio.sleep(self._pace.wait_s(conversation_id))
                try:
                    async with self._turns.turn(conversation_id):
                        is_any = await self._answer_next(conversation_id)
                except StoreUnavailable:
                    logger.warning("messages that came too fast wait for the database")
                    await asyncio.sleep(self._keeper.retry_s)
        finally:
            del self._tasks[conversation_id]

    async def _answer_next(self, conversation_id: str) -> bool:
        """Answer the first deferred message; False if there is none. Raises StoreUnavailable."""
        first = await self._keeper.run(lambda s: deferred.next_deferred(s, conversation_id))
        if first is None:
            return False
        self._pace.allows(conversation_id)
        try:
            await self._reply(first.message, first.row_id)
        except StoreUnavailable:
            raise
        except Exception as broken:  # as in a channel: nor may it hold up those behind it for good
            logger.error("no late answer: we failed", extra={"error": type(broken).__name__})
            await self._keeper.run(lambda s: inbox.mark(s, first.row_id, "failed"))
        return True
