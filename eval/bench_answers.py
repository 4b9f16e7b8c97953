"""Measure how long answers and their stages take inside one process, warm, one at a time."""

import itertools
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from bot import rasa
from bot.aspect import find_aspect
from bot.compose import procedure_answer
from bot.rasa_process import RasaProcess
from bot.rasa_train import model_path
from bot.types import Message
from channels.app import RASA_PROJECT, running
from channels.settings import Settings
from eval.types import EvalError
from knowledge.types import Aspect, Kind
from retrieval.build import open_index, read_manifest
from retrieval.dense import DenseIndex
from retrieval.encoder import load_encoder
from retrieval.hybrid import DENSE_CANDIDATES
from retrieval.lexical import LexicalIndex
from retrieval.types import Filters

# The first answers load what is loaded lazily and fill caches.
WARM_UP = 10
_CANDIDATES = 20

_T = TypeVar("_T")


async def reply_times(
    settings: Settings, questions: Sequence[str], *, with_rasa: bool
) -> list[float]:
    """Return the milliseconds of each answer, every question a conversation of its own."""
    times = []
    async with running(settings, with_rasa=with_rasa) as motcua:
        for question in _warm(questions):
            message = _message(question)
            started = time.perf_counter()
            await motcua.reception.reply(message)
            times.append((time.perf_counter() - started) * 1000)
    return times[WARM_UP:]


@dataclass(frozen=True)
class _Stopwatch:
    """Milliseconds by stage."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def time(self, stage: str, work: Callable[[], _T]) -> _T:
        """Do the work, note how long it took and return what it returns."""
        started = time.perf_counter()
        done = work()
        self.times[stage].append((time.perf_counter() - started) * 1000)
        return done


async def stage_times(
    settings: Settings, questions: Sequence[str], *, with_rasa: bool
) -> dict[str, list[float]]:
    """Return the milliseconds of each stage, measured alone through its public function.

    In an answer, Rasa and understanding run at the same time; encoding and BM25 are parts of
    understanding, one dense search is a part of each search.
    """
    times = _own_stages(settings, _warm(questions))
    if with_rasa:
        times["Rasa"] = await _rasa_times(settings, _warm(questions))
    return {stage: each[WARM_UP:] for stage, each in times.items()}


def _own_stages(settings: Settings, questions: Sequence[str]) -> dict[str, list[float]]:
    """Measure the stages that run in this process, in the order of an answer."""
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    retriever, records = open_index(settings.index_dir, encoder=encoder)
    lexical = LexicalIndex.load(part_of(settings.index_dir, "lexical"))
    dense = DenseIndex.load(part_of(settings.index_dir, "vectors"))
    watch = _Stopwatch()
    for question in questions:
        procedure = None
        query = watch.time("understanding", partial(retriever.understand, question))
        watch.time("… its encoder", partial(encoder.encode_query, query.text))
        watch.time("… its BM25", partial(lexical.scores, query.terms))
        for kind in Kind:
            search = partial(retriever.search, query, Filters(kind=kind), _CANDIDATES)
            hits = watch.time(f"search, {kind.value}s", search)
            if kind is Kind.PROCEDURE and hits:
                procedure = records.procedure(hits[0].passage.record_id)
        watch.time("… its dense part", partial(dense.search, query.vector, DENSE_CANDIDATES))
        if procedure is not None:
            compose = partial(
                procedure_answer, procedure, _aspect(question), question, settings.today
            )
            watch.time("composing", compose)
    records.close()
    return dict(watch.times)


def part_of(index: Path, name: str) -> Path:
    """Return a part of the index; how it is stored is the index's own business."""
    found = sorted((index / read_manifest(index).parts).glob(f"{name}*"))
    if len(found) != 1:
        raise EvalError(f"{index}: no part {name!r} that can be timed; run `motcua index`")
    return found[0]


async def _rasa_times(settings: Settings, questions: Sequence[str]) -> list[float]:
    times = []
    model = model_path(RASA_PROJECT, settings.build_dir)
    async with RasaProcess(
        python=settings.rasa_python, model=model, data_dir=settings.data_dir
    ) as process:
        for question in questions:
            started = time.perf_counter()
            await rasa.decide(_message(question), process.http)
            times.append((time.perf_counter() - started) * 1000)
    return times


def _aspect(question: str) -> Aspect | None:
    found = find_aspect(question)
    return next((aspect for aspect in Aspect if aspect == found), None)


def _message(question: str) -> Message:
    return Message(conversation_id=f"bench-{uuid.uuid4()}", text=question)


def _warm(questions: Sequence[str]) -> list[str]:
    """Return the questions with the first ones asked once before, to be left out."""
    return [*itertools.islice(itertools.cycle(questions), WARM_UP), *questions]
