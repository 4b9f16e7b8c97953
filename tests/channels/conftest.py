"""A real browser, and a counter that takes reports, for the tests of the web channel."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.assistant import Assistant
from bot.desk import Desk
from bot.in_service import InService, Knowledge
from bot.pace import PEOPLE, Pace
from bot.reception import Reception
from bot.situations import known
from bot.store.engine import open_store
from bot.ward import Ward
from knowledge.places import today_of
from knowledge.store import RecordStore
from retrieval.build import FORMAT, Manifest
from retrieval.hybrid import HybridRetriever
from tests.channels.office import Office, SlotBySlot
from tests.channels.toy import Stages
from tests.postgres import postgres, postgres_url

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

__all__ = ["postgres", "postgres_url"]

ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
).split()
MANIFEST = Manifest(
    format=FORMAT,
    content="",
    encoder="",
    dimension=0,
    query_prefix="",
    passage_prefix="",
    passages=0,
    records=0,
)
NOW = datetime.combine(datetime(2026, 11, 23), time(3), UTC)


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Return a browser; skip where there is none.

    No longer than a module: while it runs, its event loop keeps other tests from running theirs.
    """
    from playwright.sync_api import expect, sync_playwright

    chromium = os.environ.get("MOTCUA_CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium: install it or set MOTCUA_CHROMIUM")
    # What is waited for comes by itself; on a busy machine that takes more than five seconds.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: "Browser") -> Iterator["BrowserContext"]:
    """Return a browser's new profile."""
    context = browser.new_context(reduced_motion="reduce")
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def office(town: tuple[HybridRetriever, RecordStore], tmp_path: Path) -> Iterator[Office]:
    """Return a counter on a Monday morning; its database is a file."""
    retriever, records = town
    ward = Ward(name="phường Bến Gỗ", province="thành phố Mây", hotline="0900 000 001")
    store, dialogue = open_store(f"sqlite:///{tmp_path}/office.sqlite", busy_ms=100), SlotBySlot()
    assistant = Assistant(
        decide=dialogue.decide,
        close_form=dialogue.leave,
        retriever=retriever,
        records=records,
        ward=ward,
        today=NOW.date,
        situations=known([]),
    )
    in_service = InService(
        Knowledge(manifest=MANIFEST, retriever=retriever, records=records, assistant=assistant)
    )
    today_of(ward.name)  # Reads its table once, not while a page waits.
    reception = Reception(
        assistant=in_service,
        dialogue=dialogue,
        store=store,
        desk=Desk(ward=ward, takes_tickets=True),
        ward=ward,
        now=lambda: NOW,
        pace=Pace(PEOPLE),
        photos=tmp_path / "photos",
    )
    yield Office(
        reception=reception,
        store=store,
        photos=tmp_path / "photos",
        ward=ward,
        in_service=in_service,
    )
    store.close()


@pytest.fixture
async def stages(
    town: tuple[HybridRetriever, RecordStore], tmp_path: Path
) -> AsyncIterator[Stages]:
    """Return what makes gateways on one database file, one after the other."""
    made = Stages(town=town, folder=tmp_path)
    yield made
    await made.close()
