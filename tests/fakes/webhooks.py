"""Call a webhook as platforms do: at least once, not always in order, again until it is taken."""

import asyncio
import random
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import httpx


@dataclass(frozen=True, kw_only=True)
class Call:
    """One request that a platform makes."""

    key: str
    """Names it in what is recorded."""
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class How:
    """How a platform calls."""

    duplicates: float = 0.0
    """So many are delivered once more although they were taken, 0 to 1."""
    reordered: float = 0.0
    """So many change places with the one behind."""
    connections: int = 1
    """So many are on their way at the same time."""
    per_s: float | None = None
    """So many a second; None: as fast as they are taken."""
    retry_s: float = 0.2
    """Pause before the same is delivered again that was not taken."""
    give_up_s: float = 30.0
    timeout_s: float = 10.0


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What became of one request."""

    key: str
    status: int
    """0: the connection failed."""
    attempt: int
    at: float
    """Of the beginning, on the monotonic clock."""
    took_s: float


async def call(
    calls: Sequence[Call], url: str, how: How | None = None, *, seed: int = 0
) -> list[Delivered]:
    """Deliver the calls to a URL; return every attempt in the order in which they ended."""
    how = how or How()
    queue = _disordered(calls, how, random.Random(seed))  # noqa: S311  # for repeatable tests
    done: list[Delivered] = []
    begun = time.monotonic()

    async def worker(client: httpx.AsyncClient) -> None:
        while queue:
            number, each = queue.pop(0)
            if how.per_s:
                await asyncio.sleep(max(0.0, begun + number / how.per_s - time.monotonic()))
            await _until_taken(client, each, url, how, done)

    async with httpx.AsyncClient(timeout=how.timeout_s, trust_env=False) as client:
        async with asyncio.TaskGroup() as group:
            for _ in range(how.connections):
                group.create_task(worker(client))
    return done


def _disordered(calls: Sequence[Call], how: How, chance: random.Random) -> list[tuple[int, Call]]:
    order: list[Call] = []
    for each in calls:
        order += [each, each] if chance.random() < how.duplicates else [each]
    for place in range(len(order) - 1):
        if chance.random() < how.reordered:
            order[place], order[place + 1] = order[place + 1], order[place]
    return list(enumerate(order))


async def _until_taken(
    client: httpx.AsyncClient, each: Call, url: str, how: How, done: list[Delivered]
) -> None:
    begun, attempt = time.monotonic(), 0
    while time.monotonic() - begun < how.give_up_s:
        attempt += 1
        at, status = time.monotonic(), 0
        try:
            reply = await client.post(url, content=each.body, headers=dict(each.headers))
            status = reply.status_code
        except httpx.HTTPError:
            pass
        took_s = time.monotonic() - at
        done.append(Delivered(key=each.key, status=status, attempt=attempt, at=at, took_s=took_s))
        if 200 <= status < 300:
            return
        await asyncio.sleep(how.retry_s)
