"""The messaging platforms that are set up, and those of them that have to be asked for messages."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from typing import Any

from bot.store.engine import Store
from channels import telegram_polling, zalo_bot_polling
from channels.platform import Event, Platform
from channels.settings import Settings
from channels.telegram import TelegramPlatform, telegram_platform
from channels.zalo_bot import ZaloBot, zalo_bot_platform
from channels.zalo_oa_wiring import zalo_oa_platform

Make = Callable[[Settings, Store], Platform | None]
MAKERS: Mapping[str, Make] = {
    "telegram": lambda settings, _: telegram_platform(settings),
    "zalo oa": zalo_oa_platform,
    "zalo bot": lambda settings, _: zalo_bot_platform(settings),
}
"""How an adapter is made, by the name under which the doctor speaks of it."""

MakePlatforms = Callable[[Store], Sequence[Platform]]
Keep = Callable[[Sequence[Event]], Awaitable[None]]
"""Keeps events; returns once they are safe. Raises StoreUnavailable."""


def configured_platforms(settings: Settings, store: Store) -> list[Platform]:
    """Return an adapter for each platform that the settings name, none of them opened.

    Raises BotError for settings that do not go together.
    """
    made = [make(settings, store) for make in MAKERS.values()]
    return [each for each in made if each is not None]


def no_platforms(_store: Store) -> list[Platform]:
    """Return none."""
    return []


@contextlib.asynccontextmanager
async def polling(platforms: Sequence[Platform], keep: Keep) -> AsyncIterator[None]:
    """Ask those platforms for messages that are set to it, until the context ends."""
    tasks = [asyncio.create_task(each) for each in _pollers(platforms, keep)]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _pollers(platforms: Sequence[Platform], keep: Keep) -> list[Coroutine[Any, Any, None]]:
    found: list[Coroutine[Any, Any, None]] = []
    for each in platforms:
        if isinstance(each, TelegramPlatform) and each.polls:
            found.append(telegram_polling.poll(each, keep))
        elif isinstance(each, ZaloBot) and each.polls:
            found.append(zalo_bot_polling.poll(each, keep))
    return found
