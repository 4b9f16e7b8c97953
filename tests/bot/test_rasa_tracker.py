"""What is kept of open forms and what is deleted."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.rasa_tracker import forget_before, forget_conversations, open_forms

# As rasa_project/components/store.py makes it.
TABLE = """CREATE TABLE forms (sender_id TEXT PRIMARY KEY, name TEXT NOT NULL, asks TEXT,
slots TEXT NOT NULL, changed REAL NOT NULL)"""


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(TABLE)
    return path


def insert(path: Path, *forms: tuple[str, float]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for name, changed in forms:
            slots = json.dumps({"content": f"đèn nhà {name} hỏng"}, ensure_ascii=False)
            values = (name, "ticket", "place", slots, changed)
            connection.execute("INSERT INTO forms VALUES (?, ?, ?, ?, ?)", values)


def kept(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [name for (name,) in connection.execute("SELECT sender_id FROM forms ORDER BY 1")]


def test_forms_left_alone_go_and_others_stay(tracker: Path) -> None:
    insert(tracker, ("a", 100.0), ("b", 200.0))

    assert forget_before(tracker, datetime.fromtimestamp(150, UTC)) == 1
    assert kept(tracker) == ["b"]


def test_the_words_that_rasas_own_store_kept_go_with_their_table(tracker: Path) -> None:
    with closing(sqlite3.connect(tracker)) as connection, connection:
        connection.execute("CREATE TABLE events (sender_id TEXT, data TEXT)")

    forget_before(tracker, datetime.fromtimestamp(0, UTC))

    with closing(sqlite3.connect(tracker)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    assert names == [("forms",)]


def test_only_the_named_conversations_open_forms_are_shown(tracker: Path) -> None:
    insert(tracker, ("a", 1.0), ("b", 1.0))

    assert open_forms(tracker, ["b", "nobody"]) == {"b": {"content": "đèn nhà b hỏng"}}


def test_only_the_named_conversations_are_forgotten(tracker: Path) -> None:
    insert(tracker, ("a", 1.0), ("b", 1.0), ("c", 1.0))

    assert forget_conversations(tracker, ["a", "c", "nobody"]) == 2
    assert kept(tracker) == ["b"]


def test_without_a_store_there_is_nothing_to_forget(tmp_path: Path) -> None:
    assert forget_conversations(tmp_path / "none.sqlite", ["a"]) == 0
    assert open_forms(tmp_path / "none.sqlite", ["a"]) == {}
    assert not (tmp_path / "none.sqlite").exists()


def test_a_store_without_rasas_table_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    path.touch()

    assert forget_before(path, datetime.now(UTC)) == 0
