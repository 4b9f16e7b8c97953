"""Run the fake platforms in a process of their own, and ask it what was sent through them.

The process (eval/fake_platforms.py) ends with the one that started it.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from bot.store.engine import open_store
from channels.settings import CHECKOUT
from channels.zalo_oauth import Pair
from channels.zalo_token_steps import log_in
from eval.types import EvalError

CHANNELS = ("telegram", "zalo_oa", "zalo_bot")
_STARTED_WITHIN_S = 60.0


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a resident writes."""

    channel: str
    address: str
    text: str
    at: float
    """By the platform's clock, in seconds since 1970."""

    @property
    def conversation_id(self) -> str:
        """As the gateway names it."""
        return f"{self.channel}:{self.address}"


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """How the platform tells of a question."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A message that a platform took from us."""

    channel: str
    address: str
    id: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Went:
    """What went over the platforms' side, in the order in which each took it."""

    sent: tuple[Sent, ...]
    failed: int
    """Sends that were made to fail before anything was done."""
    lost: int
    """Sends that were taken, but the connection broke before we were told."""
    held_back: int
    """Sends that were refused because they came too fast."""


class Fakes:
    """The process; it serves from entering to leaving."""

    def __init__(self, *, seed: int) -> None:
        self._seed = seed
        self._process: subprocess.Popen[str] | None = None
        self._told: dict[str, Any] = {}

    def __enter__(self) -> Self:
        """Start it. Raises EvalError when there are no fakes."""
        if not (CHECKOUT / "tests" / "fakes").is_dir():
            raise EvalError("the fake platforms are in tests/fakes: this needs a checkout")
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", "eval.fake_platforms", str(self._seed)],
            cwd=CHECKOUT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self._told = self._answer()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        if self._process is not None:
            self._process.communicate(timeout=_STARTED_WITHIN_S)

    @property
    def environment(self) -> dict[str, str]:
        """The gateway's settings that point at the fakes."""
        return dict(self._told["environment"])

    def log_in(self, database_url: str) -> None:
        """Let a gateway's database hold the tokens of the official account."""
        told = self._told["tokens"]
        pair = Pair(
            access_token=told["access"],
            refresh_token=told["refresh"],
            life=timedelta(seconds=told["life_s"]),
        )
        store = open_store(database_url)
        try:
            now = datetime.now(UTC)
            store.run_now(lambda s: log_in(told["app_id"], pair, told["oa_id"], now, s))
        finally:
            store.close()

    def webhooks(self, questions: Sequence[Question]) -> list[Webhook]:
        """Return the platforms' signed requests; ids go up in the order of the questions."""
        told = self._ask(do="webhooks", questions=[asdict(each) for each in questions])
        return [
            Webhook(path=path, headers=headers, body=body.encode("utf-8"))
            for path, headers, body in told["webhooks"]
        ]

    def fail(self, *, error: float, cut: float, lost: float, slow: float, slow_s: float) -> None:
        """Let so many of the sends go wrong from now on, 0 to 1 each; slow ones are answered."""
        self._ask(do="fail", error=error, cut=cut, lost=lost, slow=slow, slow_s=slow_s)

    def count(self) -> int:
        """Return how many messages the platforms took."""
        return int(self._ask(do="count")["count"])

    def went(self) -> Went:
        """Return everything that went over the platforms' side."""
        told = self._ask(do="went")
        return Went(
            sent=tuple(Sent(**each) for each in told["sent"]),
            failed=told["failed"],
            lost=told["lost"],
            held_back=told["held_back"],
        )

    def pid(self) -> int:
        """Return the process's id."""
        return self._running().pid

    def _ask(self, **command: object) -> dict[str, Any]:
        process = self._running()
        assert process.stdin is not None  # noqa: S101  # it is a pipe
        process.stdin.write(json.dumps(command) + "\n")
        process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        process = self._running()
        assert process.stdout is not None  # noqa: S101  # it is a pipe
        line = process.stdout.readline()
        if not line:
            _, told = process.communicate(timeout=_STARTED_WITHIN_S)
            raise EvalError(f"the fake platforms ended: {told.strip()[-500:]}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            raise EvalError("the fake platforms do not run; enter them first")
        return self._process
