"""A counter over the knowledge with planted facts."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.desk import Desk
from bot.in_service import InService, Knowledge
from bot.pace import UNLIMITED, Pace
from bot.reception import Reception
from bot.situations import known
from bot.store.engine import open_store
from bot.ward import Ward
from knowledge.places import today_of
from knowledge.store import RecordStore
from retrieval.build import build_index, open_index
from retrieval.hybrid import HybridRetriever
from tests.channels.conftest import MANIFEST
from tests.channels.office import Office, SlotBySlot
from tests.conftest import SyllableEncoder
from tests.leaks.facts import PLACE, RECORDS, SITUATION

NOW = datetime.combine(date(2026, 11, 23), time(3), UTC)
WARD = Ward(name=PLACE, province="thành phố Mây", hotline="0900 000 001")
Town = tuple[HybridRetriever, RecordStore]


@pytest.fixture(scope="session")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Return an index that holds the planted facts."""
    folder = tmp_path_factory.mktemp("planted") / "index"
    build_index(RECORDS, folder, encoder=SyllableEncoder())
    retriever, records = open_index(folder, encoder=SyllableEncoder())
    yield retriever, records
    records.close()


MakeOffice = Callable[..., Office]


@pytest.fixture
def make_office(planted: Town, tmp_path: Path) -> Iterator[MakeOffice]:
    """Return a maker of counters over it, each with a database of its own."""
    made: list[Office] = []

    def make(*, pace: str = UNLIMITED) -> Office:
        retriever, records = planted
        store = open_store(f"sqlite:///{tmp_path}/office-{len(made)}.sqlite")
        dialogue = SlotBySlot()
        assistant = Assistant(
            decide=dialogue.decide,
            close_form=dialogue.leave,
            retriever=retriever,
            records=records,
            ward=WARD,
            today=NOW.date,
            situations=known([SITUATION]),
        )
        in_service = InService(
            Knowledge(manifest=MANIFEST, retriever=retriever, records=records, assistant=assistant)
        )
        reception = Reception(
            assistant=in_service,
            dialogue=dialogue,
            store=store,
            desk=Desk(ward=WARD, takes_tickets=True),
            ward=WARD,
            now=lambda: NOW,
            pace=Pace(pace),
            photos=tmp_path / "photos",
        )
        made.append(
            Office(
                reception=reception,
                store=store,
                photos=tmp_path / "photos",
                ward=WARD,
                in_service=in_service,
            )
        )
        return made[-1]

    today_of(WARD.name)
    yield make
    for each in made:
        each.store.close()
