"""Run gateways one after the other on the same port and data, and end them as power cuts would."""

import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from channels.settings import Settings
from eval.bench_process import gateway
from eval.types import EvalError


def scratch(folder: Path, settings: Settings) -> tuple[dict[str, str], str]:
    """Make a data folder of its own with the index in it; return environment and database URL."""
    for path in (settings.index_dir, settings.store_path):
        if path.exists():
            (folder / path.name).symlink_to(path.resolve())
    url = f"sqlite:///{folder / 'motcua.sqlite'}"
    return {"MOTCUA_DATA_DIR": str(folder), "MOTCUA_DATABASE_URL": url}, url


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
