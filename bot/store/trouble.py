"""Tell the database's trouble from faults of ours, and keep residents' words out of both."""

import sqlite3
from typing import Final

from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# https://www.sqlite.org/rescode.html, read 2026-11-22; the low byte is the kind.
_SQLITE: Final = {
    sqlite3.SQLITE_PERM: "no permission",
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_NOMEM: "no memory",
    sqlite3.SQLITE_READONLY: "read-only",
    sqlite3.SQLITE_INTERRUPT: "interrupted",
    sqlite3.SQLITE_IOERR: "cannot read or write",
    sqlite3.SQLITE_CORRUPT: "damaged",
    sqlite3.SQLITE_FULL: "disk full",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_PROTOCOL: "locked",
    sqlite3.SQLITE_NOTADB: "not a database",
}
# Appendix A of PostgreSQL's manual; a class is the first two characters of a code.
_POSTGRESQL: Final = {
    "53100": "disk full",
    "53300": "too many connections",
    "57014": "too slow",
    "25006": "read-only",
    "08": "not reachable",
    "28": "login refused",
    "3D": "no such database",
    "40": "two changed the same",
    "53": "out of resources",
    "55": "locked",
    "57": "stopped",
    "58": "cannot read or write",
    "XX": "damaged",
}
_SERIALIZATION, _DEADLOCK, _UNIQUE = "40001", "40P01", "23505"


def trouble(error: SQLAlchemyError) -> str | None:
    """Return in two or three words what is wrong with the database; None: the fault is ours."""
    if isinstance(error, PoolTimeout):
        return "too many connections"
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        return sqlite_trouble(error.orig)
    state = _sqlstate(error)
    if not state and isinstance(error, OperationalError):
        # Without a connection there is nobody to give a code.
        state = "08"
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2])


def sqlite_trouble(error: sqlite3.Error) -> str | None:
    """Return the same of an error of SQLite's driver."""
    # Some of the driver's own errors ("Cannot operate on a closed database") have no code.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return _SQLITE.get(code & 0xFF)


def is_worth_a_retry(error: SQLAlchemyError, attempt: int) -> bool:
    """Say whether the same work may succeed at once: PostgreSQL undid it for another's sake.

    A row that another made in the meantime counts, but once: the next time the work will find it.
    """
    state = _sqlstate(error)
    return state in (_SERIALIZATION, _DEADLOCK) or (state == _UNIQUE and attempt == 1)


def keep_data_out_of_errors(engine: Engine) -> None:
    """Cut what PostgreSQL says about rows from its errors: "Key (phone)=(09…) already exists"."""
    event.listen(engine, "handle_error", _without_data)


def _sqlstate(error: SQLAlchemyError) -> str:
    original = error.orig if isinstance(error, DBAPIError) else None
    return getattr(original, "sqlstate", None) or ""


def _without_data(context: ExceptionContext) -> None:
    original = context.original_exception
    diagnosis = getattr(original, "diag", None)
    if diagnosis is None:
        return
    about = diagnosis.constraint_name or diagnosis.table_name or ""
    said = f"SQLSTATE {diagnosis.sqlstate or 'none'} {about}".strip()
    original.args = (said,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(original).__name__}) {said}",)
