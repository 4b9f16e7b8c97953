"""Limit how many messages of one person are answered at once."""

import math
import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

# Nobody types faster; who sends a burst gets the rest answered later.
PEOPLE = "20 per 10 seconds"
UNLIMITED = "1000000 per second"


class Pace:
    """Counts messages of each conversation within a moving window."""

    def __init__(self, limit: str = PEOPLE) -> None:
        self._limit: RateLimitItem = parse(limit)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def allows(self, conversation_id: str) -> bool:
        """Count one message and say whether it may be answered now."""
        return self._window.hit(self._limit, conversation_id)

    def wait_s(self, conversation_id: str) -> float:
        """Return how many seconds it takes until a message may be answered, 0 if one may now."""
        stats = self._window.get_window_stats(self._limit, conversation_id)
        return 0.0 if stats.remaining else max(0.0, math.ceil(stats.reset_time - time.time()))
