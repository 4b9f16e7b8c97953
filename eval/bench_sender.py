"""Call webhooks as platforms do: each at its own time, and again until it is taken.

Bare HTTP over kept connections: the sender shares the machine with what it measures.
"""

import asyncio
import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass

from eval.bench_fakes import Webhook

_TIMEOUT_S = 10.0
# The server closes idle connections after five seconds; one that is closed just when it is used
# again would look like a webhook that failed.
_IDLE_S = 3.0
# Before the same is delivered again that was not taken: twice as long each time, up to the last.
# Platforms wait half a minute and more; here the server is back sooner.
_RETRY_S = (0.3, 3.0)


@dataclass(frozen=True, kw_only=True)
class Call:
    """A request that is to be made."""

    number: int
    """Of the question it tells of; a duplicate has the same."""
    after_s: float
    """After the start."""
    request: bytes


@dataclass(frozen=True, kw_only=True)
class Taken:
    """A request that was acknowledged in the end; times on the monotonic clock."""

    number: int
    meant_at: float
    begun_at: float
    """Of the attempt that succeeded."""
    acknowledged_at: float
    attempts: int

    @property
    def ms(self) -> float:
        """From the moment at which it was meant to be made, however late it was made."""
        return (self.acknowledged_at - self.meant_at) * 1000


class Line:
    """Connections to one server, kept for the next request."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._idle: list[tuple[float, asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def post(self, request: bytes) -> int:
        """Return the status that a request is answered with; 0 if it is not."""
        try:
            async with asyncio.timeout(_TIMEOUT_S):
                return await self._post(request)
        except (OSError, TimeoutError, EOFError, ValueError):
            return 0

    async def _post(self, request: bytes) -> int:
        reader, writer = await self._connection()
        try:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            lines = head.lower().split(b"\r\n")
            fields = dict(line.split(b": ", 1) for line in lines[1:] if b": " in line)
            await reader.readexactly(int(fields.get(b"content-length", b"0")))
        except BaseException:
            writer.close()
            raise
        if fields.get(b"connection") == b"close":
            writer.close()
        else:
            self._idle.append((time.monotonic(), reader, writer))
        return int(lines[0].split(b" ")[1])

    async def _connection(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        while self._idle:
            since, reader, writer = self._idle.pop()
            if time.monotonic() - since < _IDLE_S and not reader.at_eof():
                return reader, writer
            writer.close()
        return await asyncio.open_connection(self._host, self._port)

    async def close(self) -> None:
        """End the connections."""
        for _, _, writer in self._idle:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        self._idle.clear()


def request_of(webhook: Webhook, host: str) -> bytes:
    """Return a webhook as it goes over the wire."""
    headers = {"Host": host, **webhook.headers, "Content-Length": str(len(webhook.body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"POST {webhook.path} HTTP/1.1\r\n{head}\r\n".encode() + webhook.body


async def send_all(
    calls: Sequence[Call], line: Line, *, started_at: float, give_up_s: float
) -> list[Taken]:
    """Make each call at its time, whatever became of those before; return those acknowledged.

    `started_at` is on the monotonic clock. One that is not acknowledged is made again and again,
    until `give_up_s` have passed.
    """
    taken: list[Taken] = []

    async def deliver(call: Call, meant_at: float) -> None:
        attempts, pause_s = 0, _RETRY_S[0]
        while (begun_at := time.monotonic()) - meant_at < give_up_s:
            attempts += 1
            status = await line.post(call.request)
            if 200 <= status < 300:
                done = Taken(
                    number=call.number,
                    meant_at=meant_at,
                    begun_at=begun_at,
                    acknowledged_at=time.monotonic(),
                    attempts=attempts,
                )
                taken.append(done)
                return
            await asyncio.sleep(pause_s)
            pause_s = min(2 * pause_s, _RETRY_S[1])

    async with asyncio.TaskGroup() as group:
        for call in sorted(calls, key=lambda each: each.after_s):
            meant_at = started_at + call.after_s
            await asyncio.sleep(max(0.0, meant_at - time.monotonic()))
            group.create_task(deliver(call, meant_at))
    await line.close()
    return taken
