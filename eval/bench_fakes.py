"""Run the fake platforms in a process of their own, and ask it what was sent through them.

The fakes are the tests' (tests/fakes): only this module reaches for them, only in that process,
and only a checkout has them. The process ends with the one that started it.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
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
_SENDS = ("/sendMessage", "/message/cs")


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
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", "eval.bench_fakes", str(self._seed)],
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

    def fail(self, *, error: float, cut: float, lost: float) -> None:
        """Let so many of the sends go wrong from now on, 0 to 1 each."""
        self._ask(do="fail", error=error, cut=cut, lost=lost)

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


async def _serve(seed: int) -> None:
    """Serve, and answer the commands that come in line by line, until they end."""
    from tests.fakes.server import Fault, Faults
    from tests.fakes.telegram import FakeTelegram, Flood
    from tests.fakes.zalo_bot import SECRET, FakeZaloBot
    from tests.fakes.zalo_oa import FakeZaloOA

    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(FakeTelegram(seed=seed))
        telegram.flood = Flood()
        oa = await stack.enter_async_context(FakeZaloOA(seed=seed + 1))
        # Whoever asks has just written; that is not what is measured.
        oa.behaviour.needs_interaction = False
        bot = FakeZaloBot(seed=seed + 2)
        bot.start()
        stack.callback(bot.stop)
        pair = oa.issue()
        _tell(
            environment={
                "MOTCUA_TELEGRAM_TOKEN": telegram.token,
                "MOTCUA_TELEGRAM_SECRET": telegram.secret,
                "MOTCUA_TELEGRAM_API": telegram.url,
                "MOTCUA_ZALO_APP_ID": oa.app_id,
                "MOTCUA_ZALO_APP_SECRET": oa.app_secret,
                "MOTCUA_ZALO_OA_SECRET_KEY": oa.secret_key,
                "MOTCUA_ZALO_OA_ID": oa.oa_id,
                "MOTCUA_ZALO_OA_API": oa.url,
                "MOTCUA_ZALO_OAUTH_URL": oa.url,
                "MOTCUA_ZALO_BOT_TOKEN": bot.token,
                "MOTCUA_ZALO_BOT_SECRET": SECRET,
                "MOTCUA_ZALO_BOT_API": bot.url,
            },
            tokens={
                "app_id": oa.app_id,
                "oa_id": oa.oa_id,
                "access": pair.access,
                "refresh": pair.refresh,
                "life_s": oa.behaviour.life.total_seconds(),
            },
        )
        makers = {
            "telegram": _telegram_maker(telegram),
            "zalo_oa": _zalo_oa_maker(oa),
            "zalo_bot": _zalo_bot_maker(SECRET),
        }
        while line := await asyncio.to_thread(sys.stdin.readline):
            command = json.loads(line)
            match command.pop("do"):
                case "webhooks":
                    questions = [Question(**each) for each in command["questions"]]
                    _tell(webhooks=[makers[each.channel](each) for each in questions])
                case "fail":
                    faults = Faults(**command, only=_SENDS)
                    telegram.faults = oa.faulty.faults = bot.faulty.faults = faults
                    _tell()
                case "count":
                    _tell(count=len(telegram.sent) + len(oa.sent) + len(bot.sent))
                case "went":
                    drawn = [
                        fault
                        for each in (telegram.drawn, oa.faulty.drawn, bot.faulty.drawn)
                        for _, fault in each
                    ]
                    _tell(
                        sent=[
                            *(_sent("telegram", e.chat, e.message_id, e.text) for e in telegram.sent),
                            *(_sent("zalo_oa", e.user, e.message_id, e.text) for e in oa.sent),
                            *(_sent("zalo_bot", e.chat_id, e.message_id, e.text) for e in bot.sent),
                        ],
                        failed=sum(fault in (Fault.ERROR, Fault.CUT) for fault in drawn),
                        lost=drawn.count(Fault.LOST),
                        held_back=sum(code == 429 for _, code, _ in telegram.refused),
                    )


Made = tuple[str, dict[str, str], str]


def _telegram_maker(fake: Any) -> Any:  # noqa: ANN401  # a type of the tests
    from tests.fakes.telegram import written

    headers = {"content-type": "application/json", "x-telegram-bot-api-secret-token": fake.secret}

    def make(question: Question) -> Made:
        update = fake.make.text(int(question.address), question.text, date=int(question.at))
        return "/hooks/telegram", headers, written(update).decode()

    return make


def _zalo_oa_maker(fake: Any) -> Any:  # noqa: ANN401  # a type of the tests
    from tests.fakes.zalo_oa_hooks import written

    def make(question: Question) -> Made:
        stamp = str(int(question.at * 1000))
        raw = written(fake.events.text(question.address, question.text, timestamp=stamp))
        return "/hooks/zalo-oa", fake.signer.headers(raw), raw.decode()

    return make


def _zalo_bot_maker(secret: str) -> Any:  # noqa: ANN401  # a function of the tests
    from tests.fakes.zalo_bot import body_of, headers_of, text_message

    def make(question: Question) -> Made:
        date = int(question.at * 1000)
        update = text_message(question.address, question.text, date=date)
        return "/hooks/zalo-bot", headers_of(secret), body_of(update).decode()

    return make


def _sent(channel: str, address: object, id_: object, text: str) -> dict[str, str]:
    return {"channel": channel, "address": str(address), "id": str(id_), "text": text}


def _tell(**answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        asyncio.run(_serve(int(sys.argv[1])))
    except ModuleNotFoundError as error:
        sys.exit(f"{error}: the fake platforms are in the tests of a checkout with its test tools")
