"""Hold the lookup over the records in service, and make another one when these are others."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from bot.counter.lookup import Found, Lookup
from knowledge.store import RecordStore
from knowledge.types import Audience, KnowledgeError


class Shelf:
    """One lookup at a time, in a thread of its own.

    A clerk's keystroke does not stand in line behind answers that think, and holds up nobody else.
    """

    def __init__(self, records: Callable[[], RecordStore]) -> None:
        """Take what returns the records in service: another store when a new index answers."""
        self._records = records
        self._of: RecordStore | None = None
        self._lookup: Lookup | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="counter")
        # Reading all records takes seconds: not while the first clerk waits.
        self._thread.submit(self._current)

    async def search(self, text: str, audience: Audience, today: date) -> list[Found]:
        """Return what the text may mean. Raises KnowledgeError."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._search, text, audience, today)

    def _search(self, text: str, audience: Audience, today: date) -> list[Found]:
        return self._current().search(text, audience, today)

    def _current(self) -> Lookup:
        records = self._records()
        while self._lookup is None or self._of is not records:
            try:
                self._lookup, self._of = Lookup(records.records()), records
            except KnowledgeError:
                # Another index came while this one was read, and its store was closed.
                if self._records() is records:
                    raise
            records = self._records()
        return self._lookup
