"""Keep what answers up to date: build what was approved, and take a new index into service."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.editing import layer
from bot.editing.types import State
from bot.in_service import InService, Knowledge
from bot.store.editing import ProposalRow, RecordVersionRow
from bot.store.engine import Store, StoreUnavailable
from knowledge.types import KnowledgeError
from retrieval.build import Manifest, Progress, read_manifest
from retrieval.types import RetrievalError

logger = logging.getLogger(__name__)

EVERY_S = 2.0
# After a failed build; doubled each time. A full disk is not emptied within seconds.
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=30)

Build = Callable[[Progress], Awaitable[None]]
"""Builds the index of all that is known. Raises RetrievalError."""
Wanted = tuple[tuple[int, ...], int]
"""Which proposals are approved, and the last version: changes when there may be work."""


class Stage(StrEnum):
    """What is being done."""

    IDLE = "idle"
    BUILDING = "building"
    OPENING = "opening"
    FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class Status:
    """How far the renewal is, for whoever waits for it."""

    stage: Stage = Stage.IDLE
    done: int = 0
    total: int = 0
    since: datetime | None = None
    why: str = ""
    """Of a failure: what was told."""


class Renewal:
    """Compares what shall answer with what does, again and again; a crash loses nothing so."""

    def __init__(
        self,
        *,
        in_service: InService,
        open_index: Callable[[Manifest], Knowledge],
        folder: Path,
        store: Store,
        now: Callable[[], datetime],
        build: Build | None = None,
        every_s: float = EVERY_S,
    ) -> None:
        """Without `build` another process builds, and only what it has made is taken over."""
        self._in_service = in_service
        self._open = open_index
        self._folder = folder
        self._store = store
        self._now = now
        self._build = build
        self._every_s = every_s
        self._status = Status()
        self._settled: tuple[Wanted, str] | None = None
        self._failures = 0
        self._not_before: datetime | None = None
        self._failed_at: Wanted | None = None
        self._hurry = asyncio.Event()

    @property
    def status(self) -> Status:
        """What is being done."""
        return self._status

    def hurry(self) -> None:
        """Look at once, and try again what failed."""
        self._not_before = None
        self._hurry.set()

    async def step(self) -> None:
        """Take over a new index, and build one if something else shall answer.

        Raises StoreUnavailable.
        """
        await self._take_over()
        wanted = await self._store.run(_wanted)
        made = self._in_service.now.manifest
        if self._settled == (wanted, made.parts):
            return
        if wanted[0]:
            await self._store.run(lambda s: layer.settle(s, made.edits, now=self._now()))
            wanted = await self._store.run(_wanted)
        try:
            edits = await self._store.run(layer.edits_of)
        except KnowledgeError as error:
            await self._fail(str(error), wanted)
            return
        if edits.digests == made.edits:
            self._settled, self._status, self._failures = (wanted, made.parts), Status(), 0
        elif self._build is not None and self._may_build(wanted):
            await self._make(self._build, wanted)

    def _may_build(self, wanted: Wanted) -> bool:
        is_new = wanted != self._failed_at
        return is_new or self._not_before is None or self._now() >= self._not_before

    async def _make(self, build: Build, wanted: Wanted) -> None:
        self._status = Status(stage=Stage.BUILDING, since=self._now())

        def note(done: int, total: int) -> None:
            self._status = replace(self._status, done=done, total=total)

        try:
            await build(note)
        except (RetrievalError, KnowledgeError, OSError) as error:
            await self._fail(str(error), wanted)
            return
        if await self._take_over():
            self._failures, self._failed_at = 0, None
            made = self._in_service.now.manifest
            await self._store.run(lambda s: layer.settle(s, made.edits, now=self._now()))

    async def _take_over(self) -> bool:
        """Have a new index answer; say if there was one that can. The old one answers till then."""
        try:
            manifest = await asyncio.to_thread(read_manifest, self._folder)
            before = self._in_service.now.manifest
            if (manifest.parts, manifest.content) == (before.parts, before.content):
                return False
            self._status = Status(stage=Stage.OPENING, since=self._now())
            knowledge = await asyncio.to_thread(self._open, manifest)
        except (RetrievalError, KnowledgeError) as error:
            if self._status.why != str(error):
                logger.error("the new index cannot be used", extra={"why": str(error)})
            self._status = Status(stage=Stage.FAILED, since=self._now(), why=str(error))
            return False
        self._in_service.replace(knowledge)
        self._status = Status()
        logger.info("a new index answers", extra={"records": manifest.records})
        return True

    async def _fail(self, why: str, wanted: Wanted) -> None:
        logger.error("the index could not be built", extra={"why": why})
        pause = min(_FIRST_PAUSE * 2**self._failures, _LONGEST_PAUSE)
        self._failures, self._failed_at = min(self._failures + 1, 10), wanted
        self._not_before = self._now() + pause
        self._status = Status(stage=Stage.FAILED, since=self._now(), why=why)
        await self._store.run(lambda s: layer.note_problem(s, why))

    @contextlib.asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Keep it up until the context ends."""
        task = asyncio.create_task(self._go_on())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _go_on(self) -> None:
        while True:
            try:
                await self.step()
            except StoreUnavailable as error:
                logger.warning("the renewal has to wait", extra={"why": str(error)})
            except Exception as broken:  # it must go on whatever happens: nothing else recovers
                logger.error("the renewal failed", extra={"error": type(broken).__name__})
            self._hurry.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hurry.wait(), self._every_s)


def _wanted(session: Session) -> Wanted:
    approved = select(ProposalRow.id).where(ProposalRow.state == State.APPROVED)
    last = session.scalar(select(func.max(RecordVersionRow.id)))
    return tuple(session.scalars(approved.order_by(ProposalRow.id))), last or 0
