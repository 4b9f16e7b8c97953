"""Processes for the toy platform that can be killed and started again."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass
class Gateway:
    """The process, started again after each kill."""

    index: Path
    folder: Path
    role: str = "all"
    """all, gateway (without a worker) or worker."""
    url: str = ""
    child: subprocess.Popen[bytes] | None = None
    flying: int = 0
    """Messages that were being sent at the kills."""
    pending: list[dict[str, object]] = field(default_factory=list)

    def start(self) -> None:
        """Start it and wait until it serves."""
        self.child = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.channels.toy_process",
                self.index,
                self.folder,
                self.role,
            ],
            cwd=CHECKOUT,
            env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert self.child.stdout is not None
        port = self.child.stdout.readline().decode().strip()
        assert port, "the gateway did not start"
        self.url = f"http://127.0.0.1:{port}/hooks/toy"

    def kill(self) -> None:
        """End it as a power cut would, and count what was on its way."""
        assert self.child is not None
        self.child.send_signal(signal.SIGKILL)
        self.child.wait()
        if self.child.stdout is not None:
            self.child.stdout.close()
        self.flying += self.count("SELECT count(*) FROM parcels WHERE state = 'sending'")

    def tell(self, events: list[dict[str, object]]) -> bool:
        """Return whether the gateway has acknowledged."""
        try:
            reply = httpx.post(
                self.url, content=json.dumps(events), headers={"x-secret": "toy"}, timeout=20
            )
        except httpx.TransportError:
            return False
        return reply.status_code == 200

    def count(self, query: str) -> int:
        """Return a number from the database."""
        with sqlite3.connect(self.folder / "motcua.sqlite", timeout=20) as connection:
            return int(connection.execute(query).fetchone()[0])


@contextmanager
def gateway(index: Path, folder: Path, role: str = "all") -> Iterator[Gateway]:
    """Give a running gateway, or a worker; it is gone at the end."""
    made = Gateway(index=index, folder=folder, role=role)
    made.start()
    try:
        yield made
    finally:
        made.kill()
