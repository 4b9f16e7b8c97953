"""Rows for the store's tests."""

from datetime import UTC, datetime
from typing import Any

from bot.store.models import ConversationRow, MessageRow

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def conversation(id: str = "web:1", *, at: datetime = NOW) -> ConversationRow:
    """Return a conversation that began at the moment."""
    return ConversationRow(
        id=id, channel=id.partition(":")[0], created_at=at, last_at=at, memory={}
    )


def message(
    conversation_id: str = "web:1",
    text: str = "xin chào",
    **fields: Any,  # noqa: ANN401  # any column
) -> MessageRow:
    """Return a message from the resident."""
    values: dict[str, Any] = {"direction": "in", "at": NOW, "state": "received", **fields}
    return MessageRow(conversation_id=conversation_id, text=text, **values)
