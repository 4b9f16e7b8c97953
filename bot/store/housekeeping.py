"""Run the purge over everything that is kept: tables, photos, Rasa's tracker."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bot.photos import delete_photo
from bot.rasa_tracker import forget_before
from bot.store.engine import Store
from bot.store.periods import Retention
from bot.store.retention import Purged, is_photo_used, purge

logger = logging.getLogger(__name__)


def purge_all(
    store: Store, retention: Retention, *, now: datetime, photos: Path, tracker: Path
) -> Counter[str]:
    """Delete what is too old everywhere and return how much of each kind.

    In many short transactions, so that residents are answered meanwhile. Raises StoreUnavailable;
    what was deleted until then stays deleted. A photo is deleted after the row that names it.
    """
    total: Counter[str] = Counter()
    is_all = False
    while not is_all:
        done: Purged = store.run_now(lambda session: purge(session, now, retention))
        total += done.counts
        total["photos"] += delete_photos(done.photos, photos)
        is_all = done.is_all
    left = _left_behind(photos, now - timedelta(days=retention.photos))
    unused = [name for name in left if not store.run_now(_is_used(name))]
    total["photos"] += delete_photos(unused, photos)
    total["forms"] = forget_before(tracker, now - timedelta(days=retention.conversations))
    logger.info("purged", extra=dict(+total))
    return +total


def delete_photos(names: Iterable[str], folder: Path) -> int:
    """Delete photos and return how many; one that cannot be deleted is found again next time."""
    deleted = 0
    for name in names:
        try:
            delete_photo(name, folder)
        except (OSError, ValueError):
            logger.exception("a photo could not be deleted")
            continue
        deleted += 1
    return deleted


def _left_behind(folder: Path, before: datetime) -> list[str]:
    """Return photos that were kept before the moment."""
    if not folder.is_dir():
        return []
    return [
        file.name
        for file in folder.glob("*.jpg")
        if datetime.fromtimestamp(file.stat().st_mtime, UTC) < before
    ]


def _is_used(name: str) -> Callable[[Session], bool]:
    def work(session: Session) -> bool:
        return is_photo_used(session, name)

    return work
