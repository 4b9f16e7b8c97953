"""Measure the counter: a keystroke in the search box, and a sheet as PDF, over HTTP on loopback."""

import asyncio
import gc
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import httpx
import numpy as np
import typer
import uvicorn
from fastapi import FastAPI
from rich.console import Console as Terminal
from rich.table import Table
from sqlalchemy.orm import Session

from bot.staff import sessions
from bot.staff.rights import Role
from bot.store.engine import Store
from bot.store.staff import StaffRow
from channels.app import Running, configure_logging, running
from channels.console.wiring import add_refusals, console_routers
from channels.serving import console_for
from channels.settings import Settings
from channels.web import WardView, create_app
from eval import provenance, report
from eval.types import EvalError
from knowledge.text import fold
from knowledge.types import Audience, Procedure

terminal = Terminal(highlight=False, width=None if sys.stdout.isatty() else 120)

_MOST_KEYS = 40
# The hardest for a page: with the most words in their lists of papers.
_LONGEST_SHEETS = 20
_HTMX = {"hx-request": "true", "hx-target": "found"}


@dataclass(kw_only=True)
class Figures:
    """What typing some names took."""

    keys_ms: list[float] = field(default_factory=list)
    first_at: dict[str, list[float]] = field(default_factory=dict)
    """By way of typing: share of the name's keys after which it stood first; 2: it never did."""
    listed_at: dict[str, list[float]] = field(default_factory=dict)


def counter(
    n: Annotated[int, typer.Option(min=5, max=3_000, help="procedures to type")] = 60,
    seed: Annotated[int, typer.Option(help="another one: other procedures")] = 1,
    json_: Annotated[Path | None, typer.Option("--json", help="write the figures there")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="where the index is")] = None,
) -> None:
    """Type names letter by letter into the counter's search, and print sheets; show the times."""
    configure_logging("WARNING")
    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    figures = asyncio.run(_measured(settings, n, seed))
    _show(figures)
    if json_:
        report.write_json(json_, figures)


async def _measured(settings: Settings, n: int, seed: int) -> dict[str, Any]:
    machine = provenance.machine()
    async with running(settings, with_rasa=False) as motcua:
        known = [
            record
            for record in motcua.in_service.now.records.records()
            if isinstance(record, Procedure) and record.audience is Audience.PUBLIC
        ]
        if len(known) < n:
            raise EvalError(f"{len(known)} procedures in the index; import more or ask for fewer")
        console = console_for(settings, motcua)
        app = create_app(
            motcua.reception,
            ready=lambda: True,
            ward=WardView(name=motcua.ward.name),
            routers=console_routers(console),
        )
        add_refusals(app, console)
        cookie = _signed_in(motcua, console.access.now())
        name = console.access.cookie_name
        return await asyncio.to_thread(_over_http, app, {name: cookie}, known, n, seed, machine)


def _over_http(
    app: FastAPI,
    cookies: dict[str, str],
    known: Sequence[Procedure],
    n: int,
    seed: int,
    machine: dict[str, Any],
) -> dict[str, Any]:
    rng = random.Random(seed)  # noqa: S311  # which names are typed is no secret
    chosen = rng.sample(list(known), n)
    typed, figures = list(_ways(chosen, rng)), Figures()
    with _serving(app) as address, httpx.Client(base_url=address, cookies=cookies) as http:
        begun = time.perf_counter()
        _get(http, "/canbo/quay", {"q": "a"})
        first_s = time.perf_counter() - begun
        # As the server does when it begins.
        gc.collect()
        gc.freeze()
        for way, text, code in typed:
            _type(http, way, text, code, figures)
        longest = sorted(known, key=lambda p: -sum(len(paper.name) for paper in p.papers))
        sheets = [p for p in [*chosen, *longest[:_LONGEST_SHEETS]] if not p.is_misfiled()]
        pdf_ms = [_timed(lambda p=p: _pdf(http, p)) for p in sheets]  # type: ignore[misc]  # the default binds this round's
    return {
        "machine": machine,
        "procedures": len(known),
        "typed": len(typed),
        "first_search_s": round(first_s, 2),
        "keystroke": _spread(figures.keys_ms),
        "sheet_pdf": _spread(pdf_ms),
        "ways": {
            way: {
                "n": len(at),
                "stood_first": sum(share <= 1 for share in at),
                "was_listed": sum(share <= 1 for share in figures.listed_at[way]),
                "median_share_of_keys_until_first": round(float(np.median(at)), 2),
            }
            for way, at in figures.first_at.items()
        },
    }


def _ways(chosen: Sequence[Procedure], rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """Yield how each procedure is typed: way, text, code; everyday names only where there are."""
    for procedure in chosen:
        name = procedure.name[:_MOST_KEYS].strip().lower()
        bare = fold(name)
        yield "name", name, procedure.code
        yield "without diacritics", bare, procedure.code
        yield "initials", "".join(word[0] for word in bare.split()), procedure.code
        yield "code", procedure.code, procedure.code
        at = rng.randrange(1, max(2, len(bare) - 2))
        yield (
            "two letters swapped",
            f"{bare[:at]}{bare[at + 1]}{bare[at]}{bare[at + 2 :]}",
            (procedure.code),
        )
        if procedure.asked_as:
            asked = fold(rng.choice(procedure.asked_as))[:_MOST_KEYS].strip()
            yield "everyday name", asked, procedure.code


def _type(http: httpx.Client, way: str, text: str, code: str, figures: Figures) -> None:
    """Type a text key by key; note each time, and when the procedure was listed and first."""
    first_at = listed_at = 2.0
    for keys in range(1, len(text) + 1):
        begun = time.perf_counter()
        html = _get(http, "/canbo/quay", {"q": text[:keys]}).text
        figures.keys_ms.append((time.perf_counter() - begun) * 1_000)
        places = html.split('href="/canbo/quay/')[1:]
        here = [place for place, part in enumerate(places) if part.startswith(f'{code}"')]
        if here:
            listed_at = min(listed_at, keys / len(text))
            if here[0] == 0:
                first_at = min(first_at, keys / len(text))
    figures.first_at.setdefault(way, []).append(first_at)
    figures.listed_at.setdefault(way, []).append(listed_at)


def _pdf(http: httpx.Client, procedure: Procedure) -> None:
    body = _get(http, f"/canbo/quay/{procedure.code}/phieu.pdf", {}).content
    if not body.startswith(b"%PDF-"):
        raise EvalError(f"{procedure.code}: no PDF")


def _get(http: httpx.Client, path: str, params: dict[str, str]) -> httpx.Response:
    reply = http.get(path, params=params, headers=_HTMX, timeout=60)
    if reply.status_code != 200:
        raise EvalError(f"{path}: {reply.status_code}")
    return reply


def _timed(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1_000


def _spread(ms: Sequence[float]) -> dict[str, float | int]:
    p50, p95 = np.percentile(ms, [50, 95])
    return {
        "n": len(ms),
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "max_ms": round(max(ms), 1),
    }


def _signed_in(motcua: Running, now: datetime) -> str:
    """Make an account at the counter in the database, which ends with us, and sign it in."""

    def hire(session: Session) -> str:
        row = StaffRow(
            login="bench",
            name="Bench",
            unit="",
            roles=[Role.COUNTER],
            state="active",
            password_hash=None,
            must_change_password=False,
            totp_secret=None,
            totp_step=0,
            failures=0,
            locked_until=None,
            oidc_subject=None,
            created_at=datetime.now(UTC),
        )
        session.add(row)
        session.flush()
        return sessions.begin(session, row.id, stage="full", now=now)

    store: Store = motcua.store
    return store.run_now(hire)


@contextmanager
def _serving(app: FastAPI) -> Iterator[str]:
    """Serve on a free port of this machine, in a thread; give the address."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def _show(figures: dict[str, Any]) -> None:
    machine = figures["machine"]
    terminal.print(
        f"{figures['procedures']} procedures; {machine['cpu']}, {machine['cores']} cores, "
        f"load {machine['load_1_min']}; first search {figures['first_search_s']} s"
    )
    times = Table("", "n", "p50 ms", "p95 ms", "max ms")
    for title, key in (("a keystroke", "keystroke"), ("a sheet as PDF", "sheet_pdf")):
        each = figures[key]
        cells = (each["n"], each["p50_ms"], each["p95_ms"], each["max_ms"])
        times.add_row(title, *map(str, cells))
    terminal.print(times)
    found = Table("typed as", "n", "stood first", "was listed", "median share of keys until first")
    for way, each in figures["ways"].items():
        share = each["median_share_of_keys_until_first"]
        cells = (
            each["n"],
            each["stood_first"],
            each["was_listed"],
            "never" if share > 1 else share,
        )
        found.add_row(way, *map(str, cells))
    terminal.print(found)
