"""See and delete what Rasa keeps of residents: their open forms, one row a conversation."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path


def tracker_path(data_dir: Path) -> Path:
    """Return where Rasa's tracker store lies (rasa_project/components/store.py)."""
    return data_dir / "rasa" / "tracker.sqlite"


def open_forms(tracker: Path, conversation_ids: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """Return what the conversations' open forms hold, by conversation; closed ones hold nothing."""
    found: dict[str, Mapping[str, str]] = {}
    if not _has_forms(tracker):
        return found
    with closing(sqlite3.connect(tracker, timeout=10)) as connection:
        for name in conversation_ids:
            row = connection.execute(
                "SELECT slots FROM forms WHERE sender_id = ?", (name,)
            ).fetchone()
            if row is not None:
                found[name] = json.loads(row[0])
    return found


def forget_before(tracker: Path, moment: datetime) -> int:
    """Delete forms left alone since the moment; return how many, 0 when there is no store yet.

    Rasa's own store, which ours has replaced, kept every word in a table that goes as well.
    """
    if tracker.is_file():
        with closing(sqlite3.connect(tracker, timeout=10)) as connection, connection:
            connection.execute("DROP TABLE IF EXISTS events")
    return _delete(tracker, "changed < ?", [(moment.timestamp(),)])


def forget_conversations(tracker: Path, conversation_ids: Iterable[str]) -> int:
    """Delete the open forms of the conversations and return how many there were."""
    return _delete(tracker, "sender_id = ?", [(name,) for name in conversation_ids])


def _delete(tracker: Path, condition: str, parameters: list[tuple[float | str]]) -> int:
    if not parameters or not _has_forms(tracker):
        return 0
    with closing(sqlite3.connect(tracker, timeout=10)) as connection:
        # Deleted words are overwritten, not only unlinked, in the file and in its journal.
        connection.execute("PRAGMA secure_delete = ON")
        with connection:
            statement = f"DELETE FROM forms WHERE {condition}"  # noqa: S608 - our own two conditions
            deleted = connection.executemany(statement, parameters).rowcount
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return deleted


def _has_forms(tracker: Path) -> bool:
    """Say whether Rasa has made its table; it does so at its first start."""
    if not tracker.is_file():
        return False
    with closing(sqlite3.connect(tracker, timeout=10)) as connection:
        exists = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'forms'"
        return connection.execute(exists).fetchone() is not None
