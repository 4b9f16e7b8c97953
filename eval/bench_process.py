"""Measure the product's own processes from outside: the gateway, and import and index."""

import contextlib
import hashlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from channels.settings import CHECKOUT, Settings
from eval.long_pdf import make_long_pdf
from eval.types import EvalError
from knowledge.store import RecordStore

READY_TIMEOUT_S = 240.0
REQUEST_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 30.0
ORPHAN_GRACE_S = 5.0
# 2,600 pages of the portal take some minutes on two busy cores.
COMMAND_TIMEOUT_S = 3_600.0
_POLL_S = 0.1
_WARM_UP = 10
_MB = 2**20


@dataclass(frozen=True, kw_only=True)
class GatewayFigures:
    """What serving costs."""

    ready_s: tuple[float, ...]
    """Seconds from starting the command to the first ready reply, one a start."""
    request_ms: tuple[float, ...]
    rss_mb: Mapping[str, float]
    """Resident memory by process after all questions."""
    stop_s: float
    """From SIGTERM to the end of the process."""
    exit_code: int
    """Negative: ended by that signal."""
    orphans: int
    """Children that were still alive five seconds later."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One command that ran to its end."""

    seconds: float
    peak_mb: float
    """Highest resident memory of the command and its children that sampling saw."""


@dataclass(frozen=True, kw_only=True)
class ImportFigures:
    """What importing and indexing cost."""

    files: int
    records: int
    steps: Mapping[str, Step]
    second_import_changed_nothing: bool


def measure_gateway(
    settings: Settings, questions: Sequence[str], *, with_rasa: bool, starts: int
) -> GatewayFigures:
    """Start `motcua serve` some times; the last time ask it the questions one by one.

    Raises EvalError if it does not become ready, refuses a question or does not stop.
    """
    ready_s = []
    for _ in range(starts - 1):
        with gateway(settings, with_rasa=with_rasa) as (process, _http, seconds):
            ready_s.append(seconds)
            stop(process)
    with gateway(settings, with_rasa=with_rasa) as (process, http, seconds):
        ready_s.append(seconds)
        for question in questions[:_WARM_UP]:
            _ask(http, question)
        request_ms = [_ask(http, question) for question in questions]
        rss_mb = memory_of(process.pid)
        children = psutil.Process(process.pid).children(recursive=True)
        stop_s = stop(process)
        _gone, alive = psutil.wait_procs(children, timeout=ORPHAN_GRACE_S)
    return GatewayFigures(
        ready_s=tuple(ready_s),
        request_ms=tuple(request_ms),
        rss_mb=rss_mb,
        stop_s=stop_s,
        exit_code=process.returncode,
        orphans=len(alive),
    )


def measure_import(
    settings: Settings, *, portal: Sequence[Path], plans: Sequence[Path], pages: int = 0
) -> ImportFigures:
    """Import the files twice and index twice, in a scratch data folder. Raises EvalError.

    With `pages`, a made-up PDF of so many pages is imported once, after all else.
    """
    missing = [str(path) for path in (*portal, *plans) if not path.is_file()]
    if missing:
        raise EvalError(f"no such files: {', '.join(missing)}")
    steps: dict[str, Step] = {}
    with tempfile.TemporaryDirectory(prefix="motcua-bench-") as scratch:
        environment = environment_of(settings, Path(scratch))
        store = Path(scratch) / "store.sqlite"
        contents = []
        for which in ("first", "second"):
            for kind, paths in (("portal", portal), ("plan", plans)):
                if paths:
                    arguments = ["import", "--as", kind, *(str(path.resolve()) for path in paths)]
                    steps[f"{which} import, {kind}"] = _run_motcua(arguments, environment)
            contents.append(_content(store))
        for which in ("first", "second"):
            steps[f"{which} index"] = _run_motcua(["index"], environment)
        if pages:
            long = Path(scratch) / f"{pages}-pages.pdf"
            make_long_pdf(long, pages=pages)
            steps[f"import, PDF of {pages} pages"] = _run_motcua(["import", str(long)], environment)
    return ImportFigures(
        files=len(portal) + len(plans),
        records=contents[0][0],
        steps=steps,
        second_import_changed_nothing=contents[0] == contents[1],
    )


def run_sampled(command: Sequence[str], environment: Mapping[str, str]) -> tuple[int, str, Step]:
    """Run a command to its end; return exit code, the end of its output, and what it cost.

    Memory is sampled ten times a second: a shorter peak may be missed. Raises EvalError if
    the command takes over an hour.
    """
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # our own commands
            command,
            cwd=CHECKOUT,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        peak = 0.0
        try:
            while process.poll() is None:
                if time.perf_counter() - started > COMMAND_TIMEOUT_S:
                    raise EvalError(f"`{' '.join(command[:4])}` took over {COMMAND_TIMEOUT_S:g} s")
                peak = max(peak, sum(memory_of(process.pid).values()))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(_POLL_S)
        finally:
            _kill(process)
        seconds = time.perf_counter() - started
        output.seek(0)
        told = output.read().decode("utf-8", "replace")
    return process.returncode, told[-1000:].strip(), Step(seconds=seconds, peak_mb=peak)


def _run_motcua(arguments: Sequence[str], environment: Mapping[str, str]) -> Step:
    code, told, step = run_sampled([*MOTCUA, *arguments], environment)
    if code != 0:
        raise EvalError(f"`motcua {arguments[0]}` failed with exit code {code}: {told}")
    return step


MOTCUA = (sys.executable, "-m", "channels.cli")


@contextlib.contextmanager
def gateway(
    settings: Settings,
    *,
    with_rasa: bool,
    extra: Mapping[str, str] | None = None,
    options: Sequence[str] = (),
    port: int | None = None,
) -> Iterator[tuple["subprocess.Popen[bytes]", httpx.Client, float]]:
    """Start the gateway, yield it once it is ready with the seconds that took, and end it.

    `extra` goes into its environment, `options` behind the command; without `port` it gets any.
    """
    port = port or free_port()
    options = [*options, *(() if with_rasa else ("--no-rasa",))]
    command = [*MOTCUA, "serve", "--port", str(port), *options]
    with (
        tempfile.TemporaryFile() as output,
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}", timeout=REQUEST_TIMEOUT_S, trust_env=False
        ) as http,
    ):
        started = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603  # our own command
            command,
            cwd=CHECKOUT,
            env=environment_of(settings, settings.data_dir) | dict(extra or {}),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            while not _is_ready(http):
                if process.poll() is not None:
                    output.seek(0)
                    told = output.read().decode("utf-8", "replace")[-1000:].strip()
                    raise EvalError(f"`motcua serve` ended, exit code {process.returncode}: {told}")
                if time.perf_counter() - started > READY_TIMEOUT_S:
                    raise EvalError(f"`motcua serve` was not ready within {READY_TIMEOUT_S:g} s")
                time.sleep(_POLL_S)
            yield process, http, time.perf_counter() - started
        finally:
            _kill(process)


def _is_ready(http: httpx.Client) -> bool:
    try:
        return http.get("/readyz").status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _ask(http: httpx.Client, question: str) -> float:
    """Return the milliseconds from sending a question to having read the answer."""
    started = time.perf_counter()
    reply = http.post("/api/chat", json={"text": question})
    ms = (time.perf_counter() - started) * 1000
    if reply.status_code != httpx.codes.OK:
        raise EvalError(f"POST /api/chat answered {reply.status_code} to a question of the bench")
    return ms


def stop(process: "subprocess.Popen[bytes]") -> float:
    """End a process with SIGTERM and return the seconds until it had ended."""
    started = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise EvalError(f"`motcua serve` did not stop within {STOP_TIMEOUT_S:g} s") from None
    return time.perf_counter() - started


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End what may be left of a process; harmless when it has ended."""
    if process.poll() is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(STOP_TIMEOUT_S)


def memory_of(pid: int) -> dict[str, float]:
    """Return resident MB of a process ("own") and of its children together ("children")."""
    memory: dict[str, float] = {}
    with contextlib.suppress(psutil.NoSuchProcess):
        process = psutil.Process(pid)
        memory["own"] = process.memory_info().rss / _MB
        for child in process.children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                rss = child.memory_info().rss / _MB
                memory["children"] = memory.get("children", 0.0) + rss
    return memory


def _content(store: Path) -> tuple[int, str]:
    """Return how many records a store holds and a hash of them all."""
    records = RecordStore(store, read_only=True)
    texts = sorted(repr(record) for record in records.records())
    records.close()
    return len(texts), hashlib.sha256("\n".join(texts).encode()).hexdigest()


def environment_of(settings: Settings, data_dir: Path) -> dict[str, str]:
    """Return our own environment with the settings that this measurement was given."""
    return os.environ | {
        "MOTCUA_BUILD_DIR": str(settings.build_dir.resolve()),
        "MOTCUA_DATA_DIR": str(data_dir.resolve()),
        "MOTCUA_TODAY": settings.today.isoformat(),
        "MOTCUA_LOG_LEVEL": "WARNING",
    }


def free_port() -> int:
    """Return a port of this machine that nobody listens at now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
