"""Keep Rasa's tracker store small and forgetful: it holds residents' words, one row an event."""

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import datetime
from pathlib import Path

# Every rule but a form's ends its session (rasa_project/data/rules.yml), so what precedes a
# session's start is answered and never read again. Rasa itself would keep it for good: 11 rows
# a turn, and the reply to one resident slowed from 18 ms to 44 ms in 400 turns.
_FORGET_ANSWERED = """
CREATE TRIGGER IF NOT EXISTS forget_answered AFTER INSERT ON events
WHEN NEW.type_name = 'session_started'
BEGIN
  DELETE FROM events WHERE sender_id = NEW.sender_id AND timestamp < NEW.timestamp;
END
"""


def tracker_path(data_dir: Path) -> Path:
    """Return where Rasa's tracker store lies."""
    return data_dir / "rasa" / "tracker.sqlite"


def forget_answered(tracker: Path) -> None:
    """Make the store delete a conversation's events as soon as its next session starts.

    To be called once Rasa has made its table, and again at every start: it may be a new file.
    """
    with closing(sqlite3.connect(tracker, timeout=10)) as connection, connection:
        # Writing ahead spares two waits for the disk a turn.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(_FORGET_ANSWERED)


def forget_before(tracker: Path, moment: datetime) -> int:
    """Delete events older than the moment and return how many; 0 when there is no store yet."""
    return _delete(tracker, "timestamp < ?", [(moment.timestamp(),)])


def forget_conversations(tracker: Path, conversation_ids: Iterable[str]) -> int:
    """Delete every event of the conversations and return how many there were."""
    return _delete(tracker, "sender_id = ?", [(name,) for name in conversation_ids])


def events_of(tracker: Path, conversation_ids: Iterable[str]) -> list[dict[str, object]]:
    """Return the events kept of the conversations, oldest first, as Rasa wrote them."""
    ids = list(conversation_ids)
    if not tracker.is_file():
        return []
    with closing(sqlite3.connect(tracker, timeout=10)) as connection:
        if not _has_events(connection):
            return []
        marks = ", ".join("?" * len(ids))
        statement = f"SELECT sender_id, data FROM events WHERE sender_id IN ({marks}) ORDER BY id"  # noqa: S608 - marks only
        rows = connection.execute(statement, ids).fetchall()
    return [{"conversation": sender, "event": json.loads(data)} for sender, data in rows]


def _delete(tracker: Path, condition: str, parameters: list[tuple[float | str]]) -> int:
    if not tracker.is_file() or not parameters:
        return 0
    with closing(sqlite3.connect(tracker, timeout=10)) as connection:
        # Deleted rows would stay readable in the file until others take their place.
        connection.execute("PRAGMA secure_delete = ON")
        with connection:
            if not _has_events(connection):
                return 0
            statement = f"DELETE FROM events WHERE {condition}"  # noqa: S608 - our own two conditions
            deleted = connection.executemany(statement, parameters).rowcount
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return deleted


def _has_events(connection: sqlite3.Connection) -> bool:
    """Say whether Rasa has made its table: it does so at its first start."""
    exists = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'events'"
    return connection.execute(exists).fetchone() is not None
