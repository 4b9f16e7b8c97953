"""`motcua privacy`: one person's data is given and deleted, old data is purged."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.store.engine import Store, open_store
from bot.store.models import AuditRow, ConversationRow, MessageRow, TicketRow
from bot.types import BotError
from channels.commands import app
from channels.platform import Event
from channels.spool import Spool
from tests.bot.store.rows import conversation, message, ticket

PHONE = "0912345678"
NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
PHOTO = f"{'a' * 32}.jpg"


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with one resident in all its parts."""
    monkeypatch.delenv("MOTCUA_DATABASE_URL", raising=False)
    with closing_store(tmp_path) as store, store.transaction() as session:
        session.add(conversation())
        session.flush()
        session.add(message(text=f"số tôi là {PHONE}"))
        session.add(ticket(conversation_id="web:1", phone=PHONE, photo=PHOTO))
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / PHOTO).write_bytes(b"jpeg")
    (tmp_path / "rasa").mkdir()
    with closing(sqlite3.connect(tmp_path / "rasa" / "tracker.sqlite")) as tracker, tracker:
        tracker.execute(
            "CREATE TABLE forms (sender_id TEXT PRIMARY KEY, name TEXT NOT NULL, asks TEXT,"
            " slots TEXT NOT NULL, changed REAL NOT NULL)"
        )
        slots = json.dumps({"contact": PHONE})
        rows = [(id, "ticket", "place", slots, 0.0) for id in ("web:1", "web:2")]
        tracker.executemany("INSERT INTO forms VALUES (?, ?, ?, ?, ?)", rows)
    return tmp_path


@contextmanager
def closing_store(folder: Path) -> Iterator[Store]:
    """Open the store of a data folder for a while."""
    store = open_store(f"sqlite:///{folder}/motcua.sqlite")
    yield store
    store.close()


def run(*arguments: str, data_dir: Path, typed: str | None = None) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["privacy", *arguments, "--data-dir", str(data_dir)], typed)
    if isinstance(done.exception, BotError):
        return 1, done.stdout, str(done.exception)
    return done.exit_code, done.stdout, done.stderr


def forms(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "rasa" / "tracker.sqlite")) as tracker:
        return [row[0] for row in tracker.execute("SELECT sender_id FROM forms")]


@pytest.mark.parametrize("person", [PHONE, "web:1"])
def test_an_export_holds_messages_tickets_and_rasas_form(data_dir: Path, person: str) -> None:
    code, out, _ = run("export", person, data_dir=data_dir)

    given = json.loads(out)
    assert code == 0
    assert given["conversations"][0]["messages"][0]["text"] == f"số tôi là {PHONE}"
    assert given["tickets"][0]["photo"] == PHOTO
    assert given["rasa_forms"] == {"web:1": {"contact": PHONE}}


def test_an_export_into_a_file_is_for_its_owner_only(data_dir: Path) -> None:
    out = data_dir / "given.json"

    assert run("export", PHONE, "--out", str(out), data_dir=data_dir)[:2] == (0, "")

    assert json.loads(out.read_text("utf-8"))["tickets"]
    assert out.stat().st_mode & 0o777 == 0o600


def test_an_export_does_not_write_over_a_file(data_dir: Path) -> None:
    out = data_dir / "given.json"
    out.write_text("mine", encoding="utf-8")

    code, _, _ = run("export", PHONE, "--out", str(out), data_dir=data_dir)

    assert code == 1
    assert out.read_text("utf-8") == "mine"


@pytest.mark.parametrize("person", [PHONE, "web:1"])
def test_a_deletion_leaves_nothing_in_tables_photos_forms_or_bytes(
    data_dir: Path, person: str
) -> None:
    code, out, _ = run("delete", person, "--yes", data_dir=data_dir)

    assert code == 0
    assert out.splitlines() == [
        "deleted: 1 conversations, 1 messages, 1 photos, 1 rasa forms, 1 tickets",
        "reports nobody had answered yet, now withdrawn: PA-2611-AAAA",
    ]
    with closing_store(data_dir) as store, store.transaction() as session:
        for table in (ConversationRow, MessageRow, TicketRow):
            assert session.scalars(select(table)).all() == []
        assert [row.action for row in session.scalars(select(AuditRow))] == ["privacy.delete"]
    assert not (data_dir / "photos" / PHOTO).exists()
    assert forms(data_dir) == ["web:2"]
    for file in data_dir.glob("motcua.sqlite*"):
        assert PHONE.encode() not in file.read_bytes()


def test_without_yes_and_without_a_terminal_nothing_is_deleted(data_dir: Path) -> None:
    code, _, error = run("delete", PHONE, data_dir=data_dir)

    assert (code, "--yes" in error) == (1, True)
    with closing_store(data_dir) as store, store.transaction() as session:
        assert session.scalars(select(TicketRow)).all()
    assert forms(data_dir) == ["web:1", "web:2"]


def test_a_form_that_only_rasa_knows_is_found_and_deleted(data_dir: Path) -> None:
    code, out, _ = run("delete", "web:2", "--yes", data_dir=data_dir)

    assert (code, out) == (0, "deleted: 1 rasa forms\n")
    assert forms(data_dir) == ["web:1"]


@pytest.mark.parametrize("command", ["export", "delete"])
def test_of_a_stranger_nothing_is_known(data_dir: Path, command: str) -> None:
    code, out, error = run(command, "0987654321", data_dir=data_dir)

    assert (code, out, error) == (1, "", "nothing is kept about this person")


@pytest.mark.parametrize("command", ["export", "delete"])
def test_a_persons_name_is_refused_and_not_repeated(data_dir: Path, command: str) -> None:
    code, _, error = run(command, "Nguyễn Văn A", data_dir=data_dir)

    assert code == 1
    assert "telephone number" in error
    assert "Nguyễn" not in error


def test_a_conversation_that_may_be_somebody_elses_is_named(data_dir: Path) -> None:
    with closing_store(data_dir) as store, store.transaction() as session:
        session.add(ticket("PA-2611-BBBB", conversation_id="web:1", phone="0987654321"))

    code, out, error = run("export", PHONE, data_dir=data_dir)

    assert code == 0
    assert json.loads(out)["conversations"] == []
    assert "web:1" in error


def test_a_purge_deletes_what_the_profile_says_is_too_old(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward = tmp_path / "ward.toml"
    ward.write_text('name = "phường Bến Gỗ"\nprovince = "M"\n[retention]\nconversations = 5\n')
    monkeypatch.setenv("MOTCUA_WARD", str(ward))
    old = datetime.now(UTC) - timedelta(days=6)
    with closing_store(data_dir) as store, store.transaction() as session:
        session.add(conversation("web:9", at=old))
        session.flush()
        session.add(message("web:9", at=old))
        session.get_one(ConversationRow, "web:1").last_at = datetime.now(UTC)
        session.scalars(
            select(MessageRow).where(MessageRow.conversation_id == "web:1")
        ).one().at = datetime.now(UTC)

    code, out, _ = run("purge", data_dir=data_dir)

    assert (code, out) == (0, "deleted: 1 conversations, 2 forms, 1 messages\n")
    with closing_store(data_dir) as store, store.transaction() as session:
        assert session.scalars(select(ConversationRow.id)).all() == ["web:1"]


def test_a_profile_with_a_period_that_makes_no_sense_is_refused(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward = tmp_path / "ward.toml"
    ward.write_text('name = "phường Bến Gỗ"\nprovince = "M"\n[retention]\ntickets = 0\n')
    monkeypatch.setenv("MOTCUA_WARD", str(ward))

    code, _, error = run("purge", data_dir=data_dir)

    assert (code, "retention.tickets" in error) == (1, True)


def test_a_tracker_that_is_damaged_stops_the_deletion_before_anything_is_gone(
    data_dir: Path,
) -> None:
    (data_dir / "rasa" / "tracker.sqlite").write_bytes(b"not a database" * 1000)

    code, _, error = run("delete", PHONE, "--yes", data_dir=data_dir)

    assert (code, "Rasa's tracker" in error) == (1, True)
    with closing_store(data_dir) as store, store.transaction() as session:
        assert session.scalars(select(TicketRow)).all()


def test_what_a_worker_has_not_fetched_yet_is_given_and_deleted(data_dir: Path) -> None:
    who, spool = "telegram:7", data_dir / "motcua-intake.sqlite"
    gateway = Spool(spool, lambda token: 0)
    told = Event(
        channel="telegram", key="1", conversation_id=who, at=NOW, raw="nhà tôi số 470512".encode()
    )
    gateway.keep([told], now=NOW)

    code, out, _ = run("export", who, data_dir=data_dir)
    assert code == 0
    assert [each["raw"] for each in json.loads(out)["events"]] == ["nhà tôi số 470512"]
    assert not any(b"470512" in file.read_bytes() for file in data_dir.glob("motcua-intake*"))

    gateway.keep([told], now=NOW)
    assert run("delete", who, "--yes", data_dir=data_dir)[0] == 0
    assert run("export", who, data_dir=data_dir)[0] == 1
    assert not any(b"470512" in file.read_bytes() for file in data_dir.glob("motcua*"))
    gateway.close()
