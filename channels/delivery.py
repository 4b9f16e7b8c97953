"""Send what waits for a conversation, in order and no faster than the platform allows."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.pace import Pace
from bot.store.engine import Store, StoreUnavailable
from channels import parcels
from channels.parcels import Claimed
from channels.platform import Failure, Parcel, Platform, Rates, SendFailed

logger = logging.getLogger(__name__)

# Requests under way at the same time, to each platform.
_SIDE_BY_SIDE = 16
# An adapter has its own, shorter limits; this one is for an adapter that hangs.
_SEND_S = 60.0
_NOTE_AGAIN_S = 1.0


class Delivery:
    """Sends parcels; each conversation's by one at a time."""

    def __init__(
        self, *, platforms: Sequence[Platform], store: Store, clock: Callable[[], datetime]
    ) -> None:
        self._platforms: Mapping[str, Platform] = {each.name: each for each in platforms}
        self._gates = {each.name: Gate(each.name, each.rates) for each in platforms}
        self._store = store
        self._clock = clock
        self._refused: set[str] = set()
        self._is_stopped = False

    def stop(self) -> None:
        """Begin to send nothing more; what is being sent goes on."""
        self._is_stopped = True

    async def deliver(self, conversation_id: str) -> datetime | None:
        """Send what waits; return when to go on, None when nothing waits any more.

        By one at a time for a conversation. Raises StoreUnavailable.
        """
        channel, _, address = conversation_id.partition(":")
        platform, gate = self._platforms.get(channel), self._gates.get(channel)
        if platform is None or gate is None:
            return None
        while not self._is_stopped:
            if wait_s := gate.wait_s(conversation_id):
                return self._clock() + timedelta(seconds=wait_s)
            await gate.enter()
            async with gate.places:
                claimed = await self._claim(conversation_id)
                if not isinstance(claimed, Claimed):
                    return claimed
                more = await self._send(platform, address, claimed)
                # Counted from when it has arrived: the platform's clock starts there.
                gate.count(conversation_id)
                if not more:
                    return None
        return None

    async def _claim(self, conversation_id: str) -> Claimed | datetime | None:
        if self._is_stopped:
            return None
        now = self._clock()
        return await self._store.run(lambda s: parcels.claim(s, conversation_id, now=now))

    async def _send(self, platform: Platform, address: str, claimed: Claimed) -> bool:
        """Send one parcel, keep what became of it, and say whether another waits behind it."""
        try:
            async with asyncio.timeout(_SEND_S):
                id_ = await platform.send(address, Parcel(payload=claimed.payload))
        except SendFailed as error:
            return await self._note(platform.name, claimed, error)
        except TimeoutError:
            hung = SendFailed(Failure.BACK_OFF, "TimeoutError")
            return await self._note(platform.name, claimed, hung)
        except Exception as broken:  # a fault of ours: the words shall not be lost by it
            kind = type(broken).__name__
            logger.error("a parcel was not sent", extra={"channel": platform.name, "error": kind})
            return await self._note(platform.name, claimed, SendFailed(Failure.BACK_OFF, kind))
        now = self._clock()
        more = await self._keep(lambda s: parcels.sent(s, claimed, id_, now=now))
        if platform.name in self._refused:
            self._refused.discard(platform.name)
            logger.warning("a channel works again", extra={"channel": platform.name})
        return more

    async def _keep(self, work: Callable[[Session], bool]) -> bool:
        """Note what became of a parcel, however long the database is away.

        What is not noted would be sent again.
        """
        while True:
            try:
                return await self._store.run(work)
            except StoreUnavailable as error:
                if self._is_stopped:
                    raise
                logger.warning("what was sent waits to be noted", extra={"why": str(error)})
                await asyncio.sleep(_NOTE_AGAIN_S)

    async def _note(self, channel: str, claimed: Claimed, error: SendFailed) -> bool:
        now = self._clock()
        more = await self._keep(lambda s: parcels.failed(s, claimed, error, now=now))
        told = {"channel": channel, "code": error.code, "failure": error.failure.value}
        if error.failure is Failure.ADMIN and channel not in self._refused:
            self._refused.add(channel)
            logger.error("a channel can send nothing until somebody acts", extra=told)
        elif error.failure in (Failure.RECIPIENT, Failure.PAYLOAD):
            logger.warning("a parcel cannot be sent", extra={**told, "parcel": claimed.id})
        return more


class Gate:
    """Counts what is sent through one channel: all of it, and to each recipient."""

    def __init__(self, channel: str, rates: Rates) -> None:
        self._channel = channel
        self._per_app = [Pace(each) for each in rates.per_app]
        self._per_recipient = [Pace(each) for each in rates.per_recipient]
        self._line = asyncio.Lock()
        self.places = asyncio.Semaphore(_SIDE_BY_SIDE)

    def wait_s(self, conversation_id: str) -> float:
        """Return how long nothing may be sent to a recipient; 0: now."""
        return max((each.wait_s(conversation_id) for each in self._per_recipient), default=0)

    async def enter(self) -> None:
        """Wait in line until the app may send one more, and count it."""
        if not self._per_app:
            return
        async with self._line:
            while wait_s := max(each.wait_s(self._channel) for each in self._per_app):
                await asyncio.sleep(wait_s)
            for each in self._per_app:
                each.allows(self._channel)

    def count(self, conversation_id: str) -> None:
        """Count one to a recipient."""
        for each in self._per_recipient:
            each.allows(conversation_id)
