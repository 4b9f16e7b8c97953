"""Find what residents on platforms are to be told unasked, and pack it."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlalchemy import Table, false, or_, select
from sqlalchemy.orm import Session

from bot.store.inbox import News, take_news
from bot.store.models import OutboxRow
from channels import parcels, words
from channels.platform import Parcel, Platform

logger = logging.getLogger(__name__)

_OUTBOX = cast(Table, OutboxRow.__table__)
_MOST = 1_000


def untold(session: Session, channels: Sequence[str]) -> list[str]:
    """Return conversations with something that the resident has not been told."""
    id_ = _OUTBOX.c.conversation_id
    of_channels = or_(false(), *(id_.startswith(f"{name}:", autoescape=True) for name in channels))
    rows = select(id_).where(_OUTBOX.c.sent_at.is_(None), of_channels).distinct().limit(_MOST)
    return list(session.scalars(rows))


def pack(session: Session, conversation_id: str, platform: Platform, *, now: datetime) -> int:
    """Make parcels of what the resident has not been told, and mark it told; return how many."""
    count = 0
    for each in take_news(session, conversation_id, now=now):
        count += parcels.add(
            session,
            _rendered(platform, each),
            conversation_id=conversation_id,
            now=now,
            answer_id=each.answer.id if each.answer else None,
            audience=each.audience,
            notice_id=each.notice_id,
        )
    return count


def _rendered(platform: Platform, news: News) -> list[Parcel]:
    """Return the messages; staff's words say whose they are."""
    text = f"{words.STAFF_SAYS}\n{news.text}" if news.kind == "staff" else news.text
    plain = replace(words.said(text), audience=news.audience)
    for answer in (news.answer or plain, plain):
        try:
            return platform.render(answer)
        except Exception as broken:  # better plain, or even nothing, than no more
            extra = {"error": type(broken).__name__, "outbox": news.id}
            logger.error("what is told unasked cannot be packed", extra=extra)
    return []
