"""Look at what could not be sent to platforms yet, and have it sent or dropped."""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.store.engine import Store, open_store
from bot.store.models import AuditRow
from bot.types import BotError
from channels import parcels
from channels.moving import unmoved
from channels.parcels_report import Stuck, report
from channels.settings import Settings, read_settings
from channels.spool_file import spool_file

app = typer.Typer(no_args_is_help=True, help="What waits to be sent to platforms, or cannot be.")

_WIDE = 200
DataDir = Annotated[Path | None, typer.Option(help="where run-time data is kept (default: var)")]
AsJson = Annotated[bool, typer.Option("--json", help="print as JSON")]


@app.command(name="list")
def list_(
    dead: Annotated[bool, typer.Option("--dead", help="only what was given up")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List what waits or was given up, the oldest first; no words of anybody are shown."""
    settings = read_settings(data_dir)
    with _opened(settings) as store:
        found = store.run_now(lambda s: report(s, only_dead=dead))
        # With a worker apart: told to the gateway, not fetched by the worker yet.
        if count := unmoved(spool_file(settings.database), store).count:
            found.events["unread"] = count
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, default=datetime.isoformat))
        return
    console = Console(highlight=False)
    if not console.is_terminal:
        # Into a file or another program: nothing is cut to a screen.
        console = Console(highlight=False, width=_WIDE)
    for channel, code in found.paused.items():
        console.print(f"{channel}: nothing is sent until somebody acts ({code})", style="red")
    if found.parcels:
        console.print(_table(found.parcels))
    states = ", ".join(f"{number} {state}" for state, number in found.counts.items())
    console.print(f"messages: {states or 'none'}")
    events = ", ".join(f"{number} {state}" for state, number in found.events.items())
    console.print(f"events: {events or 'none'}")
    if found.more:
        console.print(f"{found.more} more are not shown")


@app.command()
def retry(
    id: Annotated[int | None, typer.Argument(metavar="ID", help="from `outbox list`")] = None,
    everything: Annotated[bool, typer.Option("--all", help="all that waits or is dead")] = False,
    data_dir: DataDir = None,
) -> None:
    """Have it tried again at once, by the running server or worker."""
    if (id is None) is not everything:
        raise BotError("say which: motcua outbox retry ID, or --all")
    ids = None if id is None else [id]
    with _opened(read_settings(data_dir)) as store:
        count = store.run_now(lambda s: parcels.retry(s, ids, now=_now()))
    if id is not None and not count:
        raise BotError(f"{id}: nothing that waits or is dead; see motcua outbox list")
    typer.echo(f"to be tried again: {count}")


@app.command()
def drop(
    id: Annotated[int, typer.Argument(metavar="ID", help="from `outbox list`")],
    data_dir: DataDir = None,
) -> None:
    """Delete a message that was not sent; the resident will not get it."""
    with _opened(read_settings(data_dir)) as store, store.transaction() as session:
        if not parcels.drop(session, id):
            raise BotError(f"{id}: nothing that waits or is dead; see motcua outbox list")
        who = f"shell:{getpass.getuser()}"
        subject = f"parcel:{id}"
        session.add(AuditRow(at=_now(), actor=who, action="outbox.drop", subject=subject))
    typer.echo(f"dropped: {id}")


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.database)
    try:
        yield store
    finally:
        store.close()


def _now() -> datetime:
    return datetime.now().astimezone()


def _table(stuck: list[Stuck]) -> Table:
    table = Table()
    for name in ("ID", "channel", "conversation", "state", "failure", "tries", "since", "next"):
        table.add_column(name, justify="right" if name in ("ID", "tries") else "left")
    for each in stuck:
        failure = f"{each.failure} {each.code}" if each.failure else ""
        table.add_row(
            str(each.id),
            each.channel,
            each.conversation,
            each.state,
            failure,
            str(each.attempts),
            _shown(each.created_at),
            _shown(each.next_at),
        )
    return table


def _shown(at: datetime | None) -> str:
    return at.astimezone().strftime("%d/%m %H:%M") if at else ""
