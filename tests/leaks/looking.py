"""Look for planted facts in whatever came out, and in everything that is kept."""

import logging
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from bot.store.engine import Store
from bot.store.models import Row
from knowledge.types import Audience
from tests.leaks.facts import SUBJECTS, forbidden


def leaked(
    out: str, *, said: Iterable[str] = (), audience: Audience = Audience.PUBLIC
) -> list[str]:
    """Return what stands in the output and is for others; not what the reader said first."""
    own = "\n".join(said)
    return [word for word in forbidden(audience) if word in out and word not in own]


def found(out: str) -> set[str]:
    """Return the marks that stand in the output."""
    return {mark for subject in SUBJECTS for mark in subject.marks if mark in out}


def everything(store: Store) -> str:
    """Return all that is kept, as text."""
    with store.transaction() as session:
        return "\n".join(
            str(tuple(row))
            for table in Row.metadata.sorted_tables
            for row in session.execute(select(table))
        )


def logged(records: Sequence[logging.LogRecord]) -> str:
    """Return log lines with all of their fields."""
    return "\n".join(f"{record.getMessage()} {record.__dict__}" for record in records)
