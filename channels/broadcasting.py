"""Go on with notices that were approved, at a modest rate."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.broadcast_send import step
from bot.store.engine import Store
from bot.ward import Ward
from channels.reach import Reach

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Broadcasting:
    """Sends the next few; everything it must remember is in the database."""

    store: Store
    ward: Ward
    reach: Reach
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The true one: platforms' windows and nights end by it."""

    async def look_after(self) -> int:
        """Return how many messages were put into the outbox. Raises StoreUnavailable."""
        now = self.clock()
        put = await self.store.run(
            lambda s: step(s, ward=self.ward.name, reachable=self.reach, now=now)
        )
        if put:
            logger.info("a notice goes on", extra={"messages": put})
        return put
