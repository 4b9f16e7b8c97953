"""Ask Telegram for updates, where it cannot call us: on a laptop, without an address of its own."""

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.store.engine import StoreUnavailable
from channels.platform import Event, Refused
from channels.telegram import TelegramPlatform
from channels.telegram_accept import KINDS
from channels.telegram_send import failed, network_code

logger = logging.getLogger(__name__)

Add = Callable[[list[Event]], Awaitable[None]]
"""Keeps events; returns once they are safe. Raises StoreUnavailable."""

# Telegram holds a request so long when there is nothing; and what it may take to say so.
_WAIT_S = 25
_MARGIN_S = 10.0
_PAUSE_S, _LONGEST_PAUSE_S = 1.0, 60.0


async def poll(platform: TelegramPlatform, add: Add, *, wait_s: int = _WAIT_S) -> None:
    """Hand over what Telegram tells until cancelled; the platform must be open.

    Telegram forgets an update when one behind it is asked for, which is only done once it is
    kept. So nothing has to be remembered here: after a crash the last ones come again, with the
    same keys.
    """
    offset, failures = 0, 0
    while True:
        try:
            updates = await _updates(platform.bot, offset, wait_s)
            await add([event for each in updates for event in _events(platform, each)])
        except Exception as error:  # whatever it is, to give up is to hear nothing any more
            failures += 1
            pause_s = _pause(error, failures)
            logger.warning(_trouble(error), extra={"code": _code(error), "again_in_s": pause_s})
            await asyncio.sleep(pause_s)
            continue
        failures = 0
        offset = max([offset, *(number + 1 for each in updates if (number := _number(each)))])


async def _updates(bot: Bot, offset: int, wait_s: int) -> list[Any]:
    """Return what waits at Telegram, as it came. Raises TelegramError.

    Not by the library's own method: that gives up all of a batch when it cannot read one of it,
    and writes them to the log.
    """
    asked = {"offset": offset, "timeout": wait_s, "allowed_updates": json.dumps(KINDS)}
    url = f"{bot.base_url}/getUpdates?{urlencode(asked)}"
    found = await bot.request.post(url, read_timeout=wait_s + _MARGIN_S)
    return found if isinstance(found, list) else []


def _events(platform: TelegramPlatform, update: object) -> list[Event]:
    try:
        return platform.events(json.dumps(update).encode())
    except Refused:
        return []


def _number(update: object) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else 0


def _pause(error: Exception, failures: int) -> float:
    asked_s = failed(error).after_s if isinstance(error, TelegramError) else None
    pause_s = min(_PAUSE_S * 2 ** min(failures - 1, 10), _LONGEST_PAUSE_S)
    # Jitter: what went down with us comes up at the same time.
    return round(asked_s or pause_s * random.uniform(0.5, 1.0), 1)  # noqa: S311  # no secret


def _trouble(error: Exception) -> str:
    if isinstance(error, StoreUnavailable):
        return "updates of Telegram could not be kept; they will be asked for again"
    if isinstance(error, Conflict):
        return (
            "Telegram gives no updates: a webhook is set (motcua telegram webhook delete), "
            "or another program asks for them"
        )
    if isinstance(error, InvalidToken):
        return "Telegram refuses the token; check MOTCUA_TELEGRAM_TOKEN"
    if isinstance(error, TelegramError):
        return "Telegram could not be asked for updates"
    return "updates of Telegram could not be taken; they will be asked for again"


def _code(error: Exception) -> str:
    return network_code(error) if isinstance(error, TelegramError) else type(error).__name__
