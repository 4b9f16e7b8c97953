"""Run transactions so that nobody waits twice for a database that is down, and keep what it misses.

Messages that come meanwhile are held in memory and written with the first transaction that works.
"""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.store import inbox
from bot.store.engine import Store, StoreUnavailable
from bot.types import Message

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

# While the database is down nobody waits for it again before that.
RETRY_S = 5.0
_MOST = 5_000


@dataclass(frozen=True, kw_only=True)
class _Missed:
    """A message that has no answer on disk, and its row if it has one."""

    message: Message
    at: datetime
    row_id: int | None


class Keeper:
    """The database, and what waits in memory to be written into it."""

    def __init__(self, store: Store, *, retry_s: float = RETRY_S) -> None:
        self.retry_s = retry_s
        self._store = store
        self._missed: deque[_Missed] = deque(maxlen=_MOST)
        self._down_until = 0.0

    async def run(self, work: Callable[[Session], Result]) -> Result:
        """Return what one transaction returns. Raises StoreUnavailable, at once after a failure."""
        if time.monotonic() < self._down_until:
            raise StoreUnavailable("the database was not available a moment ago")
        try:
            await self._save_missed()
            return await self._store.run(work)
        except StoreUnavailable as error:
            self._down_until = time.monotonic() + self.retry_s
            logger.error("the database is not available", extra={"why": str(error)})
            raise

    def hold(self, message: Message, at: datetime, row_id: int | None = None) -> None:
        """Hold a message that could not be kept, or not be answered although it has a row."""
        self._missed.append(_Missed(message=message, at=at, row_id=row_id))

    async def close(self) -> None:
        """Write what is still held, if the database allows."""
        try:
            await self._save_missed()
        except StoreUnavailable:
            logger.error("messages were lost with the database", extra={"n": len(self._missed)})

    async def _save_missed(self) -> None:
        if not self._missed:
            return
        missed, self._missed = self._missed, deque(maxlen=_MOST)

        def save(session: Session) -> None:
            for each in missed:
                if each.row_id is not None:
                    inbox.mark(session, each.row_id, "failed")
                else:
                    inbox.receive(session, each.message, now=each.at, state="failed")

        try:
            await self._store.run(save)
        except StoreUnavailable:
            self._missed.extendleft(reversed(missed))
            raise
