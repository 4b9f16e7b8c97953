"""Find and delete who asked for notices and what was sent to them."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import Session

from bot.store.notices import BroadcastRow, BroadcastSendRow, SubscriptionRow


def old_sends(before: datetime) -> ColumnElement[bool]:
    """Say which recipients' rows are of a notice that ended before the moment."""
    ended = select(BroadcastRow.id).where(BroadcastRow.ended_at < before)
    return BroadcastSendRow.broadcast_id.in_(ended)


def drop_subscriptions(session: Session, before: datetime) -> int:
    """End subscriptions that were asked for before the moment; return how many."""
    return len(
        session.execute(
            delete(SubscriptionRow)
            .where(SubscriptionRow.since < before)
            .returning(SubscriptionRow.conversation_id)
            .execution_options(synchronize_session=False)
        ).all()
    )


def has_notices(session: Session, conversation_id: str) -> bool:
    """Say whether somebody asked for notices in the conversation, or was sent one."""
    return any(
        session.scalar(select(exists().where(table.conversation_id == conversation_id)))
        for table in (SubscriptionRow, BroadcastSendRow)
    )


def forget_notices(session: Session, conversation_ids: Sequence[str]) -> Counter[str]:
    """Delete that the conversations' owners asked for notices, and that they were sent any."""
    counts: Counter[str] = Counter()
    for table in (SubscriptionRow, BroadcastSendRow):
        theirs = table.conversation_id.in_(conversation_ids)
        gone = session.execute(
            delete(table)
            .where(theirs)
            .returning(table.conversation_id)
            .execution_options(synchronize_session=False)
        )
        counts[str(table.__tablename__)] = len(gone.all())
    return counts
