"""`motcua outbox`: what could not be sent is listed without words, tried again, or dropped."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.store.engine import Store, open_store
from bot.store.models import AuditRow
from bot.store.traffic import ParcelRow
from bot.types import BotError
from channels.commands import app
from channels.platform import Event
from channels.spool import Spool
from tests.bot.store.rows import event, parcel

WORDS = "lệ phí của chị Đặng Bí Mật"
WHO = "telegram:90012345"
SOON = datetime.now(UTC) + timedelta(minutes=3)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A data folder in which one message is dead, one waits, one is refused, and one was sent."""
    monkeypatch.delenv("MOTCUA_DATABASE_URL", raising=False)
    opened = open_store(f"sqlite:///{tmp_path}/motcua.sqlite")
    with opened.transaction() as session:
        session.add(event(WHO, "k1", WORDS, state="failed"))
        for fields in (
            {"state": "dead", "failure": "payload", "code": "400", "attempts": 1},
            {"state": "pending", "failure": "back_off", "code": "502", "next_at": SOON},
            {"state": "sent", "payload": {}},
        ):
            session.add(parcel(WHO, WORDS, **fields))
        session.add(
            parcel("zalo_oa:7", WORDS, failure="admin", code="-216", attempts=4, next_at=SOON)
        )
    yield opened
    opened.close()


def run(*arguments: str, data_dir: Path) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["outbox", *arguments, "--data-dir", str(data_dir)])
    if isinstance(done.exception, BotError):
        return 1, str(done.exception)
    return done.exit_code, done.stdout


def listed(data_dir: Path, *options: str) -> dict[str, Any]:
    code, out = run("list", "--json", *options, data_dir=data_dir)
    assert code == 0
    found: dict[str, Any] = json.loads(out)
    return found


def test_what_waits_and_what_is_dead_is_listed(store: Store, tmp_path: Path) -> None:
    found = listed(tmp_path)

    assert [(each["id"], each["state"]) for each in found["parcels"]] == [
        (1, "dead"),
        (2, "pending"),
        (4, "pending"),
    ]
    assert found["counts"] == {"dead": 1, "pending": 2, "sent": 1}
    assert found["events"] == {"failed": 1}
    assert found["paused"] == {"zalo_oa": "-216"}
    assert [each["id"] for each in listed(tmp_path, "--dead")["parcels"]] == [1]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_nobodys_words_or_ids_are_listed(store: Store, tmp_path: Path, options: list[str]) -> None:
    _, out = run("list", *options, data_dir=tmp_path)

    assert "Bí Mật" not in out
    assert "90012345" not in out
    assert "payload" in out


def test_a_channel_that_sends_nothing_is_named_for_people(store: Store, tmp_path: Path) -> None:
    _, out = run("list", data_dir=tmp_path)

    assert "zalo_oa: nothing is sent until somebody acts (-216)" in out


def test_what_goes_into_a_file_is_not_cut_to_a_screen(store: Store, tmp_path: Path) -> None:
    _, out = run("list", data_dir=tmp_path)

    assert "back_off 502" in out
    assert listed(tmp_path)["parcels"][0]["conversation"] in out


def test_one_is_tried_again_and_the_others_are_left(store: Store, tmp_path: Path) -> None:
    assert run("retry", "1", data_dir=tmp_path) == (0, "to be tried again: 1\n")

    with store.transaction() as session:
        first, second = session.scalars(select(ParcelRow).where(ParcelRow.id < 3))
        assert (first.state, first.attempts, first.failure) == ("pending", 0, None)
        assert first.give_up_at > SOON
        assert second.next_at == SOON


def test_all_are_tried_again_at_once(store: Store, tmp_path: Path) -> None:
    assert run("retry", "--all", data_dir=tmp_path) == (0, "to be tried again: 3\n")

    assert listed(tmp_path)["paused"] == {}
    assert {each["next_at"] for each in listed(tmp_path)["parcels"]} == {None}


@pytest.mark.parametrize(
    "wrong", [["retry"], ["retry", "1", "--all"], ["retry", "3"], ["drop", "3"]]
)
def test_what_cannot_be_done_is_said_in_one_line(
    store: Store, tmp_path: Path, wrong: list[str]
) -> None:
    code, said = run(*wrong, data_dir=tmp_path)

    assert code == 1
    assert "motcua outbox" in said


def test_what_is_dropped_is_gone_and_the_audit_says_so(store: Store, tmp_path: Path) -> None:
    assert run("drop", "1", data_dir=tmp_path)[0] == 0

    with store.transaction() as session:
        assert session.get(ParcelRow, 1) is None
        assert session.scalars(select(AuditRow.action)).all() == ["outbox.drop"]


def test_there_may_be_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOTCUA_DATABASE_URL", raising=False)

    assert run("list", data_dir=tmp_path) == (0, "messages: none\nevents: none\n")


def test_what_the_worker_has_not_fetched_yet_is_counted(store: Store, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "motcua-intake.sqlite", lambda token: 0)
    told = Event(channel="telegram", key="1", conversation_id=WHO, at=SOON, raw=WORDS.encode())
    spool.keep([told], now=SOON)
    spool.close()

    assert listed(tmp_path)["events"] == {"failed": 1, "unread": 1}
