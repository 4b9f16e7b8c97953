"""Everything together, with real jobs: what is told is answered, on either database."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.desk import Desk
from bot.dialogue import NoDialogue
from bot.pace import UNLIMITED, Pace
from bot.reception import Reception
from bot.store.engine import open_store
from channels.forgetting import Forgetting
from channels.gateway import Serving, intake_for, true_clock
from channels.handling import Handling
from channels.hooks import Intake
from channels.jobs import jobs_at
from tests.bot.front_desk import Town, until
from tests.channels.toy import FEE, WARD, Toy

SETTLES = timedelta(seconds=0.02)


@asynccontextmanager
async def gateway(url: str, town: Town, folder: Path, toy: Toy) -> AsyncIterator[Intake]:
    """Serve the toy platform at a database."""
    retriever, records = town
    dialogue, store = NoDialogue(), open_store(url)
    reception = Reception(
        assistant=Assistant(
            decide=dialogue.decide,
            close_form=dialogue.leave,
            retriever=retriever,
            records=records,
            ward=WARD,
            today=lambda: true_clock().date(),
        ),
        dialogue=dialogue,
        store=store,
        desk=Desk(ward=WARD, takes_tickets=False),
        ward=WARD,
        now=true_clock,
        pace=Pace(UNLIMITED),
        photos=folder / "photos",
    )
    forgetting = Forgetting(
        reception=reception, photos=folder / "photos", tracker=folder / "none", now=true_clock
    )
    handling = Handling(
        counter=reception,
        store=store,
        ward=WARD,
        forgetter=forgetting,
        now=true_clock,
        clock=true_clock,
    )
    async with jobs_at(url) as jobs:
        serving = Serving(
            platforms=[toy], handling=handling, store=store, jobs=jobs, settles=SETTLES
        )
        async with serving.working():
            yield intake_for(store, jobs, settles=SETTLES)
        await reception.close()
    store.close()


def told(toy: Toy, *, people: int, each: int) -> list[bytes]:
    """Return bodies: questions of several people, in turn."""
    return [
        json.dumps(
            [{"key": f"{who}-{n}", "chat": f"c{who}", "s": n, "text": f"{FEE} {n}"}]
        ).encode()
        for n in range(each)
        for who in range(people)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def test_many_who_write_at_once_get_all_their_answers(
    engine: str, request: pytest.FixtureRequest, town: Town, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/motcua.sqlite"
    if engine == "postgres":
        url = str(request.getfixturevalue("postgres_url"))
    toy = Toy()
    async with gateway(url, town, tmp_path, toy) as intake:
        bodies = told(toy, people=5, each=4)
        events = [toy.accept(body, {"x-secret": "toy"}) for body in bodies]
        await asyncio.gather(*(intake.keep(each) for each in events + events))
        # The notice, and four answers for each.
        await until(lambda: len(toy.sent) >= 25, limit_s=60)
        await asyncio.sleep(0.5)

    assert len(toy.sent) == 25
    for who in range(5):
        assert sum("21.000" in text for text in toy.texts(f"c{who}")) == 4


@pytest.mark.slow
async def test_what_one_process_has_kept_the_next_one_answers(town: Town, tmp_path: Path) -> None:
    url, toy = f"sqlite:///{tmp_path}/motcua.sqlite", Toy()
    store = open_store(url)
    async with jobs_at(url) as jobs:
        intake = intake_for(store, jobs)
        await intake.keep(toy.accept(told(toy, people=1, each=1)[0], {"x-secret": "toy"}))
        await intake.close()
    store.close()
    assert toy.sent == []

    async with gateway(url, town, tmp_path, toy):
        await until(lambda: len(toy.sent) == 2)

    assert "21.000" in toy.texts("c0")[1]
