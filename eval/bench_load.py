"""Hold many conversations at once with the product's own server, and check that none lost a word.

Each conversation is one after the other: its next message is sent when the last is answered. Its
turns are questions of our own cases and names, follow-ups, courtesy, and one report from the first
word to the code; so a lost, doubled or mixed up message shows in what was filed.
"""

import asyncio
import json
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

import aiohttp
import psutil
from sqlalchemy import func, select

from bot.store.engine import open_store
from bot.store.models import MessageRow, TicketRow
from channels.settings import Settings
from eval.bench_process import gateway, stop
from eval.types import EvalError

_TIMEOUT_S = 60.0
_SEARCHES = "retrieval.apart"
_CODE = re.compile(r"PA-\d{4}-[0-9A-Z]{4}")


@dataclass(frozen=True, kw_only=True)
class LoadFigures:
    """What simultaneous conversations cost, and whether everything is there afterwards."""

    conversations: int
    messages: int
    seconds: float
    reply_ms: tuple[float, ...]
    """From sending a message to having read its answer, in order of sending by conversation."""
    lost: int
    """Messages without exactly one answer in the database."""
    mixed_up: int
    """Reports that do not hold what their conversation said."""
    gateway_ms: float
    """Processor time of the gateway a message, in milliseconds."""
    rasa_ms: float
    """The same of Rasa."""
    beside_ms: float
    """The same of the process that searches beside it; 0: there is none."""
    stolen: float
    """Share of the processors' time that the host gave to other machines; 0 where none tells."""

    @property
    def per_second(self) -> float:
        """Messages answered a second."""
        return self.messages / self.seconds


def measure_load(
    settings: Settings, questions: Sequence[str], *, conversations: int, rounds: int = 3
) -> list[LoadFigures]:
    """Start `motcua serve` with a database of its own and hold the conversations, some times over.

    The first round warms up and is not returned. Raises EvalError when a message is refused.
    """
    found = []
    with tempfile.TemporaryDirectory(prefix="motcua-load-") as scratch:
        url = f"sqlite:///{Path(scratch) / 'load.sqlite'}"
        extra = {"MOTCUA_DATABASE_URL": url}
        with gateway(settings, with_rasa=True, extra=extra) as (process, http, _seconds):
            base, serving = str(http.base_url).rstrip("/"), psutil.Process(process.pid)
            for number in range(rounds + 1):
                scripts = [
                    _script(questions, number, each, conversations) for each in range(conversations)
                ]
                before = _spent(serving)
                figures = asyncio.run(_round(base, scripts, number))
                spent = tuple(b - a for a, b in zip(before, _spent(serving), strict=True))
                found.append(_checked(url, scripts, number, figures, spent))
            stop(process)
    return found[1:]


def _spent(serving: psutil.Process) -> tuple[float, float, float, float, float]:
    """Return seconds so far: the gateway's, Rasa's, the search's, stolen and all the machine's."""

    def own(process: psutil.Process) -> float:
        times = process.cpu_times()
        return float(times.user + times.system)

    machine = psutil.cpu_times()
    stolen = float(getattr(machine, "steal", 0.0))
    children = serving.children()
    searching = [each for each in children if _SEARCHES in each.cmdline()]
    beside, all_of_them = sum(map(own, searching)), sum(map(own, children))
    return own(serving), all_of_them - beside, beside, stolen, float(sum(machine))


def _script(questions: Sequence[str], number: int, each: int, conversations: int) -> list[str]:
    """Return one conversation's messages: no two conversations of a round ask the same."""
    start = 3 * (number * conversations + each)
    first, second, third = (questions[(start + n) % len(questions)] for n in range(3))
    return [
        "xin chào",
        first,
        "lệ phí bao nhiêu",
        second,
        "còn giấy tờ cần những gì",
        third,
        f"tôi muốn phản ánh cống ở chợ số {each} bị tắc, nước ngập",
        f"số {each + 1} ngõ {number + 1} phố Chợ",
        "bỏ qua",
        "gửi",
    ]


async def _round(
    base: str, scripts: Sequence[Sequence[str]], number: int
) -> tuple[float, list[list[float]]]:
    """Hold all conversations at once; return the seconds it took and each reply's milliseconds."""
    # aiohttp itself: who asks runs on the same processors, and httpx took three times as much of
    # them a message.
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0),
        timeout=aiohttp.ClientTimeout(total=_TIMEOUT_S),
    ) as http:

        async def converse(each: int) -> list[float]:
            times = []
            for turn, text in enumerate(scripts[each]):
                said = {
                    "conversation_id": f"load-{number}-{each}",
                    "message_id": f"m{turn}",
                    "text": text,
                }
                started = time.perf_counter()
                async with http.post(f"{base}/api/chat", json=said) as reply:
                    content = await reply.read()
                times.append((time.perf_counter() - started) * 1000)
                if reply.status != HTTPStatus.OK:
                    raise EvalError(f"POST /api/chat answered {reply.status} under load")
            if not _CODE.search(json.loads(content)["text"]):
                raise EvalError("a report was not filed at the end of its conversation")
            return times

        started = time.perf_counter()
        times = await asyncio.gather(*(converse(each) for each in range(len(scripts))))
        return time.perf_counter() - started, times


def _checked(
    url: str,
    scripts: Sequence[Sequence[str]],
    number: int,
    figures: tuple[float, list[list[float]]],
    spent: Sequence[float],
) -> LoadFigures:
    """Compare what the database holds with what was said."""
    store = open_store(url)
    try:
        with store.transaction() as session:
            ids = [f"web:load-{number}-{each}" for each in range(len(scripts))]
            said = session.execute(
                select(MessageRow.conversation_id, MessageRow.text)
                .where(MessageRow.conversation_id.in_(ids), MessageRow.direction == "in")
                .order_by(MessageRow.id)
            ).all()
            answers = session.scalar(
                select(func.count(func.distinct(MessageRow.reply_to))).where(
                    MessageRow.conversation_id.in_(ids), MessageRow.direction == "out"
                )
            )
            tickets = session.execute(
                select(TicketRow.conversation_id, TicketRow.content, TicketRow.place).where(
                    TicketRow.conversation_id.in_(ids)
                )
            ).all()
    finally:
        store.close()
    kept = {id_: [text for other, text in said if other == id_] for id_ in ids}
    filed = {id_: (content, place) for id_, content, place in tickets}
    seconds, times = figures
    messages = sum(map(len, scripts))
    gateway_s, rasa_s, beside_s, stolen_s, machine_s = spent
    return LoadFigures(
        conversations=len(scripts),
        messages=messages,
        seconds=seconds,
        reply_ms=tuple(ms for each in times for ms in each),
        lost=messages - min(len(said), answers or 0),
        mixed_up=sum(
            kept[id_] != list(script) or filed.get(id_, ("", ""))[1] != script[7]
            for id_, script in zip(ids, scripts, strict=True)
        ),
        gateway_ms=gateway_s * 1000 / messages,
        rasa_ms=rasa_s * 1000 / messages,
        beside_ms=beside_s * 1000 / messages,
        stolen=stolen_s / machine_s if machine_s else 0.0,
    )
