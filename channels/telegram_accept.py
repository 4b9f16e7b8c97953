"""Turn what Telegram delivers into events: which bot, whose chat, and when."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeGuard

from channels.platform import Event, Refused

CHANNEL = "telegram"
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")
"""The updates we ask for; all others are dropped."""

# Telegram's own stay far below.
_MAX_BYTES = 1_000_000
_TIE = 1_000_000
# An update that is later than this was waiting at Telegram, and so were those behind it.
_LATE_S = 10


@dataclass(frozen=True, kw_only=True)
class _Seen:
    """The newest update with a time of its own."""

    update_id: int
    second: int
    was_late: bool


class Arrivals:
    """Turns one bot's updates into events.

    The update it remembers only serves to guess better when a button was tapped.
    """

    def __init__(self, bot_id: str) -> None:
        self._bot_id = bot_id
        self._seen: _Seen | None = None

    def events(self, raw: bytes) -> list[Event]:
        """Return the event in an update; [] for one that we have no use for. Raises Refused.

        Only private chats are served: what is said in a group is for others to hear.
        """
        update = parsed(raw)
        if update is None:
            return []
        update_id = update["update_id"]
        for kind in KINDS:
            if isinstance(body := update.get(kind), dict):
                break
        else:
            return []
        chat_id = _private_chat(kind, body)
        if chat_id is None or _is_none_of_ours(kind, body):
            return []
        second = self._second(kind, body, update_id)
        # Times are whole seconds, and numbers of updates are in order: within a second they tell.
        at = datetime.fromtimestamp(second, UTC) + timedelta(microseconds=update_id % _TIE)
        return [
            Event(
                channel=CHANNEL,
                key=f"tg:{self._bot_id}:{update_id}",
                conversation_id=f"{CHANNEL}:{chat_id}",
                at=at,
                raw=raw,
            )
        ]

    def _second(self, kind: str, body: Mapping[str, Any], update_id: int) -> int:
        """Return when it happened, in seconds since 1970.

        A tap tells no time. It happened just now, unless Telegram is handing over what waited for
        us: then it comes right behind the update before it, and before those that follow.
        """
        now, seen = int(time.time()), self._seen
        field = "edit_date" if kind == "edited_message" else "date"
        if kind != "callback_query" and _is_time(second := body.get(field)):
            # After a quiet week Telegram numbers on from anywhere.
            if seen is None or update_id > seen.update_id or second > seen.second:
                was_late = now - second > _LATE_S
                self._seen = _Seen(update_id=update_id, second=second, was_late=was_late)
            return second
        if seen is None:
            return now
        if update_id < seen.update_id or seen.was_late:
            return min(now, seen.second)
        # Our clock may be behind Telegram's.
        return max(now, seen.second)


def parsed(raw: bytes) -> dict[str, Any] | None:
    """Return an update as Telegram wrote it; None for JSON that is none. Raises Refused."""
    if len(raw) > _MAX_BYTES:
        raise Refused(413, "too big")
    try:
        update = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused(400, "no JSON") from None
    if not isinstance(update, dict) or not _is_number(update.get("update_id")):
        return None
    return update


def _private_chat(kind: str, body: Mapping[str, Any]) -> int | None:
    """Return the private chat that an update is of; None for a group's or a channel's."""
    holder: Any = body.get("message") if kind == "callback_query" else body
    # Of an old message with buttons Telegram may tell nothing; then it is the tapper's own chat.
    if holder is None and isinstance(tapper := body.get("from"), dict):
        chat: Any = {**tapper, "type": "private"}
    else:
        chat = holder.get("chat") if isinstance(holder, dict) else None
    if not isinstance(chat, dict) or chat.get("type") != "private":
        return None
    chat_id = chat.get("id")
    return chat_id if _is_number(chat_id) else None


def _is_none_of_ours(kind: str, body: Mapping[str, Any]) -> bool:
    """Say whether there is nothing in it for us: another bot's, or a moving live location."""
    sender = body.get("from")
    if isinstance(sender, dict) and sender.get("is_bot") is True:
        return True
    return kind == "edited_message" and not (body.get("text") or body.get("caption"))


def _is_number(value: object) -> TypeGuard[int]:
    """Say whether it is a whole positive number; True and False are none."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1 << 62


def _is_time(value: object) -> TypeGuard[int]:
    """Say whether it can be a time in seconds: from 2001 to 2286, ten digits."""
    return _is_number(value) and 10**9 <= value < 10**10
