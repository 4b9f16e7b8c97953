"""The tables of notices to residents who asked for them: who did, what is sent, to whom it went."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.models import Id, Row


class SubscriptionRow(Row):
    """A chat whose owner asked for the ward's notices (đăng ký nhận tin)."""

    __tablename__ = "subscriptions"

    conversation_id: Mapped[str] = mapped_column(primary_key=True)
    topic: Mapped[str]
    """all; the ward's notices are not told apart yet."""
    since: Mapped[datetime] = mapped_column(index=True)
    """When they asked for it last."""


class BroadcastRow(Row):
    """A notice to all subscribers (thông báo)."""

    __tablename__ = "broadcasts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    title: Mapped[str]
    text: Mapped[str]
    author: Mapped[str]
    """Login; the one person who may change it, and may not approve it."""
    state: Mapped[str] = mapped_column(index=True)
    """bot/broadcast.py: State."""
    revision: Mapped[int]
    """Counts changes, so that nobody approves what they have not seen."""
    urgent_reason: Mapped[str]
    """Why it cannot wait for tomorrow, or for the morning; empty: it can."""
    note: Mapped[str]
    """What whoever returned it wants changed."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    approved_by: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    sent: Mapped[int]
    """Counted when it ended, as the two below: recipients' rows do not stay."""
    failed: Mapped[int]
    gone: Mapped[int]


class BroadcastSendRow(Row):
    """One recipient of a notice."""

    __tablename__ = "broadcast_sends"
    __table_args__ = (
        # Nobody gets one twice.
        UniqueConstraint("broadcast_id", "conversation_id"),
        Index("ix_broadcast_sends_state", "broadcast_id", "state"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    broadcast_id: Mapped[int] = mapped_column(ForeignKey("broadcasts.id", ondelete="CASCADE"))
    conversation_id: Mapped[str] = mapped_column(index=True)
    state: Mapped[str]
    """waiting, put (in the outbox, or on its way), sent, failed or gone (not to be sent)."""
    code: Mapped[str]
    """Why it failed, or is gone."""
