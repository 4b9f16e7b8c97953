"""Hold the address and serve on it until the process is told to stop."""

import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import uvicorn
from rich.console import Console as Terminal

from bot.types import BotError
from bot.ward import Ward
from channels.app import Running, running
from channels.check_apart import check_apart
from channels.console.access import Access
from channels.console.console import Console
from channels.console.oidc import Provider
from channels.console.pages import Pages
from channels.console.provider import configured_provider
from channels.console.wiring import add_refusals, console_routers
from channels.gateway import true_clock
from channels.hooks import hooks_router
from channels.page import WardView
from channels.platforms import MakePlatforms, no_platforms
from channels.resident_api import resident_router
from channels.settings import Settings
from channels.staff_api import staff_router
from channels.warming import spare_the_collector, sweep_up
from channels.web import create_app
from channels.widget import widget_router
from channels.widget_stream import stream_router

errors = Terminal(stderr=True, highlight=False, soft_wrap=True)
# How long a message being answered may hold up the end of the server.
GRACE_S = 5
# How long a thread that thinks may keep the others waiting. The database's thread lets go of the
# interpreter at every statement; at Python's 5 ms it stood in line for most of a transaction.
SWITCH_S = 0.002
# More threads that think only take the interpreter from each other.
THINKING = 2


def bound(host: str, port: int) -> socket.socket:
    """Return a socket that holds the address but refuses callers yet. Raises BotError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol named: only then does asyncio switch Nagle's algorithm off, which held every
    # reply on a kept-alive connection back by 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        with _naming(host, port):
            listener.bind((host, port))
    except BotError:
        listener.close()
        raise
    return listener


@contextlib.contextmanager
def _naming(host: str, port: int) -> Iterator[None]:
    """Turn what the system says about an address into one line that names it."""
    try:
        yield
    except OSError as error:
        raise BotError(
            f"cannot serve on {host}, port {port} ({error.strerror}); "
            "choose another: motcua serve --port 8001"
        ) from error


async def serve_until_stopped(
    settings: Settings,
    listener: socket.socket,
    *,
    with_rasa: bool,
    platforms: MakePlatforms = no_platforms,
    with_worker: bool = True,
) -> None:
    """Serve until SIGTERM or SIGINT, then end Rasa and return.

    Without the worker what platforms tell is only kept: `work_until_stopped` answers it.
    """
    provider = configured_provider(settings)
    sys.setswitchinterval(SWITCH_S)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THINKING))
    servers: list[uvicorn.Server] = []
    starting = asyncio.current_task()

    def stop() -> None:
        for server in servers:
            server.should_exit = True
        if not servers and starting is not None:
            starting.cancel()

    # Uvicorn raises the signal again when it is done; without these that would end us before Rasa.
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    errors.print(f"Một Cửa: starting{' Rasa' if with_rasa else ''}…")
    async with running(
        settings,
        with_rasa=with_rasa,
        keeps=True,
        platforms=platforms,
        here="all" if with_worker else "others",
        renews="builds",
        on_gone=sweep_up,
        with_beside=settings.search_beside,
    ) as motcua:
        console = console_for(settings, motcua, provider)
        web = create_app(
            motcua.reception,
            ready=motcua.is_ready,
            ward=_ward_view(motcua.ward),
            news=motcua.reception.news,
            is_secure=settings.public_url.startswith("https:"),
            routers=[
                resident_router(motcua.reception),
                staff_router(motcua.store, token=settings.staff_token, now=lambda: settings.now),
                hooks_router(motcua.platforms, motcua.intake),
                stream_router(motcua.reception),
                widget_router(motcua.ward),
                *console_routers(console),
            ],
        )
        add_refusals(web, console)
        config = uvicorn.Config(
            web,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_S,
        )
        servers.append(uvicorn.Server(config))
        host, port = listener.getsockname()[:2]
        address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        spare_the_collector()
        with _naming(host, port):
            listener.listen()
        errors.print(f"Một Cửa: http://{address}  (Ctrl+C to stop)")
        await servers[0].serve(sockets=[listener])


def console_for(settings: Settings, motcua: Running, provider: Provider | None = None) -> Console:
    """Return the staff page of a running reception."""
    return Console(
        store=motcua.store,
        reception=motcua.reception,
        in_service=motcua.in_service,
        ward=motcua.ward,
        law=motcua.law,
        access=Access(
            store=motcua.store, now=true_clock, is_secure=settings.public_url.startswith("https:")
        ),
        pages=Pages(motcua.ward, now=lambda: settings.now),
        data_dir=settings.data_dir,
        now=lambda: settings.now,
        public_url=settings.public_url,
        provider=provider,
        check=partial(check_apart, settings),
        renewal=motcua.renewal,
        reach=motcua.reach,
        review_hours=settings.review_hours,
    )


async def work_until_stopped(
    settings: Settings, *, with_rasa: bool, platforms: MakePlatforms
) -> None:
    """Answer what platforms tell, in a process of its own, until SIGTERM or SIGINT.

    Raises BotError if none is set up.
    """
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(THINKING))
    stopped = asyncio.Event()
    working = asyncio.current_task()

    def stop() -> None:
        if not stopped.is_set() and not started and working is not None:
            working.cancel()
        stopped.set()

    started = False
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    errors.print("Một Cửa: starting to work…")
    async with running(
        settings,
        with_rasa=with_rasa,
        keeps=True,
        platforms=platforms,
        here="platforms",
        renews="takes over",
        on_gone=sweep_up,
    ) as motcua:
        if not motcua.platforms:
            raise BotError("no messaging platform is set up: there is nothing to work for")
        spare_the_collector()
        started = True
        names = ", ".join(platform.name for platform in motcua.platforms)
        errors.print(f"Một Cửa: working for {names}  (Ctrl+C to stop)")
        await stopped.wait()


def _ward_view(ward: Ward) -> WardView:
    return WardView(
        name=f"{ward.name}, {ward.province}",
        address=ward.address or None,
        hours=ward.hours or None,
        hotline=ward.hotline or None,
        portal_url=ward.portal or None,
    )
