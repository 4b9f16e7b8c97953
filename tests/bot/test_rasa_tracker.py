"""What Rasa's tracker store keeps and forgets."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.rasa_tracker import forget_answered, forget_before, forget_conversations

# As Rasa 3.6.21 makes it.
TABLE = """CREATE TABLE events (id INTEGER NOT NULL PRIMARY KEY, sender_id VARCHAR(255) NOT NULL,
type_name VARCHAR(255) NOT NULL, timestamp FLOAT, intent_name VARCHAR(255),
action_name VARCHAR(255), data TEXT)"""


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    path = tmp_path / "tracker.sqlite"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(TABLE)
    return path


def insert(path: Path, *events: tuple[str, str, float]) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO events (sender_id, type_name, timestamp) VALUES (?, ?, ?)", events
        )


def kept(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT sender_id, type_name FROM events ORDER BY id").fetchall()


def test_a_new_session_deletes_what_its_conversation_said_before(tracker: Path) -> None:
    forget_answered(tracker)

    insert(tracker, ("a", "user", 1.0), ("b", "user", 1.0), ("a", "bot", 2.0))
    insert(tracker, ("a", "session_started", 3.0), ("a", "action", 3.1))

    assert kept(tracker) == [("b", "user"), ("a", "session_started"), ("a", "action")]


def test_an_open_session_is_kept(tracker: Path) -> None:
    forget_answered(tracker)

    insert(tracker, ("a", "session_started", 1.0), ("a", "user", 2.0), ("a", "slot", 2.1))

    assert len(kept(tracker)) == 3


def test_preparing_twice_is_harmless(tracker: Path) -> None:
    forget_answered(tracker)
    forget_answered(tracker)

    insert(tracker, ("a", "session_started", 1.0))

    assert kept(tracker) == [("a", "session_started")]


def test_old_events_go_and_new_ones_stay(tracker: Path) -> None:
    insert(tracker, ("a", "user", 100.0), ("b", "user", 200.0))

    assert forget_before(tracker, datetime.fromtimestamp(150, UTC)) == 1
    assert kept(tracker) == [("b", "user")]


def test_only_the_named_conversations_are_forgotten(tracker: Path) -> None:
    insert(tracker, ("a", "user", 1.0), ("a", "bot", 1.0), ("b", "user", 1.0), ("c", "user", 1.0))

    assert forget_conversations(tracker, ["a", "c", "nobody"]) == 3
    assert kept(tracker) == [("b", "user")]


def test_without_a_store_there_is_nothing_to_forget(tmp_path: Path) -> None:
    assert forget_conversations(tmp_path / "none.sqlite", ["a"]) == 0
    assert not (tmp_path / "none.sqlite").exists()


def test_a_store_without_rasas_table_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite"
    path.touch()

    assert forget_before(path, datetime.now(UTC)) == 0
