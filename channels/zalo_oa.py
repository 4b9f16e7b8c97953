"""A Zalo Official Account, through which a ward's residents write to it, as a channel."""

import asyncio
import base64
import logging
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from unicodedata import normalize

from bot.photos import MAX_BYTES
from bot.store.engine import StoreUnavailable
from bot.types import Answer
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
    StaffSaid,
)
from channels.rendering import ZALO_OA, Piece, render
from channels.zalo_oa_api import MESSAGE, ZaloOaApi
from channels.zalo_oa_errors import CHARGE_CODES, Reply, failure_of
from channels.zalo_oa_events import (
    CHANNEL,
    account_of,
    at_of,
    is_kept,
    key_of,
    meaning,
    timestamp_of,
    user_of,
)
from channels.zalo_oa_examine import examine
from channels.zalo_oa_signature import HEADER, Key, Verdict, parsed, verify
from channels.zalo_oa_window import CLOSED, FREE, LastInteraction, from_events, shut
from channels.zalo_tokens import utc_now

logger = logging.getLogger(__name__)

PATH = "/hooks/zalo-oa"
# A message of 2,000 characters, escaped, takes 24 kB.
_MAX_BODY_BYTES = 256 * 1024
# The doctor opens an account for less than that, and must change nothing.
_KEEPS_AFTER_S = 30.0
# Of the last messages sent, to know their echoes by: some minutes' worth.
_OWN_KEPT = 500
# What Zalo takes in one upload, and of which kinds.
_MOST_FILE_BYTES = 5_000_000
_FILES = (".pdf", ".doc", ".docx")
_WITHOUT_BUTTONS = replace(ZALO_OA, most_buttons=0)


class ZaloOA:
    """The adapter."""

    name = CHANNEL
    path = PATH
    # Zalo takes 4,000 requests a minute from an app; a tenth is left to others. What it takes for
    # one person is not published: that is ours.
    rates = Rates(per_app=("3600 per minute",), per_recipient=("2 per second",))

    def __init__(
        self,
        *,
        api: ZaloOaApi,
        key: Key,
        photo_hosts: Sequence[str],
        stand_in: str = "",
        has_buttons: bool = False,
        may_cost: bool = False,
        refuses_unsigned: bool = False,
        last_interaction: LastInteraction | None = None,
        keeps_after_s: float = _KEEPS_AFTER_S,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`stand_in` is the origin of a server in Zalo's place, for pictures, too."""
        self.api = api
        self.counts: Counter[str] = Counter()
        """What has come since the start: signatures by verdict, events by what became of them."""
        self._key = key
        self._photo_hosts = tuple(photo_hosts)
        self._stand_in = stand_in
        self._style = ZALO_OA if has_buttons else _WITHOUT_BUTTONS
        self._may_cost = may_cost
        self._unsigned_status = 401 if refuses_unsigned else 200
        self._last_interaction = last_interaction or from_events(api.store)
        self._keeps_after_s = keeps_after_s
        self._now = now
        self._keeping: asyncio.Task[None] | None = None
        self._own: deque[int] = deque(maxlen=_OWN_KEPT)

    def accept(self, raw: bytes, headers: Mapping[str, str]) -> list[Event]:
        """Return the event in a webhook; [] for a probe or one that means nothing. Raises Refused.

        Unless set otherwise, even what is not signed is refused with status 200: the console saves
        an address only if its own, differently signed call gets that, and Zalo switches a hook off
        that fails again and again.
        """
        if not raw.strip():
            self.counts["probe"] += 1
            return []
        if len(raw) > _MAX_BODY_BYTES:
            raise Refused(413, "body too big")
        body = parsed(raw)
        if body is None:
            self.counts["no_json"] += 1
            raise Refused(self._unsigned_status, "no JSON")
        verdict = verify(raw, headers.get(HEADER), timestamp_of(body), self._key)
        self.counts[verdict] += 1
        if verdict is not Verdict.GOOD:
            if verdict is Verdict.OA_ID:
                logger.warning("zalo signs with the account's id instead of the app's")
            raise Refused(self._unsigned_status, f"signature {verdict}")
        return self._events(body, raw)

    def _events(self, body: Mapping[str, Any], raw: bytes) -> list[Event]:
        user = user_of(body, self._key.oa_id)
        if not (user and is_kept(body)):
            self.counts["ignored"] += 1
            return []
        account = account_of(body)
        if self._key.oa_id and account and account != self._key.oa_id:
            # An app may serve several accounts; a reply through ours would reach nobody.
            self.counts["other_account"] += 1
            logger.warning("zalo: an event of another official account", extra={"oa_id": account})
        self.counts["kept"] += 1
        event = Event(
            channel=CHANNEL,
            key=key_of(body, user),
            conversation_id=f"{CHANNEL}:{user}",
            at=at_of(body) or self._now(),
            raw=raw,
        )
        return [event]

    def read(self, event: Event) -> Inbound | None:
        """Return what an event means; None for nothing to do."""
        body = parsed(event.raw)
        inbound = None if body is None else meaning(body, self._key.oa_id)
        if isinstance(inbound, StaffSaid):
            address = event.conversation_id.removeprefix(f"{CHANNEL}:")
            if _mark(address, inbound.text) in self._own:
                # Echoes of ours should carry no administrator's id; if one does, taking it for a
                # person's words would silence the assistant at its own answer.
                logger.warning("zalo: an echo of ours in an administrator's name")
                return None
        return inbound

    def render(self, answer: Answer) -> list[Parcel]:
        """Return an answer as messages; its choices as buttons if those are on, else numbered."""
        return [
            Parcel(payload=_payload(piece)) for piece in render(answer, self._style) if piece.text
        ]

    def attach(self, attachment: Attachment) -> Parcel | None:
        """Return a file as a message; None if Zalo does not take it."""
        is_taken = attachment.name.lower().endswith(_FILES)
        if not is_taken or len(attachment.content) > _MOST_FILE_BYTES:
            return None
        content = base64.b64encode(attachment.content).decode()
        return Parcel(payload={"file": {"name": attachment.name, "content": content}})

    async def open(self) -> None:
        """Make the client, and keep the tokens fresh from a while after now."""
        await self.api.open()
        keeping = self.api.tokens.keep(first_after_s=self._keeps_after_s)
        self._keeping = asyncio.create_task(keeping)

    async def close(self) -> None:
        """End the connections."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
            self._keeping = None
        await self.api.close()

    async def send(self, address: str, parcel: Parcel) -> str:
        """Send one message and return Zalo's id of it. Raises SendFailed.

        Zalo knows no key against doing it twice: a message whose answer is lost is sent again.
        """
        last = await self._last_in_window(address)
        payload = parcel.payload
        reply = await self._post(address, await self._message(payload))
        fallback = payload.get("fallback")
        if fallback and not reply.is_good and failure_of(reply) is Failure.PAYLOAD:
            logger.warning("zalo takes no buttons; sent as text", extra={"code": reply.code})
            reply = await self._post(address, {"text": fallback})
        if reply.is_good:
            return str(reply.data.get("message_id") or "")
        failure = failure_of(reply)
        if reply.error in CHARGE_CODES and self._now() - last > FREE:
            # Answers to those who wrote today are free: they must not wait for the money.
            failure = Failure.RECIPIENT
        raise SendFailed(failure, reply.code, after_s=reply.after_s)

    async def _message(self, payload: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the message to send, after its file was handed in. Raises SendFailed."""
        file = payload.get("file")
        if file is None:
            message: Mapping[str, Any] = payload["message"]
            return message
        reply = await self.api.upload(file["name"], base64.b64decode(file["content"]))
        token = reply.data.get("token")
        if not reply.is_good:
            raise SendFailed(failure_of(reply), reply.code, after_s=reply.after_s)
        if not isinstance(token, str) or not token:
            raise SendFailed(Failure.BACK_OFF, "no_file_token")
        return {"attachment": {"type": "file", "payload": {"token": token}}}

    async def _post(self, address: str, message: Mapping[str, Any]) -> Reply:
        # Before it is sent: its echo may be faster than the answer.
        self._own.append(_mark(address, message.get("text", "")))
        return await self.api.call(
            MESSAGE, {"recipient": {"user_id": address}, "message": dict(message)}
        )

    async def _last_in_window(self, address: str) -> datetime:
        """Return the resident's last interaction. Raises SendFailed if it is too long ago."""
        try:
            last = await self._last_interaction(f"{CHANNEL}:{address}")
        except StoreUnavailable:
            raise SendFailed(Failure.BACK_OFF, "StoreUnavailable") from None
        if shut(last, self._now(), may_cost=self._may_cost) is not None:
            # Our events may have been deleted, and not everything that counts is told to us.
            last = await self.api.last_interaction(address) or last
        why = shut(last, self._now(), may_cost=self._may_cost)
        if last is None or why is not None:
            raise SendFailed(Failure.RECIPIENT, why or CLOSED)
        return last

    async def fetch(self, photo: str, *, max_bytes: int = MAX_BYTES) -> bytes:
        """Return a picture or file that somebody sent. Raises PhotoUnavailable."""
        return await fetch_picture(
            photo,
            hosts=self._photo_hosts,
            client=self.api.client,
            stand_in=self._stand_in,
            max_bytes=max_bytes,
        )

    async def acknowledge(self, event: Event) -> None:
        """Do nothing: an account cannot show that it is typing."""

    async def examine(self) -> Sequence[Finding]:
        """Ask Zalo about tokens and rights."""
        return await examine(
            self.api, oa_id=self._key.oa_id, may_cost=self._may_cost, counts=self.counts
        )


def _mark(address: str, text: str) -> int:
    return hash((address, normalize("NFC", text).strip()))


def _payload(piece: Piece) -> dict[str, Any]:
    """Return a message, and how to say it if Zalo does not take its buttons."""
    if not piece.buttons:
        return {"message": {"text": piece.text}}
    buttons = [
        {"title": button.title, "type": "oa.query.hide", "payload": button.payload}
        for button in piece.buttons
    ]
    attachment = {"type": "template", "payload": {"buttons": buttons}}
    return {"message": {"text": piece.text, "attachment": attachment}, "fallback": piece.plain}
