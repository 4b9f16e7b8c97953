"""Give or delete one person's data, and delete what is too old, from the command line."""

import getpass
import json
import os
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.privacy import Person, delete_person, export_person, find_person
from bot.rasa_tracker import forget_conversations, open_forms, tracker_path
from bot.store.engine import Store, open_store
from bot.store.housekeeping import delete_photos, purge_all
from bot.types import BotError
from bot.ward import load_ward
from channels import moving
from channels.settings import Settings, read_settings
from channels.spool_file import spool_file

app = typer.Typer(no_args_is_help=True, help="Export or delete a person's data; purge old data.")
errors = Console(stderr=True, highlight=False, soft_wrap=True)

Who = Annotated[
    str, typer.Argument(metavar="PERSON", help='a telephone number, or a conversation ("web:3f2…")')
]
DataDir = Annotated[Path | None, typer.Option(help="where run-time data is kept (default: var)")]


@app.command()
def export(
    person: Who,
    out: Annotated[
        Path | None, typer.Option(help="write there, readable for you only (default: stdout)")
    ] = None,
    data_dir: DataDir = None,
) -> None:
    """Print everything kept about a person as JSON."""
    settings = read_settings(data_dir)
    with _opened(settings) as store:
        found = store.run_now(lambda session: find_person(session, person))
        forms = _forms(settings, found)
        if not (found.is_known() or forms):
            raise BotError("nothing is kept about this person")
        given = store.run_now(
            lambda session: export_person(session, found, now=settings.now, actor=_actor())
        )
    given["rasa_forms"] = forms
    text = json.dumps(given, ensure_ascii=False, indent=2)
    if out is None:
        typer.echo(text)
    else:
        # Not over another file, and for nobody else to read.
        with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text + "\n")
        errors.print(f"motcua: written to {out}", markup=False)
    _tell_shared(found)


@app.command()
def delete(
    person: Who,
    yes: Annotated[bool, typer.Option("--yes", help="do not ask whether to go on")] = False,
    data_dir: DataDir = None,
) -> None:
    """Delete everything kept about a person, for good."""
    settings = read_settings(data_dir)
    with _opened(settings) as store:
        found = store.run_now(lambda session: find_person(session, person))
        forms = _forms(settings, found)
        if not (found.is_known() or forms):
            raise BotError("nothing is kept about this person")
        if not yes:
            _ask(found, len(forms))
        # Rasa's first: if that fails, the conversations can still be found the next time.
        forgotten = forget_conversations(tracker_path(settings.data_dir), _ids(found))
        deleted = store.run_now(
            lambda session: delete_person(
                session, find_person(session, person), now=settings.now, actor=_actor()
            )
        )
        photos = delete_photos(deleted.photos, settings.photo_dir)
        store.wipe()
    counts = deleted.counts + Counter(photos=photos, rasa_forms=forgotten)
    typer.echo(f"deleted: {_listed(counts)}")
    if deleted.withdrawn:
        typer.echo(
            "reports nobody had answered yet, now withdrawn: " + ", ".join(deleted.withdrawn)
        )
    errors.print(
        "motcua: what others wrote is not touched, even where it names this person; backups "
        "still hold it. A running server may remember the end of the conversation until it is "
        "restarted."
    )
    _tell_shared(found)


@app.command()
def purge(data_dir: DataDir = None) -> None:
    """Delete what is older than the ward's profile allows."""
    settings = read_settings(data_dir)
    retention = load_ward(settings.ward).retention
    with _opened(settings) as store:
        counts = purge_all(
            store,
            retention,
            now=settings.now,
            photos=settings.photo_dir,
            tracker=tracker_path(settings.data_dir),
        )
        store.wipe()
    typer.echo(f"deleted: {_listed(counts)}")


@contextmanager
def _opened(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.database)
    try:
        # What a gateway has kept for its worker is theirs, too: nothing of it may be left out, or
        # come back afterwards.
        if spool := spool_file(settings.database):
            moving.empty(spool, store)
        yield store
    except sqlite3.Error as error:
        # The one database that is not opened by the store.
        reason = getattr(error, "sqlite_errorname", type(error).__name__)
        raise BotError(f"Rasa's tracker cannot be used ({reason}); try again") from None
    finally:
        store.close()


def _forms(settings: Settings, person: Person) -> dict[str, Mapping[str, str]]:
    return open_forms(tracker_path(settings.data_dir), _ids(person))


def _ids(person: Person) -> tuple[str, ...]:
    """Return the conversations whose forms are theirs: Rasa may know one that we do not."""
    own = (person.name,) if ":" in person.name else ()
    return tuple(dict.fromkeys((*person.conversations, *own)))


def _ask(person: Person, forms: int) -> None:
    if not sys.stdin.isatty():
        raise BotError("nothing was deleted: add --yes to delete without being asked")
    typer.confirm(
        f"Delete {len(person.conversations)} conversations, {len(person.tickets)} tickets and "
        f"{forms} open forms for good?",
        abort=True,
    )


def _tell_shared(person: Person) -> None:
    if person.shared:
        errors.print(
            "motcua: left out, because other numbers were given there, too; if they are this "
            f"person's, name them: {', '.join(person.shared)}",
            markup=False,
        )


def _listed(counts: Counter[str]) -> str:
    said = [f"{number} {kind.replace('_', ' ')}" for kind, number in sorted(counts.items())]
    return ", ".join(said) or "nothing"


def _actor() -> str:
    return f"shell:{getpass.getuser()}"
