"""`motcua doctor` says what works and what does not, and changes nothing."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from typer.testing import CliRunner

from bot.store.engine import open_engine, open_store
from bot.store.migrate import MIGRATIONS
from channels.commands import app
from channels.doctor_command import Finding, State, examine
from channels.settings import CHECKOUT, Settings

NAMES = [
    "data folder",
    "disk",
    "photos",
    "database",
    "ward",
    "encoder",
    "index",
    "rasa",
    "channels",
]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a server on which nothing has been set up."""
    monkeypatch.delenv("MOTCUA_DATABASE_URL", raising=False)
    ward = tmp_path / "ward.toml"
    ward.write_text('name = "phường Bến Gỗ"\nprovince = "M"\n', encoding="utf-8")
    (tmp_path / "data").mkdir()
    return Settings(
        data_dir=tmp_path / "data",
        build_dir=tmp_path / "build",
        ward=ward,
        encoder="",
        rasa_python=tmp_path / "python",
    )


Examined = Callable[[Settings, str], Finding]


@pytest.fixture
def examined() -> Examined:
    def one(settings: Settings, name: str) -> Finding:
        return next(each for each in examine(settings) if each.name == name)

    return one


def test_each_thing_gets_one_line(settings: Settings) -> None:
    found = list(examine(settings))

    assert [each.name for each in found] == NAMES
    assert [each.said for each in found if "\n" in each.said or not each.said] == []


def test_examining_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))

    list(examine(settings))

    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["encoder", "index", "rasa"])
def test_what_set_up_has_not_made_fails(settings: Settings, examined: Examined, name: str) -> None:
    found = examined(settings, name)

    assert found.state is State.FAIL
    assert "make setup" in found.said


def test_a_data_folder_that_is_not_there_fails(settings: Settings, examined: Examined) -> None:
    settings.data_dir.rmdir()

    assert examined(settings, "data folder").state is State.FAIL


def test_a_database_that_the_first_start_makes_is_well(
    settings: Settings, examined: Examined
) -> None:
    found = examined(settings, "database")

    assert found.state is State.OK
    assert "SQLite 3." in found.said
    assert not (settings.data_dir / "motcua.sqlite").exists()


def test_a_migrated_database_is_well(settings: Settings, examined: Examined) -> None:
    open_store(settings.database).close()

    found = examined(settings, "database")

    assert found.state is State.OK
    newest = max(path.name for path in (MIGRATIONS / "versions").glob("0*.py"))[:4]
    assert found.said.endswith(f"tables {newest}")


def test_a_database_of_a_newer_version_fails(settings: Settings, examined: Examined) -> None:
    open_store(settings.database).close()
    engine = open_engine(settings.database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    found = examined(settings, "database")

    assert found.state is State.FAIL
    assert "newer" in found.said


def test_a_file_that_is_no_database_fails(settings: Settings, examined: Examined) -> None:
    (settings.data_dir / "motcua.sqlite").write_bytes(b"nothing of the kind" * 1000)

    found = examined(settings, "database")

    assert (found.state, "not a database" in found.said) == (State.FAIL, True)


def test_a_database_out_of_reach_fails_and_its_password_is_not_shown(
    settings: Settings, examined: Examined, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_DATABASE_URL", "postgresql+psycopg://w:hunter2@127.0.0.1:1/m")
    found = examined(Settings(data_dir=settings.data_dir, ward=settings.ward), "database")

    assert found.state is State.FAIL
    assert "not reachable" in found.said
    assert "hunter2" not in found.said


def test_what_the_profile_lacks_is_named(settings: Settings, examined: Examined) -> None:
    found = examined(settings, "ward")

    assert found.state is State.WARN
    assert "lack address, hours, hotline" in found.said


def test_a_complete_profile_is_well(settings: Settings, examined: Examined) -> None:
    settings.ward.write_text(
        'name = "phường Bến Gỗ"\nprovince = "M"\naddress = "a"\nhours = "b"\nhotline = "1"\n'
        "checked = 2026-11-21\n",
        encoding="utf-8",
    )

    assert examined(settings, "ward").state is State.OK


def test_a_profile_with_a_fault_fails(settings: Settings, examined: Examined) -> None:
    settings.ward.write_text("name = 1\n", encoding="utf-8")

    found = examined(settings, "ward")

    assert found.state is State.FAIL
    assert "province" in found.said


def test_photos_that_others_can_look_at_are_pointed_out(
    settings: Settings, examined: Examined
) -> None:
    settings.photo_dir.mkdir(mode=0o755)

    assert examined(settings, "photos").state is State.WARN

    settings.photo_dir.chmod(0o700)

    assert examined(settings, "photos").state is State.OK


def test_something_essential_that_fails_ends_in_exit_code_1(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_WARD", str(settings.ward))
    monkeypatch.setenv("MOTCUA_BUILD_DIR", str(settings.build_dir))

    done = CliRunner().invoke(app, ["doctor", "--data-dir", str(settings.data_dir)])

    assert done.exit_code == 1
    assert [line.split()[0] for line in done.stdout.splitlines()].count("fail") == 3
    assert len(done.stdout.splitlines()) == len(NAMES)


def test_the_report_as_json_says_the_same(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_WARD", str(settings.ward))
    monkeypatch.setenv("MOTCUA_BUILD_DIR", str(settings.build_dir))

    done = CliRunner().invoke(app, ["doctor", "--json", "--data-dir", str(settings.data_dir)])

    report = json.loads(done.stdout)
    assert report["ok"] is False
    assert [each["name"] for each in report["checks"]] == NAMES
    assert {each["state"] for each in report["checks"]} <= {"ok", "warn", "fail"}


@pytest.mark.model
def test_what_set_up_has_made_is_well(settings: Settings, examined: Examined) -> None:
    made = settings.model_copy(
        update={
            "build_dir": CHECKOUT / "var" / "build",
            "data_dir": CHECKOUT / "var",
        }
    )

    assert examined(made, "encoder").state is State.OK
    assert examined(made, "index").state is State.OK
