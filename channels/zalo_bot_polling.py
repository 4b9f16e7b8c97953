"""Ask Zalo's Bot Platform for messages: for a try on a machine that the internet cannot reach.

The platform hands a message out once and keeps no place in a queue: whoever asks owns it. What is
sent while nobody asks is lost, so this is not for service.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable, Sequence

from channels.platform import Event, Refused
from channels.zalo_bot import ZaloBot
from channels.zalo_bot_api import ApiFailed

logger = logging.getLogger(__name__)

Add = Callable[[Sequence[Event]], Awaitable[object]]
Pause = Callable[[float], Awaitable[None]]

_WAIT_S = 30
_FIRST_S, _LONGEST_S = 1.0, 60.0


async def poll(platform: ZaloBot, add: Add, *, pause: Pause = asyncio.sleep) -> None:
    """Hand every message to `add`, for ever; ends when cancelled.

    The platform must be open. `add` keeps events as the webhook's way does; the next message is
    asked for after it.
    """
    failed = 0
    while True:
        try:
            events = await _next(platform)
        except ApiFailed as error:
            failed += 1
            logger.warning(
                "zalo bot: polling failed", extra={"code": error.reason, "times": failed}
            )
            if error.status == 400:
                # With a webhook set the platform refuses, or answers nothing at all.
                logger.warning("zalo bot: is a webhook set? run: motcua zalo-bot webhook delete")
            elif error.status == 409:
                logger.warning("zalo bot: another program asks for the same bot's messages")
            await pause(error.after_s or _delay_s(failed))
            continue
        failed = 0
        if events is None:
            continue
        if not events:
            # Nothing of use, and at once: such answers must not become a storm of questions.
            await pause(_FIRST_S)
        await _kept(events, add, pause)


async def _next(platform: ZaloBot) -> list[Event] | None:
    """Return what came, None if nothing did for a while. Raises ApiFailed."""
    try:
        reply = await platform.api.call("getUpdates", {"timeout": _WAIT_S}, read_s=_WAIT_S + 15)
    except ApiFailed as error:
        if error.status == 408:
            return None
        raise
    try:
        return platform.events(reply.raw)
    except Refused as refused:
        logger.warning("zalo bot: an update is left out", extra={"why": refused.why})
        return []


async def _kept(events: Sequence[Event], add: Add, pause: Pause) -> None:
    """Hand events on until they are kept: the platform will not give them again."""
    failed = 0
    while events:
        try:
            await add(events)
        except Exception as error:  # Whatever it is, giving up loses the message.
            failed += 1
            kind = type(error).__name__
            logger.warning("zalo bot: a message is not kept yet", extra={"error": kind})
            await pause(_delay_s(failed))
        else:
            return


def _delay_s(failed: int) -> float:
    """Return how long to wait after so many failures in a row: doubled each time, and scattered."""
    longest = min(_LONGEST_S, _FIRST_S * 2.0 ** min(failed - 1, 10))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311  # no secret
