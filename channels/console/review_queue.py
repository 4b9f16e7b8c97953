"""Have documents reviewed one after the other, each in a process of its own, and say how far."""

import asyncio
import json
import logging
import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from bot.review import kept
from bot.review.kept_files import delete_source, home_of
from bot.review.kept_result import has_result, read_result, write_problem
from bot.review.types import ReviewError
from bot.store.engine import Store, StoreUnavailable

logger = logging.getLogger(__name__)

# A hundred pages take ten seconds alone and a minute beside other work on both cores.
_MOST_S = 300.0
TOO_SLOW = "Rà soát quá lâu nên máy chủ đã dừng. Chia văn bản thành nhiều tệp rồi tải lên."
BROKEN = "Phần mềm gặp lỗi nên chưa rà soát được văn bản này. Báo người quản trị giúp."
_OURS = Path(__file__).parents[2]

Made = Literal["annotate", "summary"]


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a review is."""

    ahead: int
    """How many others come first; 0: it is being done."""
    name: str = ""
    """What is being looked at."""
    done: int = 0
    of: int = 0

    @property
    def mark(self) -> str:
        """Another one whenever there is something new to show."""
        return f"{self.ahead}-{self.done}-{self.of}"


class ReviewQueue:
    """What waits to be reviewed by this process; one at a time leaves a core to the residents."""

    def __init__(self, store: Store, data_dir: Path, *, now: Callable[[], datetime]) -> None:
        self._store = store
        self._data_dir = data_dir
        self._now = now
        self._waiting: deque[str] = deque()
        self._running = ""
        self._progress = Progress(ahead=0)
        self._process: asyncio.subprocess.Process | None = None
        self._task: asyncio.Task[None] | None = None
        self._making = asyncio.Lock()

    @property
    def folder(self) -> Path:
        """Where the documents are."""
        return self._data_dir / "reviews"

    def put(self, token: str) -> None:
        """Have a document reviewed, unless it is already in the queue."""
        if token != self._running and token not in self._waiting:
            self._waiting.append(token)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    def progress(self, token: str) -> Progress:
        """Return how far a document is."""
        if token == self._running:
            return self._progress
        before = self._waiting.index(token) if token in self._waiting else 0
        return Progress(ahead=before + bool(self._running))

    def drop(self, token: str) -> None:
        """Review a document no longer: it is being deleted."""
        if token in self._waiting:
            self._waiting.remove(token)
        if token == self._running and self._process and self._process.returncode is None:
            self._process.terminate()

    async def made(self, work: Made, token: str, left_out: Sequence[int]) -> bytes:
        """Return the DOCX with comments, or the PDF, without some findings. Raises ReviewError."""
        async with self._making:
            process = await self._started(work, home_of(token, self.folder))
            try:
                asked = json.dumps(list(left_out)).encode()
                made, complaint = await asyncio.wait_for(process.communicate(asked), _MOST_S)
            except TimeoutError:
                raise ReviewError(TOO_SLOW) from None
            finally:
                await _ended(process)
        if process.returncode != 0:
            raise ReviewError(_problem(complaint))
        return made

    async def _work(self) -> None:
        while self._waiting:
            self._running, self._progress = self._waiting.popleft(), Progress(ahead=0)
            try:
                await self._one(self._running)
            except (StoreUnavailable, OSError) as error:
                # It stays waiting; whoever looks at its page has it done anew.
                logger.warning("a review has to wait", extra={"why": type(error).__name__})
            finally:
                self._running = ""

    async def _one(self, token: str) -> None:
        home = home_of(token, self.folder)
        problem = "" if has_result(home) else await self._reviewed(home)
        if not home.is_dir():
            return  # Deleted meanwhile.
        if problem:
            write_problem(problem, home)
            delete_source(home)
            await self._store.run(lambda s: kept.fail(s, token))
            return
        found = await asyncio.to_thread(read_result, home, name="")
        now = self._now()
        await self._store.run(lambda s: kept.finish(s, token, found.sentences, now=now))

    async def _reviewed(self, home: Path) -> str:
        """Review a document and return what went wrong, if anything did."""
        self._process = process = await self._started("review", home)
        try:
            _, complaint = await asyncio.wait_for(
                asyncio.gather(self._follow(process.stdout), _all(process.stderr)), _MOST_S
            )
            code = await process.wait()
        except TimeoutError:
            return TOO_SLOW
        finally:
            await _ended(process)
            self._process = None
        return _problem(complaint) if code != 0 else ""

    async def _follow(self, stream: asyncio.StreamReader | None) -> None:
        while stream and (line := await stream.readline()):
            self._progress = Progress(ahead=0, **json.loads(line))

    async def _started(self, work: str, home: Path) -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "channels.console.review_apart"),
            *(work, str(home), str(self._data_dir)),
            stdin=asyncio.subprocess.DEVNULL if work == "review" else pipe,
            stdout=pipe,
            stderr=pipe,
            cwd=_OURS,
            env=_environment(),
        )


def _environment() -> dict[str, str]:
    """Return what the process needs: no tokens and passwords, as it opens strangers' files."""
    needed = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MOTCUA_") or name == "MOTCUA_TODAY"
    }
    return needed | {"OMP_NUM_THREADS": "1"}


async def _all(stream: asyncio.StreamReader | None) -> bytes:
    return await stream.read() if stream else b""


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def _problem(complaint: bytes) -> str:
    """Return what the official is told; a fault of ours goes into the log without any words."""
    lines = complaint.decode(errors="replace").strip().splitlines()
    try:
        said = json.loads(lines[-1]) if lines else {}
    except ValueError:
        said = {}
    if "problem" in said:
        return str(said["problem"])
    logger.error(
        "a review failed", extra={"error": said.get("broke", "?"), "where": said.get("where", [])}
    )
    return BROKEN
