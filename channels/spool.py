"""Keep what platforms tell in a SQLite file of its own, for a worker in another process to fetch.

SQLite has one writer at a time. In the main file that is the worker for most of the time, and
whoever waits for it sleeps up to 0.1 s between two looks. Into this file only the gateway writes,
and readers of a file with a write-ahead log do not hold its writer up.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.store.engine import BUSY_MS
from channels import spool_file
from channels.platform import Event
from channels.spool_file import SpoolFile, connected, in_words, transaction, written

_INSERT = (
    "INSERT INTO told (channel, key, conversation_id, at, received_at, raw)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_READ = (
    "SELECT id, channel, key, conversation_id, at, received_at, raw FROM told"
    " WHERE id > ? ORDER BY id LIMIT ?"
)
# One piece of deleting holds an acknowledgement up: 200 rows of 1 kB take some 2 ms.
_DELETED_AT_ONCE = 200
# Copied into the file when it has grown so big: at 100 webhooks a second every 3 s or so.
_JOURNAL_BYTES = 4_000_000

MovedOf = Callable[[str], int]
"""Tells how far the spool with the token has been moved into the main database."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """An event as it lies in the spool."""

    id: int
    event: Event
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What was read."""

    token: str
    """Of the spool; another one than before: it was made anew, and its numbers began again."""
    rows: Sequence[Told] = ()


@dataclass(frozen=True, kw_only=True)
class Unmoved:
    """What lies in a spool only."""

    count: int = 0
    oldest: datetime | None = None


class Spool:
    """The gateway's side: the only one that writes. Not for two threads at once."""

    def __init__(self, path: Path, moved_of: MovedOf, *, busy_ms: int = BUSY_MS) -> None:
        self._file = SpoolFile(path, self._prepared)
        self._moved_of = moved_of
        self._busy_ms = busy_ms
        self._is_wiped = False

    def open(self) -> str:
        """Make the file if it is not there; return its token. Raises StoreUnavailable."""
        self._make_private()
        with self._file.used():
            return self._file.token

    def keep(self, events: Sequence[Event], *, now: datetime) -> None:
        """Return once the events are safe on disk. Raises StoreUnavailable."""
        received = written(now)
        rows = [
            (each.channel, each.key, each.conversation_id, written(each.at), received, each.raw)
            for each in events
        ]
        self._make_private()
        with self._file.used() as connection, transaction(connection):
            connection.executemany(_INSERT, rows)

    def purge(self, token: str, moved: int) -> int:
        """Delete some of what was moved; return how many. Raises StoreUnavailable."""
        with self._file.used() as connection:
            if token != self._file.token:
                return 0
            with transaction(connection):
                done = connection.execute(
                    "DELETE FROM told WHERE id IN"
                    " (SELECT id FROM told WHERE id <= ? ORDER BY id LIMIT ?)",
                    (moved, _DELETED_AT_ONCE),
                )
            if done.rowcount:
                self._is_wiped = False
            return done.rowcount

    def wipe(self) -> bool:
        """Take what was deleted out of the journal, too; say whether nothing of it is left.

        Not while something lies in the spool, and whoever is in the way is not waited for. Raises
        StoreUnavailable.
        """
        with self._file.used() as connection:
            if self._is_wiped or connection.execute("SELECT 1 FROM told LIMIT 1").fetchone():
                return self._is_wiped
            connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
            connection.execute("PRAGMA busy_timeout = 0")
            is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            connection.execute(f"PRAGMA busy_timeout = {self._busy_ms}")
            self._is_wiped = not is_busy
            return self._is_wiped

    def checkpoint(self) -> None:
        """Copy the journal into the file once it is big; in any thread, beside all the others.

        It waits for the disk, and no acknowledgement may: so it is not left to the writer.
        Raises StoreUnavailable.
        """
        path = self._file.path
        with contextlib.suppress(FileNotFoundError), in_words():
            if path.with_name(f"{path.name}-wal").stat().st_size < _JOURNAL_BYTES:
                return
            with contextlib.closing(connected(path)) as connection:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

    def close(self) -> None:
        """End the connection."""
        self._file.close()

    def _make_private(self) -> None:
        """See to it that the file is there, readable for nobody else from its first moment."""
        if not self._file.path.exists():
            with in_words():
                self._file.path.touch(mode=0o600)

    def _prepared(self, connection: sqlite3.Connection) -> str:
        for pragma in (
            f"busy_timeout = {self._busy_ms}",
            "journal_mode = WAL",
            # As in the main file (bot/store/engine.py).
            "synchronous = NORMAL",
            "secure_delete = ON",
            "wal_autocheckpoint = 0",
            f"journal_size_limit = {_JOURNAL_BYTES}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        spool_file.make(connection)
        token = spool_file.token(connection)
        # A file put back from a copy, or cut short by a power failure, is behind what was moved
        # out of it: numbers given out again would be taken for moved.
        moved = self._moved_of(token)
        with transaction(connection):
            connection.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT 'told', 0"
                " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'told')"
            )
            connection.execute(
                "UPDATE sqlite_sequence SET seq = ?1 WHERE name = 'told' AND seq < ?1", (moved,)
            )
        self._is_wiped = False
        return token


class SpoolReader:
    """The other side: the worker's, or a command's. Changes nothing. Not for two threads at once.

    Both methods raise StoreUnavailable.
    """

    def __init__(self, path: Path) -> None:
        self._file = SpoolFile(path, _prepared_for_reading)

    def read(self, token: str, moved: int, limit: int) -> Batch | None:
        """Return what came after the last that was moved, in order; None: there is no spool.

        Nothing of a spool with another token than the given one.
        """
        if not self._file.path.exists():
            self.close()
            return None
        with self._file.used() as connection:
            if not self._file.token:
                # It was just being made.
                self._file.token = spool_file.token(connection)
            if not token or token != self._file.token:
                return Batch(token=self._file.token)
            rows = connection.execute(_READ, (moved, limit)).fetchall()
        return Batch(token=token, rows=[_told(*row) for row in rows])

    def unmoved(self, moved_of: MovedOf) -> Unmoved:
        """Count what lies in the spool only."""
        batch = self.read("", 0, 0)
        if batch is None or not batch.token:
            return Unmoved()
        moved = moved_of(batch.token)
        with self._file.used() as connection:
            count, oldest = connection.execute(
                "SELECT count(*), min(received_at) FROM told WHERE id > ?", (moved,)
            ).fetchone()
        return Unmoved(count=count, oldest=datetime.fromisoformat(oldest) if oldest else None)

    def close(self) -> None:
        """End the connection."""
        self._file.close()


def _prepared_for_reading(connection: sqlite3.Connection) -> str:
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA query_only = ON")
    return spool_file.token(connection)


def _told(
    id_: int, channel: str, key: str, conversation_id: str, at: str, received_at: str, raw: bytes
) -> Told:
    event = Event(
        channel=channel,
        key=key,
        conversation_id=conversation_id,
        at=datetime.fromisoformat(at),
        raw=raw,
    )
    return Told(id=id_, event=event, received_at=datetime.fromisoformat(received_at))
