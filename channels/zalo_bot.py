"""Zalo Bot: a bot of Zalo's Bot Platform, which knows no buttons, as a channel.

It shares nothing with the Official Account on the wire: other host, other token, other events.
"""

import contextlib
import hmac
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from pydantic import SecretStr

from bot.photos import MAX_BYTES
from bot.types import Answer, BotError
from channels.addresses import keeps_secrets
from channels.finding import Finding
from channels.media import fetch_picture
from channels.platform import (
    Attachment,
    Event,
    Failure,
    Inbound,
    Parcel,
    Rates,
    Refused,
    SendFailed,
)
from channels.rendering import ZALO_BOT, render
from channels.settings import Settings
from channels.zalo_bot_api import ApiFailed, ZaloBotApi
from channels.zalo_bot_events import CHANNEL, event_of, loads, read_update, update_in
from channels.zalo_bot_examine import examine

logger = logging.getLogger(__name__)

PATH = "/hooks/zalo-bot"
# A message of 2,000 characters, escaped, takes 24 kB.
_MAX_BODY_BYTES = 256 * 1024
_TYPING_S = 3.0
# It travels in a header.
_SECRET = re.compile(r"[!-~]{8,256}")


class ZaloBot:
    """The adapter."""

    name = CHANNEL
    path = PATH
    # The platform tells no rate, only 429 when it was too much; these are ours.
    rates = Rates(per_app=("10 per second",), per_recipient=("1 per second",))

    def __init__(
        self,
        *,
        api: ZaloBotApi,
        secret: SecretStr | None,
        photo_hosts: Sequence[str],
        stand_in: str = "",
        hook_url: str = "",
        polls: bool = False,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`stand_in` is the origin of a server in the platform's place, for pictures, too."""
        self.api = api
        self.hook_url = hook_url
        """Where the platform is to call; empty if the settings tell no address of ours."""
        self.polls = polls
        self._secret = secret.get_secret_value().encode() if secret else b""
        self._photo_hosts = tuple(photo_hosts)
        self._stand_in = stand_in
        self._now = now

    def accept(self, raw: bytes, headers: Mapping[str, str]) -> list[Event]:
        """Return the message in a webhook. Raises Refused.

        An empty body is a probe. Groups are left out before anything of them is kept: people there
        speak with each other.
        """
        if not raw.strip():
            return []
        given = headers.get("x-bot-api-secret-token", "").encode("utf-8", "surrogatepass")
        if not (hmac.compare_digest(given, self._secret) and self._secret):
            raise Refused(403, "wrong or missing secret token")
        return self.events(raw)

    def events(self, raw: bytes) -> list[Event]:
        """Return the message in a body that is known to be the platform's. Raises Refused."""
        if len(raw) > _MAX_BODY_BYTES:
            raise Refused(413, "body too big")
        try:
            update = update_in(loads(raw))
        except ValueError:
            raise Refused(400, "no JSON") from None
        if update is None:
            logger.info("zalo bot: nothing to keep in a body")
            return []
        if not update.is_private:
            return []
        return [event_of(update, raw, bot_id=self.api.bot_id, now=self._now())]

    def read(self, event: Event) -> Inbound | None:
        """Return what an event means; None for nothing to do."""
        try:
            update = update_in(loads(event.raw))
        except ValueError:
            return None
        return read_update(update) if update else None

    def render(self, answer: Answer) -> list[Parcel]:
        """Return an answer as plain text; choices are numbered."""
        return [
            Parcel(payload={"method": "sendMessage", "text": piece.text})
            for piece in render(answer, ZALO_BOT)
        ]

    def attach(self, attachment: Attachment) -> Parcel | None:
        """Return None: the platform has no way to send a file."""
        return None

    async def open(self) -> None:
        """Make the client."""
        await self.api.open()

    async def close(self) -> None:
        """End the connections."""
        await self.api.close()

    async def send(self, address: str, parcel: Parcel) -> str:
        """Send one message and return the platform's id of it. Raises SendFailed.

        The platform knows no key against doing it twice: after a timeout the message may have
        arrived, and is sent again all the same. Twice is better than not at all.
        """
        body = {"chat_id": address, "text": parcel.payload["text"]}
        try:
            reply = await self.api.call("sendMessage", body)
        except ApiFailed as failed:
            failure = await self._blamed(failed.status)
            raise SendFailed(failure, failed.reason, after_s=failed.after_s) from None
        return str(reply.result.get("message_id", ""))

    async def _blamed(self, status: int | None) -> Failure:
        """Return whose fault a refused message is."""
        match status:
            case 401:
                return Failure.ADMIN
            case 403 | 404:
                # Said of a wrong token as of a person who cannot be written to. One such person
                # must not stop the channel, and a wrong token must not cost everybody's answers.
                return await self._blamed_by_token()
            case 408 | 429:
                return Failure.BACK_OFF
            case int() if 400 <= status < 500:
                return Failure.PAYLOAD
            case _:
                return Failure.BACK_OFF

    async def _blamed_by_token(self) -> Failure:
        try:
            await self.api.call("getMe")
        except ApiFailed as failed:
            is_refused = failed.status in (401, 403, 404)
            return Failure.ADMIN if is_refused else Failure.BACK_OFF
        return Failure.RECIPIENT

    async def fetch(self, photo: str, *, max_bytes: int = MAX_BYTES) -> bytes:
        """Return a picture that a resident sent. Raises PhotoUnavailable."""
        return await fetch_picture(
            photo,
            hosts=self._photo_hosts,
            client=self.api.client,
            stand_in=self._stand_in,
            max_bytes=max_bytes,
        )

    async def acknowledge(self, event: Event) -> None:
        """Show that we are typing."""
        chat_id = event.conversation_id.removeprefix(f"{CHANNEL}:")
        with contextlib.suppress(ApiFailed):
            await self.api.call(
                "sendChatAction", {"chat_id": chat_id, "action": "typing"}, read_s=_TYPING_S
            )

    async def examine(self) -> Sequence[Finding]:
        """Ask the platform about token and webhook."""
        return await examine(self.api, hook_url=self.hook_url, polls=self.polls)


def zalo_bot_platform(settings: Settings) -> ZaloBot | None:
    """Return the bot of the settings, None without a token. Raises BotError for a wrong setting."""
    if settings.zalo_bot_token is None:
        return None
    secret = settings.zalo_bot_secret
    faults = []
    if not (secret or settings.zalo_bot_polling):
        faults.append("MOTCUA_ZALO_BOT_SECRET: make one up, or set MOTCUA_ZALO_BOT_POLLING=true")
    if secret and not _SECRET.fullmatch(secret.get_secret_value()):
        faults.append("MOTCUA_ZALO_BOT_SECRET: 8 to 256 letters (a to z), digits and signs")
    base = settings.zalo_bot_api
    if not keeps_secrets(base):
        faults.append("MOTCUA_ZALO_BOT_API: the token would travel in the open; use https")
    try:
        api = ZaloBotApi(settings.zalo_bot_token, base)
    except ValueError as error:
        faults.append(f"MOTCUA_ZALO_BOT_TOKEN: {error}; copy it whole from Zalo Bot Creator")
    if faults:
        raise BotError("; ".join(faults))
    public = settings.public_url.rstrip("/")
    return ZaloBot(
        api=api,
        secret=secret,
        photo_hosts=settings.zalo_photo_hosts,
        stand_in="" if base == type(settings).model_fields["zalo_bot_api"].default else base,
        hook_url=f"{public}{PATH}" if public else "",
        polls=settings.zalo_bot_polling,
    )
