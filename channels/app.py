"""The only wiring: read the settings, open the index, start Rasa, hand out the assistant."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog

from bot import rasa
from bot.assistant import Assistant, search_decision
from bot.procedure_trust import Law
from bot.rasa_process import RasaProcess
from bot.rasa_train import model_path
from bot.situations import known
from bot.types import Decision, DialogueUnavailable, Message
from bot.ward import Ward, load_ward
from channels.settings import CHECKOUT, Settings
from knowledge.acts import Acts
from knowledge.load import DATA, load_acts, load_overlays, load_situations
from knowledge.overlays import Overlay
from knowledge.places import today_of
from retrieval.build import open_index
from retrieval.encoder import load_encoder

logger = logging.getLogger(__name__)

RASA_PROJECT = CHECKOUT / "bot" / "rasa_project"


@dataclass(frozen=True, kw_only=True)
class Running:
    """An assistant that can be asked."""

    assistant: Assistant
    ward: Ward
    is_ready: Callable[[], bool]


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
    # httpx logs every URL at INFO: one line a message, of no use to anybody.
    logging.getLogger("httpx").setLevel(logging.WARNING)


@asynccontextmanager
async def running(settings: Settings, *, with_rasa: bool) -> AsyncIterator[Running]:
    """Open the index, start Rasa if wanted, and close both at the end.

    Raises RetrievalError, KnowledgeError or BotError with one clear line when something
    that set-up builds is missing or does not fit.
    """
    ward = load_ward(settings.ward)
    law = _law(ward, settings.ward.parent)
    situations = known(load_situations())
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    retriever, records = open_index(settings.index_dir, encoder=encoder)

    def wired(decide: Callable[[Message], Awaitable[Decision]]) -> Assistant:
        return Assistant(
            decide=decide,
            retriever=retriever,
            records=records,
            ward=ward,
            today=lambda: settings.today,
            law=law,
            situations=situations,
        )

    # Its table takes a second to read: not at the expense of the first to ask.
    warming = asyncio.create_task(asyncio.to_thread(today_of, ward.name))
    try:
        if not with_rasa:
            yield Running(assistant=wired(_decide_alone), ward=ward, is_ready=lambda: True)
            return
        async with _rasa_process(settings) as process:

            async def decide(message: Message) -> Decision:
                if not process.is_ready:
                    raise DialogueUnavailable("Rasa is restarting")
                return await rasa.decide(message, process.http)

            yield Running(assistant=wired(decide), ward=ward, is_ready=lambda: process.is_ready)
    finally:
        await asyncio.gather(warming, return_exceptions=True)
        records.close()


def ward_overlays(ward: Ward, folder: Path) -> tuple[Overlay, ...]:
    """Return the ward's local rules: shipped ones, and its own beside its profile."""
    files = [
        folder / name if name.endswith(".yaml") else DATA / "overlays" / f"{name}.yaml"
        for name in ward.overlays
    ]
    return load_overlays(files)


def _law(ward: Ward, folder: Path) -> Law:
    return Law(overlays=ward_overlays(ward, folder), acts=Acts(load_acts()), province=ward.province)


async def _decide_alone(message: Message) -> Decision:
    return search_decision(message)


def _rasa_process(settings: Settings) -> RasaProcess:
    return RasaProcess(
        python=settings.rasa_python,
        model=model_path(RASA_PROJECT, settings.build_dir),
        data_dir=settings.data_dir,
    )
