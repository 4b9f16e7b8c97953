"""Take in events for a worker in another process: into the spool, which is kept small and clean."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bot.store.engine import Store, StoreUnavailable
from channels.hooks import Add
from channels.moving import moved, moved_by
from channels.platform import Event
from channels.spool import Spool

logger = logging.getLogger(__name__)

# How often the journal is looked at, and how often what was moved is deleted.
_LOOK_S = 1.0
PURGE_S = 60.0
# Between two pieces of deleting, for whoever waits to be acknowledged.
_BREATH_S = 0.02

T = TypeVar("T")


@contextlib.asynccontextmanager
async def spooling(path: Path, store: Store, *, purge_s: float = PURGE_S) -> AsyncIterator[Add]:
    """Give what keeps events in the spool at the path; until the context ends it is looked after.

    Raises StoreUnavailable if the spool cannot be opened.
    """
    spool = Spool(path, moved_by(store))
    # One thread, so that the gateway never waits for itself.
    with ThreadPoolExecutor(1, thread_name_prefix="spool") as thread:

        async def in_thread(work: Callable[[], T]) -> T:
            return await asyncio.get_running_loop().run_in_executor(thread, work)

        async def add(events: Sequence[Event], now: datetime) -> None:
            await in_thread(lambda: spool.keep(events, now=now))

        async def purge() -> None:
            token = await in_thread(spool.open)
            last = await store.run(lambda s: moved(s, token))
            while await in_thread(lambda: spool.purge(token, last)):
                await asyncio.sleep(_BREATH_S)
            await in_thread(spool.wipe)

        async def look_after() -> None:
            purged_at = -purge_s
            now = asyncio.get_running_loop().time
            while True:
                try:
                    await asyncio.to_thread(spool.checkpoint)
                    if now() - purged_at >= purge_s:
                        purged_at = now()
                        await purge()
                except StoreUnavailable as error:
                    logger.warning("the spool has to wait", extra={"why": str(error)})
                except Exception as broken:  # it must go on: residents' words lie there
                    kind = type(broken).__name__
                    logger.error("the spool was not looked after", extra={"error": kind})
                await asyncio.sleep(min(_LOOK_S, purge_s))

        await in_thread(spool.open)
        looking = asyncio.create_task(look_after())
        try:
            yield add
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
            await in_thread(spool.close)
