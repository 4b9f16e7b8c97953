"""Read from a conversation whether a person is needed, is needed no more, or may be rated."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.handover_states import State
from bot.store.models import FeedbackRow, HandoverRow, MessageRow
from bot.types import Act, Status
from knowledge.text import fold

TOO_OFTEN = 3
"""So many questions in a row without a good answer; then a person is offered."""
# What failed yesterday says nothing about today's question.
_RECENT = timedelta(hours=2)
_LOOK_BACK = 4 * TOO_OFTEN
_UNANSWERED = (Status.NO_CONTENT, Status.OUT_OF_SCOPE)
_STOP = frozenset("thoi khoi huy".split())
_NOT, _NO_MORE = frozenset("khong ko k".split()), frozenset("nua dau".split())
_PERSON = frozenset("can cho gap noi chuyen voi can bo nguoi ai yeu cau hang".split())
_POLITE = frozenset("da vang a nhe nha roi di vay toi em minh chau".split())


def failed_often(session: Session, conversation_id: str, *, now: datetime) -> bool:
    """Say whether the last questions all went unanswered, or were answered wrongly.

    Greetings and questions back neither count nor end the row; a good answer, and an earlier offer
    of a person, end it.
    """
    rows = session.scalars(
        select(MessageRow)
        .where(MessageRow.conversation_id == conversation_id, MessageRow.direction == "out")
        .where(MessageRow.at >= now - _RECENT)
        .order_by(MessageRow.id.desc())
        .limit(_LOOK_BACK)
    ).all()
    disliked = set(
        session.scalars(
            select(FeedbackRow.message_id)
            .where(FeedbackRow.conversation_id == conversation_id, FeedbackRow.kind == "answer")
            .where(FeedbackRow.value == 0)
        )
    )
    failures = 0
    is_marked = False
    for row in rows:
        if row.act == Act.WRONG:
            # It is the answer before that failed: counted there.
            is_marked = True
        elif is_marked or row.id in disliked or row.status in _UNANSWERED:
            failures += 1
            is_marked = False
        elif row.status in (Status.ANSWERED, Status.HANDOVER):
            break
    return failures >= TOO_OFTEN


def declines_person(text: str) -> bool:
    """Say whether somebody in the queue writes that nobody is needed any more."""
    words = frozenset(re.findall(r"\w+", fold(text).replace("đ", "d")))
    if not words <= _STOP | _NOT | _NO_MORE | _PERSON | _POLITE:
        return False
    return bool(words & _STOP) or bool(words & _NOT and words & _NO_MORE and words & _PERSON)


def may_rate(session: Session, conversation_id: str) -> bool:
    """Say whether the last hand-over is over, somebody spoke in it, and it has no rating yet."""
    last = session.scalars(
        select(HandoverRow)
        .where(HandoverRow.conversation_id == conversation_id)
        .order_by(HandoverRow.id.desc())
        .limit(1)
    ).one_or_none()
    if last is None or last.state != State.RETURNED or last.staff_last_at is None:
        return False
    rated = session.scalars(
        select(FeedbackRow.id)
        .where(FeedbackRow.conversation_id == conversation_id, FeedbackRow.kind == "handover")
        .where(FeedbackRow.at >= last.closed_at)
        .limit(1)
    )
    return rated.one_or_none() is None
