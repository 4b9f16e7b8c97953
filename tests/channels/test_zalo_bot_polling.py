"""Asking the Bot Platform for messages: each is handed on once, and nothing ends it."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Sequence

import pytest
from pydantic import SecretStr

from channels.platform import Event, Said
from channels.settings import Settings
from channels.zalo_bot import ZaloBot, zalo_bot_platform
from channels.zalo_bot_api import ApiFailed
from channels.zalo_bot_polling import poll
from tests.fakes.server import Fault
from tests.fakes.zalo_bot import TOKEN, FakeZaloBot, Told, text_message


@pytest.fixture(scope="module")
def server() -> Iterator[FakeZaloBot]:
    server = FakeZaloBot()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def fake(server: FakeZaloBot) -> FakeZaloBot:
    server.forget()
    return server


@pytest.fixture
async def bot(fake: FakeZaloBot) -> AsyncIterator[ZaloBot]:
    platform = zalo_bot_platform(
        Settings(zalo_bot_token=SecretStr(TOKEN), zalo_bot_polling=True, zalo_bot_api=fake.url)
    )
    assert platform is not None
    await platform.open()
    yield platform
    await platform.close()


class Kept:
    """Where events go; fails as often as told."""

    def __init__(self, fails: int = 0) -> None:
        self.events: list[Event] = []
        self.fails = fails

    async def add(self, events: Sequence[Event]) -> None:
        if self.fails:
            self.fails -= 1
            raise OSError("disk full")
        self.events.extend(events)


class Pauses:
    """How long it was waited, without waiting."""

    def __init__(self) -> None:
        self.lengths: list[float] = []

    async def __call__(self, length_s: float) -> None:
        self.lengths.append(length_s)
        await asyncio.sleep(0)


async def polled(bot: ZaloBot, kept: Kept, pauses: Pauses, until: Callable[[], bool]) -> None:
    task = asyncio.create_task(poll(bot, kept.add, pause=pauses))
    try:
        async with asyncio.timeout(60):
            while not until():
                assert not task.done()
                await asyncio.sleep(0.005)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_messages_are_handed_on_once_each_and_in_order(
    fake: FakeZaloBot, bot: ZaloBot
) -> None:
    fake.says(*(text_message("c1", f"{number}") for number in range(5)))
    kept, pauses = Kept(), Pauses()

    # Past the last one, to see that an empty answer ends nothing.
    await polled(bot, kept, pauses, lambda: fake.calls.count("getUpdates") >= 7)

    assert [bot.read(event) for event in kept.events] == [Said(text=f"{n}") for n in range(5)]
    assert pauses.lengths == []


async def test_a_message_that_cannot_be_kept_is_tried_until_it_is(
    fake: FakeZaloBot, bot: ZaloBot
) -> None:
    fake.says(text_message("c1", "chào"))
    kept, pauses = Kept(fails=3), Pauses()

    await polled(bot, kept, pauses, lambda: bool(kept.events))

    assert len(kept.events) == 1
    assert len(pauses.lengths) == 3


async def test_a_broken_way_is_tried_again_after_longer_and_longer_pauses(
    fake: FakeZaloBot, bot: ZaloBot
) -> None:
    fake.faulty.plan.extend([Fault.ERROR, Fault.CUT, Fault.ERROR, Fault.CUT])
    fake.says(text_message("c1", "chào"))
    kept, pauses = Kept(), Pauses()

    await polled(bot, kept, pauses, lambda: bool(kept.events))

    assert len(pauses.lengths) == 4
    assert all(2**n / 2 <= each <= 2**n for n, each in enumerate(pauses.lengths))


async def test_the_pause_has_an_end_however_long_it_fails(fake: FakeZaloBot, bot: ZaloBot) -> None:
    fake.token = "1:another"  # noqa: S105  # invented
    pauses = Pauses()

    await polled(bot, Kept(), pauses, lambda: len(pauses.lengths) >= 15)

    assert max(pauses.lengths) <= 60


async def test_the_operator_is_told_that_a_webhook_stands_in_the_way(
    fake: FakeZaloBot, bot: ZaloBot, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "httpx")  # As the server sets it.
    fake.webhook = "https://hoidap.example.vn/hooks/zalo-bot"
    pauses = Pauses()

    await polled(bot, Kept(), pauses, lambda: bool(pauses.lengths))

    assert "zalo-bot webhook delete" in caplog.text
    assert TOKEN not in caplog.text


async def test_a_second_program_that_polls_is_told_of(
    fake: FakeZaloBot, bot: ZaloBot, caplog: pytest.LogCaptureFixture
) -> None:
    fake.longest_poll_s = 5.0
    pauses = Pauses()

    async def second() -> None:
        while "getUpdates" not in fake.calls:
            await asyncio.sleep(0.005)
        with contextlib.suppress(ApiFailed):  # The first takes it over again.
            await bot.api.call("getUpdates", {"timeout": 5})

    other = asyncio.create_task(second())
    await polled(bot, Kept(), pauses, lambda: bool(pauses.lengths))
    await other

    assert "another program" in caplog.text


@pytest.mark.parametrize("body", [b'{"ok": true}', b'{"ok": true, "result": {}}'])
async def test_empty_answers_at_once_make_no_storm_of_questions(
    fake: FakeZaloBot, bot: ZaloBot, body: bytes
) -> None:
    fake.told.extend(Told(body=body, method="getUpdates") for _ in range(3))
    fake.says(text_message("c1", "chào"))
    kept, pauses = Kept(), Pauses()

    await polled(bot, kept, pauses, lambda: bool(kept.events))

    assert pauses.lengths == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("body", [b"<html>", b'{"ok": true, "result": {"message": 5}}', b"{"])
async def test_an_answer_of_nonsense_does_not_end_it(
    fake: FakeZaloBot, bot: ZaloBot, body: bytes
) -> None:
    fake.told.append(Told(body=body, method="getUpdates"))
    fake.says(text_message("c1", "chào"))
    kept = Kept()

    await polled(bot, kept, Pauses(), lambda: bool(kept.events))

    assert len(kept.events) == 1
