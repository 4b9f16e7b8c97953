"""`motcua staff`: accounts from the command line."""

from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.staff import accounts
from bot.staff.passwords import check_password
from bot.store.engine import open_store
from bot.store.models import AuditRow
from bot.store.staff import StaffRow
from bot.types import BotError
from channels.commands import app

LAN = ("add", "Lan", "--role", "admin", "--role", "editor", "--name", "Nguyễn Thị Lan")


@pytest.fixture(autouse=True)
def _own_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_DATABASE_URL", raising=False)


def run(*arguments: str, data_dir: Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["staff", *arguments, "--data-dir", str(data_dir)])
    if isinstance(done.exception, BotError):
        return 1, done.stdout, str(done.exception)
    return done.exit_code, done.stdout, done.stderr


def row(folder: Path, login: str = "lan") -> StaffRow:
    store = open_store(f"sqlite:///{folder}/motcua.sqlite")
    try:
        return store.run_now(lambda s: s.get_one(StaffRow, accounts.id_of(s, login)))
    finally:
        store.close()


@pytest.mark.slow
def test_the_first_admin_is_made_and_gets_new_passwords_and_factors(tmp_path: Path) -> None:
    code, first, _ = run(*LAN, "--unit", "Văn phòng", data_dir=tmp_path)
    assert code == 0
    made = row(tmp_path)
    assert check_password(made.password_hash, first.strip()).is_right
    assert (made.roles, made.unit, made.must_change_password) == (
        ["admin", "editor"],
        "Văn phòng",
        True,
    )

    code, listed, _ = run("list", data_dir=tmp_path)
    assert code == 0
    assert "not yet signed in" in listed
    assert first.strip() not in listed

    code, second, _ = run("reset-password", "lan", data_dir=tmp_path)
    assert code == 0
    assert check_password(row(tmp_path).password_hash, second.strip()).is_right
    assert run("reset-totp", "lan", data_dir=tmp_path)[0] == 0

    assert run(*LAN[:1], "mai", *LAN[2:], data_dir=tmp_path)[0] == 0
    assert run("disable", "lan", data_dir=tmp_path)[0] == 0
    assert row(tmp_path).state == "disabled"

    store = open_store(f"sqlite:///{tmp_path}/motcua.sqlite")
    rows = store.run_now(lambda s: s.scalars(select(AuditRow)).all())
    store.close()
    assert {each.actor.partition(":")[0] for each in rows} == {"shell"}
    assert [each.action.partition(".")[2] for each in rows] == [
        *("created", "password_reset", "totp_reset", "created", "disabled")
    ]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "Lan Anh", "--role", "admin", "--name", "Lan"), "a login is"),
        (("add", "lan", "--role", "admin", "--name", " "), "a name has"),
        (("add", "lan", "--role", "admin", "--name", "L", "--email", "x"), "no e-mail"),
        (("disable", "ai-do"), "no such account"),
        (("reset-password", "ai-do"), "no such account"),
        (("reset-totp", "ai-do"), "no such account"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    code, printed, said = run(*arguments, data_dir=tmp_path)

    assert (code, printed) == (1, "")
    assert says in said


@pytest.mark.parametrize("missing", ["--role", "--name"])
def test_an_account_needs_a_role_and_a_name(tmp_path: Path, missing: str) -> None:
    given = {"--role": "admin", "--name": "Lan"}
    del given[missing]
    options = [part for pair in given.items() for part in pair]

    assert run("add", "lan", *options, data_dir=tmp_path)[0] == 2


def test_the_last_admin_cannot_be_closed(tmp_path: Path) -> None:
    run(*LAN, data_dir=tmp_path)

    code, _, said = run("disable", "lan", data_dir=tmp_path)

    assert code == 1
    assert "make another one first" in said
    assert row(tmp_path).state == "active"
