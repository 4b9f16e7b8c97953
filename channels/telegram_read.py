"""Read from an update what a resident said or did."""

import math
import re
import unicodedata
from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from telegram import ChatMember, Message, PhotoSize, Update

from bot.photos import MAX_BYTES
from bot.types import Location
from channels.platform import (
    Arrived,
    AsksToForget,
    Event,
    FileSent,
    Inbound,
    Left,
    Plain,
    Refused,
    Said,
    Unreadable,
    tap_in,
)
from channels.telegram_accept import parsed

HELP = "bạn giúp được gì"
PERSON = "cho tôi gặp cán bộ"
REPORT = "tôi muốn gửi phản ánh"

# An edit of an older message is a correction of what nobody waits for any more; a guess.
_EDIT_WITHIN = timedelta(minutes=15)
_REMEMBERED = 2_000
# Only what is read here: a field of a kind unknown to the library must not cost us the words.
_READ = frozenset(
    "message_id date edit_date chat from text caption photo document location venue voice audio "
    "video video_note animation sticker contact poll dice game story paid_media".split()
)
_UNREADABLE = {
    "voice": "voice",
    "audio": "audio",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "sticker": "sticker",
    "dice": "sticker",
    "contact": "contact",
    "poll": "poll",
    "game": "other",
    "story": "other",
    "paid_media": "other",
    "photo": "photo",
    "location": "location",
}
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@\w+)?(?:\s+(.*))?", re.DOTALL)
_PHRASES = {
    "help": HELP,
    "menu": HELP,
    "trogiup": HELP,
    "gapcanbo": PERSON,
    "phananh": REPORT,
    "huy": "hủy",
    "cancel": "hủy",
}
# What the library raises for updates that are not as documented.
_MALFORMED = (TypeError, ValueError, LookupError, AttributeError, ArithmeticError, OSError)


class Reader:
    """Reads one bot's events.

    It remembers the words of late messages only to notice an edit that did not change them.
    """

    def __init__(self) -> None:
        self._words: OrderedDict[tuple[int, int], tuple[int, int]] = OrderedDict()

    def read(self, event: Event) -> Inbound | None:
        """Return what an event means; None for nothing to do. Never raises for an update."""
        try:
            update = parsed(event.raw)
            return self._read(update) if update else None
        except (Refused, RecursionError, *_MALFORMED):
            return None

    def _read(self, data: Mapping[str, Any]) -> Inbound | None:
        if isinstance(change := data.get("my_chat_member"), dict):
            return _standing(change)
        update = _update(data)
        if (query := update.callback_query) is not None:
            words = query.data or ""
            tap = tap_in(words)
            # Some buttons of ours carry plain words. Who makes up a tap could as well type them.
            return Said(tap=tap) if tap else _said(words) if words.strip() else None
        if update.edited_message is not None:
            return self._edited(update.edited_message, update.update_id)
        if update.message is None:
            return None
        self._is_new(update.message, update.update_id)
        return _inbound(update.message)

    def _edited(self, message: Message, update_id: int) -> Inbound | None:
        """Return the new words of a message that was changed shortly after it was sent.

        Who corrects a question right after asking it wants the corrected one answered. Telegram
        tells of changes to what we cannot see, too; then the words are the same.
        """
        words = message.text or message.caption
        if not words or message.edit_date is None:
            return None
        if message.edit_date - message.date > _EDIT_WITHIN or not self._is_new(message, update_id):
            return None
        return _said(words)

    def _is_new(self, message: Message, update_id: int) -> bool:
        """Say whether the words are new as far as we remember; remember them."""
        key, words = (message.chat.id, message.message_id), hash(message.text or message.caption)
        before = self._words.get(key)
        if before and before[0] < update_id and before[1] == words:
            return False
        self._words[key] = (update_id, words)
        if len(self._words) > _REMEMBERED:
            self._words.popitem(last=False)
        return True


def _update(data: Mapping[str, Any]) -> Update:
    """Return the library's view of the parts of an update that we read."""
    slim: dict[str, Any] = {"update_id": data["update_id"]}
    for kind in ("message", "edited_message"):
        if isinstance(body := data.get(kind), dict):
            slim[kind] = {name: value for name, value in body.items() if name in _READ}
    if isinstance(query := data.get("callback_query"), dict):
        slim["callback_query"] = {name: value for name, value in query.items() if name != "message"}
    return Update.de_json(slim)


def _standing(change: Mapping[str, Any]) -> Inbound | None:
    """Return whether the resident blocked us or let us in again; no more of it is needed."""
    match change:
        case {"new_chat_member": {"status": ChatMember.BANNED | ChatMember.LEFT}}:
            return Left()
        case {"new_chat_member": {"status": ChatMember.MEMBER}}:
            return Arrived()
    return None


def _inbound(message: Message) -> Inbound | None:
    place = message.venue.location if message.venue else message.location
    if place is not None and _is_on_earth(place.latitude, place.longitude):
        return Said(location=Location(latitude=place.latitude, longitude=place.longitude))
    words = message.text or message.caption or ""
    photo = _picture(message)
    if photo is not None:
        said = _said(words)
        return Said(text=said.text if isinstance(said, Said) else clean(words), photo=photo)
    # An animation comes with a document of the same file.
    if message.animation is None and (file := message.document) is not None:
        return FileSent(
            file=str(file.file_id),
            name=clean(str(file.file_name or "")),
            size=int(file.file_size or 0),
            otherwise=_said(words) if words.strip() else Unreadable(kind="file"),
        )
    if words.strip():
        return _said(words)
    for name, kind in _UNREADABLE.items():
        if getattr(message, name):
            return Unreadable(kind=kind)
    return None


def _said(words: str) -> Plain:
    """Return what words ask for; a command as the words that the assistant knows for it."""
    words = clean(words).strip()
    found = _COMMAND.fullmatch(words)
    if found is None:
        return Said(text=words)
    command, rest = found[1].lower(), (found[2] or "").strip()
    if command == "start":
        return Arrived()
    # With words behind it, it might be a question about taking something off a register.
    if command == "xoa" and not rest:
        return AsksToForget()
    if command == "canbo":
        # As it stands: the gateway reads it the same on every platform.
        return Said(text=f"/canbo {rest}".rstrip())
    phrase = _PHRASES.get(command, command.replace("_", " "))
    if command in ("gapcanbo", "phananh") and rest:
        return Said(text=f"{phrase}: {rest}")
    return Said(text=f"{phrase} {rest}".rstrip())


def clean(text: str) -> str:
    """Return a text in NFC, without halves of characters."""
    return unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))


def _picture(message: Message) -> str | None:
    """Return the file id of the picture: the largest size that we take."""
    # An animation comes with a document of the same file.
    if message.animation is None and (file := message.document) is not None:
        return str(file.file_id) if (file.mime_type or "").startswith("image/") else None
    sizes: list[PhotoSize] = [each for each in message.photo or () if each.file_id]
    fitting = [each for each in sizes if (each.file_size or 0) <= MAX_BYTES] or sizes
    if not fitting:
        return None
    return str(max(fitting, key=lambda each: each.width * each.height).file_id)


def _is_on_earth(latitude: float, longitude: float) -> bool:
    """Say whether they are coordinates; the library takes any JSON for them."""
    pair = (latitude, longitude)
    if not all(isinstance(each, int | float) and math.isfinite(each) for each in pair):
        return False
    return abs(latitude) <= 90 and abs(longitude) <= 180
