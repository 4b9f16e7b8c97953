"""Say whether messaging platforms can be spoken with: tokens, webhooks, the clock, what waits."""

import asyncio
import contextlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx
from sqlalchemy import make_url

from bot.store.engine import IN_MEMORY, Store, open_engine, open_store
from bot.store.migrate import revision
from bot.types import BotError
from channels.doctor_reach import clock_finding, hook_findings
from channels.doctor_traffic import traffic_findings
from channels.finding import Finding, State
from channels.platform import Platform
from channels.platforms import MAKERS, Make
from channels.settings import Settings
from channels.spool_file import spool_file

_PATIENCE_S = 15.0


def examine_channels(
    settings: Settings,
    *,
    makers: Mapping[str, Make] = MAKERS,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    patience_s: float = _PATIENCE_S,
) -> Iterator[Finding]:
    """Yield what was found; one line if no platform is set up. Changes nothing.

    `patience_s` is how long one platform may take.
    """
    with _database(settings) as (store, is_kept):
        platforms: list[Platform] = []
        faults = []
        for name, make in makers.items():
            try:
                platform = make(settings, store)
            except BotError as error:
                faults.append(Finding(name=name, state=State.FAIL, said=str(error)))
            else:
                platforms += [platform] if platform else []
        if not (platforms or faults):
            said = "no messaging platform is set up; docs/channels.md says how"
            yield Finding(name="channels", state=State.OK, said=said)
            return
        yield from faults
        yield from asyncio.run(_asked(settings, platforms, now, patience_s))
        if is_kept and platforms:
            names = [platform.name for platform in platforms]
            spool = spool_file(settings.database)
            yield from traffic_findings(store, names, now=now(), spool=spool)


async def _asked(
    settings: Settings,
    platforms: Sequence[Platform],
    now: Callable[[], datetime],
    patience_s: float,
) -> list[Finding]:
    async with httpx.AsyncClient(timeout=httpx.Timeout(10.0, connect=5.0)) as client:
        each = await asyncio.gather(*(_examined(one, patience_s) for one in platforms))
        called = [one.path for one in platforms if not getattr(one, "polls", False)]
        hooks = await hook_findings(client, settings.public_url, called)
        clock = await clock_finding(client, _addresses(settings, platforms), now)
    return [*(finding for findings in each for finding in findings), *hooks, *clock]


async def _examined(platform: Platform, patience_s: float) -> Sequence[Finding]:
    """Ask one platform; whatever happens to it, the others are asked, too."""
    try:
        async with asyncio.timeout(patience_s):
            await platform.open()
            try:
                return await platform.examine()
            finally:
                await platform.close()
    except TimeoutError:
        why = f"no answer within {patience_s:g} s; check the network, try again"
    except BotError as error:
        why = str(error)
    except Exception as error:  # its message may hold a token
        why = f"could not be examined ({type(error).__name__})"
    return [Finding(name=platform.name.replace("_", " "), state=State.FAIL, said=why)]


def _addresses(settings: Settings, platforms: Sequence[Platform]) -> list[str]:
    """Return the platforms' own addresses, which tell the time to everybody."""
    names = (f"{platform.name}_api" for platform in platforms)
    return [str(getattr(settings, name)) for name in names if hasattr(settings, name)]


@contextlib.contextmanager
def _database(settings: Settings) -> Iterator[tuple[Store, bool]]:
    """Give the database, and whether it is the one of the settings.

    One that is not there, or not of this version, is not made so: what tokens it may hold are not
    seen then, and `database` tells why.
    """
    store, is_kept = _kept(settings.database), True
    if store is None:
        store, is_kept = open_store(IN_MEMORY), False
    try:
        yield store, is_kept
    finally:
        store.close()


def _kept(url: str) -> Store | None:
    if url.startswith("sqlite") and not Path(make_url(url).database or "").is_file():
        return None
    engine = open_engine(url)
    # Whatever is wrong with it is told by the line about the database.
    with contextlib.suppress(Exception):
        tables = revision(engine)
        if tables.found == tables.needed:
            return Store(engine)
    engine.dispose()
    return None
