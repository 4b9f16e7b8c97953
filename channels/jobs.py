"""Have the work of a conversation done once, and by one at a time; here by this process itself."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.store.engine import StoreUnavailable

logger = logging.getLogger(__name__)

Work = Callable[[str], Awaitable[datetime | None]]
"""Do what there is to do for a key; return when to be called again without a wake, or None."""

SERVE, DELIVER = "serve", "deliver"

# After the database was away, and after a fault of ours.
STORE_AWAY_S, BROKEN_S = 2.0, 10.0


class Jobs(Protocol):
    """Who sees to it that work is done."""

    async def wake(self, job: str, key: str, *, at: datetime | None = None) -> None:
        """Have the job of a key done, now or at a time.

        It never runs twice at the same time for a key. A wake while one waits is the same one, at
        the earlier of both times; a wake while it runs has it run once more.
        """

    def is_busy(self, job: str, key: str) -> bool:
        """Say whether this process does the job now, so that a sweep need not ask for it."""

    def working(self, works: Mapping[str, Work]) -> AbstractAsyncContextManager[None]:
        """Do the jobs in this process until the context ends; then let running ones end."""


async def attempt(work: Work, key: str, job: str, *, now: datetime) -> datetime | None:
    """Run a job and return when to run it again; trouble is logged without the key."""
    try:
        return await work(key)
    except StoreUnavailable as error:
        logger.warning("a job waits for the database", extra={"job": job, "why": str(error)})
        return now + timedelta(seconds=STORE_AWAY_S)
    except Exception as broken:  # nothing of one conversation may end the work for all others
        logger.error("a job failed", extra={"job": job, "error": type(broken).__name__})
        return now + timedelta(seconds=BROKEN_S)


@dataclass
class _Line:
    """What is known of one job of one key."""

    due: datetime | None = None
    timer: asyncio.TimerHandle | None = None
    task: asyncio.Task[None] | None = None


class LocalJobs:
    """Jobs in this process's memory: who starts it looks up in the database what there is to do."""

    def __init__(
        self, *, now: Callable[[], datetime] = lambda: datetime.now(UTC), grace_s: float = 5.0
    ) -> None:
        self._now = now
        self._grace_s = grace_s
        self._works: Mapping[str, Work] = {}
        self._lines: dict[tuple[str, str], _Line] = {}

    async def wake(self, job: str, key: str, *, at: datetime | None = None) -> None:
        """Have the job of a key done; nothing happens while nobody works here."""
        if job in self._works:
            self._plan((job, key), at or self._now())

    def is_busy(self, job: str, key: str) -> bool:
        """Say whether the job is being done."""
        line = self._lines.get((job, key))
        return line is not None and line.task is not None

    @contextlib.asynccontextmanager
    async def working(self, works: Mapping[str, Work]) -> AsyncIterator[None]:
        """Do the jobs until the context ends; then let running ones end, for a while."""
        self._works = works
        try:
            yield
        finally:
            self._works = {}
            await self._end()

    def __len__(self) -> int:
        """Return how many jobs run or wait."""
        return len(self._lines)

    def _plan(self, name: tuple[str, str], at: datetime) -> None:
        line = self._lines.setdefault(name, _Line())
        if line.due is not None and line.due <= at:
            return
        line.due = at
        if line.task is None:
            self._set_timer(name, line, at)

    def _set_timer(self, name: tuple[str, str], line: _Line, at: datetime) -> None:
        if line.timer is not None:
            line.timer.cancel()
        wait_s = max(0.0, (at - self._now()).total_seconds())
        line.timer = asyncio.get_running_loop().call_later(wait_s, self._start, name, line)

    def _start(self, name: tuple[str, str], line: _Line) -> None:
        line.due = line.timer = None
        work = self._works.get(name[0])
        if work is not None:
            line.task = asyncio.create_task(self._run(name, line, work))

    async def _run(self, name: tuple[str, str], line: _Line, work: Work) -> None:
        job, key = name
        again = None
        try:
            again = await attempt(work, key, job, now=self._now())
        finally:
            line.task = None
            times = [each for each in (again, line.due) if each is not None]
            if times and job in self._works:
                line.due = min(times)
                self._set_timer(name, line, line.due)
            else:
                del self._lines[name]

    async def _end(self) -> None:
        for line in self._lines.values():
            if line.timer is not None:
                line.timer.cancel()
        tasks = [line.task for line in self._lines.values() if line.task is not None]
        if tasks:
            # A message that is being sent shall be noted as sent, not be sent again.
            _, late = await asyncio.wait(tasks, timeout=self._grace_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._lines.clear()


@contextlib.asynccontextmanager
async def jobs_at(database: str) -> AsyncIterator[Jobs]:
    """Give the jobs that fit the database at the URL: PostgreSQL's serve several processes."""
    if not database.startswith("postgresql"):
        yield LocalJobs()
        return
    # It takes a while to import.
    from channels.jobs_postgresql import postgresql_jobs

    async with postgresql_jobs(database) as jobs:
        yield jobs
