"""Keep one Rasa server running as a child of this process."""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import socket
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from bot.rasa import is_healthy
from bot.rasa_check import check
from bot.rasa_client import RasaClient
from bot.rasa_tracker import forget_before, tracker_path
from bot.rasa_train import PROJECT
from bot.types import BotError

logger = logging.getLogger(__name__)

# A cold start takes 13 to 15 s on two idle cores and over a minute on busy ones.
START_TIMEOUT_S = 180.0
POLL_S = 0.3
# The model is loaded before the root page answers: greetings refused after that stay refused.
REFUSALS = 5
STOP_TIMEOUT_S = 5.0
PING_EVERY_S = 20.0
# Unanswered pings in a row after which a living but stuck server is replaced.
PINGS_MISSED = 3
BACK_OFF_S = (1.0, 2.0, 5.0, 15.0, 60.0)
LOG_BYTES = 5_000_000
KEEP_FORMS = timedelta(days=30)

_ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "",
    "LOG_LEVEL": "WARNING",
    "OMP_NUM_THREADS": "1",
    "PYTHONWARNINGS": "ignore",
    "RASA_TELEMETRY_ENABLED": "false",
    "SANIC_WORKERS": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}
# Nothing else is handed down: the gateway's environment holds the channels' tokens.
_INHERITED = ("HOME", "LANG", "LC_ALL", "PATH", "TZ")


class RasaProcess:
    """A Rasa server on loopback, started, watched and restarted, and ended with this process.

    The child reads a pipe that we never write to (see rasa_project/launch.py): when this process
    ends, in whatever way, the pipe closes and the child ends itself. `async with` ends it in order.
    """

    def __init__(
        self, *, python: Path, model: Path, data_dir: Path, project_dir: Path = PROJECT
    ) -> None:
        self._python = python
        self._model = model
        self._model_hash = model.name.removesuffix(".tar.gz")
        self._folder = data_dir / "rasa"
        self._tracker = tracker_path(data_dir)
        self._project = project_dir
        self._scratch = Path()
        self._child: asyncio.subprocess.Process | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._is_ready = False
        self.http = RasaClient()
        """Client whose base_url always is the running server's."""

    @property
    def base_url(self) -> str:
        """Where the server listens; after a restart only another port if the old one was taken."""
        return self.http.base_url

    @property
    def is_ready(self) -> bool:
        """True while the server decides with our model."""
        return self._is_ready

    @property
    def pid(self) -> int | None:
        """The child's process id, None when none runs."""
        return self._child.pid if self._child and self._child.returncode is None else None

    @property
    def log_path(self) -> Path:
        """Where Rasa's warnings go: types and places of errors, never a user's words."""
        return self._folder / "rasa.log"

    async def __aenter__(self) -> Self:
        """Start and return once the server decides."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the server."""
        await self.stop()

    async def start(self) -> None:
        """Start the server and return once it decides with our model.

        Raises BotError if the environment or the model is missing, the project's parts do not fit
        each other, or the server is not ready in time.
        """
        if not self._python.is_file():
            raise BotError(
                f"{self._python}: Rasa's Python 3.10 environment is missing;"
                " run: make setup (or go without: motcua serve --no-rasa)"
            )
        if not self._model.is_file():
            raise BotError(
                f"{self._model}: no Rasa model for the present sources;"
                " run: .venv/bin/python -m bot.rasa_train"
            )
        # The tracker store and the log are the folder's own, not the model's.
        check(self._project)
        self._folder.mkdir(parents=True, exist_ok=True)
        forget_before(self._tracker, datetime.now(UTC) - KEEP_FORMS)
        self._scratch = Path(tempfile.mkdtemp(prefix="motcua-rasa-"))
        try:
            await self._launch(_free_port())
        except BaseException:
            await self.stop()
            raise
        self._watcher = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """End the server and the watching; harmless when nothing runs."""
        self._is_ready = False
        if self._watcher is not None:
            self._watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watcher
            self._watcher = None
        await self._end_child()
        await self.http.aclose()
        if self._scratch.name:
            shutil.rmtree(self._scratch, ignore_errors=True)

    async def _launch(self, port: int) -> None:
        """Start a child on the port and wait until it decides; on failure end it again."""
        self.http.base_url = f"http://127.0.0.1:{port}"
        # Rasa unpacks the model there and leaves it behind when it is killed.
        shutil.rmtree(self._scratch, ignore_errors=True)
        self._scratch.mkdir()
        with _open_log(self.log_path) as log:
            self._child = await asyncio.create_subprocess_exec(
                str(self._python),
                "launch.py",
                *("--model", str(self._model.resolve())),
                *("--port", str(port)),
                *("--scratch", str(self._scratch)),
                cwd=self._project,
                env=self._environment(),
                stdin=asyncio.subprocess.PIPE,
                stdout=log,
                stderr=log,
                # Its own process group: Ctrl-C in a terminal reaches us alone, and we end it.
                start_new_session=True,
            )
        try:
            await self._wait_until_ready(self._child)
        except BaseException:
            await self._end_child()
            raise
        self._is_ready = True

    def _environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        return {**inherited, **_ENVIRONMENT, "TRACKER_DB": str(self._tracker.resolve())}

    async def _wait_until_ready(self, child: asyncio.subprocess.Process) -> None:
        refusals = 0
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                while child.returncode is None and refusals < REFUSALS:
                    # The root page first: it costs nothing and leaves no trace in the tracker.
                    if await self.http.answers(PING_EVERY_S):
                        if await is_healthy(self.http, self._model_hash):
                            return
                        refusals += 1
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            raise BotError(
                f"Rasa was not ready within {START_TIMEOUT_S:g} s; see {self.log_path}"
            ) from None
        if child.returncode is None:
            raise BotError(f"Rasa runs without the model {self._model}; see {self.log_path}")
        raise BotError(f"Rasa ended while starting (exit {child.returncode}); see {self.log_path}")

    async def _watch(self) -> None:
        """Start the server anew whenever it has ended or is stuck, waiting longer each time."""
        while True:
            await self._until_broken()
            self._is_ready = False
            logger.warning("rasa is gone; starting it again")
            port = self.http.port or _free_port()
            for attempt in range(1_000_000):
                await self._end_child()
                await asyncio.sleep(BACK_OFF_S[min(attempt, len(BACK_OFF_S) - 1)])
                try:
                    await self._launch(port)
                except (BotError, OSError) as error:
                    logger.error("rasa does not start", extra={"reason": str(error)})
                    port = _free_port()
                    continue
                logger.warning("rasa is back")
                break

    async def _until_broken(self) -> None:
        """Return when the child has ended or left several pings in a row unanswered."""
        missed = 0
        while missed < PINGS_MISSED and self._child is not None:
            try:
                async with asyncio.timeout(PING_EVERY_S):
                    await self._child.wait()
            except TimeoutError:
                missed = 0 if await self.http.answers(PING_EVERY_S) else missed + 1
            else:
                return

    async def _end_child(self) -> None:
        """End the child and whatever it started: politely, then for certain."""
        child, self._child = self._child, None
        if child is None:
            return
        if child.stdin is not None:
            child.stdin.close()
        for number in (signal.SIGTERM, signal.SIGKILL):
            # The group outlives its leader: it may hold processes after the child has gone.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, number)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_TIMEOUT_S):
                    await child.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _open_log(path: Path) -> BinaryIO:
    """Open the log for appending; one former log is kept when it has grown too long."""
    if path.is_file() and path.stat().st_size > LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    return path.open("ab")
