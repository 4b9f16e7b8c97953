"""A second process that makes questions ready while this one is busy with others.

Python runs one thread of a process at a time. With 32 residents asking at once, search stood in
line with HTTP and the database for the interpreter while a fifth of two processors idled. The
process is an aid and nothing depends on it: whoever gets None searches here.
"""

import asyncio
import itertools
import json
import logging
import os
import pickle
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from knowledge.types import Passage
from retrieval.apart import LENGTH, READY, Reply, Request, query_of
from retrieval.build import Manifest
from retrieval.dense import EXACT_UP_TO
from retrieval.encoder import OnnxEncoder
from retrieval.hybrid import HybridRetriever
from retrieval.question import Query
from retrieval.types import Filters

logger = logging.getLogger(__name__)

# Nothing else is handed down: the environment holds tokens and passwords.
_INHERITED = ("HOME", "LANG", "LC_ALL", "PATH", "PYTHONPATH", "TZ")
# Of a search that takes 30 ms; what has not come by then never will.
_MOST_S = 2.0
_PROCESSORS = 2
_BACK_OFF_S = (1.0, 5.0, 60.0)


def beside_for(retriever: HybridRetriever, folder: Path, manifest: Manifest) -> "Beside | None":
    """Return a process for the index in the folder, where there is a second processor to run on.

    None for an encoder or an index that would take a gigabyte once more.
    """
    encoder = retriever.encoder
    if not isinstance(encoder, OnnxEncoder) or len(retriever) > EXACT_UP_TO:
        return None
    if len(os.sched_getaffinity(0)) < _PROCESSORS:
        return None
    return Beside(folder, manifest, encoder=encoder.folder, passages=retriever.passages)


class Beside:
    """The process, started by `begin` and again when it ends before `end`."""

    def __init__(
        self, folder: Path, manifest: Manifest, *, encoder: Path, passages: Sequence[Passage]
    ) -> None:
        """`passages` are those of the index; `encoder` is the folder of the built one."""
        self._command = (
            *(sys.executable, "-m", "retrieval.apart"),
            *(str(folder), json.dumps(asdict(manifest)), str(encoder)),
        )
        self._passages = passages
        self._process: asyncio.subprocess.Process | None = None
        self._running: asyncio.Task[None] | None = None
        self._numbers = itertools.count(READY + 1)
        self._waiting: dict[int, asyncio.Future[Reply]] = {}

    @property
    def pid(self) -> int | None:
        """The process id while it can be asked."""
        return self._process.pid if self._process else None

    def begin(self) -> None:
        """Start it; on the event loop. Until it has opened the index nobody can ask."""
        self._running = asyncio.create_task(self._run())

    async def query(self, text: str, searches: Sequence[tuple[Filters, int]]) -> Query | None:
        """Return the question made ready and searched for; None if the process cannot."""
        process = self._process
        if process is None or process.stdin is None:
            return None
        request = Request(number=next(self._numbers), text=text, searches=tuple(searches))
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[request.number] = future
        try:
            said = pickle.dumps(request, pickle.HIGHEST_PROTOCOL)
            process.stdin.write(LENGTH.pack(len(said)) + said)
            async with asyncio.timeout(_MOST_S):
                return query_of(await future, self._passages)
        except (TimeoutError, OSError) as error:
            logger.warning("the search beside fails", extra={"error": type(error).__name__})
            if process.returncode is None:
                process.kill()
            return None
        finally:
            self._waiting.pop(request.number, None)

    def end(self) -> None:
        """Have the process end."""
        # Once: a second time would keep us from waiting until it is gone.
        if self._running and not self._running.cancelling():
            self._running.cancel()

    async def ended(self) -> None:
        """End it and wait until it is gone."""
        self.end()
        if self._running:
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        for pause in itertools.chain(_BACK_OFF_S, itertools.repeat(_BACK_OFF_S[-1])):
            try:
                await self._serve()
            except Exception as broken:  # an aid: whatever ails it must not end it for good
                logger.warning("the search beside ended", extra={"error": type(broken).__name__})
            await asyncio.sleep(pause)

    async def _serve(self) -> None:
        """Start the process and take its replies until it ends. Raises OSError, EOFError."""
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env={name: os.environ[name] for name in _INHERITED if name in os.environ},
            # Ctrl+C at a terminal is for us; the end of its input ends it.
            start_new_session=True,
        )
        try:
            if process.stdout is None:
                raise EOFError
            await _next(process.stdout)
            self._process = process
            while reply := await _next(process.stdout):
                asked = self._waiting.get(reply.number)
                if asked and not asked.done():
                    asked.set_result(reply)
        finally:
            self._process = None
            for future in self._waiting.values():
                if not future.done():
                    future.set_exception(ConnectionError())
            if process.returncode is None:
                process.kill()
            await process.wait()


async def _next(stream: asyncio.StreamReader) -> Reply | None:
    """Return the next reply, None for the word that it is ready. Raises EOFError."""
    (length,) = LENGTH.unpack(await stream.readexactly(LENGTH.size))
    if length == READY:
        return None
    reply: Reply = pickle.loads(await stream.readexactly(length))  # noqa: S301  # our child's
    return reply
