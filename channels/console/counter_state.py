"""Read what was ticked from an address, and write it into one: it is kept nowhere else."""

import re
from datetime import date, timedelta
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from bot.counter.check import Reply
from bot.counter.slip import Ticked
from knowledge.types import Channel

BROUGHT, REPLY, CHANNEL, DAY = "co", "th-", "kenh", "ngay"
_KEY = re.compile(r"[0-9a-f]{8}")
_MOST = 300
# Nobody hands in further from today than that.
_FAR = timedelta(days=180)


def ticked_of(params: QueryParams, today: date) -> Ticked:
    """Return what an address says was ticked; what makes no sense is left aside."""
    keys = [key for key in params.getlist(BROUGHT) if _KEY.fullmatch(key)][:_MOST]
    replies = {
        name.removeprefix(REPLY): Reply(value)
        for name, value in list(params.items())[: 2 * _MOST]
        if name.startswith(REPLY)
        and _KEY.fullmatch(name.removeprefix(REPLY))
        and value in set(Reply)
    }
    channel = params.get(CHANNEL, "")
    return Ticked(
        brought=tuple(dict.fromkeys(keys)),
        replies=replies,
        channel=Channel(channel) if channel in set(Channel) else None,
        handed_in=_day(params.get(DAY, ""), today),
    )


def address_of(ticked: Ticked) -> str:
    """Return the part of an address after "?"; empty if nothing was ticked."""
    pairs = [(BROUGHT, key) for key in ticked.brought]
    pairs += [(f"{REPLY}{key}", reply.value) for key, reply in ticked.replies.items()]
    pairs += [(CHANNEL, ticked.channel.value)] if ticked.channel else []
    pairs += [(DAY, ticked.handed_in.isoformat())] if ticked.handed_in else []
    return urlencode(pairs)


def _day(text: str, today: date) -> date | None:
    try:
        given = date.fromisoformat(text)
    except ValueError:
        return None
    return given if given != today and abs(given - today) <= _FAR else None
