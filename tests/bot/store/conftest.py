"""The same contract for both engines: SQLite, and a real PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.store.engine import Store, open_store
from tests.postgres import postgres, postgres_url

__all__ = ["postgres", "postgres_url"]

ENGINES = [
    pytest.param("sqlite", id="sqlite"),
    pytest.param("postgres", id="postgres", marks=pytest.mark.postgres),
]


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Address of an empty database, of either engine."""
    if request.param == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path}/motcua.sqlite"


@pytest.fixture
def open_stores() -> Iterator[Callable[..., Store]]:
    """Open stores that are closed again when the test ends."""
    opened: list[Store] = []

    def open_one(url: str, busy_ms: int = 2_000) -> Store:
        opened.append(open_store(url, busy_ms=busy_ms))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(url: str, open_stores: Callable[..., Store]) -> Store:
    """An open store with empty tables, on either engine."""
    return open_stores(url)
