"""The only wiring: read the settings, open the index, start Rasa, hand out the assistant."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Literal

import structlog

from bot.assistant import Assistant
from bot.desk import Desk
from bot.dialogue import Dialogue, NoDialogue
from bot.in_service import InService, Knowledge
from bot.pace import PEOPLE, UNLIMITED, Pace
from bot.procedure_trust import Law
from bot.rasa_dialogue import RasaDialogue
from bot.rasa_process import RasaProcess
from bot.rasa_tracker import tracker_path
from bot.rasa_train import model_path
from bot.reception import Reception
from bot.situations import known
from bot.store.deferred import Here, Whose
from bot.store.engine import IN_MEMORY, Store, open_store
from bot.ward import Ward, load_ward
from channels import moving
from channels.broadcasting import Broadcasting
from channels.console.review_expiry import ReviewExpiry
from channels.counting import Counting, field_of
from channels.forgetting import Forgetting
from channels.gateway import (
    SWEEP_APART_S,
    SWEEP_S,
    Serving,
    intake_for,
    intake_for_another,
    true_clock,
)
from channels.handling import Handling
from channels.hooks import Intake
from channels.indexing import build_apart
from channels.jobs import jobs_at
from channels.platform import Platform
from channels.platforms import MakePlatforms, no_platforms, polling
from channels.reach import NOBODY, Reach
from channels.reminding import Reminding
from channels.renewal import Renewal
from channels.reviewing import Reviewing, review_apart
from channels.settings import CHECKOUT, Settings
from channels.spool_file import spool_file
from channels.upkeep import upkeep
from channels.warming import warm
from knowledge.acts import Acts
from knowledge.load import DATA, load_acts, load_overlays, load_situations
from knowledge.overlays import Overlay
from knowledge.store import RecordStore
from retrieval.beside import beside_for
from retrieval.build import Manifest, open_parts, read_manifest
from retrieval.encoder import load_encoder
from retrieval.hybrid import HybridRetriever

logger = logging.getLogger(__name__)

Renews = Literal["no", "takes over", "builds"]
Opened = tuple[HybridRetriever, RecordStore]

RASA_PROJECT = CHECKOUT / "bot" / "rasa_project"


@dataclass(frozen=True, kw_only=True)
class Running:
    """A reception that can be asked, and what belongs to it."""

    reception: Reception
    store: Store
    in_service: InService
    ward: Ward
    law: Law
    """The ward's local rules, and the acts that are known."""
    is_ready: Callable[[], bool]
    intake: Intake
    """Where the hooks of platforms put what they are told."""
    platforms: Sequence[Platform] = ()
    reach: Reach = NOBODY
    renewal: Renewal | None = None
    """None: the index it began with answers to the end."""


def configure_logging(level: str) -> None:
    """Write log lines to stderr: time, level, event and fields, never a person's words."""
    shared: list[structlog.types.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
            ],
        )
    )
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # httpx logs every URL at INFO, and telegram its own at DEBUG: tokens are in them.
    for name in ("httpx", "httpcore", "telegram"):
        logging.getLogger(name).setLevel(logging.WARNING)


@asynccontextmanager
async def running(
    settings: Settings,
    *,
    with_rasa: bool,
    keeps: bool = False,
    platforms: MakePlatforms = no_platforms,
    here: Here = "all",
    renews: Renews = "no",
    on_gone: Callable[[], None] = lambda: None,
    with_beside: bool = False,
) -> AsyncIterator[Running]:
    """Open the index and the database, start Rasa if wanted, and close all at the end.

    With `keeps` conversations, tickets and hand-overs are kept in the database of the settings;
    otherwise they end with this process, and nobody is held back for asking fast. Of two
    processes at a database one serves the conversations of the platforms, and the other one the
    others. It `renews` what it knows: takes over an index that somebody built, or builds it.
    `on_gone` is called when a replaced one is let go. `with_beside` a second process searches while
    this one is busy. Raises RetrievalError, KnowledgeError or BotError with one clear line when
    something that set-up builds is missing or does not fit.
    """
    ward, loop = load_ward(settings.ward), asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
        manifest = read_manifest(settings.index_dir)
        opened = open_parts(settings.index_dir, manifest, encoder=encoder)
        store = open_store(settings.database if keeps else IN_MEMORY)
        stack.callback(store.close)
        # Before Rasa is started: a wrong setting is told at once.
        served = platforms(store)
        names = tuple(platform.name for platform in served)
        reach = Reach(channels=names, oa_may_cost=settings.zalo_oa_may_cost)
        warming = asyncio.create_task(asyncio.to_thread(warm, ward, settings.today))
        stack.push_async_callback(_ended, warming)
        dialogue: Dialogue = NoDialogue()
        is_ready = _always
        if with_rasa:
            process = await stack.enter_async_context(_rasa_process(settings))
            dialogue = RasaDialogue(process.http, lambda: process.is_ready)
            is_ready = lambda: process.is_ready  # noqa: E731
        law, situations = _law(ward, settings.ward.parent), known(load_situations())

        def knowledge_of(manifest: Manifest, opened: Opened | None = None) -> Knowledge:
            retriever, records = opened or open_parts(settings.index_dir, manifest, encoder=encoder)
            beside = beside_for(retriever, settings.index_dir, manifest) if with_beside else None
            if beside:
                loop.call_soon_threadsafe(beside.begin)
            assistant = Assistant(
                decide=dialogue.decide,
                close_form=dialogue.leave,
                retriever=retriever,
                records=records,
                ward=ward,
                today=lambda: settings.today,
                law=law,
                situations=situations,
                beside=beside,
            )
            return Knowledge(
                manifest=manifest,
                retriever=retriever,
                records=records,
                assistant=assistant,
                beside=beside,
            )

        in_service = InService(knowledge_of(manifest, opened), on_gone=on_gone)
        # Or the first index would stay in memory to the end.
        del opened
        stack.push_async_callback(in_service.close)
        reception = Reception(
            assistant=in_service,
            dialogue=dialogue,
            store=store,
            desk=Desk(ward=ward, takes_tickets=with_rasa),
            ward=ward,
            now=lambda: settings.now,
            pace=Pace(PEOPLE if keeps else UNLIMITED),
            photos=settings.photo_dir,
        )
        stack.push_async_callback(reception.close)
        database = settings.database if keeps and served else IN_MEMORY
        jobs = await stack.enter_async_context(jobs_at(database))
        spool = spool_file(database)
        if spool and here == "others":
            intake = await stack.enter_async_context(intake_for_another(spool, store))
        else:
            intake = intake_for(store, jobs)
            stack.push_async_callback(intake.close)
        if spool and here == "all":
            # Left by a gateway that had its worker in another process.
            await asyncio.to_thread(moving.empty, spool, store)
        if keeps:
            await reception.resume(whose=Whose(platforms=names, here=here))
            if here != "platforms":
                reminding = Reminding(
                    store=store,
                    plans=lambda: in_service.now.records.plans(),
                    ward=ward,
                    page=f"{settings.public_url}/canbo/ke-hoach" if settings.public_url else "",
                )
                counting = Counting(
                    store=store, field_of=lambda code: field_of(in_service.now.records, code)
                )
                broadcasting = Broadcasting(store=store, ward=ward, reach=reach)
                expiry = ReviewExpiry(store=store, folder=settings.review_dir, now=true_clock)
                others = (reminding, broadcasting, counting, expiry)
                await stack.enter_async_context(upkeep(settings, reception, store, ward, others))
            if served and here != "others":
                handling = _handling(settings, reception, store, ward)
                serving = Serving(
                    platforms=served,
                    handling=handling,
                    store=store,
                    jobs=jobs,
                    sweep_s=SWEEP_S if here == "all" or spool else SWEEP_APART_S,
                    spool=spool if here == "platforms" else None,
                )
                await stack.enter_async_context(serving.working())
                await stack.enter_async_context(polling(served, intake.keep))
        renewal = None
        if renews != "no":
            renewal = Renewal(
                in_service=in_service,
                open_index=knowledge_of,
                folder=settings.index_dir,
                store=store,
                now=true_clock,
                build=partial(build_apart, settings) if renews == "builds" else None,
            )
            await stack.enter_async_context(renewal.working())
        yield Running(
            reception=reception,
            store=store,
            in_service=in_service,
            ward=ward,
            law=law,
            is_ready=is_ready,
            intake=intake,
            platforms=served,
            reach=reach,
            renewal=renewal,
        )


def _handling(settings: Settings, reception: Reception, store: Store, ward: Ward) -> Handling:
    forgetting = Forgetting(
        reception=reception,
        photos=settings.photo_dir,
        tracker=tracker_path(settings.data_dir),
        now=lambda: settings.now,
    )
    reviewing = Reviewing(
        store=store,
        review=partial(review_apart, settings),
        folder=settings.data_dir / "reviewing",
        page=f"{settings.public_url.rstrip('/')}/canbo/ra-soat" if settings.public_url else "",
    )
    reviewing.sweep()
    return Handling(
        counter=reception,
        store=store,
        ward=ward,
        forgetter=forgetting,
        now=lambda: settings.now,
        clock=true_clock,
        oa_may_cost=settings.zalo_oa_may_cost,
        reviewing=reviewing,
    )


async def _ended(task: asyncio.Task[Any]) -> None:
    await asyncio.gather(task, return_exceptions=True)


def _always() -> bool:
    return True


def ward_overlays(ward: Ward, folder: Path) -> tuple[Overlay, ...]:
    """Return the ward's local rules: shipped ones, and its own beside its profile."""
    files = [
        folder / name if name.endswith(".yaml") else DATA / "overlays" / f"{name}.yaml"
        for name in ward.overlays
    ]
    return load_overlays(files)


def _law(ward: Ward, folder: Path) -> Law:
    return Law(overlays=ward_overlays(ward, folder), acts=Acts(load_acts()), province=ward.province)


def _rasa_process(settings: Settings) -> RasaProcess:
    return RasaProcess(
        python=settings.rasa_python,
        model=model_path(RASA_PROJECT, settings.build_dir),
        data_dir=settings.data_dir,
    )
