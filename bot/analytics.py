"""Count what happened on which day, so that the counts say nothing of anybody.

No words, no ids, no moments: day, channel, topic and result, and how often. Times are counted in
steps, from which a middle can still be told for any period.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from bot.opening import VIETNAM
from bot.store.models import (
    ConversationRow,
    EditorQuestionRow,
    FeedbackRow,
    HandoverRow,
    MessageRow,
    TicketEventRow,
    TicketRow,
)
from bot.tickets.types import State as TicketState
from bot.types import Status
from knowledge.types import Audience

FieldOf = Callable[[str], str]
"""The field (lĩnh vực) of a procedure by its code; empty if that is not known."""


class Kind(StrEnum):
    """What is counted."""

    QUESTION = "question"
    """By topic; the result is an Outcome."""
    ANSWER_MS = "answer_ms"
    """How long a question waited for its answer; the result is a step."""
    RATING = "rating"
    """The topic is answer, ticket or handover; the result is what was given."""
    HANDOVER = "handover"
    """The topic is the reason; opened, taken or untaken."""
    WAIT_MIN = "wait_min"
    """How long somebody waited for a person; the result is a step."""
    TICKET = "ticket"
    """By category; filed or answered."""
    EDITOR = "editor"
    """Questions put before the editor; the topic says why."""


class Outcome(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    CLARIFIED = "clarified"
    NO_CONTENT = "no_content"
    OUT_OF_SCOPE = "out_of_scope"
    REFUSED = "refused"
    HANDED_OVER = "handed_over"


ABSTAINED = (Outcome.NO_CONTENT, Outcome.OUT_OF_SCOPE, Outcome.REFUSED)
PROCEDURE = "procedure"
"""Topic of procedures; a colon and the field behind it if that is known."""
_OUTCOMES = {
    Status.ANSWERED: Outcome.ANSWERED,
    Status.CLARIFY: Outcome.CLARIFIED,
    Status.NO_CONTENT: Outcome.NO_CONTENT,
    Status.OUT_OF_SCOPE: Outcome.OUT_OF_SCOPE,
    Status.REFUSED: Outcome.REFUSED,
    Status.HANDOVER: Outcome.HANDED_OVER,
}
_TOPICS = {
    "guide": "guide",
    "plan": "plan",
    "document": "document",
    "legal_act": "document",
    "place": "ward",
    "ward": "ward",
    "person": "person",
    "crisis": "person",
    PROCEDURE: PROCEDURE,
}
# What a form asks and what is said to a rating is no answer to a question.
_NO_QUESTIONS = ("ticket", "ticket_status", "wrong", "useful", "cancel", "smalltalk", "said")
MS_STEPS = (100, 200, 300, 500, 800, 1_000, 1_500, 2_000, 3_000, 5_000, 10_000, 30_000, 60_000)
MIN_STEPS = (1, 2, 3, 5, 10, 15, 20, 30, 45, 60, 90, 120, 240, 480, 1_440)
LONGER = "longer"
"""The step beyond the last."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """What one count is of."""

    day: date
    kind: Kind
    audience: Audience = Audience.PUBLIC
    channel: str = ""
    topic: str = ""
    result: str = ""


def count(session: Session, first: date, last: date, field_of: FieldOf) -> Counter[Key]:
    """Return the counts of the days from first to last, both included, in Viet Nam."""
    start, end = start_of(first), start_of(last + timedelta(days=1))
    fields: dict[str, str] = {}

    def known_field(code: str) -> str:
        if code not in fields:
            fields[code] = field_of(code)
        return fields[code]

    counts = Counter(_questions(session, start, end, known_field))
    for keys in (_ratings, _handovers, _tickets, _editor):
        counts.update(keys(session, start, end))
    return counts


def start_of(day: date) -> datetime:
    """Return the moment at which a day begins in Viet Nam."""
    return datetime(day.year, day.month, day.day, tzinfo=VIETNAM)


def day_of(moment: datetime) -> date:
    """Return the day in Viet Nam."""
    return moment.astimezone(VIETNAM).date()


def step_of(value: float, steps: Sequence[int]) -> str:
    """Return the first step that the value does not exceed."""
    return next((str(each) for each in steps if value <= each), LONGER)


def _questions(
    session: Session, start: datetime, end: datetime, field_of: FieldOf
) -> Iterable[Key]:
    asked = aliased(MessageRow)
    rows = session.execute(
        select(
            MessageRow.at,
            MessageRow.status,
            MessageRow.act,
            MessageRow.ms,
            MessageRow.audience,
            MessageRow.answer["procedure"].as_string().label("code"),
            asked.at.label("asked_at"),
            ConversationRow.channel,
        )
        .join(ConversationRow, ConversationRow.id == MessageRow.conversation_id)
        .outerjoin(asked, asked.id == MessageRow.reply_to)
        .where(
            MessageRow.at >= start,
            MessageRow.at < end,
            MessageRow.direction == "out",
            MessageRow.state == "sent",
            MessageRow.status.in_([each.value for each in _OUTCOMES]),
            MessageRow.act.not_in(_NO_QUESTIONS),
        )
    )
    for row in rows:
        day, audience = day_of(row.at), Audience(row.audience)
        outcome = _OUTCOMES[Status(row.status)]
        topic = _topic(row.act, row.code or "", outcome, field_of)
        yield Key(
            day=day,
            kind=Kind.QUESTION,
            audience=audience,
            channel=row.channel,
            topic=topic,
            result=outcome,
        )
        # A late answer was thought about later, too.
        late = (row.at - row.asked_at).total_seconds() * 1000 if row.asked_at else 0.0
        step = step_of(late + (row.ms or 0.0), MS_STEPS)
        yield Key(day=day, kind=Kind.ANSWER_MS, audience=audience, channel=row.channel, result=step)


def _topic(act: str, code: str, outcome: Outcome, field_of: FieldOf) -> str:
    if code and act == PROCEDURE:
        field = field_of(code)
        return f"{PROCEDURE}:{field}" if field else PROCEDURE
    # What was found by a search that ended in nothing says nothing of what was meant.
    return "other" if outcome in ABSTAINED else _TOPICS.get(act, "other")


def _ratings(session: Session, start: datetime, end: datetime) -> Iterable[Key]:
    rows = session.execute(
        select(FeedbackRow.at, FeedbackRow.kind, FeedbackRow.value, ConversationRow.channel)
        .join(ConversationRow, ConversationRow.id == FeedbackRow.conversation_id)
        .where(FeedbackRow.at >= start, FeedbackRow.at < end)
    )
    for row in rows:
        yield Key(
            day=day_of(row.at),
            kind=Kind.RATING,
            channel=row.channel,
            topic=row.kind,
            result=str(row.value),
        )


def _handovers(session: Session, start: datetime, end: datetime) -> Iterable[Key]:
    rows = session.execute(
        select(
            HandoverRow.opened_at,
            HandoverRow.taken_at,
            HandoverRow.closed_at,
            HandoverRow.reason,
            ConversationRow.channel,
        )
        .join(ConversationRow, ConversationRow.id == HandoverRow.conversation_id)
        .where(
            HandoverRow.opened_at.between(start, end)
            | HandoverRow.taken_at.between(start, end)
            | HandoverRow.closed_at.between(start, end)
        )
    )
    for row in rows:
        moments = {"opened": row.opened_at, "taken": row.taken_at}
        if row.taken_at is None:
            moments["untaken"] = row.closed_at
        for result, at in moments.items():
            if at is None or not start <= at < end:
                continue
            yield Key(
                day=day_of(at),
                kind=Kind.HANDOVER,
                channel=row.channel,
                topic=row.reason,
                result=result,
            )
        if row.taken_at is not None and start <= row.taken_at < end:
            minutes = (row.taken_at - row.opened_at).total_seconds() / 60
            yield Key(
                day=day_of(row.taken_at),
                kind=Kind.WAIT_MIN,
                channel=row.channel,
                result=step_of(minutes, MIN_STEPS),
            )


def _tickets(session: Session, start: datetime, end: datetime) -> Iterable[Key]:
    filed = session.execute(
        select(TicketRow.created_at, TicketRow.category).where(
            TicketRow.created_at >= start, TicketRow.created_at < end
        )
    )
    for at, category in filed:
        yield Key(day=day_of(at), kind=Kind.TICKET, topic=category, result="filed")
    answered = session.execute(
        select(TicketEventRow.at, TicketRow.category)
        .join(TicketRow, TicketRow.id == TicketEventRow.ticket_id)
        .where(
            TicketEventRow.at >= start,
            TicketEventRow.at < end,
            TicketEventRow.state == TicketState.ANSWERED,
        )
    )
    for at, category in answered:
        yield Key(day=day_of(at), kind=Kind.TICKET, topic=category, result="answered")


def _editor(session: Session, start: datetime, end: datetime) -> Iterable[Key]:
    rows = session.execute(
        select(EditorQuestionRow.at, EditorQuestionRow.why, EditorQuestionRow.audience).where(
            EditorQuestionRow.at >= start, EditorQuestionRow.at < end
        )
    )
    for row in rows:
        yield Key(
            day=day_of(row.at),
            kind=Kind.EDITOR,
            audience=Audience(row.audience),
            topic=row.why,
            result="queued",
        )
