"""Move what lies in a spool into the main database: each event once, in its order."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.store.engine import Store, StoreUnavailable
from bot.store.traffic import SpoolRow
from channels import inbox
from channels.spool import Batch, Spool, SpoolReader, Told, Unmoved

logger = logging.getLogger(__name__)

# At once; a transaction of so many takes some 15 ms.
_AT_ONCE = 200
# Between two looks, while something comes and while nothing does.
POLL_S, _IDLE_S = 0.03, 0.1
_LIVELY_S = 2.0
_TROUBLE_S = 1.0
# For the journal to be free of readers.
_TRIES, _PAUSE_S = 20, 0.02
_NEVER = datetime(1, 1, 1, tzinfo=UTC)

T = TypeVar("T")
WakeAt = Callable[[str, datetime], Awaitable[None]]
"""Tell that a conversation has an event that came at the moment."""


def moved(session: Session, token: str) -> int:
    """Return the number of the spool's last row that was moved; 0: none was."""
    row = session.get(SpoolRow, token)
    return row.moved if row else 0


def take_in(session: Session, token: str, rows: Sequence[Told]) -> None:
    """Keep rows of a spool, and that they were moved; doing it again changes nothing."""
    inbox.add_received(session, [(each.event, each.received_at) for each in rows])
    last = rows[-1].id
    if session.get(SpoolRow, token) is None:
        session.add(SpoolRow(token=token, moved=last))
        return
    session.execute(
        # Two may move the same, or one after the other.
        update(SpoolRow).where(SpoolRow.token == token, SpoolRow.moved < last).values(moved=last)
    )


def move_all(path: Path, store: Store) -> int:
    """Move everything that waits now; return how much was read. Raises StoreUnavailable."""
    reader, count = SpoolReader(path), 0
    try:
        batch = reader.read("", 0, 0)
        if batch is None or not batch.token:
            return 0
        token = batch.token
        last = store.run_now(lambda s: moved(s, token))
        while batch := reader.read(token, last, _AT_ONCE):
            if not (rows := batch.rows):
                break
            store.run_now(partial(take_in, token=token, rows=rows))
            last = rows[-1].id
            count += len(rows)
    finally:
        reader.close()
    return count


def empty(path: Path, store: Store) -> None:
    """Move everything, and delete it from the spool. Raises StoreUnavailable.

    Whoever writes to it at the same time waits for some milliseconds.
    """
    if not path.exists():
        return
    move_all(path, store)
    spool = Spool(path, moved_by(store))
    try:
        token = spool.open()
        last = store.run_now(lambda s: moved(s, token))
        while spool.purge(token, last):
            pass
        for _ in range(_TRIES):
            if spool.wipe():
                break
            time.sleep(_PAUSE_S)
    finally:
        spool.close()


def moved_by(store: Store) -> Callable[[str], int]:
    """Return what tells how far a spool was moved."""
    return lambda token: store.run_now(lambda s: moved(s, token))


def unmoved(path: Path | None, store: Store) -> Unmoved:
    """Count what waits in the spool only, if there is one. Raises StoreUnavailable."""
    if path is None:
        return Unmoved()
    reader = SpoolReader(path)
    try:
        return reader.unmoved(moved_by(store))
    finally:
        reader.close()


class Mover:
    """Moves what comes for as long as the worker runs."""

    def __init__(
        self, path: Path, store: Store, wake: WakeAt, *, clock: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._wake = wake
        self._clock = clock
        self._reader = SpoolReader(path)
        # Of its own: who thinks must not keep it waiting.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="mover")
        self._token, self._moved = "", 0
        self._heard = _NEVER

    def heard(self) -> datetime:
        """Return the moment before which everything that the gateway took in has been moved."""
        return self._heard

    async def move(self) -> int:
        """Move what waits, up to so much at once; return how much. Raises StoreUnavailable."""
        began = self._clock()
        batch = await self._read(began)
        rows = batch.rows if batch else ()
        if rows:
            await self._keep(rows)
            self._moved = rows[-1].id
            first: dict[str, datetime] = {}
            for each in rows:
                first.setdefault(each.event.conversation_id, each.received_at)
            for conversation_id, received_at in first.items():
                await self._wake(conversation_id, received_at)
        self._heard = began if len(rows) < _AT_ONCE else rows[-1].received_at
        return len(rows)

    async def run(self) -> None:
        """Go on until cancelled, whatever happens: nothing else hears the platforms."""
        loop = asyncio.get_running_loop()
        last_s = loop.time()
        while True:
            try:
                if await self.move():
                    last_s = loop.time()
                pause_s = POLL_S if loop.time() - last_s < _LIVELY_S else _IDLE_S
            except StoreUnavailable as error:
                logger.warning("what came cannot be fetched yet", extra={"why": str(error)})
                pause_s = _TROUBLE_S
            except Exception as broken:
                logger.error("fetching failed", extra={"error": type(broken).__name__})
                pause_s = _TROUBLE_S
            await asyncio.sleep(pause_s)

    async def close(self) -> None:
        """End the connection."""
        await self._in_thread(self._reader.close)
        self._thread.shutdown()

    async def _read(self, began: datetime) -> Batch | None:
        batch = await self._look(began)
        if batch is not None and batch.token and batch.token != self._token:
            token = batch.token
            self._moved = await self._store.run(lambda s: moved(s, token))
            self._token = token
            batch = await self._look(began)
        return batch

    async def _look(self, began: datetime) -> Batch | None:
        try:
            return await self._in_thread(
                lambda: self._reader.read(self._token, self._moved, _AT_ONCE)
            )
        except Exception:
            # Nothing is to be heard now; what was heard before is answered all the same.
            self._heard = began
            raise

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    async def _keep(self, rows: Sequence[Told]) -> None:
        token = self._token
        try:
            await self._store.run(lambda s: take_in(s, token, rows), is_first=True)
        except StoreUnavailable:
            raise
        except Exception as broken:
            if len(rows) == 1:
                # It was taken by the same kind of database: there is no known way to get here.
                extra = {"row": rows[0].id, "error": type(broken).__name__}
                logger.error("an event cannot be moved and is left out", extra=extra)
                return
            for each in rows:
                await self._keep([each])
