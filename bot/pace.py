"""Limit how many messages of one person are answered at once, and how many are sent."""

import time
from collections import OrderedDict, deque

from limits import RateLimitItem, parse

# Nobody types faster; who sends a burst gets the rest answered later.
PEOPLE = "20 per 10 seconds"
UNLIMITED = "1000000 per second"
# Of so many the last messages are remembered; whoever was silent longest is forgotten first.
_REMEMBERED = 10_000
# Nobody looks again sooner: clocks differ by a little.
_SHORTEST_S = 0.01


class Pace:
    """Counts messages of each conversation within a moving window.

    The storage of `limits` starts a thread a message to forget what is old: 3 ms of the 23 that
    a message takes. Its notation is kept.
    """

    def __init__(self, limit: str = PEOPLE) -> None:
        item: RateLimitItem = parse(limit)
        self._most, self._within_s = item.amount, item.get_expiry()
        self._hits: OrderedDict[str, deque[float]] = OrderedDict()

    def allows(self, conversation_id: str) -> bool:
        """Count one message and say whether it may be answered now."""
        hits = self._since(conversation_id)
        if len(hits) >= self._most:
            return False
        hits.append(time.monotonic())
        return True

    def wait_s(self, conversation_id: str) -> float:
        """Return how many seconds it takes until a message may be answered, 0 if one may now."""
        hits = self._since(conversation_id)
        if len(hits) < self._most:
            return 0.0
        return max(_SHORTEST_S, hits[0] + self._within_s - time.monotonic())

    def _since(self, conversation_id: str) -> deque[float]:
        """Return when the messages of the window came."""
        hits = self._hits.setdefault(conversation_id, deque())
        self._hits.move_to_end(conversation_id)
        if len(self._hits) > _REMEMBERED:
            self._hits.popitem(last=False)
        oldest = time.monotonic() - self._within_s
        while hits and hits[0] <= oldest:
            hits.popleft()
        return hits
