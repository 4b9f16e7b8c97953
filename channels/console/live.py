"""Tell browsers of staff that something has changed: one look at the database for all of them.

What is sent are counts and marks of content, never words. A browser says which content its page
shows; whatever differs is sent, so nothing is lost while a connection is away, and a server that
was started anew needs to remember nothing.
"""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import anyio
from sse_starlette import EventSourceResponse, ServerSentEvent

from bot.desk_marks import Seen, look
from bot.staff.rights import Right
from bot.staff.sessions import SignedIn
from bot.store.engine import Store, StoreUnavailable

logger = logging.getLogger(__name__)

# A look takes the database a millisecond or two; whoever waits for a person waits for minutes.
EVERY_S = 2.0
# Proxies give up on connections that say nothing for a minute.
PING_S = 20
# Longer than from one look to the next, and shorter than a server takes to end.
GRACE_S = 3
END = "het"
"""The event that says that the session has ended; the browser asks no more then."""


class Live:
    """Looks while anybody listens, and wakes who does."""

    def __init__(
        self, store: Store, *, now: Callable[[], datetime], every_s: float = EVERY_S
    ) -> None:
        self._store = store
        self._now = now
        self._every_s = every_s
        self._listening: dict[object, str] = {}
        self._seen: Seen | None = None
        self._changed = asyncio.Condition()
        self._looking: asyncio.Task[None] | None = None
        self.looks = 0
        """How often the database has been looked at."""

    def response(
        self, who: SignedIn, topic: str, right: Right, *, shown: str
    ) -> EventSourceResponse:
        """Return the stream of a topic; `shown` is the mark of what the page shows."""
        ends = anyio.Event()
        events = self.events(who.session_id, topic, right, shown=shown, ends=ends)
        return EventSourceResponse(
            events, ping=PING_S, shutdown_event=ends, shutdown_grace_period=GRACE_S
        )

    async def events(
        self,
        session_id: str,
        topic: str,
        right: Right,
        *,
        shown: str,
        ends: anyio.Event | None = None,
    ) -> AsyncIterator[ServerSentEvent]:
        """Yield an event whenever the topic differs, and one when the session has ended.

        `ends` is set when the server ends: seen at the next look.
        """
        seen = None
        with self._listener(session_id):
            while True:
                seen = await self._next(seen)
                if ends and ends.is_set():
                    return
                # Who has only come was not looked for yet, and has just been let in.
                if right not in seen.may.get(session_id, {right}):
                    yield ServerSentEvent(data="", event=END)
                    return
                if (mark := seen.marks.get(topic, "")) != shown:
                    shown = mark
                    counts = json.dumps(seen.counts.get(topic, {}))
                    yield ServerSentEvent(data=counts, event=topic, id=mark)

    @contextmanager
    def _listener(self, session_id: str) -> Iterator[None]:
        me = object()
        self._listening[me] = session_id
        if self._looking is None:
            # What was seen before the last one went is too old.
            self._seen = None
            self._looking = asyncio.create_task(self._look_again_and_again())
        try:
            yield
        finally:
            del self._listening[me]
            if not self._listening and self._looking:
                self._looking.cancel()
                self._looking = None

    async def _next(self, last: Seen | None) -> Seen:
        async with self._changed:
            while self._seen is None or self._seen is last:
                await self._changed.wait()
            return self._seen

    async def _look_again_and_again(self) -> None:
        while True:
            ids, now = frozenset(self._listening.values()), self._now()
            try:
                seen = await self._store.run(lambda s: look(s, ids, now=now))  # noqa: B023  # awaited at once
            except StoreUnavailable as error:
                logger.warning("the desk's look has to wait", extra={"why": str(error)})
            else:
                self.looks += 1
                async with self._changed:
                    self._seen = seen
                    self._changed.notify_all()
            await asyncio.sleep(self._every_s)
