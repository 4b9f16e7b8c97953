"""Have the days that are over counted, before what was counted is deleted."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.analytics import FieldOf
from bot.analytics_days import keep_days
from bot.store.engine import Store
from knowledge.store import RecordStore
from knowledge.types import Audience

logger = logging.getLogger(__name__)

_EVERY = timedelta(minutes=30)


def field_of(records: RecordStore, code: str) -> str:
    """Return the field of a procedure; empty for one that is gone, or not for everybody."""
    found = records.procedure(code)
    is_public = found is not None and found.audience is Audience.PUBLIC
    return found.domain if found and is_public else ""


@dataclass(kw_only=True)
class Counting:
    """Counts now and then; remembers when it had nothing left to count."""

    store: Store
    field_of: FieldOf
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    """The true one: a day is over when it is over."""
    _done_at: datetime | None = field(default=None, init=False)

    async def look_after(self) -> int:
        """Count what is due and return how many days. Raises StoreUnavailable, KnowledgeError.

        A few days at a time, each in its own transaction: residents write to the same tables.
        """
        now, days = self.clock(), 0
        if self._done_at is not None and now - self._done_at < _EVERY:
            return 0
        while await self.store.run(
            lambda s: keep_days(s, now=now, field_of=self.field_of, at_once=1)
        ):
            days += 1
        self._done_at = now
        if days:
            logger.info("counted days", extra={"days": days})
        return days
