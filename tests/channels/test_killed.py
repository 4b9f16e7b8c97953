"""A gateway that is killed while it works answers everything all the same."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.channels.toy import FEE

CHECKOUT = Path(__file__).resolve().parents[2]
PEOPLE, MESSAGES, KILLS = 6, 6, 3
LIMIT_S = 90


@dataclass
class Gateway:
    """The process, started again after each kill."""

    index: Path
    folder: Path
    url: str = ""
    child: subprocess.Popen[bytes] | None = None
    flying: int = 0
    """Messages that were being sent at the kills."""
    pending: list[dict[str, object]] = field(default_factory=list)

    def start(self) -> None:
        """Start it and wait until it serves."""
        self.child = subprocess.Popen(
            [sys.executable, "-m", "tests.channels.toy_process", self.index, self.folder],
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
def gateway(index: Path, folder: Path) -> Iterator[Gateway]:
    """Give a running gateway; it is gone at the end."""
    made = Gateway(index=index, folder=folder)
    made.start()
    try:
        yield made
    finally:
        made.kill()


@pytest.mark.slow
def test_killed_again_and_again_it_answers_everything_once_and_in_order(
    town_index: Path, tmp_path: Path
) -> None:
    """A message arrives twice only when it was on its way as the process was killed."""
    chance = random.Random(5)  # noqa: S311  # no secret
    told: list[dict[str, object]] = [
        {"key": f"{who}-{n}", "chat": f"c{who}", "s": n, "text": f"{FEE} lần {n}"}
        for n in range(MESSAGES)
        for who in range(PEOPLE)
    ]
    kill_at = sorted(chance.sample(range(5, len(told)), KILLS))
    with gateway(town_index, tmp_path) as process:
        for number, event in enumerate(told):
            if number in kill_at:
                time.sleep(chance.random() / 2)
                process.kill()
                process.start()
            while not process.tell([event]):
                time.sleep(0.1)
            if chance.random() < 0.2:
                process.tell([event])
        deadline = time.monotonic() + LIMIT_S
        waits = "SELECT count(*) FROM {} WHERE state IN ('new', 'pending', 'sending')"
        while process.count(waits.format("events")) or process.count(waits.format("parcels")):
            assert time.monotonic() < deadline, "not everything was answered"
            time.sleep(0.2)
        failed = process.count("SELECT count(*) FROM events WHERE state <> 'done'")

    got: dict[str, list[str]] = defaultdict(list)
    for line in (tmp_path / "sent").read_text("utf-8").splitlines():
        address, text = json.loads(line)
        got[address].append(text)
    assert failed == 0
    assert set(got) == {f"c{who}" for who in range(PEOPLE)}
    # The notice once, and an answer to each message.
    wanted = PEOPLE * (MESSAGES + 1)
    doubled = sum(len(texts) for texts in got.values()) - wanted
    assert 0 <= doubled <= process.flying
    assert Counter(len(texts) >= MESSAGES + 1 for texts in got.values()) == {True: PEOPLE}
    with sqlite3.connect(tmp_path / "motcua.sqlite") as connection:
        rows = connection.execute(
            "SELECT conversation_id, text FROM messages WHERE direction = 'in' ORDER BY id"
        ).fetchall()
    for who in range(PEOPLE):
        said = [text for id_, text in rows if id_ == f"toy:c{who}"]
        assert said == [f"{FEE} lần {n}" for n in range(MESSAGES)]
