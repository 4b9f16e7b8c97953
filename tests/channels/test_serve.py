"""`motcua serve` as an operator runs it: ready, answering, and gone without a trace."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
import psutil
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
# A cold start of Rasa takes 15 s on two idle cores; only a hanging test waits this long.
PATIENCE_S = 240.0
T = TypeVar("T")
_ADDRESS = re.compile(r"http://\S+")


@dataclass(frozen=True, kw_only=True)
class Gateway:
    """A server in a process of its own."""

    process: psutil.Popen
    log: Path

    def address(self) -> str:
        """Wait until the server has named its address."""
        return wait_for(self.alive(lambda: _ADDRESS.search(self.said())))[0]

    def children(self) -> list[psutil.Process]:
        """Wait until the server has a child, and return all of them."""
        return wait_for(self.alive(lambda: self.process.children(recursive=True)))

    def alive(self, look: Callable[[], T]) -> Callable[[], T]:
        """Return the function, failing when the server ends instead."""

        def checked() -> T:
            assert self.process.poll() is None, self.said()
            return look()

        return checked

    def said(self) -> str:
        """Return what the server has written to stderr so far."""
        return self.log.read_text(encoding="utf-8")


def wait_for(look: Callable[[], T | None]) -> T:
    """Return the first truthy result."""
    limit = time.monotonic() + PATIENCE_S
    while not (found := look()):
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.1)
    return found


def are_gone(processes: list[psutil.Process]) -> bool:
    """Wait for processes of another parent to end."""
    _, left = psutil.wait_procs(processes, timeout=30)
    return not left


@pytest.fixture
def start(shipped: Path, tmp_path: Path) -> Iterator[Callable[..., Gateway]]:
    """Start servers on free ports; whatever is left of them is ended."""
    started: list[Gateway] = []

    def run(*arguments: str) -> Gateway:
        log = tmp_path / f"stderr-{len(started)}"
        kept = {name: v for name, v in os.environ.items() if not name.startswith("MOTCUA_")}
        command = [sys.executable, "-m", "channels.cli", "serve", "--port", "0", *arguments]
        with log.open("wb") as stderr:
            process = psutil.Popen(
                [*command, "--data-dir", str(shipped)],
                cwd=CHECKOUT,
                env=kept,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
        started.append(Gateway(process=process, log=log))
        return started[-1]

    yield run
    for gateway in started:
        if gateway.process.poll() is None:
            left = gateway.process.children(recursive=True)
            gateway.process.kill()
            gateway.process.wait()
            for child in left:
                child.kill()


def ask(address: str, text: str) -> dict[str, object]:
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as http:
        assert http.get("/readyz").json() == {"status": "ready"}
        reply = http.post("/api/chat", json={"text": text})
    assert reply.status_code == 200
    body: dict[str, object] = reply.json()
    return body


@pytest.mark.model
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_the_server_answers_and_ends_cleanly(
    start: Callable[..., Gateway], number: signal.Signals
) -> None:
    gateway = start("--no-rasa")
    body = ask(gateway.address(), "đăng ký tạm trú hết bao nhiêu tiền")

    gateway.process.send_signal(number)

    assert "7.000 đồng" in str(body["text"])
    assert gateway.process.wait(timeout=30) == 0
    assert "Traceback" not in gateway.said()


@pytest.mark.rasa
@pytest.mark.model
def test_with_rasa_the_server_knows_a_greeting_and_leaves_no_process_behind(
    start: Callable[..., Gateway],
) -> None:
    gateway = start()
    address = gateway.address()
    children = gateway.children()
    greeted = ask(address, "chào bạn")
    answered = ask(address, "đăng ký tạm trú hết bao nhiêu tiền")

    gateway.process.terminate()

    assert (greeted["act"], greeted["status"]) == ("greet", "SAID")
    assert "7.000 đồng" in str(answered["text"])
    assert gateway.process.wait(timeout=30) == 0
    assert are_gone(children)
    assert "Traceback" not in gateway.said()


@pytest.mark.rasa
@pytest.mark.model
@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGKILL, -9)], ids=["SIGTERM", "kill -9"]
)
def test_a_server_ended_while_rasa_starts_leaves_no_process_behind(
    start: Callable[..., Gateway], number: signal.Signals, code: int
) -> None:
    gateway = start()
    children = gateway.children()

    gateway.process.send_signal(number)

    assert gateway.process.wait(timeout=30) == code
    assert are_gone(children)
    assert "Traceback" not in gateway.said()


@pytest.mark.rasa
@pytest.mark.model
def test_a_running_server_that_is_killed_takes_rasa_with_it(
    start: Callable[..., Gateway],
) -> None:
    gateway = start()
    gateway.address()
    children = gateway.children()

    gateway.process.kill()
    gateway.process.wait(timeout=30)

    assert children
    assert are_gone(children)
