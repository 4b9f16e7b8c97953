"""The second process that searches: it finds the same, and nothing depends on it."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import psutil
import pytest

from bot.readied import Readied
from channels.settings import Settings
from knowledge.store import RecordStore
from knowledge.types import Audience, Kind
from retrieval import beside as module
from retrieval.beside import Beside, beside_for
from retrieval.build import Manifest, open_parts, read_manifest
from retrieval.encoder import load_encoder
from retrieval.hybrid import HybridRetriever
from retrieval.types import Filters
from tests.conftest import CHECKOUT

pytestmark = [pytest.mark.model, pytest.mark.slow]

SEARCHES = [
    (Filters(audience=audience, kind=kind), 20)
    for audience in (Audience.PUBLIC, Audience.OFFICIAL)
    for kind in (Kind.PROCEDURE, Kind.GUIDE, Kind.DOCUMENT, Kind.PLAN)
]
QUESTIONS = (
    "làm lại căn cước bao nhiêu tiền",
    "vk e moi de",
    "dang ky tam tru",
    "",
    "aloooo 🙂 \u202e",
    "CT01 nộp mấy bản",
    "hồ sơ " * 400,
)
WAITS_S = 20.0


@dataclass(frozen=True, kw_only=True)
class Index:
    """An index of what is shipped, and where it lies."""

    folder: Path
    manifest: Manifest
    retriever: HybridRetriever

    def beside(self) -> Beside:
        encoder = Settings().encoder_dir
        passages = self.retriever.passages
        return Beside(self.folder, self.manifest, encoder=encoder, passages=passages)


@pytest.fixture(scope="module")
def index(shipped: Path) -> Iterator[Index]:
    folder, settings = shipped / "index", Settings()
    manifest = read_manifest(folder)
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    retriever, records = open_parts(folder, manifest, encoder=encoder)
    yield Index(folder=folder, manifest=manifest, retriever=retriever)
    records.close()


@pytest.fixture
async def running(index: Index) -> AsyncIterator[Beside]:
    made = index.beside()
    made.begin()
    await ready(made)
    yield made
    await made.ended()


async def ready(beside: Beside, *, but: int | None = None) -> int:
    """Wait until the process can be asked, another than `but`, and return its id."""
    async with asyncio.timeout(WAITS_S):
        while beside.pid in (None, but):
            await asyncio.sleep(0.02)
    assert beside.pid is not None
    return beside.pid


async def test_it_finds_what_is_found_here(index: Index, running: Beside) -> None:
    for question in QUESTIONS:
        there = await running.query(question, SEARCHES)
        here = index.retriever.understand(question)
        for filters, k in SEARCHES:
            index.retriever.search(here, filters, k)

        assert there is not None
        assert there.found == here.found
        assert (there.text, there.terms, there.words, there.mass) == (
            *(here.text, here.terms, here.words),
            here.mass,
        )
        assert (there.lexical == here.lexical).all()
        assert (there.vector == here.vector).all()


async def test_each_of_many_at_once_gets_its_own(running: Beside) -> None:
    texts = [f"tạm trú số {number}" for number in range(40)]

    found = await asyncio.gather(*(running.query(text, SEARCHES[:1]) for text in texts))

    assert [query and query.text for query in found] == texts


async def test_one_that_is_killed_answers_nobody_and_is_started_again(running: Beside) -> None:
    pid = await ready(running)
    os.kill(pid, signal.SIGSTOP)
    asked = asyncio.create_task(running.query("tạm trú", SEARCHES))
    await asyncio.sleep(0.05)

    os.kill(pid, signal.SIGKILL)

    assert await asked is None
    assert await running.query("tạm trú", SEARCHES) is None, "nobody waits for the next one"
    await ready(running, but=pid)
    assert await running.query("tạm trú", SEARCHES) is not None


async def test_one_that_hangs_is_not_waited_for(
    running: Beside, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MOST_S", 0.1)
    pid = await ready(running)
    os.kill(pid, signal.SIGSTOP)

    assert await running.query("tạm trú", SEARCHES) is None

    monkeypatch.undo()
    await ready(running, but=pid)
    assert not psutil.pid_exists(pid)
    assert await running.query("tạm trú", SEARCHES) is not None


async def test_whoever_no_longer_waits_harms_nobody(running: Beside) -> None:
    pid = await ready(running)
    given_up = asyncio.create_task(running.query("khai sinh", SEARCHES))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)

    query = await running.query("tạm trú", SEARCHES)

    assert query is not None
    assert query.text == "tạm trú"
    assert running.pid == pid


async def test_another_index_is_not_searched(index: Index) -> None:
    other = replace(index, manifest=replace(index.manifest, content="0" * 64)).beside()
    other.begin()
    await asyncio.sleep(3)

    assert other.pid is None
    assert await other.query("tạm trú", SEARCHES) is None
    await other.ended()


async def test_it_is_told_no_secrets(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTCUA_STAFF_TOKEN", "bi-mat-lam")
    made = index.beside()
    made.begin()
    environment = psutil.Process(await ready(made)).environ()
    await made.ended()

    assert not [name for name in environment if name.startswith("MOTCUA_")]


async def test_ended_it_leaves_no_process(index: Index) -> None:
    made = index.beside()
    made.begin()
    pid = await ready(made)

    made.end()
    await asyncio.sleep(0)
    await made.ended()

    assert not psutil.pid_exists(pid)
    assert await made.query("tạm trú", SEARCHES) is None


def test_it_ends_with_a_parent_that_is_killed(index: Index) -> None:
    script = f"""
import asyncio, sys
from pathlib import Path
from retrieval.beside import Beside
from retrieval.build import read_manifest

async def main():
    folder = Path({str(index.folder)!r})
    beside = Beside(folder, read_manifest(folder), encoder=Path({str(Settings().encoder_dir)!r}),
                    passages=[])
    beside.begin()
    while beside.pid is None:
        await asyncio.sleep(.05)
    print(beside.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=CHECKOUT,
        env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.wait()
    parent.stdout.close()

    _, left = psutil.wait_procs([child], timeout=10)
    assert not left


async def test_many_questions_at_once_are_all_made_ready(index: Index, running: Beside) -> None:
    readied = Readied(index.retriever, running)
    texts = [f"{question} {number}" for number in range(5) for question in QUESTIONS[:3]]

    await asyncio.gather(*(readied.search_ahead(text, Audience.PUBLIC) for text in texts))

    for text in texts:
        here = index.retriever.understand(text)
        for filters, k in readied(text).found:
            index.retriever.search(here, filters, k)
        assert len(here.found) == 3
        assert readied(text).found == here.found


async def test_without_it_they_are_made_ready_here(index: Index, running: Beside) -> None:
    readied = Readied(index.retriever, running)
    pid = await ready(running)
    started = time.monotonic()
    ahead = [
        asyncio.create_task(readied.search_ahead(f"tạm trú {n}", Audience.PUBLIC)) for n in range(9)
    ]
    await asyncio.sleep(0)
    os.kill(pid, signal.SIGKILL)

    await asyncio.gather(*ahead)

    assert all(len(readied(f"tạm trú {n}").found) == 3 for n in range(9))
    assert time.monotonic() - started < WAITS_S


def test_it_is_started_for_an_index_and_encoder_that_are_worth_it(
    index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    assert beside_for(index.retriever, index.folder, index.manifest)

    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    assert beside_for(index.retriever, index.folder, index.manifest) is None

    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    monkeypatch.setattr(module, "EXACT_UP_TO", len(index.retriever) - 1)
    assert beside_for(index.retriever, index.folder, index.manifest) is None


def test_another_encoder_is_not_loaded_twice(
    index: Index, town: tuple[HybridRetriever, RecordStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0, 1})
    retriever, _records = town
    assert beside_for(retriever, index.folder, index.manifest) is None
