"""Asking Telegram for updates: none is lost when we or the database fail, none counts twice."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

import pytest

from bot.store.engine import StoreUnavailable
from channels import telegram_polling
from channels.platform import Event
from channels.telegram import TelegramPlatform
from channels.telegram_polling import poll
from tests.fakes.telegram import TOKEN, FakeTelegram, Fault
from tests.fakes.telegram_parts import Webhook

CHAT = 5_000_000_001
Add = Callable[[list[Event]], Awaitable[None]]


@pytest.fixture(scope="module")
def server() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def fake(server: FakeTelegram, monkeypatch: pytest.MonkeyPatch) -> FakeTelegram:
    server.reset()
    monkeypatch.setattr(telegram_polling, "_PAUSE_S", 0.01)
    return server


@pytest.fixture
async def telegram(fake: FakeTelegram) -> AsyncIterator[TelegramPlatform]:
    platform = TelegramPlatform(token=TOKEN, secret=None, api=fake.url, polls=True)
    await platform.open()
    yield platform
    await platform.close()


async def polled(telegram: TelegramPlatform, add: Add, until: Callable[[], bool]) -> None:
    """Poll until something is so."""
    task = asyncio.create_task(poll(telegram, add, wait_s=1))
    try:
        async with asyncio.timeout(60):
            while not until():
                if task.done():
                    await task
                await asyncio.sleep(0.01)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_what_waits_is_handed_over_in_order_and_then_forgotten_at_telegram(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.pending = [fake.make.text(CHAT, str(number)) for number in range(150)]
    last, kept = fake.pending[-1]["update_id"], list[Event]()

    async def add(events: list[Event]) -> None:
        kept.extend(events)

    await polled(telegram, add, lambda: fake.polls[-1:] == [last + 1])

    said = [telegram.read(event) for event in kept]
    assert [each.text for each in said if each] == [str(number) for number in range(150)]  # type: ignore[union-attr]  # all are words
    assert fake.pending == []


@pytest.mark.parametrize("error", [StoreUnavailable("locked"), ValueError("chị Hoa")])
async def test_what_could_not_be_kept_is_asked_for_again(
    error: Exception,
    telegram: TelegramPlatform,
    fake: FakeTelegram,
    caplog: pytest.LogCaptureFixture,
) -> None:
    fake.pending = [fake.make.text(CHAT, "xin chào")]
    number, tries, kept = fake.pending[0]["update_id"], list[int](), list[Event]()

    async def add(events: list[Event]) -> None:
        tries.append(len(events))
        if len(tries) < 3:
            raise error
        kept.extend(events)

    await polled(telegram, add, lambda: number + 1 in fake.polls)

    assert len(kept) == 1
    assert fake.polls[:3] == [0, 0, 0]
    assert "asked for again" in caplog.text
    assert "Hoa" not in caplog.text


async def test_an_end_before_all_was_kept_leaves_it_at_telegram(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.pending = [fake.make.text(CHAT, "xin chào")]
    begun = asyncio.Event()

    async def hangs(events: list[Event]) -> None:
        begun.set()
        await asyncio.sleep(60)

    await polled(telegram, hangs, begun.is_set)

    kept = list[Event]()

    async def add(events: list[Event]) -> None:
        kept.extend(events)

    await polled(telegram, add, lambda: bool(kept))
    assert telegram.read(kept[0]) is not None


async def test_what_is_of_no_use_does_not_come_again(
    telegram: TelegramPlatform, fake: FakeTelegram
) -> None:
    fake.pending = [
        fake.make.in_group("xin chào"),
        fake.make.update(message={"chat": 7}),
        fake.make.text(CHAT, "xin chào"),
    ]
    last, kept = fake.pending[-1]["update_id"], list[Event]()

    async def add(events: list[Event]) -> None:
        kept.extend(events)

    await polled(telegram, add, lambda: last + 1 in fake.polls)

    assert [event.conversation_id for event in kept] == [f"telegram:{CHAT}"]


async def test_breaks_on_the_way_end_nothing_and_tell_no_token(
    telegram: TelegramPlatform, fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="channels")
    # As in service (channels/app.py): it writes every address, tokens and all.
    caplog.set_level(logging.WARNING, logger="httpx")
    fake.plan = [Fault.ERROR, Fault.CUT, Fault.LOST]
    fake.pending = [fake.make.text(CHAT, "xin chào")]
    kept = list[Event]()

    async def add(events: list[Event]) -> None:
        kept.extend(events)

    await polled(telegram, add, lambda: bool(kept))

    assert len(kept) == 1
    assert len(caplog.records) == 3
    assert TOKEN.split(":")[1] not in caplog.text


async def test_a_webhook_in_the_way_is_named_in_the_log_and_waited_for(
    telegram: TelegramPlatform, fake: FakeTelegram, caplog: pytest.LogCaptureFixture
) -> None:
    fake.webhook = Webhook(url="https://hoi.example.vn/hooks/telegram")
    fake.pending = [fake.make.text(CHAT, "xin chào")]
    kept = list[Event]()

    async def add(events: list[Event]) -> None:
        kept.extend(events)

    await polled(telegram, add, lambda: "webhook delete" in caplog.text)
    assert kept == []
    fake.webhook = Webhook()
    await polled(telegram, add, lambda: bool(kept))
