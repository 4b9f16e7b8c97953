"""Send one message through Telegram's Bot API, and tell what became of a send that failed."""

import base64
import json
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
)
from telegram.request import HTTPXRequest

from channels.platform import Attachment, Failure, Parcel, SendFailed
from channels.rendering import Button, Piece

SEND, SEND_FILE = "sendMessage", "sendDocument"
# Telegram takes 50 MB; what waits to be sent stands in the database.
_MOST_FILE_BYTES = 20 * 1024 * 1024
# So many characters are readable on half a telephone's width.
_SHORT = 16
_PER_ROW = 2
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_BAD_MARKUP = "can't parse entities"
# What Telegram says of a person who cannot be written to; all else is about the message.
_NOBODY = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "have no rights to send a message",
    "not enough rights to send",
    "user is deactivated",
)
# No other words of Telegram's are repeated: they may quote the message.
_ABOUT_MESSAGE = (
    "message is too long",
    "message text is empty",
    "text must be non-empty",
    "button_data_invalid",
    "reply markup is too long",
    _BAD_MARKUP,
)
_STATUS = re.compile(r"\((\d{3})\)")


class Quiet(HTTPXRequest):
    """The library's client; it logs no reply that it cannot read, for that holds our words."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return the reply of the Bot API. Raises TelegramError."""
        try:
            reply = json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise TelegramError("Invalid server response") from None
        if not isinstance(reply, dict):
            raise TelegramError("Invalid server response")
        return reply


def parcel(piece: Piece) -> Parcel:
    """Return a piece of an answer as Telegram takes it."""
    return Parcel(
        payload={
            "method": SEND,
            "text": piece.text,
            "plain": piece.plain,
            "buttons": [
                [{"title": each.title, "payload": each.payload} for each in row]
                for row in rows(piece.buttons)
            ],
        }
    )


def file_parcel(attachment: Attachment) -> Parcel | None:
    """Return a file as Telegram takes it; None if it is too big."""
    if len(attachment.content) > _MOST_FILE_BYTES:
        return None
    content = base64.b64encode(attachment.content).decode()
    return Parcel(payload={"method": SEND_FILE, "name": attachment.name, "content": content})


def rows(buttons: Sequence[Button]) -> list[Sequence[Button]]:
    """Return the buttons in rows: one in each, two if all of them are short."""
    per_row = _PER_ROW if all(len(each.title) <= _SHORT for each in buttons) else 1
    return [buttons[start : start + per_row] for start in range(0, len(buttons), per_row)]


async def send(bot: Bot, chat_id: int, payload: Mapping[str, Any]) -> str:
    """Send a message, without its markup if Telegram cannot read it; return Telegram's id of it.

    Raises SendFailed.
    """
    try:
        if payload["method"] == SEND_FILE:
            content = base64.b64decode(payload["content"])
            sent = await bot.send_document(chat_id, content, filename=payload["name"])
            return str(sent.message_id)
        try:
            return await _sent(bot, chat_id, payload["text"], payload, ParseMode.HTML)
        except BadRequest as error:
            if _BAD_MARKUP not in error.message.lower():
                raise
        return await _sent(bot, chat_id, payload["plain"], payload, None)
    except TelegramError as error:
        # Without its causes: they hold the address, and in it the token.
        raise failed(error) from None


async def _sent(
    bot: Bot, chat_id: int, text: str, payload: Mapping[str, Any], markup: ParseMode | None
) -> str:
    message = await bot.send_message(
        chat_id,
        text,
        parse_mode=markup,
        link_preview_options=_NO_PREVIEW,
        reply_markup=_keyboard(payload.get("buttons", ())),
    )
    return str(message.message_id)


def _keyboard(lines: Sequence[Sequence[Mapping[str, str]]]) -> InlineKeyboardMarkup | None:
    if not lines:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(each["title"], callback_data=each["payload"]) for each in line]
            for line in lines
        ]
    )


def failed(error: TelegramError) -> SendFailed:
    """Return what an error of the library means for the message that was to be sent."""
    if isinstance(error, RetryAfter):
        return SendFailed(Failure.BACK_OFF, "429", after_s=_seconds(error.retry_after))
    if isinstance(error, Forbidden):
        return SendFailed(Failure.RECIPIENT, "403")
    if isinstance(error, ChatMigrated):
        return SendFailed(Failure.RECIPIENT, "400 chat migrated")
    if isinstance(error, InvalidToken):
        return SendFailed(Failure.ADMIN, "401")
    if not isinstance(error, BadRequest):
        return SendFailed(Failure.BACK_OFF, network_code(error))
    said = error.message.lower()
    for known in _NOBODY:
        if known in said:
            return SendFailed(Failure.RECIPIENT, f"400 {known}")
    for known in _ABOUT_MESSAGE:
        if known in said:
            return SendFailed(Failure.PAYLOAD, f"400 {known}")
    return SendFailed(Failure.PAYLOAD, "400")


def network_code(error: TelegramError) -> str:
    """Return the HTTP status of an error, or the class of what broke on the way."""
    if status := _STATUS.search(error.message):
        return status[1]
    return type(error.__cause__ or error).__name__


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
