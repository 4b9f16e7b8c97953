"""One Rasa for all tests of this session that are marked `rasa`, and receptions over the town."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.store.engine import IN_MEMORY, open_store
from knowledge.store import RecordStore
from retrieval.hybrid import HybridRetriever
from tests.bot.front_desk import FaultyStore, FrontDesk

CHECKOUT = Path(__file__).resolve().parents[2]


class RasaParent(NamedTuple):
    """A process of ours that keeps a Rasa running."""

    process: subprocess.Popen[str]
    base_url: str
    rasa_pid: int


def start_rasa_parent(data_dir: Path, *arguments: str) -> RasaParent:
    """Start the supervisor in a process of its own and return once it has reported."""
    process = subprocess.Popen(
        [sys.executable, "tests/bot/rasa_parent.py", str(data_dir), *arguments],
        cwd=CHECKOUT,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    if not line:
        pytest.fail(f"Rasa did not start (exit {process.wait()}); its reason is above")
    report = json.loads(line)
    return RasaParent(process, report["base_url"], report["pid"])


def end(parent: RasaParent) -> None:
    """End the supervising process and close its pipe."""
    parent.process.kill()
    parent.process.wait()
    assert parent.process.stdout is not None
    parent.process.stdout.close()


@pytest.fixture(scope="session")
def rasa_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of the session's Rasa."""
    return tmp_path_factory.mktemp("rasa-data")


@pytest.fixture(scope="session")
def rasa_base_url(rasa_data_dir: Path) -> Iterator[str]:
    """Address of the session's Rasa, with the real trained model."""
    parent = start_rasa_parent(rasa_data_dir)
    yield parent.base_url
    end(parent)


@pytest.fixture
def rasa_parent(tmp_path: Path) -> Iterator[Callable[..., RasaParent]]:
    """Start supervisors of one's own; whatever is left of them is ended."""
    started: list[RasaParent] = []

    def start(*arguments: str) -> RasaParent:
        started.append(start_rasa_parent(tmp_path, *arguments))
        return started[-1]

    yield start
    for parent in started:
        end(parent)


@pytest.fixture
def front_desk(
    town: tuple[HybridRetriever, RecordStore], tmp_path: Path
) -> Iterator[Callable[..., FrontDesk]]:
    """Return a maker of receptions over the town, in memory or at a database's address."""
    made: list[FrontDesk] = []

    def make(url: str = IN_MEMORY, *, busy_ms: int = 2_000) -> FrontDesk:
        opened = open_store(url, busy_ms=busy_ms)
        store = FaultyStore(opened.engine, busy_ms=busy_ms)
        made.append(FrontDesk(town=town, store=store, photos=tmp_path / "photos"))
        return made[-1]

    yield make
    for each in made:
        each.store.close()
