"""What a running server does by itself: move on who waits, remind, and delete what is old."""

import asyncio
import contextlib
import logging
import sqlite3
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from bot.counter import links
from bot.rasa_tracker import tracker_path
from bot.reception import Reception
from bot.staff import link, sessions
from bot.store.engine import Store, StoreUnavailable
from bot.store.housekeeping import purge_all
from bot.ward import Ward
from channels.settings import Settings
from knowledge.types import KnowledgeError


class Upkeep(Protocol):
    """Something that is looked after now and then."""

    async def look_after(self) -> int:
        """Do what is due and return how much. Raises StoreUnavailable, KnowledgeError."""


logger = logging.getLogger(__name__)

_EVERY_S = 20.0
_PURGE_EVERY = timedelta(days=1)
_SESSIONS_EVERY = timedelta(hours=1)


@contextlib.asynccontextmanager
async def upkeep(
    settings: Settings,
    reception: Reception,
    store: Store,
    ward: Ward,
    others: Sequence[Upkeep] = (),
) -> AsyncIterator[None]:
    """Keep things moving until the context ends; trouble with the database is tried again."""
    task = asyncio.create_task(_keep_up(settings, reception, store, ward, others))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _keep_up(
    settings: Settings, reception: Reception, store: Store, ward: Ward, others: Sequence[Upkeep]
) -> None:
    purged_at: datetime | None = None
    sessions_at: datetime | None = None
    while True:
        try:
            await reception.look_after()
            # Among them what counts the days: before what was counted is deleted.
            for each in others:
                await each.look_after()
            # By the true clock: a fixed day is for looking at answers, not for deleting.
            at = datetime.now(UTC)
            if purged_at is None or at - purged_at >= _PURGE_EVERY:
                counts = await asyncio.to_thread(
                    purge_all,
                    store,
                    ward.retention,
                    now=at,
                    photos=settings.photo_dir,
                    tracker=tracker_path(settings.data_dir),
                )
                purged_at = at
                logger.info("purged what is old", extra={"rows": sum(counts.values())})
            if sessions_at is None or at - sessions_at >= _SESSIONS_EVERY:
                await store.run(lambda s: _purge_staff(s, now=datetime.now(UTC)))
                sessions_at = at
        except (StoreUnavailable, KnowledgeError) as error:
            logger.warning("upkeep has to wait", extra={"why": str(error)})
        except (sqlite3.Error, OSError) as error:
            # Rasa's file or a photo; its message may name a person's file.
            logger.warning("upkeep has to wait", extra={"why": type(error).__name__})
        await asyncio.sleep(_EVERY_S)


def _purge_staff(session: Session, *, now: datetime) -> None:
    sessions.purge(session, now=now)
    link.purge(session, now=now)
    links.purge(session, now=now)
