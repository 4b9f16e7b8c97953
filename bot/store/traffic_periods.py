"""Delete what platforms told and were sent: when it is old, or when a person wants it gone."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update
from sqlalchemy.orm import Session

from bot.store.models import ConversationRow
from bot.store.traffic import REVIEW, EventRow, ParcelRow

# Greetings and the like, to people of whom nothing else is kept.
_OF_NOBODY = timedelta(days=1)
# A reviewed document that could not be sent.
_OF_REVIEWS = timedelta(days=1)


def old_events(before: datetime, new_before: datetime) -> ColumnElement[bool]:
    """Say which events nobody will deliver again, so that not even their keys are needed.

    New ones stay for long: they are of a platform that is not set up any more.
    """
    return or_(
        and_(EventRow.received_at < before, EventRow.state != "new"),
        EventRow.received_at < new_before,
    )


def old_parcels(sent_before: datetime, dead_before: datetime, now: datetime) -> ColumnElement[bool]:
    """Say which parcels are too old to be kept."""
    is_review = exists().where(EventRow.id == ParcelRow.event_id, EventRow.kind == REVIEW)
    is_nobodys = ~exists().where(ConversationRow.id == ParcelRow.conversation_id)
    return or_(
        and_(ParcelRow.state == "sent", ParcelRow.ended_at < sent_before),
        and_(ParcelRow.state == "sent", ParcelRow.ended_at < now - _OF_NOBODY, is_nobodys),
        and_(ParcelRow.state == "dead", ParcelRow.ended_at < dead_before),
        and_(ParcelRow.state == "dead", ParcelRow.ended_at < now - _OF_REVIEWS, is_review),
        ParcelRow.created_at < sent_before,
    )


def drop_bodies(session: Session, before: datetime, at_once: int) -> int:
    """Take the words out of events that were done with before the moment; return how many."""
    done = (
        select(EventRow.id)
        .where(EventRow.raw.is_not(None), EventRow.state != "new", EventRow.done_at < before)
        .limit(at_once)
    )
    ids = list(session.scalars(done))
    if ids:
        session.execute(
            update(EventRow)
            .where(EventRow.id.in_(ids))
            .values(raw=None)
            .execution_options(synchronize_session=False)
        )
    return len(ids)


def has_traffic(session: Session, conversation_id: str) -> bool:
    """Say whether anything of a conversation came from a platform, or went there."""
    return bool(
        session.scalar(select(exists().where(EventRow.conversation_id == conversation_id)))
        or session.scalar(select(exists().where(ParcelRow.conversation_id == conversation_id)))
    )


def forget_traffic(
    session: Session, conversation_ids: Sequence[str], *, waits_too: bool
) -> Counter[str]:
    """Delete the conversations' parcels, and all of their events but the keys.

    Without its key a message that the platform delivers once more would be answered again.
    """
    theirs = EventRow.conversation_id.in_(conversation_ids)
    events = session.execute(
        update(EventRow)
        .where(theirs if waits_too else and_(theirs, EventRow.state != "new"))
        .values(conversation_id="", raw=None, state="ignored")
        .returning(EventRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    parcels = session.execute(
        delete(ParcelRow)
        .where(ParcelRow.conversation_id.in_(conversation_ids))
        .returning(ParcelRow.id)
        .execution_options(synchronize_session=False)
    ).all()
    return Counter(events=len(events), parcels=len(parcels))
