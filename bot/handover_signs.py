"""Read from a conversation whether a person is needed, or is needed no more."""

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.compose_handover import ASK_PERSON
from bot.store.models import FeedbackRow, MessageRow
from bot.types import Answer, Status
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


def failed_often(session: Session, conversation_id: str, answer: Answer, *, now: datetime) -> bool:
    """Say whether this answer, not kept yet, and those before it all failed: time for a person.

    Unanswered ones fail, and those that the resident called wrong or not useful. Greetings and
    questions back neither count nor end the row; a good answer ends it, and so does an offer of a
    person: it is not made again with every further failure.
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
    failures = int(answer.status in _UNANSWERED)
    for row in rows:
        if _offers_person(row):
            break
        if row.id in disliked or row.status in _UNANSWERED:
            failures += 1
        elif row.status in (Status.ANSWERED, Status.HANDOVER):
            break
    return failures >= TOO_OFTEN


def _offers_person(row: MessageRow) -> bool:
    offered = (row.answer or {}).get("more", [])
    return any(choice["payload"] == ASK_PERSON.payload for choice in offered)


def declines_person(text: str) -> bool:
    """Say whether somebody in the queue writes that nobody is needed any more."""
    words = frozenset(re.findall(r"\w+", fold(text).replace("đ", "d")))
    if not words <= _STOP | _NOT | _NO_MORE | _PERSON | _POLITE:
        return False
    return bool(words & _STOP) or bool(words & _NOT and words & _NO_MORE and words & _PERSON)
