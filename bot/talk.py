"""Read one conversation as the member of staff sees it who has it, or may take it."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations import Conversation
from bot.desk_lists import names
from bot.handover_states import IllegalMove, Reason, State
from bot.store.desk import DeskNoteRow
from bot.store.models import ConversationRow, HandoverRow, MessageRow, OutboxRow, TicketRow
from bot.store.traffic import ParcelRow
from bot.types import Answer, Form
from knowledge.types import Audience

_ANSWER = TypeAdapter(Answer)
_MEMORY = TypeAdapter(Conversation)
# What was said longer ago is not needed to answer; a guess.
MOST_LINES = 200
_SAID_ELSEWHERE = ("staff", "answer")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that was said, by whomever."""

    id: int
    who: str
    """resident, assistant, staff, notice (told unasked) or hidden."""
    at: datetime
    text: str
    answer: Answer | None = None
    """Of the assistant's: the whole of it."""
    has_photo: bool = False
    latitude: float | None = None
    longitude: float | None = None
    once: str = ""
    """Of the staff's: the token of the form with which it was sent."""


@dataclass(frozen=True, kw_only=True)
class Note:
    """What a member of staff noted for colleagues."""

    at: datetime
    by: str
    whom: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Talk:
    """One hand-over and its conversation."""

    id: int
    conversation_id: str
    channel: str
    state: State
    reason: Reason
    opened_at: datetime
    state_at: datetime
    closed_at: datetime | None
    taken_by: str
    """Login; empty: nobody has it."""
    taken_name: str
    taken_at: datetime | None
    for_unit: str
    for_name: str
    lines: list[Line]
    is_cut: bool
    """There is more before the first line."""
    notes: list[Note]
    form: Form | None
    """The report that the resident has begun and not sent."""
    tickets: list[str]
    """Codes of what they have reported, the newest first."""
    undelivered: int
    """Messages that the platform refused for good, since the hand-over was opened."""


def read_talk(session: Session, handover_id: int, *, may_read: Container[Audience]) -> Talk | None:
    """Return a hand-over and what was said; of one that is over nothing that came later."""
    row = session.get(HandoverRow, handover_id)
    conversation = session.get(ConversationRow, row.conversation_id) if row else None
    if row is None or conversation is None:
        return None
    lines = _lines(session, row, may_read)
    named = names(session)
    memory = _MEMORY.validate_python(conversation.memory)
    return Talk(
        id=row.id,
        conversation_id=row.conversation_id,
        channel=conversation.channel,
        state=State(row.state),
        reason=Reason(row.reason),
        opened_at=row.opened_at,
        state_at=row.state_at,
        closed_at=row.closed_at,
        taken_by=row.taken_by or "",
        taken_name=named.get(row.taken_by or "", row.taken_by or ""),
        taken_at=row.taken_at,
        for_unit=row.for_unit or "",
        for_name=named.get(row.for_staff or "", row.for_staff or ""),
        lines=lines[-MOST_LINES:],
        is_cut=len(lines) > MOST_LINES,
        notes=_notes(session, row.id, named),
        form=None if row.closed_at else memory.form,
        tickets=[] if row.closed_at else _tickets(session, row.conversation_id),
        undelivered=_undelivered(session, row),
    )


def photo_of(session: Session, handover_id: int, message_id: int) -> str | None:
    """Return the name of the picture that a message of the hand-over's conversation brought."""
    row, message = session.get(HandoverRow, handover_id), session.get(MessageRow, message_id)
    if row is None or message is None or message.conversation_id != row.conversation_id:
        return None
    if row.closed_at and message.at > row.closed_at:
        return None
    name = (message.shared or {}).get("photo")
    return name if isinstance(name, str) else None


def last_question(session: Session, handover_id: int) -> tuple[str, Conversation] | None:
    """Return the resident's last words, and what the conversation is about; None: no words yet.

    Raises IllegalMove if there is no such hand-over.
    """
    row = session.get(HandoverRow, handover_id)
    conversation = session.get(ConversationRow, row.conversation_id) if row else None
    if row is None or conversation is None:
        raise IllegalMove(f"there is no hand-over {handover_id}")
    said = select(MessageRow.text).where(
        MessageRow.conversation_id == row.conversation_id,
        MessageRow.direction == "in",
        MessageRow.text != "",
    )
    text = session.scalar(said.order_by(MessageRow.id.desc()).limit(1))
    return (text, _MEMORY.validate_python(conversation.memory)) if text else None


def _lines(session: Session, row: HandoverRow, may_read: Container[Audience]) -> list[Line]:
    said = select(MessageRow).where(MessageRow.conversation_id == row.conversation_id)
    told = select(OutboxRow).where(
        OutboxRow.conversation_id == row.conversation_id, OutboxRow.kind.not_in(_SAID_ELSEWHERE)
    )
    if row.closed_at:
        said = said.where(MessageRow.at <= row.closed_at)
        told = told.where(OutboxRow.created_at <= row.closed_at)
    messages = session.scalars(said.order_by(MessageRow.id.desc()).limit(MOST_LINES + 1)).all()
    notices = session.scalars(told.order_by(OutboxRow.id.desc()).limit(MOST_LINES + 1))
    lines = []
    for each in messages:
        # In an official's own chat; it may say what others must not read.
        if Audience(each.audience) not in may_read:
            lines.append(Line(id=each.id, who="hidden", at=each.at, text=""))
        elif line := _line(each):
            lines.append(line)
    lines += [
        Line(id=each.id, who="notice", at=each.created_at, text=each.text)
        for each in notices
        if Audience(each.audience) in may_read
    ]
    # Of the same moment the resident's words come first: what is told answers them.
    return sorted(lines, key=lambda line: (line.at, line.who == "notice", line.id))


def _line(row: MessageRow) -> Line | None:
    if row.direction == "out":
        answer = _ANSWER.validate_python(row.answer) if row.answer else None
        if row.state == "silent" or (answer and answer.is_silent):
            return None
        return Line(id=row.id, who="assistant", at=row.at, text=row.text, answer=answer)
    if row.direction == "staff":
        return Line(id=row.id, who="staff", at=row.at, text=row.text, once=row.external_id or "")
    shared: dict[str, Any] = row.shared or {}
    place = shared.get("location") or {}
    return Line(
        id=row.id,
        who="resident",
        at=row.at,
        text=row.text,
        has_photo=bool(shared.get("photo")),
        latitude=place.get("latitude"),
        longitude=place.get("longitude"),
    )


def _notes(session: Session, handover_id: int, named: dict[str, str]) -> list[Note]:
    rows = select(DeskNoteRow).where(DeskNoteRow.handover_id == handover_id)
    return [
        Note(
            at=each.at,
            by=named.get(each.by, each.by),
            whom=named.get(each.whom, each.whom),
            text=each.text,
        )
        for each in session.scalars(rows.order_by(DeskNoteRow.id))
    ]


def _tickets(session: Session, conversation_id: str) -> list[str]:
    codes = select(TicketRow.code).where(TicketRow.conversation_id == conversation_id)
    return list(session.scalars(codes.order_by(TicketRow.id.desc()).limit(20)))


def _undelivered(session: Session, row: HandoverRow) -> int:
    dead = select(ParcelRow.id).where(
        ParcelRow.conversation_id == row.conversation_id,
        ParcelRow.state == "dead",
        ParcelRow.created_at >= row.opened_at,
    )
    return len(session.scalars(dead).all())
