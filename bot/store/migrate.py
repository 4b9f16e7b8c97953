"""Bring the tables to the shape that this version of the program expects."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from bot.types import BotError

MIGRATIONS = Path(__file__).parent / "migrations"
# Any number will do, as long as no other program locks the same one in our database.
_ONE_AT_A_TIME = 7_205_759_403
# So long may another gateway take for the same migrations.
_WAIT_S = 60


@dataclass(frozen=True, kw_only=True)
class Revision:
    """Which shape the tables have, and which one this program needs."""

    found: str | None
    """None: there are no tables yet."""
    needed: str


def upgrade(engine: Engine, *, scripts: Path = MIGRATIONS) -> None:
    """Bring the tables up to date, all of it or nothing. Raises BotError if they are too new.

    Several gateways may start at once: one migrates, the others wait and find it done.
    """
    with _alone(engine) as connection:
        _refuse_newer(_revision(connection), scripts)
        command.upgrade(_config(connection, scripts), "head")
        _check_references(connection)


def downgrade(engine: Engine, to: str) -> None:
    """Take migrations back, down to a revision, or all of them with "base"."""
    with _alone(engine) as connection:
        command.downgrade(_config(connection, MIGRATIONS), to)


def revision(engine: Engine) -> Revision:
    """Say which shape the tables have; changes nothing."""
    with engine.connect() as connection:
        return _revision(connection)


@contextlib.contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Give a connection, in a transaction, that waits for another one that migrates."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # SQLite alters a table by copying it; with foreign keys on, dropping the old one would
            # delete the rows that refer to it. Within a transaction the order would be ignored.
            _raw(connection, "PRAGMA foreign_keys = OFF")
            _raw(connection, f"PRAGMA busy_timeout = {_WAIT_S * 1000}")
        else:
            # A stricter level would go on to see the tables as they were before it waited.
            connection.execution_options(isolation_level="READ COMMITTED")
        try:
            with connection.begin():
                if engine.dialect.name == "postgresql":
                    for name in ("lock_timeout", "statement_timeout"):
                        connection.execute(text(f"SET LOCAL {name} = '{_WAIT_S}s'"))
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
                yield connection
        finally:
            # What was set must not go back to the pool.
            connection.invalidate()


def _raw(connection: Connection, statement: str) -> None:
    driver: Any = connection.connection.driver_connection
    driver.execute(statement)


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.execute(text("PRAGMA foreign_key_check")).fetchall()
        if broken:
            tables = ", ".join(sorted({str(row[0]) for row in broken}))
            raise BotError(f"the migration would leave rows that refer to nothing: {tables}")


def _revision(connection: Connection) -> Revision:
    found = MigrationContext.configure(connection).get_current_revision()
    return Revision(found=found, needed=str(ScriptDirectory(str(MIGRATIONS)).get_current_head()))


def _refuse_newer(revision: Revision, scripts: Path) -> None:
    known = {each.revision for each in ScriptDirectory(str(scripts)).walk_revisions()}
    if revision.found is not None and revision.found not in known:
        raise BotError(
            f"the database was made by a newer version (its tables: {revision.found}, "
            f"ours: {revision.needed}); install that version, or restore the backup before it"
        )


def _config(connection: Connection, scripts: Path) -> Config:
    config = Config()
    # Alembic would read % in a folder's name as a reference.
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
