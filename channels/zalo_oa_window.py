"""Tell whether a Zalo Official Account may write to a resident now.

An account answers people, it does not write to them: a consultation message needs an interaction
of theirs (a message, following, a tap) at most seven days old. The first two days are free, the
others are charged to a Zalo Cloud Account.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.engine import Store
from bot.store.traffic import EventRow

FREE = timedelta(hours=48)
OPEN = timedelta(days=7)
CLOSED = "window"
CHARGED = "window_charged"
# Kinds of events (bot/store/traffic.py); a member of staff or a resident who leaves opens nothing.
INTERACTIONS = ("said", "unreadable", "arrived", "asks_to_forget", "forgotten")

LastInteraction = Callable[[str], Awaitable[datetime | None]]
"""When the resident of a conversation last interacted; None if that is not known."""


def shut(last: datetime | None, at: datetime, *, may_cost: bool) -> str | None:
    """Return why nothing may be sent; None if something may."""
    if last is None or at - last > OPEN:
        return CLOSED
    return CHARGED if at - last > FREE and not may_cost else None


def from_events(store: Store) -> LastInteraction:
    """Return a look-up in the events that we have kept."""

    async def last(conversation_id: str) -> datetime | None:
        def look(session: Session) -> datetime | None:
            return session.scalar(
                select(func.max(EventRow.at)).where(
                    EventRow.conversation_id == conversation_id, EventRow.kind.in_(INTERACTIONS)
                )
            )

        return await store.run(look)

    return last
