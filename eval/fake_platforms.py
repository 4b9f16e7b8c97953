"""The process of the fake platforms: they serve until the lines that tell it what to do end.

The fakes are the tests' (tests/fakes): no other module of ours reaches for them, and only a
checkout has them.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any

from eval.bench_fakes import Question
from tests.fakes import telegram, zalo_bot, zalo_oa
from tests.fakes.server import Fault, Faults

_SENDS = ("/sendMessage", "/message/cs")

Made = tuple[str, dict[str, str], str]
"""Path, headers and body of a webhook."""


class _Platforms:
    """The three, with what the measurements need of them."""

    def __init__(self, seed: int) -> None:
        self.telegram = telegram.FakeTelegram(seed=seed)
        self.telegram.flood = telegram.Flood()
        self.oa = zalo_oa.FakeZaloOA(seed=seed + 1)
        # Whoever asks has just written; that is not what is measured.
        self.oa.behaviour.needs_interaction = False
        self.pair = self.oa.account.issue()
        self.bot = zalo_bot.FakeZaloBot(seed=seed + 2)

    def told(self) -> dict[str, Any]:
        """Return what the gateway's settings and database must hold."""
        return {
            "environment": {
                "MOTCUA_TELEGRAM_TOKEN": self.telegram.token,
                "MOTCUA_TELEGRAM_SECRET": self.telegram.secret,
                "MOTCUA_TELEGRAM_API": self.telegram.url,
                "MOTCUA_ZALO_APP_ID": self.oa.app_id,
                "MOTCUA_ZALO_APP_SECRET": self.oa.app_secret,
                "MOTCUA_ZALO_OA_SECRET_KEY": self.oa.secret_key,
                "MOTCUA_ZALO_OA_ID": self.oa.oa_id,
                "MOTCUA_ZALO_OA_API": self.oa.url,
                "MOTCUA_ZALO_OAUTH_URL": self.oa.url,
                "MOTCUA_ZALO_BOT_TOKEN": self.bot.token,
                "MOTCUA_ZALO_BOT_SECRET": zalo_bot.SECRET,
                "MOTCUA_ZALO_BOT_API": self.bot.url,
            },
            "tokens": {
                "app_id": self.oa.app_id,
                "oa_id": self.oa.oa_id,
                "access": self.pair.access,
                "refresh": self.pair.refresh,
                "life_s": self.oa.behaviour.life.total_seconds(),
            },
        }

    def webhook(self, question: Question) -> Made:
        """Return how the platform tells of a question."""
        to, text, ms = question.address, question.text, int(question.at * 1000)
        match question.channel:
            case "telegram":
                update = self.telegram.make.text(int(to), text, date=ms // 1000)
                headers = {
                    "content-type": "application/json",
                    "x-telegram-bot-api-secret-token": self.telegram.secret,
                }
                return "/hooks/telegram", headers, telegram.written(update).decode()
            case "zalo_oa":
                raw = zalo_oa.written(self.oa.make.text(to, text, timestamp=str(ms)))
                return "/hooks/zalo-oa", self.oa.signer.headers(raw), raw.decode()
            case _:
                raw = zalo_bot.body_of(zalo_bot.text_message(to, text, date=ms))
                return "/hooks/zalo-bot", zalo_bot.headers_of(), raw.decode()

    def fail(self, faults: Faults) -> None:
        """Let sends go wrong from now on."""
        self.telegram.faults = self.oa.faults = self.bot.faulty.faults = faults

    def sent(self) -> Iterator[tuple[str, object, object, str]]:
        """Yield channel, address, id and text, as it was handed in, of every message taken."""
        yield from (("telegram", x.chat, x.message_id, x.given) for x in self.telegram.sent)
        yield from (("zalo_oa", x.user, x.message_id, x.text) for x in self.oa.sent)
        yield from (("zalo_bot", x.chat_id, x.message_id, x.text) for x in self.bot.sent)

    def went(self) -> dict[str, Any]:
        """Return everything that was sent, and what went wrong."""
        drawn = [
            fault
            for each in (self.telegram.drawn, self.oa.drawn, self.bot.faulty.drawn)
            for _, fault in each
        ]
        return {
            "sent": [
                {"channel": channel, "address": str(address), "id": str(id_), "text": text}
                for channel, address, id_, text in self.sent()
            ],
            "failed": sum(fault in (Fault.ERROR, Fault.CUT) for fault in drawn),
            "lost": drawn.count(Fault.LOST),
            "held_back": sum(code == 429 for _, code, _ in self.telegram.refused),
        }


async def _serve(seed: int) -> None:
    """Serve, and answer each line that comes in with a line."""
    platforms = _Platforms(seed)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(platforms.telegram)
        await stack.enter_async_context(platforms.oa)
        platforms.bot.start()
        stack.callback(platforms.bot.stop)
        _tell(platforms.told())
        while line := await asyncio.to_thread(sys.stdin.readline):
            command = json.loads(line)
            match command.pop("do"):
                case "webhooks":
                    questions = [Question(**each) for each in command["questions"]]
                    _tell({"webhooks": [platforms.webhook(each) for each in questions]})
                case "fail":
                    platforms.fail(Faults(**command, only=_SENDS))
                    _tell({})
                case "count":
                    _tell({"count": sum(1 for _ in platforms.sent())})
                case "went":
                    _tell(platforms.went())


def _tell(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
