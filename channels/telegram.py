"""Telegram: the adapter between the gateway and the Bot API, through python-telegram-bot."""

import asyncio
import contextlib
import hmac
import os
import re
from collections.abc import Mapping, Sequence

import httpx
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.photos import MAX_BYTES
from bot.types import Answer, BotError
from channels.addresses import keeps_secrets
from channels.finding import Finding
from channels.platform import (
    Attachment,
    Event,
    Inbound,
    Parcel,
    PhotoUnavailable,
    Rates,
    Refused,
)
from channels.rendering import TELEGRAM, render
from channels.settings import Settings
from channels.telegram_accept import CHANNEL, Arrivals, parsed
from channels.telegram_examine import examine
from channels.telegram_read import Reader
from channels.telegram_send import Quiet, file_parcel, parcel, send

SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105  # the header's name
PATH = "/hooks/telegram"

_TOKEN = re.compile(r"(\d{1,20}):[A-Za-z0-9_-]{10,100}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_CONNECT_S, _READ_S, _POOL_S = 5.0, 10.0, 5.0
_DOWNLOAD_S = 30.0
_CONNECTIONS = 32


class TelegramPlatform:
    """Telegram as the gateway sees it: see channels/platform.py."""

    name = CHANNEL
    path = PATH
    # Telegram's flood limits; it asks to wait when they are passed all the same.
    rates = Rates(per_app=("30 per second",), per_recipient=("1 per second",))

    def __init__(
        self, *, token: str, secret: str | None, api: str, public_url: str = "", polls: bool = False
    ) -> None:
        """Raises BotError for a token or secret that cannot be one.

        Without a secret every delivery to the webhook is refused.
        """
        if (found := _TOKEN.fullmatch(token)) is None:
            raise BotError("MOTCUA_TELEGRAM_TOKEN is no bot token; BotFather gives one")
        if secret is not None and not _SECRET.fullmatch(secret):
            raise BotError("MOTCUA_TELEGRAM_SECRET: 1 to 256 of A-Z, a-z, 0-9, _ and -")
        self._token, self._secret, self._api = token, secret, api.rstrip("/")
        self._public_url = public_url.rstrip("/")
        self.polls = polls
        self._arrivals, self._reader = Arrivals(found[1]), Reader()
        self._bot: Bot | None = None
        self._files: httpx.AsyncClient | None = None
        # The library asks for the choice by environment, and warns at every flood limit without.
        os.environ.setdefault("PTB_TIMEDELTA", "true")

    @property
    def bot(self) -> Bot:
        """The library's client; the platform must be open."""
        if self._bot is None:
            raise RuntimeError("Telegram is not open")
        return self._bot

    def accept(self, raw: bytes, headers: Mapping[str, str]) -> list[Event]:
        """Return the event that was delivered, if its sender knows the secret. Raises Refused."""
        given = headers.get(SECRET_HEADER, "").encode()
        if self._secret is None or not hmac.compare_digest(given, self._secret.encode()):
            raise Refused(403, "wrong secret token")
        return self.events(raw)

    def events(self, raw: bytes) -> list[Event]:
        """Return the event in an update that we asked Telegram for ourselves. Raises Refused."""
        return self._arrivals.events(raw)

    def read(self, event: Event) -> Inbound | None:
        """Return what an event means; never raises."""
        return self._reader.read(event)

    def render(self, answer: Answer) -> list[Parcel]:
        """Return an answer as messages."""
        return [parcel(piece) for piece in render(answer, TELEGRAM)]

    def attach(self, attachment: Attachment) -> Parcel | None:
        """Return a file as a message; None if it is too big."""
        return file_parcel(attachment)

    async def open(self) -> None:
        """Make the clients; nothing is asked yet."""
        # One for both: reading the certificates takes longer than all else.
        trusted = httpx.create_ssl_context()
        request = Quiet(
            connection_pool_size=_CONNECTIONS,
            connect_timeout=_CONNECT_S,
            read_timeout=_READ_S,
            write_timeout=_READ_S,
            pool_timeout=_POOL_S,
            httpx_kwargs={"verify": trusted},
        )
        self._bot = Bot(
            self._token,
            base_url=f"{self._api}/bot",
            base_file_url=f"{self._api}/file/bot",
            request=request,
            get_updates_request=request,
        )
        timeout = httpx.Timeout(_READ_S, connect=_CONNECT_S)
        self._files = httpx.AsyncClient(timeout=timeout, follow_redirects=False, verify=trusted)

    async def close(self) -> None:
        """End the clients."""
        if self._bot is not None:
            await self._bot.request.shutdown()
        if self._files is not None:
            await self._files.aclose()
        self._bot = self._files = None

    async def send(self, address: str, parcel: Parcel) -> str:
        """Send one message; return Telegram's id of it. Raises SendFailed."""
        return await send(self.bot, int(address), parcel.payload)

    async def fetch(self, photo: str, *, max_bytes: int = MAX_BYTES) -> bytes:
        """Return a picture or file by its file id. Raises PhotoUnavailable."""
        try:
            file = await self.bot.get_file(photo)
        except TelegramError as error:
            raise PhotoUnavailable(type(error).__name__) from None
        # A path of the machine that the Bot API runs on begins otherwise: it is none of ours.
        start = f"{self._api}/file/bot{self._token}/"
        if not (file.file_path or "").startswith(start) or self._files is None:
            raise PhotoUnavailable("not at Telegram")
        if (file.file_size or 0) > max_bytes:
            raise PhotoUnavailable("too big")
        try:
            async with asyncio.timeout(_DOWNLOAD_S):
                return await _downloaded(self._files, str(file.file_path), max_bytes)
        # Their messages hold the address, and in it the token.
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise PhotoUnavailable(type(error).__name__) from None

    async def acknowledge(self, event: Event) -> None:
        """Stop the button's clock, or show that we are typing."""
        update = parsed(event.raw) or {}
        # An old tap is refused; there is nothing to be done about any failure.
        with contextlib.suppress(TelegramError):
            if isinstance(query := update.get("callback_query"), dict):
                await self.bot.answer_callback_query(str(query.get("id")))
            elif "message" in update:
                chat = event.conversation_id.partition(":")[2]
                await self.bot.send_chat_action(int(chat), ChatAction.TYPING)

    async def examine(self) -> Sequence[Finding]:
        """Ask Telegram whether the bot, its webhook and its rights are as they should be."""
        expected = "" if self.polls else f"{self._public_url}{PATH}"
        return await examine(self.bot, api=self._api, polls=self.polls, expected=expected)


def telegram_platform(settings: Settings) -> TelegramPlatform | None:
    """Return Telegram as the settings say; None without a token. Raises BotError."""
    if settings.telegram_token is None:
        return None
    secret = settings.telegram_secret.get_secret_value() if settings.telegram_secret else None
    if secret is None and not settings.telegram_polling:
        raise BotError(
            "MOTCUA_TELEGRAM_SECRET is not set: nothing delivered to the webhook could be trusted"
        )
    if not keeps_secrets(settings.telegram_api):
        raise BotError("MOTCUA_TELEGRAM_API: the token would travel in the open; use https")
    return TelegramPlatform(
        token=settings.telegram_token.get_secret_value(),
        secret=secret,
        api=settings.telegram_api,
        public_url=settings.public_url,
        polls=settings.telegram_polling,
    )


async def _downloaded(client: httpx.AsyncClient, url: str, max_bytes: int) -> bytes:
    """Return what is at an address. Raises PhotoUnavailable or an error of httpx."""
    content = bytearray()
    async with client.stream("GET", url) as response:
        if response.status_code != httpx.codes.OK:
            raise PhotoUnavailable(str(response.status_code))
        if int(response.headers.get("content-length", 0)) > max_bytes:
            raise PhotoUnavailable("too big")
        async for part in response.aiter_bytes():
            content += part
            if len(content) > max_bytes:
                raise PhotoUnavailable("too big")
    return bytes(content)
