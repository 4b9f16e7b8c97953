"""A gateway for the toy platform in a process of its own, or in two, to be killed.

What it sends is written to a file, as a platform would show it; sending takes a moment.
"""

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from bot.assistant import Assistant
from bot.desk import Desk
from bot.dialogue import NoDialogue
from bot.pace import UNLIMITED, Pace
from bot.reception import Reception
from bot.store.deferred import Whose
from bot.store.engine import open_store
from channels import moving
from channels.forgetting import Forgetting
from channels.gateway import Serving, intake_for, intake_for_another, true_clock
from channels.handling import Handling
from channels.hooks import hooks_router
from channels.jobs import LocalJobs
from channels.platform import Parcel
from retrieval.build import open_index
from tests.channels.toy import WARD, Toy
from tests.conftest import SyllableEncoder

SETTLES = timedelta(seconds=0.05)


class Filed(Toy):
    """The toy platform; who looks into the file sees what arrived, whatever becomes of us."""

    file = Path()

    async def send(self, address: str, parcel: Parcel) -> str:
        """Append it to the file."""
        await asyncio.sleep(0.003)
        with self.file.open("a", encoding="utf-8") as file:
            file.write(json.dumps([address, parcel.payload["text"]]) + "\n")
        await asyncio.sleep(0.003)
        return "m"


async def serve(index: Path, folder: Path, role: str) -> None:
    """Serve until the process is killed; the port is the first line of the output."""
    url = f"sqlite:///{folder}/motcua.sqlite"
    spool = folder / "motcua-intake.sqlite"
    retriever, records = open_index(index, encoder=SyllableEncoder())
    store = open_store(url)
    dialogue, toy = NoDialogue(), Filed()
    toy.file = folder / "sent"
    now = lambda: datetime.now(UTC)  # noqa: E731
    reception = Reception(
        assistant=Assistant(
            decide=dialogue.decide,
            close_form=dialogue.leave,
            retriever=retriever,
            records=records,
            ward=WARD,
            today=lambda: now().date(),
        ),
        dialogue=dialogue,
        store=store,
        desk=Desk(ward=WARD, takes_tickets=True),
        ward=WARD,
        now=now,
        pace=Pace(UNLIMITED),
        photos=folder / "photos",
    )
    await reception.resume(whose=Whose(platforms=("toy",)))
    forgetting = Forgetting(
        reception=reception, photos=folder / "photos", tracker=folder / "none", now=now
    )
    handling = Handling(
        counter=reception, store=store, ward=WARD, forgetter=forgetting, now=now, clock=true_clock
    )
    jobs = LocalJobs()
    serving = Serving(
        platforms=[toy],
        handling=handling,
        store=store,
        jobs=jobs,
        settles=SETTLES,
        sweep_s=0.2,
        spool=spool if role == "worker" else None,
    )
    async with AsyncExitStack() as stack:
        if role == "all":
            moving.empty(spool, store)
        if role != "gateway":
            await stack.enter_async_context(serving.working())
        if role == "worker":
            os.write(1, b"0\n")
            await asyncio.Event().wait()
        intake = intake_for(store, jobs, settles=SETTLES)
        if role == "gateway":
            spooled = intake_for_another(spool, store, purge_s=0.2)
            intake = await stack.enter_async_context(spooled)
        app = FastAPI()
        app.include_router(hooks_router([toy], intake))
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False))
        running = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        os.write(1, f"{port}\n".encode())
        await running


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))
