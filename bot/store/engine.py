"""Open the database and run one piece of work at a time in a transaction of its own."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, StaticPool, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.store.models import Row
from bot.types import BotError

MIGRATIONS = Path(__file__).parent / "migrations"
IN_MEMORY = "sqlite://"
# A resident waits no longer than that for another writer.
BUSY_MS = 2_000
_POSTGRESQL_THREADS = 8

Result = TypeVar("Result")


class StoreUnavailable(BotError):
    """The database is locked, full, damaged or gone; nothing was changed."""


class Store:
    """The database; each `run` is one transaction: all of it is kept, or nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite has one writer at a time: waiting in our own queue is cheaper than at its lock.
        threads = 1 if engine.dialect.name == "sqlite" else _POSTGRESQL_THREADS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="store")

    async def run(self, work: Callable[[Session], Result]) -> Result:
        """Return what the work returns, once it is safe on disk. Raises StoreUnavailable."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self.run_now, work)

    def run_now(self, work: Callable[[Session], Result]) -> Result:
        """Do the same in the calling thread."""
        with self.transaction() as session:
            return work(session)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a session whose changes are kept unless an error ends it."""
        try:
            with Session(self._engine, expire_on_commit=False) as session, session.begin():
                yield session
        except DBAPIError as error:
            if error.connection_invalidated or _is_trouble(error):
                # Not chained: the message of the driver holds the statement's parameters.
                raise StoreUnavailable(f"the database: {type(error.orig).__name__}") from None
            raise

    def close(self) -> None:
        """Let running work end and close all connections."""
        self._threads.shutdown()
        self._engine.dispose()


def open_store(url: str) -> Store:
    """Return the database at the URL, its tables up to date. Raises BotError.

    `sqlite:///FILE`, `postgresql+psycopg://…`, or `sqlite://` for one that ends with the process.
    """
    engine = _engine(url)
    try:
        if url == IN_MEMORY:
            Row.metadata.create_all(engine)
        else:
            _upgrade(engine)
    except SQLAlchemyError as error:
        engine.dispose()
        where = make_url(url).render_as_string(hide_password=True)
        raise BotError(f"{where}: the database cannot be opened ({_reason(error)})") from None
    return Store(engine)


def _engine(url: str) -> Engine:
    if url == IN_MEMORY:
        # One connection: a second one would be a second database.
        engine = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    elif url.startswith("sqlite"):
        folder = Path(make_url(url).database or "").parent
        folder.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
    else:
        return create_engine(url, pool_pre_ping=True, pool_size=_POSTGRESQL_THREADS)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_writing)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  # the driver's
    # The driver would begin transactions by itself, and only at the first write.
    connection.isolation_level = None
    cursor = connection.cursor()
    # Writing ahead: readers and the writer do not wait for each other. NORMAL loses nothing when
    # the process dies, at most the last transactions when the machine loses power.
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.close()


def _begin_writing(connection: Any) -> None:  # noqa: ANN401  # SQLAlchemy's event
    # A transaction that reads first and then writes would fail when another has written between.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _upgrade(engine: Engine) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _is_trouble(error: DBAPIError) -> bool:
    """Say whether it is the database's trouble and not a fault of ours."""
    return type(error).__name__ in ("OperationalError", "InterfaceError", "DatabaseError")


def _reason(error: SQLAlchemyError) -> str:
    return str(error.orig) if isinstance(error, DBAPIError) else type(error).__name__
