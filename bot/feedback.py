"""Keep what residents think of answers, and queue what the knowledge editor should look at."""

from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.pii import mask
from bot.store import inbox
from bot.store.models import EditorQuestionRow, FeedbackRow, HandoverRow, MessageRow, TicketRow
from bot.types import Answer, Status

Kind = Literal["answer", "ticket", "handover"]
USEFUL, NOT_USEFUL = 1, 0
MAX_REASON = 500
# A rating long after the event says little; a guess.
_RATED_WITHIN = timedelta(days=3)
_CANDIDATES = 10


def rate_answer(
    session: Session,
    conversation_id: str,
    *,
    is_useful: bool,
    now: datetime,
    reason: str = "",
    answer_id: int | None = None,
    why: str = "not_useful",
) -> bool:
    """Keep whether an answer was useful; False if there is no such answer in the conversation.

    Without `answer_id` the last answer is meant. A second opinion replaces the first. A bad one
    queues the question for the editor, who reads `why`.
    """
    found = _answer(session, conversation_id, answer_id)
    if found is None:
        return False
    value = USEFUL if is_useful else NOT_USEFUL
    kept = session.scalar(select(FeedbackRow).where(FeedbackRow.message_id == found.id))
    if kept is None:
        kept = FeedbackRow(
            conversation_id=conversation_id, message_id=found.id, kind="answer", reason="", at=now
        )
        session.add(kept)
    kept.value, kept.at = value, now
    kept.reason = mask(reason.strip())[:MAX_REASON] or kept.reason
    if not is_useful and found.reply_to is not None:
        candidates = (found.answer or {}).get("ranking", [])
        queue_question(session, found.reply_to, candidates, why=why, now=now)
    return True


def rate_service(
    session: Session, conversation_id: str, kind: Kind, value: int, *, now: datetime
) -> None:
    """Keep a rating from 1 to 5 of a closed ticket or hand-over. Raises ValueError for others."""
    if not 1 <= value <= 5:
        raise ValueError("a rating is 1 to 5")
    session.add(
        FeedbackRow(conversation_id=conversation_id, kind=kind, value=value, reason="", at=now)
    )


def may_rate(session: Session, conversation_id: str, *, now: datetime) -> Kind | None:
    """Return what has ended lately and has not been rated: the hand-over, or a ticket."""
    since = now - _RATED_WITHIN
    ended: dict[Kind, datetime | None] = {
        "handover": session.scalar(
            select(HandoverRow.closed_at)
            .where(
                HandoverRow.conversation_id == conversation_id,
                HandoverRow.staff_last_at.is_not(None),
                HandoverRow.closed_at > since,
            )
            .order_by(HandoverRow.closed_at.desc())
            .limit(1)
        ),
        "ticket": session.scalar(
            select(TicketRow.updated_at)
            .where(
                TicketRow.conversation_id == conversation_id,
                TicketRow.state == "closed",
                TicketRow.updated_at > since,
            )
            .order_by(TicketRow.updated_at.desc())
            .limit(1)
        ),
    }
    unrated = [
        (at, kind)
        for kind, at in ended.items()
        if at and not _is_rated(session, conversation_id, kind, at)
    ]
    return max(unrated)[1] if unrated else None


def queue_question(
    session: Session, message_id: int, candidates: list[str], *, why: str, now: datetime
) -> None:
    """Put the question of a message before the knowledge editor, once."""
    message = session.get(MessageRow, message_id)
    queued = select(EditorQuestionRow).where(EditorQuestionRow.message_id == message_id)
    if message is None or session.scalar(queued) is not None:
        return
    session.add(
        EditorQuestionRow(
            message_id=message_id,
            question=mask(message.text),
            candidates=candidates[:_CANDIDATES],
            why=why,
            state="open",
            at=now,
            audience=message.audience,
        )
    )


def note_answer(
    session: Session, conversation_id: str, message_id: int, answer: Answer, *, now: datetime
) -> None:
    """Queue a question that could not be answered; mark the answer before that was wrong."""
    if answer.corrects:
        rate_answer(session, conversation_id, is_useful=False, reason="sai", why="wrong", now=now)
    if answer.status is Status.NO_CONTENT:
        queue_question(session, message_id, list(answer.ranking), why="no_content", now=now)


def _answer(session: Session, conversation_id: str, answer_id: int | None) -> MessageRow | None:
    if answer_id is None:
        last = inbox.last_answer(session, conversation_id)
        answer_id = last[0] if last else None
    found = session.get(MessageRow, answer_id) if answer_id is not None else None
    is_ours = found and found.conversation_id == conversation_id and found.direction == "out"
    return found if is_ours else None


def _is_rated(session: Session, conversation_id: str, kind: Kind, since: datetime) -> bool:
    rated = select(FeedbackRow.id).where(
        FeedbackRow.conversation_id == conversation_id,
        FeedbackRow.kind == kind,
        FeedbackRow.at >= since,
    )
    return session.scalar(rated.limit(1)) is not None
