"""Delete documents given to be reviewed when their time is over, and what they left behind."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bot.review import kept
from bot.review.kept_files import delete_files, tokens_before
from bot.store.engine import Store

logger = logging.getLogger(__name__)

# An upload has its row a moment after its folder.
_MOMENT = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class ReviewExpiry:
    """Looks after what is kept of documents."""

    store: Store
    folder: Path
    now: Callable[[], datetime]
    """The true clock."""

    async def look_after(self) -> int:
        """Delete what is due and return how many documents. Raises StoreUnavailable."""
        now = self.now()
        due = await self.store.run(lambda s: kept.remove_expired(s, now=now))
        old = await asyncio.to_thread(tokens_before, self.folder, now - _MOMENT)
        stray = await self.store.run(lambda s: _without_row(s, old)) if old else []
        deleted = await asyncio.to_thread(_delete, {*due, *stray}, self.folder)
        if deleted:
            logger.info("deleted documents that were reviewed", extra={"documents": deleted})
        return deleted


def _without_row(session: Session, tokens: Iterable[str]) -> list[str]:
    return [each for each in tokens if not kept.is_kept(session, each)]


def _delete(tokens: Iterable[str], folder: Path) -> int:
    deleted = 0
    for token in tokens:
        try:
            delete_files(token, folder)
        except OSError as error:
            # Found again as one without a row.
            logger.error("a document was not deleted", extra={"error": type(error).__name__})
            continue
        deleted += 1
    return deleted
