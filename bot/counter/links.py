"""Keep a sheet behind a link for some days, and send it to a conversation that staff holds."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import handover
from bot.counter.check import Reply
from bot.counter.slip import Ticked
from bot.handover_states import State
from bot.store.models import AuditRow, ConversationRow, HandoverRow
from bot.store.slips import SlipRow
from bot.wording import day, shortened
from knowledge.types import Channel

LASTS = timedelta(days=14)
_TOKEN_BYTES = 24
_NAME_WORDS = 18


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A sheet that a link opens."""

    code: str
    ticked: Ticked
    made_at: datetime
    ends_at: datetime


@dataclass(frozen=True, kw_only=True)
class Held:
    """A conversation in somebody's hands."""

    handover_id: int
    channel: str
    taken_at: datetime | None


def keep(session: Session, code: str, ticked: Ticked, actor: str, *, now: datetime) -> str:
    """Keep what was ticked, and return the token that opens it."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = SlipRow(
        id=_id(token), code=code, ticked=_as_json(ticked), made_at=now, ends_at=now + LASTS
    )
    session.add(row)
    _audit(session, actor, "slip.make", f"procedure:{code}", now)
    return token


def opened(session: Session, token: str, *, now: datetime) -> Kept | None:
    """Return what the link opens; None if it has ended or never was."""
    row = session.get(SlipRow, _id(token))
    if row is None or row.ends_at <= now:
        return None
    return Kept(
        code=row.code,
        ticked=_read(row.ticked),
        made_at=row.made_at,
        ends_at=row.ends_at,
    )


def purge(session: Session, *, now: datetime) -> None:
    """Take out what has ended."""
    session.execute(delete(SlipRow).where(SlipRow.ends_at <= now))


def held_by(session: Session, actor: str) -> list[Held]:
    """Return the conversations that somebody has in hand, the last taken first."""
    rows = session.execute(
        select(HandoverRow.id, ConversationRow.channel, HandoverRow.taken_at)
        .join(ConversationRow, ConversationRow.id == HandoverRow.conversation_id)
        .where(HandoverRow.state == State.HELD, HandoverRow.taken_by == actor)
        .order_by(HandoverRow.taken_at.desc(), HandoverRow.id.desc())
    )
    return [Held(handover_id=id_, channel=channel, taken_at=at) for id_, channel, at in rows]


def send(session: Session, handover_id: int, actor: str, text: str, *, now: datetime) -> None:
    """Send a sheet's link to a conversation that they have in hand. Raises IllegalMove."""
    handover.say(session, handover_id, actor, text, now=now)
    _audit(session, actor, "slip.send", f"handover:{handover_id}", now)


def message(name: str, address: str, missing: int, ends_at: datetime) -> str:
    """Return what the resident is told with the link."""
    still = f"Hồ sơ còn thiếu {missing} giấy. " if missing else ""
    return (
        f"{shortened(name, _NAME_WORDS)}: phiếu hướng dẫn của anh/chị. {still}"
        f"Mở ở đây, đến hết ngày {day(ends_at)}: {address}"
    )


def _as_json(ticked: Ticked) -> dict[str, Any]:
    return {
        "brought": list(ticked.brought),
        "replies": {key: reply.value for key, reply in ticked.replies.items()},
        "channel": ticked.channel.value if ticked.channel else None,
        "handed_in": ticked.handed_in.isoformat() if ticked.handed_in else None,
    }


def _read(kept: Mapping[str, Any]) -> Ticked:
    brought: Sequence[str] = kept["brought"]
    return Ticked(
        brought=tuple(brought),
        replies={key: Reply(reply) for key, reply in kept["replies"].items()},
        channel=Channel(kept["channel"]) if kept["channel"] else None,
        handed_in=date.fromisoformat(kept["handed_in"]) if kept["handed_in"] else None,
    )


def _audit(session: Session, actor: str, action: str, subject: str, now: datetime) -> None:
    session.add(AuditRow(at=now, actor=actor, action=action, subject=subject))


def _id(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
