"""Read what Zalo's Bot Platform tells, in a webhook or in the answer to a poll."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from channels.platform import AsksToForget, Event, Inbound, Said, Unreadable

CHANNEL = "zalo_bot"
_FORGET = "/xoa"
# Ids seen are 20 letters and digits. They become keys: nothing that no database takes.
_ID = re.compile(r"[!-~]{1,128}")
_UNREADABLE = {
    "message.sticker.received": "sticker",
    "message.voice.received": "voice",
    # Links, files, and whatever comes from people whose data Zalo protects: never with content.
    "message.unsupported.received": "unsupported",
}


@dataclass(frozen=True, kw_only=True)
class Update:
    """One message as the platform describes it."""

    kind: str
    """The platform's name of the event."""
    chat_id: str
    sender_id: str
    message_id: str
    is_private: bool
    is_bot: bool
    at: datetime | None
    """By the platform's clock."""
    message: Mapping[str, Any]


def update_in(body: object) -> Update | None:
    """Return the update in a body, in both shapes that are known; None if there is none.

    Captured webhooks are flat, the documents show them in the envelope of an answer.
    """
    if not isinstance(body, dict):
        return None
    inner = body.get("result")
    told = inner if isinstance(inner, dict) and "event_name" not in body else body
    message = _object(told, "message")
    chat, sender = _object(message, "chat"), _object(message, "from")
    chat_id, sender_id = _id(chat.get("id")), _id(sender.get("id"))
    message_id = _id(message.get("message_id"))
    kind = told.get("event_name")
    if not (isinstance(kind, str) and chat_id and sender_id and message_id):
        return None
    chat_type = chat.get("chat_type")
    return Update(
        kind=kind,
        chat_id=chat_id,
        sender_id=sender_id,
        message_id=message_id,
        is_private=chat_type == "PRIVATE" or (chat_type is None and chat_id == sender_id),
        is_bot=sender.get("is_bot") is True,
        at=_time(message.get("date")),
        message=message,
    )


def event_of(update: Update, raw: bytes, *, bot_id: str, now: datetime) -> Event:
    """Return what is kept of an update."""
    return Event(
        channel=CHANNEL,
        # Ids of messages were seen twice, in different chats. None holds a blank.
        key=f"{bot_id} {update.chat_id} {update.sender_id} {update.message_id}",
        conversation_id=f"{CHANNEL}:{update.chat_id}",
        at=update.at or now,
        raw=raw,
    )


def read_update(update: Update) -> Inbound | None:
    """Return what an update means to us; None for groups, bots and unknown kinds."""
    if not update.is_private or update.is_bot:
        return None
    message = update.message
    match update.kind:
        case "message.text.received":
            text = _text(message.get("text"))
            if text.strip().lower() == _FORGET:
                return AsksToForget()
            return Said(text=text) if text.strip() else None
        case "message.image.received":
            # The documents call it photo, what was captured photo_url.
            photo = _text(message.get("photo_url")) or _text(message.get("photo"))
            if not photo:
                return Unreadable(kind="image")
            return Said(text=_text(message.get("caption")), photo=photo)
        case kind if kind in _UNREADABLE:
            return Unreadable(kind=_UNREADABLE[kind])
        case _:
            return None


def loads(raw: bytes) -> object:
    """Return what JSON holds. Raises ValueError, also for JSON too deep to read."""
    try:
        return json.loads(raw)
    except RecursionError:
        raise ValueError("too deep") from None


def _object(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = of.get(name)
    return found if isinstance(found, dict) else {}


def _id(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        return str(value)
    return value if isinstance(value, str) and _ID.fullmatch(value) else ""


def _text(value: object) -> str:
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else ""


def _time(value: object) -> datetime | None:
    """Return a time given in milliseconds, if it is one of our century."""
    if isinstance(value, str) and value.isdecimal() and len(value) < 20:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    # Comparing also keeps infinity and NaN out, which Python's JSON lets in.
    if not 946_684_800_000 <= value < 4_102_444_800_000:
        return None
    return datetime.fromtimestamp(value / 1000, UTC)
