"""Have those who asked for it reminded of deadlines, by day."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from bot.plan_reminders import remind
from bot.store.engine import Store
from bot.ward import Ward
from knowledge.types import Plan

logger = logging.getLogger(__name__)

_VIETNAM = timezone(timedelta(hours=7))
# Nobody's telephone shall ring at midnight, when the date changes.
_FROM, _UNTIL = 7, 20
_EVERY = timedelta(minutes=10)


@dataclass(kw_only=True)
class Reminding:
    """Reminds now and then; remembers when it last did."""

    store: Store
    plans: Callable[[], Sequence[Plan]]
    ward: Ward
    page: str = ""
    """Address of the plans' pages; empty: unknown."""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The true one: what is sent is read on a real day."""
    _last: datetime | None = field(default=None, init=False)

    async def look_after(self) -> int:
        """Remind if it is time, and return how many messages were put into the outbox.

        Raises StoreUnavailable, KnowledgeError.
        """
        now = self.clock()
        here = now.astimezone(_VIETNAM)
        is_new = self._last is None or now - self._last >= _EVERY
        if not is_new or not _FROM <= here.hour < _UNTIL:
            return 0
        plans = await asyncio.to_thread(self.plans)
        told = await self.store.run(
            lambda s: remind(
                s, plans, place=self.ward.name, today=here.date(), now=now, page=self.page
            )
        )
        self._last = now
        if told:
            logger.info("reminded of deadlines", extra={"messages": told})
        return told
