"""Open the database and run one piece of work at a time in a transaction of its own."""

import asyncio
import contextlib
import itertools
import random
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import URL, Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.store import (  # noqa: F401  # their tables are made, too
    desk,
    editing,
    figures,
    notices,
    progress,
    review,
    slips,
    staff,
    tokens,
    traffic,
)
from bot.store.models import Row
from bot.store.trouble import is_worth_a_retry, keep_data_out_of_errors, trouble
from bot.types import BotError

IN_MEMORY = "sqlite://"
# A resident waits no longer than that for another writer.
BUSY_MS = 2_000
# Behind our own transactions, when there is much to do; the database itself is well then.
_QUEUE_S = 10.0
# 32 conversations of 10 turns on empty tables (where PostgreSQL locks more than it must): 420 to
# 480 of 640 transactions were repeated with 4 connections, 860 to 930 with 8; on filled ones 20
# and 65. All were kept.
_POSTGRESQL_THREADS = 4
# A statement of ours takes milliseconds; one that takes that long will not end well.
_STATEMENT_MS = 10_000
_CONNECT_S = 5
_PAUSE_S = 0.002

Result = TypeVar("Result")


class StoreUnavailable(BotError):
    """The database is locked, full, damaged or gone; nothing was changed."""


class Store:
    """The database; each `run` is one transaction: all of it is kept, or nothing.

    Transactions see each other as if they came one after the other, on both engines. So work that
    looks first and then writes needs no locks, but it may be done anew: it must change nothing
    besides its session.
    """

    def __init__(self, engine: Engine, *, busy_ms: int = BUSY_MS) -> None:
        self.engine = engine
        self._busy_s = busy_ms / 1000
        # SQLite has one writer at a time: waiting in our own queue is cheaper than at its lock.
        self._is_single = engine.dialect.name == "sqlite"
        threads = 1 if self._is_single else _POSTGRESQL_THREADS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="store")
        self._waiting: deque[Callable[[], None]] = deque()
        self._turn = threading.Lock()
        self._trouble_at = 0.0

    async def run(self, work: Callable[[Session], Result], *, is_first: bool = False) -> Result:
        """Return what the work returns, once it is safe on disk. Raises StoreUnavailable.

        With `is_first` it is done before all that waits: somebody counts the milliseconds.
        """
        done: Future[Result] = Future()
        asked_at = time.monotonic()

        def job() -> None:
            if not done.set_running_or_notify_cancel():
                return
            try:
                result = self._run(work, asked_at)
            except BaseException as error:  # whatever it is, it is the asker's
                done.set_exception(error)
            else:
                done.set_result(result)

        if is_first:
            self._waiting.appendleft(job)
        else:
            self._waiting.append(job)
        # As many are taken as were put; which one is taken is decided then.
        self._threads.submit(lambda: self._waiting.popleft()())
        return await asyncio.wrap_future(done)

    def run_now(self, work: Callable[[Session], Result]) -> Result:
        """Do the same in the calling thread."""
        return self._run(work, time.monotonic())

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session whose changes are kept unless an error ends it; nothing is done anew."""
        with self._one_at_a_time(time.monotonic()):
            try:
                with Session(self.engine, expire_on_commit=False) as session, session.begin():
                    yield session
            except SQLAlchemyError as error:
                raise _told(error) from None

    def wipe(self) -> None:
        """Take what was deleted out of SQLite's journal, too. Raises StoreUnavailable."""
        if not self._is_single:
            return  # PostgreSQL: autovacuum does it, and its journal is not read as a file.
        with self._one_at_a_time(time.monotonic()):
            connection = self.engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
            except sqlite3.OperationalError:
                raise StoreUnavailable("the database: locked") from None
            finally:
                connection.close()

    def close(self) -> None:
        """Let running work end and close all connections."""
        self._threads.shutdown()
        self.engine.dispose()

    def _run(self, work: Callable[[Session], Result], asked_at: float) -> Result:
        with self._one_at_a_time(asked_at):
            for attempt in itertools.count(1):
                try:
                    with Session(self.engine, expire_on_commit=False) as session, session.begin():
                        return work(session)
                except SQLAlchemyError as error:
                    is_late = time.monotonic() - asked_at > self._busy_s
                    if is_late or not is_worth_a_retry(error, attempt):
                        told = _told(error)
                        if isinstance(told, StoreUnavailable):
                            self._trouble_at = time.monotonic()
                        raise told from None
                # Whoever was in the way gets time to end, and two do not meet again and again.
                time.sleep(random.uniform(0, _PAUSE_S * attempt))  # noqa: S311  # no secret
        raise AssertionError("an attempt returns or raises")

    @contextlib.contextmanager
    def _one_at_a_time(self, asked_at: float) -> Iterator[None]:
        """Let one writer at SQLite at a time. Raises StoreUnavailable after a while in the queue.

        When the database is locked, the last in a long queue must not wait for the busy time of
        each one before it.
        """
        if not self._is_single:
            yield
            return
        left_s = asked_at + max(self._busy_s, _QUEUE_S) - time.monotonic()
        if left_s <= 0 or not self._turn.acquire(timeout=left_s):
            raise StoreUnavailable("the database: too many wait for it")
        try:
            if asked_at < self._trouble_at:
                raise StoreUnavailable("the database: in trouble for those before")
            yield
        finally:
            self._turn.release()


def open_store(url: str, *, busy_ms: int = BUSY_MS) -> Store:
    """Return the database at the URL, its tables up to date. Raises BotError.

    `sqlite:///FILE`, `postgresql+psycopg://…`, or `sqlite://` for one that ends with the process.
    """
    engine = open_engine(url, busy_ms=busy_ms)
    try:
        if url == IN_MEMORY:
            Row.metadata.create_all(engine)
        else:
            # Alembic takes a while to import, and a database in memory has no past to migrate.
            from bot.store.migrate import upgrade

            upgrade(engine)
    except BotError as error:
        engine.dispose()
        raise BotError(f"{shown(url)}: {error}") from None
    except SQLAlchemyError as error:
        engine.dispose()
        reason = trouble(error) or type(error).__name__
        raise BotError(f"{shown(url)}: the database cannot be opened ({reason})") from None
    return Store(engine, busy_ms=busy_ms)


def shown(url: str) -> str:
    """Return the URL as it may be printed: without its password."""
    return make_url(url).render_as_string(hide_password=True)


def open_engine(url: str, *, busy_ms: int = BUSY_MS) -> Engine:
    """Return the connections to the database as they are; nothing is migrated. Raises BotError."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The URL is not repeated: it may hold a password.
        raise BotError(
            "MOTCUA_DATABASE_URL is no address of a database; "
            "write postgresql+psycopg://USER:PASSWORD@HOST/NAME or sqlite:///FILE"
        ) from None
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, busy_ms)
    if parsed.get_backend_name() == "postgresql":
        return _postgresql(parsed.set(drivername="postgresql+psycopg"), busy_ms)
    raise BotError(f"a database of kind {parsed.drivername} is not supported; use postgresql")


def _sqlite(url: URL, busy_ms: int) -> Engine:
    if not url.database:
        # One connection: a second one would be a second database.
        engine = create_engine(
            url,
            hide_parameters=True,
            poolclass=StaticPool,
            connect_args={"check_same_thread": False},
        )
    else:
        _make_private(Path(url.database))
        engine = create_engine(url, hide_parameters=True)

    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's
        # The driver would begin transactions by itself, and only at the first write.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {busy_ms}")
        # Writing ahead: readers and the writer do not wait for each other. NORMAL loses nothing
        # when the process dies, at most the last transactions when the machine loses power.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # Deleted rows would stay readable in the file until others take their place.
        connection.execute("PRAGMA secure_delete = ON")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_writing)
    return engine


def _begin_writing(connection: Any) -> None:  # noqa: ANN401  # SQLAlchemy's event
    # A transaction that reads first and then writes would fail when another has written between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _make_private(file: Path) -> None:
    """Make the file and its folder, readable for nobody else: it holds residents' words."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise BotError(f"{file}: the database cannot be opened ({error.strerror})") from error


def _postgresql(url: URL, busy_ms: int) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=_POSTGRESQL_THREADS,
        pool_timeout=busy_ms / 1000,
        # Two gateways must not both find no open ticket and then both file one.
        isolation_level="SERIALIZABLE",
        connect_args={
            "connect_timeout": _CONNECT_S,
            "options": f"-c lock_timeout={busy_ms} -c statement_timeout={_STATEMENT_MS} "
            f"-c idle_in_transaction_session_timeout={_STATEMENT_MS}",
        },
    )
    keep_data_out_of_errors(engine)
    return engine


def _told(error: SQLAlchemyError) -> Exception:
    """Return what a caller is told: trouble of the database, or the fault itself."""
    reason = trouble(error)
    return error if reason is None else StoreUnavailable(f"the database: {reason}")
