"""The Zalo Bot behind the gateway: from its webhook to what the platform was sent."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from pydantic import SecretStr

from bot.store.traffic import EventRow, ParcelRow
from channels import words
from channels.gateway import Serving, intake_for, true_clock
from channels.hooks import hooks_router
from channels.jobs import LocalJobs
from channels.platform import Rates
from channels.settings import Settings
from channels.zalo_bot import PATH, ZaloBot, zalo_bot_platform
from knowledge.store import RecordStore
from retrieval.hybrid import HybridRetriever
from tests.channels.toy import Stage, Stages
from tests.fakes.server import Faults
from tests.fakes.zalo_bot import (
    SECRET,
    TOKEN,
    FakeZaloBot,
    Update,
    body_of,
    headers_of,
    message,
    text_message,
)

QUESTIONS = (
    "lệ phí đăng ký quầy hàng chợ đêm",
    "cần giấy tờ gì để đăng ký quầy hàng chợ đêm",
    "đăng ký quầy hàng chợ đêm mất mấy ngày",
)
BEGUN_MS = 1_790_000_000_000


@pytest.fixture(scope="module")
def server() -> Iterator[FakeZaloBot]:
    server = FakeZaloBot()
    server.start()
    yield server
    server.stop()


@dataclass
class Gateway:
    """A gateway with the bot on it."""

    fake: FakeZaloBot
    stage: Stage
    http: httpx.AsyncClient

    async def tell(
        self, update: Update, *, secret: str = SECRET, is_enveloped: bool = False
    ) -> int:
        """Deliver a webhook, and return the status it got."""
        body = body_of(update, is_enveloped=is_enveloped)
        return (await self.http.post(PATH, content=body, headers=headers_of(secret))).status_code

    async def answered(self) -> None:
        """Wait until everything that came is answered and everything to be sent was."""
        async with asyncio.timeout(60):
            while not self._is_done():
                await asyncio.sleep(0.05)

    def _is_done(self) -> bool:
        events, parcels = self.stage.rows(EventRow), self.stage.rows(ParcelRow)
        return all(row.state != "new" for row in events) and all(
            row.state in ("sent", "dead") for row in parcels
        )


@pytest.fixture
async def gateway(
    server: FakeZaloBot, town: tuple[HybridRetriever, RecordStore], tmp_path: Path
) -> AsyncIterator[Gateway]:
    server.forget()
    bot = zalo_bot_platform(
        Settings(
            zalo_bot_token=SecretStr(TOKEN),
            zalo_bot_secret=SecretStr(SECRET),
            zalo_bot_api=server.url,
        )
    )
    assert isinstance(bot, ZaloBot)
    bot.rates = Rates()  # No test waits a second for each message.
    stages = Stages(town=town, folder=tmp_path, clock=[true_clock()])
    stage = await stages.open(bot)  # type: ignore[arg-type]  # it needs no more than a platform
    serving = Serving(
        platforms=[bot],
        handling=stage.serving.handling,
        store=stage.store,
        jobs=(jobs := LocalJobs()),
        sweep_s=0.1,
    )
    app = FastAPI()
    app.include_router(hooks_router([bot], intake_for(stage.store, jobs)))
    async with serving.working():
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://motcua") as http:
            yield Gateway(fake=server, stage=stage, http=http)
    await stages.close()


@pytest.mark.slow
async def test_every_message_is_answered_once_and_in_order_over_a_bad_way(
    gateway: Gateway,
) -> None:
    def asked(chat: str) -> list[Update]:
        return [
            text_message(chat, text, message_id=f"m{number}", date=BEGUN_MS + 1_000 * number)
            for number, text in enumerate(QUESTIONS)
        ]

    for update in asked("u0"):
        await gateway.tell(update)
        await gateway.answered()
    expected = gateway.fake.texts("u0")
    chance = random.Random(7)  # noqa: S311  # for a repeatable test
    gateway.fake.faulty.faults = Faults(error=0.2, cut=0.2, only=("/sendMessage",))
    chats = [f"u{number}" for number in range(1, 6)]
    # Each comes twice, in both shapes, and the order is anybody's.
    deliveries = [(update, way) for chat in chats for update in asked(chat) for way in (0, 1)]
    chance.shuffle(deliveries)

    statuses = await asyncio.gather(
        *(gateway.tell(update, is_enveloped=bool(way)) for update, way in deliveries)
    )
    await gateway.answered()

    assert set(statuses) == {200}
    assert len(set(expected)) == len(expected) >= len(QUESTIONS)
    assert gateway.fake.faulty.drawn
    assert {chat: gateway.fake.texts(chat) for chat in chats} == dict.fromkeys(chats, expected)


async def test_a_message_without_the_secret_is_neither_kept_nor_answered(gateway: Gateway) -> None:
    status = await gateway.tell(text_message("u1", QUESTIONS[0]), secret=SECRET[:-1])

    assert status == 403
    assert gateway.stage.rows(EventRow) == []


async def test_a_photo_at_a_private_address_is_not_fetched_and_the_resident_is_told(
    gateway: Gateway,
) -> None:
    await gateway.tell(message("image", "u1", photo_url="https://192.168.1.1/1.jpg"))
    await gateway.answered()

    assert gateway.fake.texts("u1") == [words.PHOTO_LOST]


async def test_a_photo_of_the_platform_is_kept(gateway: Gateway) -> None:
    picture = BytesIO()
    Image.new("RGB", (64, 64)).save(picture, "JPEG")
    gateway.fake.files["1.jpg"] = picture.getvalue()

    await gateway.tell(message("image", "u1", photo_url=f"{gateway.fake.url}/files/1.jpg"))
    await gateway.answered()

    assert len(list((gateway.stage.folder / "photos").iterdir())) == 1
    assert gateway.fake.texts("u1") != [words.PHOTO_LOST]


async def test_somebody_who_sends_a_sticker_is_told_what_can_be_read(gateway: Gateway) -> None:
    await gateway.tell(message("sticker", "u1", sticker="s1"))
    await gateway.answered()

    assert gateway.fake.texts("u1") == [words.UNREADABLE.text]


async def test_somebody_who_blocked_the_bot_costs_nobody_elses_answer(gateway: Gateway) -> None:
    gateway.fake.blocked.add("u1")

    for chat in ("u1", "u2"):
        await gateway.tell(text_message(chat, QUESTIONS[0]))
    await gateway.answered()

    assert gateway.fake.texts("u1") == []
    assert gateway.fake.texts("u2") != []
