"""Read the events of a Zalo Official Account: whose they are, and what they mean.

Fields are missing, empty or of another type in some captures, so nothing here is taken for
granted: what cannot be read is None or "", never an error.
"""

import hashlib
import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from bot.types import Location
from channels.platform import (
    Arrived,
    AsksToForget,
    FileSent,
    Inbound,
    Left,
    Said,
    StaffSaid,
    Unreadable,
    tap_in,
)

CHANNEL = "zalo_oa"
_SAYS = "user_send_"
_ECHO = "oa_send_"
_KINDS = ("gif", "video", "audio", "sticker", "file", "business_card")
_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_LONGEST_KEY = 200
# As it is written, and as telephones correct it: either way of setting the tone.
_FORGET = ("/xoa", "/xóa", "/xoá")
# Later than the year 2001 in milliseconds, and in seconds not before the year 5138.
_LEAST_MS = 100_000_000_000


def name_of(body: Mapping[str, Any]) -> str:
    """Return the event's name."""
    return _text(body.get("event_name"))


def user_of(body: Mapping[str, Any], oa_id: str) -> str:
    """Return the id of the resident whose conversation it belongs to; "" for nobody's.

    Which side of a receipt is the resident is told differently by different sources, so a side
    that is the account itself is never taken for one.
    """
    name = name_of(body)
    if name.startswith(_ECHO):
        sides = [_id(body, "recipient")]
    elif name in ("follow", "unfollow"):
        sides = [_id(body, "follower")]
    elif name.startswith(_SAYS) or name == "user_submit_info":
        sides = [_id(body, "sender")]
    elif name == "user_click_chatnow":
        sides = [_text(body.get("user_id")), _id(body, "sender")]
    else:
        sides = []
    for side in sides:
        if _ID.fullmatch(side):
            return "" if side == oa_id else side
    return ""


def account_of(body: Mapping[str, Any]) -> str:
    """Return the id of the official account it was sent to or by; "" if it does not say."""
    side = "sender" if name_of(body).startswith(_ECHO) else "recipient"
    return _text(body.get("oa_id")) or _id(body, side)


def key_of(body: Mapping[str, Any], user: str) -> str:
    """Return what is the same when the event is delivered again and of no other event.

    A receipt carries the id of the message it is about, so the name is part of the key. Parts are
    quoted: a separator within one could make two events look like one.
    """
    message_id = _text(_within(body, "message").get("msg_id"))
    last = ("m", message_id) if message_id else ("t", user, timestamp_of(body))
    parts = (quote(part, safe="", errors="surrogatepass") for part in (name_of(body), *last))
    key = ":".join(parts)
    # Real ones have some forty characters.
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def timestamp_of(body: Mapping[str, Any]) -> str:
    """Return the timestamp as it is written, which is what is signed."""
    return _text(body.get("timestamp"))


def at_of(body: Mapping[str, Any]) -> datetime | None:
    """Return when it happened; None if that cannot be a time."""
    try:
        written = float(timestamp_of(body))
        return datetime.fromtimestamp(written / (1000 if written >= _LEAST_MS else 1), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def is_kept(body: Mapping[str, Any]) -> bool:
    """Say whether anything is to be done about an event, or ever could be.

    Not about receipts and our own echoes, of which there are two for every message of ours, nor
    about what a resident filled in: nobody asked for it, so it is not kept.
    """
    name = name_of(body)
    if name.startswith(_ECHO):
        return "group" not in name and bool(_text(_within(body, "sender").get("admin_id")))
    if name.startswith(_SAYS):
        return name.removeprefix(_SAYS) in ("text", "image", "link", "location", *_KINDS)
    return name in ("follow", "unfollow", "user_click_chatnow")


def meaning(body: Mapping[str, Any], oa_id: str) -> Inbound | None:
    """Return what an event means for the assistant; None for nothing."""
    name = name_of(body)
    if not is_kept(body) or not user_of(body, oa_id):
        return None
    if name.startswith(_ECHO):
        # Without the name of a person: the account's own administrators are known by number.
        admin = _text(_within(body, "sender").get("admin_id"))
        return StaffSaid(
            text=_words(body), by=f"{CHANNEL}:{admin if _ID.fullmatch(admin) else '?'}"
        )
    if name == "unfollow":
        return Left()
    if not name.startswith(_SAYS):
        return Arrived()
    return _said(name.removeprefix(_SAYS), body)


def _said(kind: str, body: Mapping[str, Any]) -> Said | Unreadable | AsksToForget | FileSent:
    words = _words(body)
    if kind == "text":
        if words.lower() in _FORGET:
            return AsksToForget()
        tap = tap_in(words)
        if tap is not None:
            return Said(tap=tap)
    elif kind == "image":
        photo = _url(_payload(body))
        if photo:
            return Said(text=words, photo=photo)
    elif kind == "location":
        place = _place(_within(_payload(body), "coordinates"))
        if place is not None:
            return Said(text=words, location=place)
    elif kind == "link":
        # Residents send a link to ask whether it can be trusted.
        words = words or _url(_payload(body))
    elif kind == "file" and (file := _url(payload := _payload(body))):
        return FileSent(
            file=file,
            name=_written(payload.get("name")),
            size=_size(payload.get("size")),
            otherwise=Said(text=words) if words else Unreadable(kind=kind),
        )
    # What came along could not be read, but what was said about it can be answered.
    return Said(text=words) if words else Unreadable(kind=kind)


def _words(body: Mapping[str, Any]) -> str:
    return _written(_within(body, "message").get("text"))


def _written(value: object) -> str:
    """Return what was written: NFC, without what no database keeps."""
    text = _text(value).replace("\x00", "")
    # Half of a character, as JSON can spell it.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", text).strip()


def _size(value: object) -> int:
    """Return a size in bytes, which Zalo writes as a text; 0 if it is none."""
    told = str(value)
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 16 else 0


def _place(coordinates: Mapping[str, Any]) -> Location | None:
    try:
        latitude = float(_text(coordinates.get("latitude")))
        longitude = float(_text(coordinates.get("longitude")))
    except ValueError:
        return None
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None
    return Location(latitude=latitude, longitude=longitude)


def _payload(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what the first attachment holds."""
    attachments = _within(body, "message").get("attachments")
    first = attachments[0] if isinstance(attachments, list) and attachments else None
    return _within(first, "payload") if isinstance(first, dict) else {}


def _url(payload: Mapping[str, Any]) -> str:
    url = _text(payload.get("url"))
    return url if url.startswith(("https://", "http://")) and url.isprintable() else ""


def _within(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    inner = body.get(name)
    return inner if isinstance(inner, dict) else {}


def _id(body: Mapping[str, Any], side: str) -> str:
    return _text(_within(body, side).get("id"))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
