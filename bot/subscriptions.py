"""Keep which chats want the ward's notices; whoever stops gets nothing more, not even the rest."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.store.models import OutboxRow
from bot.store.notices import BroadcastSendRow, SubscriptionRow
from bot.store.traffic import ParcelRow

ALL = "all"
STOPPED = "stopped"
"""Code of a recipient who stopped before it was their turn."""


def subscribe(session: Session, conversation_id: str, *, now: datetime) -> None:
    """Note that somebody wants notices; asked for again it counts from now."""
    session.merge(SubscriptionRow(conversation_id=conversation_id, topic=ALL, since=now))


def unsubscribe(session: Session, conversation_id: str) -> bool:
    """End it, with what was still to be sent; say whether there was anything to end."""
    row = session.get(SubscriptionRow, conversation_id)
    if row is not None:
        session.delete(row)
        session.flush()
    taken: set[int | None] = set()
    for table, waits in (
        (OutboxRow, OutboxRow.sent_at.is_(None)),
        (ParcelRow, ParcelRow.state == "pending"),
    ):
        taken |= set(
            session.scalars(
                delete(table)
                .where(
                    table.conversation_id == conversation_id, table.notice_id.is_not(None), waits
                )
                .returning(table.notice_id)
                .execution_options(synchronize_session=False)
            )
        )
    waits_still = BroadcastSendRow.state == "waiting"
    session.execute(
        update(BroadcastSendRow)
        .where(
            BroadcastSendRow.conversation_id == conversation_id,
            waits_still | BroadcastSendRow.id.in_(taken),
        )
        .values(state="gone", code=STOPPED)
        .execution_options(synchronize_session=False)
    )
    return row is not None


def is_subscribed(session: Session, conversation_id: str) -> bool:
    """Say whether the chat's owner wants notices."""
    return session.get(SubscriptionRow, conversation_id) is not None


def subscribers(session: Session) -> list[str]:
    """Return every chat that wants notices, who asked first before others."""
    rows = select(SubscriptionRow.conversation_id)
    return list(
        session.scalars(rows.order_by(SubscriptionRow.since, SubscriptionRow.conversation_id))
    )
