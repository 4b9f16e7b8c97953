"""Keep open forms in a small SQLite file, and nothing else of what residents write."""

import json
import sqlite3
import time
from collections.abc import Iterable
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    ACTION_SESSION_START_NAME,
    REQUESTED_SLOT,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

# As bot/rasa_tracker.py reads it.
_TABLE = """CREATE TABLE IF NOT EXISTS forms (
  sender_id TEXT PRIMARY KEY, name TEXT NOT NULL, asks TEXT, slots TEXT NOT NULL,
  changed REAL NOT NULL
)"""
# Of one turn only, or with a value of its own.
_NOT_KEPT = frozenset({"found", "problem", "heard", REQUESTED_SLOT})
# But whoever put sending off has to say "gửi" in the next one: `components/form.py`.
_PUT_OFF = ("problem", "waits")
_WAIT_S = 1.0


class OpenForms(TrackerStore):
    """A tracker store that knows a conversation only while a form is open in it.

    Everything else is answered in the turn in which it is asked. Rasa's own SQL store keeps 11
    rows a turn for good, words and all, and took half of Rasa's time for a message. Of an open
    form only the slots and the question are kept, so a turn costs the same however long the form
    has been open.
    """

    def __init__(
        self,
        domain: Domain,
        event_broker: None = None,
        db: str = "",
        **_others: Any,  # noqa: ANN401 - Rasa passes host and more
    ) -> None:
        super().__init__(domain, event_broker)
        self._connection = sqlite3.connect(db, timeout=_WAIT_S, isolation_level=None)
        # Written ahead and not waited for: what was committed outlives a killed process, though
        # not a power cut; then the gateway's copy restores the form.
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.execute("PRAGMA secure_delete = ON")
        self._connection.execute(_TABLE)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """Return the conversation as it stands before the next message, None if no form is open."""
        row = self._connection.execute(
            "SELECT name, asks, slots FROM forms WHERE sender_id = ?", (sender_id,)
        ).fetchone()
        if row is None:
            return None
        name, asks, slots = row
        events = [
            ActionExecuted(ACTION_SESSION_START_NAME),
            SessionStarted(),
            ActionExecuted(ACTION_LISTEN_NAME),
            ActionExecuted(name),
            ActiveLoop(name),
            *(SlotSet(key, value) for key, value in json.loads(slots).items()),
            SlotSet(REQUESTED_SLOT, asks),
            ActionExecuted(ACTION_LISTEN_NAME),
        ]
        return DialogueStateTracker.from_events(
            sender_id, events, slots=self.domain.slots, domain=self.domain
        )

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the open form, or forget the one that has just ended."""
        if tracker.active_loop is not None:
            values = tracker.current_slot_values()
            kept = {
                key: value
                for key, value in values.items()
                if isinstance(value, str) and (key not in _NOT_KEPT or (key, value) == _PUT_OFF)
            }
            self._connection.execute(
                "INSERT OR REPLACE INTO forms VALUES (?, ?, ?, ?, ?)",
                (
                    tracker.sender_id,
                    tracker.active_loop_name,
                    values.get(REQUESTED_SLOT),
                    json.dumps(kept, ensure_ascii=False),
                    time.time(),
                ),
            )
        # Without such an event no form was open when the turn began, or it could not be read; then
        # there is nothing to forget, or nothing that may be.
        elif any(isinstance(event, ActiveLoop) for event in tracker.events):
            self._connection.execute("DELETE FROM forms WHERE sender_id = ?", (tracker.sender_id,))

    async def keys(self) -> Iterable[str]:
        """Return the conversations with an open form."""
        return [name for (name,) in self._connection.execute("SELECT sender_id FROM forms")]
