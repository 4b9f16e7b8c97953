"""Make and keep accounts of staff from the command line; the first admin is made here."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.staff import accounts
from bot.staff.accounts import Account, Profile
from bot.staff.passwords import hash_password, one_time_password
from bot.staff.rights import Role
from bot.store.engine import Store, open_store
from channels.settings import read_settings

app = typer.Typer(no_args_is_help=True, help="Make and keep accounts of the staff page.")
terminal = Console(highlight=False, soft_wrap=True)
errors = Console(stderr=True, highlight=False, soft_wrap=True)

Login = Annotated[str, typer.Argument(metavar="LOGIN", help='what the person types, e.g. "lan"')]
DataDir = Annotated[Path | None, typer.Option(help="where run-time data is kept (default: var)")]


@app.command()
def add(
    login: Login,
    role: Annotated[list[Role], typer.Option(help="what the person may do; give it several times")],
    name: Annotated[str, typer.Option(help="as colleagues know the person")],
    unit: Annotated[str, typer.Option(help="as plans and routes name it")] = "",
    email: Annotated[str, typer.Option(help="for single sign-on")] = "",
    data_dir: DataDir = None,
) -> None:
    """Make an account and print its one-time password."""
    password = one_time_password()
    kept = hash_password(password)
    profile = Profile(name=name, unit=unit, roles=role)
    with _opened(data_dir) as store:
        store.run_now(
            lambda s: accounts.create(
                s, login, profile, password_hash=kept, email=email, actor=_actor(), now=_now()
            )
        )
    typer.echo(password)
    errors.print(
        f"motcua: {login.strip().lower()} signs in at /canbo with this password, shown only now, "
        "then sets up the authenticator app and makes a password of their own",
        markup=False,
    )


@app.command(name="list")
def list_(data_dir: DataDir = None) -> None:
    """List the accounts; those that are closed last."""
    with _opened(data_dir) as store:
        found = store.run_now(lambda s: accounts.all_accounts(s, now=_now()))
    table = Table("login", "name", "unit", "roles", "state")
    for account in found:
        roles = ", ".join(account.roles)
        table.add_row(account.login, account.name, account.unit, roles, _state(account))
    terminal.print(table)


@app.command()
def disable(login: Login, data_dir: DataDir = None) -> None:
    """Close an account: the person is signed out everywhere and cannot sign in."""
    with _opened(data_dir) as store:
        store.run_now(
            lambda s: accounts.disable(s, accounts.id_of(s, login), actor=_actor(), now=_now())
        )
    errors.print("motcua: closed; open it again on the page of accounts", markup=False)


@app.command()
def reset_password(login: Login, data_dir: DataDir = None) -> None:
    """Print a new one-time password; the old one is void, a lock is lifted."""
    password = one_time_password()
    kept = hash_password(password)
    with _opened(data_dir) as store:
        store.run_now(
            lambda s: accounts.reset_password(
                s, accounts.id_of(s, login), kept, actor=_actor(), now=_now()
            )
        )
    typer.echo(password)


@app.command()
def reset_totp(login: Login, data_dir: DataDir = None) -> None:
    """Take away the second factor of who lost the telephone; it is set up anew at sign-in."""
    with _opened(data_dir) as store:
        store.run_now(
            lambda s: accounts.reset_totp(s, accounts.id_of(s, login), actor=_actor(), now=_now())
        )
    errors.print("motcua: done; reset the password, too, if the telephone was stolen", markup=False)


@contextmanager
def _opened(data_dir: Path | None) -> Iterator[Store]:
    store = open_store(read_settings(data_dir).database)
    try:
        yield store
    finally:
        store.close()


def _state(account: Account) -> str:
    if not account.is_active:
        return "closed"
    if account.locked_until is not None:
        return "locked for now"
    return "in use" if account.has_totp else "not yet signed in"


def _actor() -> str:
    return f"shell:{getpass.getuser()}"


def _now() -> datetime:
    # Never the fixed day: locks and sessions go by the true clock.
    return datetime.now(UTC)
