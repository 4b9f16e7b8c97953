"""Run gateways one after the other on the same port and data, and a worker beside them."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session

from bot.store.engine import open_store
from channels.settings import CHECKOUT, Settings
from eval.bench_process import MOTCUA, STOP_TIMEOUT_S, environment_of, gateway
from eval.types import EvalError

DATABASE = "motcua.sqlite"
_WORKER_READY_S = 240.0
_POLL_S = 0.1
_Result = TypeVar("_Result")


def scratch(folder: Path, settings: Settings) -> tuple[dict[str, str], str]:
    """Make a data folder of its own with the index in it; return environment and database URL."""
    folder.mkdir(exist_ok=True)
    for path in (settings.index_dir, settings.store_path):
        if path.exists():
            (folder / path.name).symlink_to(path.resolve())
    url = f"sqlite:///{folder / DATABASE}"
    return {"MOTCUA_DATA_DIR": str(folder), "MOTCUA_DATABASE_URL": url}, url


def read(database_url: str, work: Callable[[Session], _Result]) -> _Result:
    """Return what is read from a database that nobody uses any more."""
    store = open_store(database_url)
    try:
        return store.run_now(work)
    finally:
        store.close()


@contextmanager
def worker(
    settings: Settings, *, with_rasa: bool, extra: Mapping[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    """Start `motcua worker`, yield it once it works, and end it. Raises EvalError."""
    command = [*MOTCUA, "worker", *(() if with_rasa else ("--no-rasa",))]
    with tempfile.NamedTemporaryFile() as output:
        process = subprocess.Popen(  # noqa: S603  # our own command
            command,
            cwd=CHECKOUT,
            env=environment_of(settings, settings.data_dir) | dict(extra),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        until = time.monotonic() + _WORKER_READY_S
        try:
            while "working for" not in (told := Path(output.name).read_text(encoding="utf-8")):
                if process.poll() is not None or time.monotonic() > until:
                    raise EvalError(f"`motcua worker` does not work: {told[-1000:].strip()}")
                time.sleep(_POLL_S)
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Gateways:
    """One gateway at a time."""

    def __init__(
        self, settings: Settings, *, with_rasa: bool, extra: Mapping[str, str], port: int
    ) -> None:
        self.port = port
        self._settings, self._with_rasa, self._extra = settings, with_rasa, extra
        self._stack = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start one and return once it is ready. Raises EvalError."""
        self._process, _, _ = self._stack.enter_context(
            gateway(self._settings, with_rasa=self._with_rasa, extra=self._extra, port=self.port)
        )

    def kill(self) -> None:
        """End it with -9 and return once it is gone. Raises EvalError if it was gone already."""
        if self._process is None or self._process.poll() is not None:
            raise EvalError("the gateway ended by itself")
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """End what runs."""
        self._stack.close()
