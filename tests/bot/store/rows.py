"""Rows for the store's tests."""

from datetime import UTC, datetime
from typing import Any

from bot.store.models import ConversationRow, HandoverRow, MessageRow, TicketRow
from bot.store.notices import BroadcastRow
from bot.store.traffic import EventRow, ParcelRow

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


def ticket(code: str = "PA-2611-AAAA", **fields: Any) -> TicketRow:  # noqa: ANN401  # any column
    """Return a ticket that has just been filed."""
    values: dict[str, Any] = {
        "category": "lighting",
        "unit": "Đội trật tự",
        "content": "đèn đường trước nhà tôi hỏng",
        "place": "ngõ 5",
        "state": "received",
        "created_at": NOW,
        "updated_at": NOW,
        **fields,
    }
    return TicketRow(code=code, **values)


def handover(conversation_id: str = "web:1", *, closed_at: datetime | None = None) -> HandoverRow:
    """Return a hand-over that waits for a person, or one that is over."""
    return HandoverRow(
        conversation_id=conversation_id,
        state="closed" if closed_at else "waiting",
        reason="asked",
        opened_at=NOW,
        state_at=NOW,
        closed_at=closed_at,
    )


def broadcast(**fields: Any) -> BroadcastRow:  # noqa: ANN401  # any column
    """Return a notice that is being written."""
    values: dict[str, Any] = {
        "title": "Cúp nước",
        "text": "Thứ Hai cúp nước từ 8 giờ.",
        "author": "lan",
        "state": "draft",
        "revision": 1,
        "urgent_reason": "",
        "note": "",
        "created_at": NOW,
        "updated_at": NOW,
        "sent": 0,
        "failed": 0,
        "gone": 0,
        **fields,
    }
    return BroadcastRow(**values)


def event(conversation_id: str, key: str, text: str, **fields: Any) -> EventRow:  # noqa: ANN401  # any column
    """Return what a platform has told, done with now."""
    values: dict[str, Any] = {
        "channel": conversation_id.partition(":")[0],
        "at": NOW,
        "received_at": NOW,
        "state": "done",
        "attempts": 0,
        "raw": text.encode(),
        "done_at": NOW,
        **fields,
    }
    return EventRow(conversation_id=conversation_id, key=key, **values)


def parcel(conversation_id: str, text: str, **fields: Any) -> ParcelRow:  # noqa: ANN401  # any column
    """Return what waits to be sent."""
    values: dict[str, Any] = {
        "channel": conversation_id.partition(":")[0],
        "payload": {"text": text},
        "state": "pending",
        "attempts": 0,
        "give_up_at": NOW,
        "created_at": NOW,
        **fields,
    }
    return ParcelRow(conversation_id=conversation_id, **values)
