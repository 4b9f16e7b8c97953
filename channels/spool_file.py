"""Open the file in which a gateway keeps what a worker in another process is to fetch."""

import contextlib
import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import make_url

from bot.store.engine import StoreUnavailable
from bot.store.trouble import sqlite_trouble

_FORMAT = 1
_SCHEMA = (
    "CREATE TABLE identity (token TEXT NOT NULL)",
    # AUTOINCREMENT: the number of a row that was deleted never comes again.
    "CREATE TABLE told (id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL,"
    " key TEXT NOT NULL, conversation_id TEXT NOT NULL, at TEXT NOT NULL,"
    " received_at TEXT NOT NULL, raw BLOB NOT NULL)",
    f"PRAGMA user_version = {_FORMAT}",
)

Prepare = Callable[[sqlite3.Connection], str]
"""Makes a new connection ready; returns the file's token, empty while it is being made."""


def spool_file(database: str) -> Path | None:
    """Return where the spool of the database at the URL lies; None for one that needs none."""
    url = make_url(database)
    if url.get_backend_name() != "sqlite" or not url.database:
        return None
    file = Path(url.database)
    return file.with_name(f"{file.stem}-intake{file.suffix}")


class SpoolFile:
    """A connection to the file that lies at the path now; not for two threads at once."""

    def __init__(self, path: Path, prepare: Prepare) -> None:
        self.path = path
        self.token = ""
        """Of the file that was opened last."""
        self._prepare = prepare
        self._connection: sqlite3.Connection | None = None
        self._opened: tuple[int, int] | None = None

    @contextlib.contextmanager
    def used(self) -> Iterator[sqlite3.Connection]:
        """Give the connection. Raises StoreUnavailable instead of SQLite's trouble."""
        with in_words():
            try:
                yield self._current()
            except (sqlite3.Error, OSError):
                with contextlib.suppress(sqlite3.Error):
                    self.close()
                raise

    def close(self) -> None:
        """End the connection; the next use opens another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _current(self) -> sqlite3.Connection:
        # Somebody may have deleted the file: what is written now would be gone with it.
        if self._connection is not None and self._opened != _identity(self.path):
            self.close()
        if self._connection is None:
            connection = connected(self.path)
            try:
                self._opened = _identity(self.path)
                self.token = self._prepare(connection)
            except BaseException:
                connection.close()
                raise
            self._connection = connection
        return self._connection


def connected(path: Path) -> sqlite3.Connection:
    """Return a connection to a file that is there, transactions left to the caller."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )


@contextlib.contextmanager
def in_words() -> Iterator[None]:
    """Turn the trouble of SQLite or the disk into StoreUnavailable."""
    try:
        yield
    except OSError as error:
        raise StoreUnavailable(f"the spool: {error.strerror or type(error).__name__}") from None
    except sqlite3.Error as error:
        reason = sqlite_trouble(error)
        if reason is None:
            raise
        raise StoreUnavailable(f"the spool: {reason}") from None


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Keep all of what is written within, or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has ended it already.
        with contextlib.suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def make(connection: sqlite3.Connection) -> None:
    """Make the tables if there are none."""
    with transaction(connection):
        if _format(connection) == 0:
            for statement in _SCHEMA:
                connection.execute(statement)
            connection.execute("INSERT INTO identity VALUES (?)", (uuid.uuid4().hex,))


def token(connection: sqlite3.Connection) -> str:
    """Return the spool's own name; empty while it is being made."""
    if _format(connection) == 0:
        return ""
    return str(connection.execute("SELECT token FROM identity").fetchone()[0])


def written(moment: datetime) -> str:
    """Return a moment as it is kept: of one length, so that the smallest is the first."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _format(connection: sqlite3.Connection) -> int:
    number = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if number not in (0, _FORMAT):
        raise StoreUnavailable("the spool: made by another version of this program")
    return number


def _identity(path: Path) -> tuple[int, int] | None:
    """Say which file lies there; one that is open keeps its number from being given again."""
    try:
        found = os.stat(path)
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
