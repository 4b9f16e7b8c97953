"""Keep what is to be sent through platforms, and what became of it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Table, and_, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from bot.staff.link import audience_in, drop_untold
from bot.store.traffic import ParcelRow
from channels.platform import Failure, Parcel, SendFailed
from knowledge.types import Audience

_PARCELS = cast(Table, ParcelRow.__table__)
_MOST = 1_000
# An answer that is a day old helps nobody any more; a guess.
GIVE_UP = timedelta(hours=24)
# First pause after a failure; it doubles up to the longest. Guesses.
_FIRST_S, _LONGEST_S = 2.0, 900.0
# How long a channel rests after it was refused, before one message tries again.
PAUSE = timedelta(minutes=5)
INTERRUPTED = "interrupted"
"""Code of a notice that was being sent when the process ended."""

_TO_SEND = _PARCELS.c.state.in_(("pending", "sending"))


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A parcel that may be sent now, and by nobody else."""

    id: int
    conversation_id: str
    payload: Mapping[str, Any]
    attempts: int
    """This one included."""
    give_up_at: datetime


def add(
    session: Session,
    parcels: Sequence[Parcel],
    *,
    conversation_id: str,
    now: datetime,
    event_id: int | None = None,
    answer_id: int | None = None,
    audience: Audience = Audience.PUBLIC,
    notice_id: int | None = None,
) -> int:
    """Keep what is to be sent, in order; return how many. An answer is kept once.

    What is not for everybody goes only while the recipient still counts as `audience`.
    """
    if answer_id is not None and _has_parcels(session, answer_id):
        return 0
    if parcels:
        session.execute(
            insert(_PARCELS),
            [
                {
                    "channel": conversation_id.partition(":")[0],
                    "conversation_id": conversation_id,
                    "event_id": event_id,
                    "answer_id": answer_id,
                    "notice_id": notice_id,
                    "payload": dict(parcel.payload),
                    "state": "pending",
                    "attempts": 0,
                    "give_up_at": now + GIVE_UP,
                    "created_at": now,
                    "audience": audience.value,
                }
                for parcel in parcels
            ],
        )
    return len(parcels)


def claim(session: Session, conversation_id: str, *, now: datetime) -> Claimed | datetime | None:
    """Take the first parcel that waits, or return when to look again; None: nothing waits.

    To be called by one at a time for a conversation: one that is `sending` was being sent by a
    process that is gone, and goes again, but for a notice: nobody asked for it, so better once too
    seldom than twice. What the recipient may not read any more is deleted.
    """
    row = _first(session, conversation_id)
    while row is not None and row.state == "sending" and row.notice_id is not None:
        session.execute(
            update(_PARCELS)
            .where(_PARCELS.c.id == row.id)
            .values(state="dead", failure=Failure.RECIPIENT.value, code=INTERRUPTED, ended_at=now)
        )
        row = _first(session, conversation_id)
    if row is not None and not _may_go(session, conversation_id, Audience(row.audience)):
        drop_untold(session, conversation_id)
        row = _first(session, conversation_id)
    if row is None:
        return None
    due = max(filter(None, (row.next_at, paused_until(session, row.channel, now=now))), default=now)
    if due > now:
        return due
    session.execute(
        update(_PARCELS)
        .where(_PARCELS.c.id == row.id)
        .values(state="sending", attempts=row.attempts + 1)
    )
    return Claimed(
        id=row.id,
        conversation_id=conversation_id,
        payload=row.payload,
        attempts=row.attempts + 1,
        give_up_at=row.give_up_at,
    )


def _first(session: Session, conversation_id: str) -> Row[Any] | None:
    return session.execute(
        select(_PARCELS)
        .where(_PARCELS.c.conversation_id == conversation_id, _TO_SEND)
        .order_by(_PARCELS.c.id)
        .limit(1)
    ).one_or_none()


def _may_go(session: Session, conversation_id: str, audience: Audience) -> bool:
    if audience is Audience.PUBLIC:
        return True
    now = audience_in(session, conversation_id, otherwise=Audience.PUBLIC)
    return audience in now.may_read()


def sent(session: Session, claimed: Claimed, platform_id: str, *, now: datetime) -> bool:
    """Note that the platform took it; say whether another waits behind it.

    The words are not needed here any more.
    """
    session.execute(
        update(_PARCELS)
        .where(_PARCELS.c.id == claimed.id)
        .values(
            state="sent",
            platform_id=platform_id,
            payload={},
            failure=None,
            code=None,
            ended_at=now,
        )
    )
    return _has_more(session, claimed.conversation_id)


def failed(session: Session, claimed: Claimed, error: SendFailed, *, now: datetime) -> bool:
    """Note a failure, after which it is tried again or dead; say whether anything waits."""
    next_at = _next_attempt(claimed, error, now)
    is_dead = next_at is None or next_at >= claimed.give_up_at
    session.execute(
        update(_PARCELS)
        .where(_PARCELS.c.id == claimed.id)
        .values(
            state="dead" if is_dead else "pending",
            next_at=None if is_dead else next_at,
            ended_at=now if is_dead else None,
            failure=error.failure.value,
            code=error.code,
        )
    )
    return _has_more(session, claimed.conversation_id)


def paused_until(session: Session, channel: str, *, now: datetime) -> datetime | None:
    """Return until when nothing of the channel is sent, because a person has to act first."""
    return session.execute(
        select(_PARCELS.c.next_at)
        .where(
            _TO_SEND,
            _PARCELS.c.channel == channel,
            _PARCELS.c.failure == Failure.ADMIN.value,
            _PARCELS.c.next_at > now,
        )
        .order_by(_PARCELS.c.next_at.desc())
        .limit(1)
    ).scalar_one_or_none()


def give_up(session: Session, conversation_id: str, code: str, *, now: datetime) -> int:
    """Take all that waits for a conversation as undeliverable; return how many."""
    return len(
        session.execute(
            update(_PARCELS)
            .where(_PARCELS.c.conversation_id == conversation_id, _PARCELS.c.state == "pending")
            .values(state="dead", failure=Failure.RECIPIENT.value, code=code, ended_at=now)
            .returning(_PARCELS.c.id)
        ).all()
    )


def waiting(session: Session, channels: Sequence[str], *, now: datetime) -> list[str]:
    """Return conversations with something that can be sent now."""
    return list(
        session.scalars(
            select(_PARCELS.c.conversation_id)
            .where(
                _TO_SEND,
                _PARCELS.c.channel.in_(channels),
                or_(_PARCELS.c.next_at.is_(None), _PARCELS.c.next_at <= now),
            )
            .distinct()
            .limit(_MOST)
        )
    )


def retry(session: Session, ids: Sequence[int] | None, *, now: datetime) -> int:
    """Let dead and waiting parcels be tried at once; all of them without ids. Return how many."""
    stuck = or_(
        _PARCELS.c.state == "dead",
        and_(_PARCELS.c.state == "pending", _PARCELS.c.next_at.is_not(None)),
    )
    return len(
        session.execute(
            update(_PARCELS)
            .where(stuck, _named(ids))
            .values(
                state="pending",
                attempts=0,
                next_at=None,
                give_up_at=now + GIVE_UP,
                failure=None,
                code=None,
                ended_at=None,
            )
            .returning(_PARCELS.c.id)
        ).all()
    )


def drop(session: Session, id: int) -> bool:
    """Delete a parcel that was not sent; say whether there was one."""
    gone = session.execute(
        delete(_PARCELS)
        .where(_PARCELS.c.id == id, _PARCELS.c.state.in_(("pending", "dead")))
        .returning(_PARCELS.c.id)
    )
    return gone.first() is not None


def _named(ids: Sequence[int] | None) -> ColumnElement[bool]:
    return _PARCELS.c.id.in_(ids) if ids is not None else _PARCELS.c.id.is_not(None)


def _has_more(session: Session, conversation_id: str) -> bool:
    more = select(_PARCELS.c.id).where(_PARCELS.c.conversation_id == conversation_id, _TO_SEND)
    return session.execute(more.limit(1)).first() is not None


def _has_parcels(session: Session, answer_id: int) -> bool:
    known = select(_PARCELS.c.id).where(_PARCELS.c.answer_id == answer_id).limit(1)
    return session.execute(known).first() is not None


def _next_attempt(claimed: Claimed, error: SendFailed, now: datetime) -> datetime | None:
    if error.failure is Failure.ADMIN:
        return now + PAUSE
    if error.failure is not Failure.BACK_OFF:
        return None
    wait_s = min(_FIRST_S * 2 ** (claimed.attempts - 1), _LONGEST_S)
    # Many failed at the same moment; they shall not all come back at the same moment.
    wait_s *= random.uniform(0.5, 1)  # noqa: S311  # no secret
    if error.after_s is not None:
        wait_s = error.after_s + random.uniform(0, 0.5)  # noqa: S311  # no secret
    return now + timedelta(seconds=wait_s)
