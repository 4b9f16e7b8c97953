"""What the fake platforms share: a real server on this machine, and what goes wrong on the way."""

import asyncio
import random
import socket
import threading
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import uvicorn

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


class Fault(StrEnum):
    """What goes wrong with one request."""

    ERROR = "error"
    """Answered with a 5xx page of a proxy; nothing was done."""
    CUT = "cut"
    """The connection breaks; nothing was done."""
    LOST = "lost"
    """It was done, but the connection breaks before the caller learns of it."""
    SLOW = "slow"
    """Done and answered, after a while."""


@dataclass(frozen=True, kw_only=True)
class Faults:
    """How many of the requests go wrong, 0 to 1 each; together at most 1."""

    error: float = 0.0
    cut: float = 0.0
    lost: float = 0.0
    slow: float = 0.0
    slow_s: float = 1.0
    statuses: tuple[int, ...] = (500, 502, 503, 504)
    """One of them is what an ERROR answers."""
    only: tuple[str, ...] = ()
    """Requests whose path ends in one of these ("/sendMessage"); none: all."""

    def draw(self, path: str, chance: random.Random) -> Fault | None:
        """Return what goes wrong with a request to the path."""
        if self.only and not path.endswith(self.only):
            return None
        point = chance.random()
        for fault, rate in (
            (Fault.ERROR, self.error),
            (Fault.CUT, self.cut),
            (Fault.LOST, self.lost),
            (Fault.SLOW, self.slow),
        ):
            if point < rate:
                return fault
            point -= rate
        return None


NO_FAULTS = Faults()


class Faulty:
    """An ASGI application in front of another one, which lets some requests go wrong.

    `faults` may be changed while it serves; `drawn` counts what went wrong. `plan` comes before
    chance: each request that `faults` is about takes the first entry away.
    """

    def __init__(self, app: App, *, seed: int = 0) -> None:
        self.faults = NO_FAULTS
        self.plan: list[Fault | None] = []
        self.drawn: list[tuple[str, Fault]] = []
        self._app = app
        self._chance = random.Random(seed)  # noqa: S311  # for repeatable tests, not for secrets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or fail as drawn."""
        faults, path = self.faults, str(scope.get("path", ""))
        is_meant = not faults.only or path.endswith(faults.only)
        fault = self.plan.pop(0) if self.plan and is_meant else faults.draw(path, self._chance)
        if fault is None:
            return await self._app(scope, receive, send)
        self.drawn.append((path.rsplit("/", 1)[-1], fault))
        match fault:
            case Fault.ERROR:
                await _read(receive)
                await _error_page(send, self._chance.choice(faults.statuses))
            case Fault.CUT:
                await _read(receive)
                await _break_off(send)
            case Fault.LOST:
                await self._app(scope, receive, _into_nothing)
                await _break_off(send)
            case Fault.SLOW:
                await asyncio.sleep(faults.slow_s)
                await self._app(scope, receive, send)


class LocalServer:
    """A server on a free port of 127.0.0.1, in a thread of its own, from `start` to `stop`."""

    def __init__(self, app: App) -> None:
        config = uvicorn.Config(
            app, log_config=None, log_level=100, access_log=False, lifespan="off", ws="none"
        )
        self._server = uvicorn.Server(config)
        # The protocol named: only then does asyncio switch Nagle's algorithm off (40 ms a reply).
        self._listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.url = ""

    def start(self) -> None:
        """Listen, from now on at `url`."""
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen(512)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread.start()

    def stop(self) -> None:
        """Break every connection off and free the port."""
        self._server.should_exit = self._server.force_exit = True
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        asyncio.run(self._server.serve(sockets=[self._listener]))


async def _read(receive: Receive) -> None:
    """Take the request's body in: a server that answers before is another fault."""
    while (await receive()).get("more_body", False):
        pass


async def _error_page(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/html")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"<html>nginx</html>"})


async def _break_off(send: Send) -> None:
    """Promise more than is sent, and end: the server then closes the connection."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})


async def _into_nothing(message: MutableMapping[str, Any]) -> None:
    """Take an answer that nobody hears."""
