"""Put together what serves messaging platforms: intake, worker, delivery and their jobs."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bot.store.engine import Store, StoreUnavailable
from channels import inbox, parcels
from channels.delivery import Delivery
from channels.handling import Handling
from channels.hooks import Intake, added_to
from channels.jobs import DELIVER, SERVE, Jobs
from channels.moving import POLL_S, Mover
from channels.news import untold
from channels.platform import Platform
from channels.spooling import PURGE_S, spooling
from channels.worker import SETTLES, Worker

logger = logging.getLogger(__name__)

# How often the tables are looked at for work that nobody has been woken for: what residents are
# told unasked, what an operator lets be tried again, what a process that is gone has left.
SWEEP_S = 2.0
# The same when another process takes in the events, into the same tables.
SWEEP_APART_S = 0.3


def true_clock() -> datetime:
    """Return this moment, whatever day the assistant is told it is."""
    return datetime.now(UTC)


def intake_for(
    store: Store,
    jobs: Jobs,
    *,
    settles: timedelta = SETTLES,
    clock: Callable[[], datetime] = true_clock,
) -> Intake:
    """Return what keeps events and wakes whoever serves their conversation."""

    async def wake(conversation_id: str) -> None:
        await jobs.wake(SERVE, conversation_id, at=clock() + settles)

    return Intake(added_to(store), wake, clock=clock)


@contextlib.asynccontextmanager
async def intake_for_another(
    path: Path, store: Store, *, purge_s: float = PURGE_S
) -> AsyncIterator[Intake]:
    """Give what keeps events in the spool at the path, for the worker in another process.

    Raises StoreUnavailable if the spool cannot be opened.
    """
    async with spooling(path, store, purge_s=purge_s) as add:
        intake = Intake(add, _nobody, clock=true_clock)
        try:
            yield intake
        finally:
            await intake.close()


async def _nobody(_conversation_id: str) -> None:
    """Wake nobody: the worker looks by itself."""


@dataclass(frozen=True, kw_only=True)
class Serving:
    """What serves platforms in this process."""

    platforms: Sequence[Platform]
    handling: Handling
    store: Store
    jobs: Jobs
    clock: Callable[[], datetime] = true_clock
    settles: timedelta = SETTLES
    sweep_s: float = SWEEP_S
    spool: Path | None = None
    """From where events are moved in, if another process takes them in there."""

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Open the platforms and serve them until the context ends."""
        delivery = Delivery(platforms=self.platforms, store=self.store, clock=self.clock)
        mover = self._mover()
        worker = Worker(
            platforms=self.platforms,
            handling=self.handling,
            store=self.store,
            jobs=self.jobs,
            clock=self.clock,
            settles=self.settles,
            heard=mover.heard if mover else None,
        )
        async with contextlib.AsyncExitStack() as stack:
            for platform in self.platforms:
                await platform.open()
                stack.push_async_callback(platform.close)
            stack.push_async_callback(worker.close)
            works = {SERVE: worker.serve, DELIVER: delivery.deliver}
            await stack.enter_async_context(self.jobs.working(works))
            # Before the jobs are waited for: they begin nothing new then.
            stack.callback(worker.stop)
            stack.callback(delivery.stop)
            if mover:
                stack.push_async_callback(mover.close)
                moving = asyncio.create_task(mover.run())
                stack.push_async_callback(_ended, moving)
            sweeping = asyncio.create_task(self._sweep_on())
            stack.push_async_callback(_ended, sweeping)
            yield

    def _mover(self) -> Mover | None:
        if self.spool is None:
            return None

        async def wake(conversation_id: str, received_at: datetime) -> None:
            # A bit later than it is due: by then is known what else came until then.
            at = received_at + self.settles + timedelta(seconds=2 * POLL_S)
            await self.jobs.wake(SERVE, conversation_id, at=at)

        return Mover(self.spool, self.store, wake, clock=self.clock)

    async def sweep(self) -> None:
        """Wake whatever waits in the tables. Raises StoreUnavailable."""
        names, now = [each.name for each in self.platforms], self.clock()

        def look(session: Session) -> tuple[set[str], list[str]]:
            serve = {*inbox.waiting(session, names, now=now), *untold(session, names)}
            return serve, parcels.waiting(session, names, now=now)

        serve, deliver = await self.store.run(look)
        for job, ids in ((SERVE, serve), (DELIVER, deliver)):
            for conversation_id in ids:
                if not self.jobs.is_busy(job, conversation_id):
                    await self.jobs.wake(job, conversation_id)

    async def _sweep_on(self) -> None:
        while True:
            try:
                await self.sweep()
            except StoreUnavailable as error:
                logger.warning("a sweep has to wait", extra={"why": str(error)})
            except Exception as broken:  # it must go on whatever happens: nothing else recovers
                logger.error("a sweep failed", extra={"error": type(broken).__name__})
            await asyncio.sleep(self.sweep_s)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
