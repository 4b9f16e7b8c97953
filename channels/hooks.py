"""Take in what platforms tell: checked, kept, acknowledged; the work is done later."""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from fastapi import APIRouter, Request, Response
from starlette.requests import ClientDisconnect

from bot.store.engine import Store, StoreUnavailable
from channels import inbox
from channels.platform import Event, Platform, Refused

logger = logging.getLogger(__name__)

# What platforms send is some kilobytes.
MAX_BODY_BYTES = 1024 * 1024
# Whoever waits behind so many will not be acknowledged in time: better to be sent again.
_MOST_WAITING = 2_000
_AT_ONCE = 500
# A refusal is logged once in that time: anybody can send us refused requests.
_LOG_EVERY_S = 60.0

Add = Callable[[Sequence[Event], datetime], Awaitable[None]]
"""Keep events that came at the moment; return once they are safe. Raises StoreUnavailable."""
Wake = Callable[[str], Awaitable[None]]
"""Tell that a conversation has a new event."""


def added_to(store: Store) -> Add:
    """Return what keeps events in the database."""

    async def add(events: Sequence[Event], now: datetime) -> None:
        await store.run(lambda s: inbox.add(s, events, now=now), is_first=True)

    return add


class Intake:
    """Keeps events; all that come while one transaction runs share the next."""

    def __init__(self, add: Add, wake: Wake, *, clock: Callable[[], datetime]) -> None:
        self._add = add
        self._wake = wake
        self._clock = clock
        self._waiting: list[tuple[Sequence[Event], asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def keep(self, events: Sequence[Event]) -> None:
        """Return once the events are safe on disk. Raises StoreUnavailable: they are not."""
        if not events:
            return
        if len(self._waiting) >= _MOST_WAITING:
            raise StoreUnavailable("too many events wait to be kept")
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append((events, kept))
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())
        await kept

    async def close(self) -> None:
        """Let what is being kept be kept."""
        if self._writer is not None:
            await asyncio.gather(self._writer, return_exceptions=True)

    async def _write(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:_AT_ONCE], self._waiting[_AT_ONCE:]
                await self._write_one(batch)
        finally:
            self._writer = None

    async def _write_one(
        self, batch: Sequence[tuple[Sequence[Event], "asyncio.Future[None]"]]
    ) -> None:
        all_events = [event for events, _ in batch for event in events]
        now = self._clock()
        try:
            await self._add(all_events, now)
        except BaseException as error:  # handed to all who wait; each of them decides
            is_fault = isinstance(error, Exception) and not isinstance(error, StoreUnavailable)
            if is_fault and len(batch) > 1:
                # One that cannot be kept shall not keep others from it.
                for each in batch:
                    await self._write_one([each])
                return
            for _, kept in batch:
                if not kept.done():
                    kept.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for _, kept in batch:
            if not kept.done():
                kept.set_result(None)
        for conversation_id in dict.fromkeys(event.conversation_id for event in all_events):
            await self._wake(conversation_id)


def hooks_router(platforms: Sequence[Platform], intake: Intake) -> APIRouter:
    """Return the routes at which the platforms find us."""
    router = APIRouter()
    log = _Refusals()
    for platform in platforms:
        # Plain routes: nothing of FastAPI's reading of parameters is needed, and it takes longer
        # than all of the rest.
        router.add_route(platform.path, _hook(platform, intake, log), methods=["POST"])
        router.add_route(platform.path, _is_there, methods=["GET"])
    return router


async def _is_there(_request: Request) -> Response:
    """Answer a platform, or a person, who looks whether anybody is there."""
    return Response()


def _hook(
    platform: Platform, intake: Intake, log: "_Refusals"
) -> Callable[[Request], Awaitable[Response]]:
    async def hook(request: Request) -> Response:
        try:
            raw = await _body(request)
            await intake.keep(platform.accept(raw, dict(request.headers.items())))
        except Refused as refused:
            log.add(platform.name, refused)
            return Response(status_code=refused.status)
        except StoreUnavailable:
            # The platform will send it again.
            return Response(status_code=503)
        except ClientDisconnect:
            return Response(status_code=400)
        except Exception as broken:  # the message of an exception may quote the body
            where = traceback.format_tb(broken.__traceback__)
            kind = type(broken).__name__
            logger.error("an event was not taken", extra={"error": kind, "where": where})
            return Response(status_code=500)
        return Response()

    return hook


async def _body(request: Request) -> bytes:
    """Return the body, reading no more of it than is allowed. Raises Refused."""
    said = request.headers.get("content-length", "")
    if said.isdecimal() and int(said) > MAX_BODY_BYTES:
        raise Refused(413, "too big")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Refused(413, "too big")
    return bytes(body)


class _Refusals:
    """Logs refused requests, of one kind now and then only."""

    def __init__(self) -> None:
        self._logged: dict[tuple[str, str], tuple[float, int]] = {}

    def add(self, channel: str, refused: Refused) -> None:
        """Count one, and log how many there were if it is time."""
        kind = (channel, refused.why)
        at, count = self._logged.get(kind, (-_LOG_EVERY_S, 0))
        now = time.monotonic()
        if now - at < _LOG_EVERY_S:
            self._logged[kind] = (at, count + 1)
            return
        self._logged[kind] = (now, 0)
        logger.warning(
            "a request to a hook was refused",
            extra={
                "channel": channel,
                "why": refused.why,
                "status": refused.status,
                "more_since": count,
            },
        )
