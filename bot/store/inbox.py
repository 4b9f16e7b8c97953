"""Keep each message before it is answered and its answer after, and what the conversation is about.

Two transactions a message. What happens between them can be repeated: a message that has no
answer yet is answered when it comes again, one that has gets the same answer again.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from pydantic import TypeAdapter
from sqlalchemy import Table, bindparam, false, insert, or_, select, update
from sqlalchemy.orm import Session

from bot import desk_words
from bot.conversations import Conversation
from bot.staff.link import audience_in
from bot.store.deferred import shared_of
from bot.store.models import ConversationRow, MessageRow, OutboxRow
from bot.types import Answer, Message, Status
from knowledge.types import Audience

_ANSWER = TypeAdapter(Answer)
_MEMORY = TypeAdapter(Conversation)


# Statements on tables and not on mapped classes: half the time, and nothing here needs objects.
_CONVERSATIONS = cast(Table, ConversationRow.__table__)
_MESSAGES = cast(Table, MessageRow.__table__)
_OUTBOX = cast(Table, OutboxRow.__table__)

# Statements that every message needs, built once: building one takes longer than running it.
_BEFORE = select(_MESSAGES.c.id).where(
    _MESSAGES.c.conversation_id == bindparam("whose"),
    _MESSAGES.c.external_id == bindparam("its_id"),
)
_KNOWN = select(
    _CONVERSATIONS.c.memory,
    _CONVERSATIONS.c.notice_at,
    _CONVERSATIONS.c.feedback_asked_at,
    _BEFORE.scalar_subquery().label("before"),
).where(_CONVERSATIONS.c.id == bindparam("whose"))
_CHANGE = update(_CONVERSATIONS).where(_CONVERSATIONS.c.id == bindparam("whose"))
_MARK = update(_MESSAGES).where(_MESSAGES.c.id == bindparam("row_id"))
_INSERT = insert(_MESSAGES).returning(_MESSAGES.c.id)


@dataclass(frozen=True, kw_only=True)
class Received:
    """A message that is safe on disk, and its conversation as it was before."""

    message_id: int
    conversation: Conversation
    earlier: Answer | None
    """What was answered already, when the channel sent the message once more."""
    has_notice: bool
    """The resident has been told how personal data is used."""
    was_asked_feedback: bool


def receive(
    session: Session, message: Message, *, now: datetime, state: str, row_id: int | None = None
) -> Received:
    """Keep an incoming message and return it with its conversation, made if it is new.

    With `row_id` it is kept already, and only taken up now. Retried before it has been answered, it
    is served now, whatever its state was. Whom its writer counts as is looked up here: the
    conversation comes as they may read it (`Conversation.audience`).
    """
    audience = audience_in(session, message.conversation_id, otherwise=message.audience)
    message = replace(message, audience=audience)
    # A message without an id is like no other: nothing equals NULL.
    asked = {"whose": message.conversation_id, "its_id": message.id}
    known = session.execute(_KNOWN, asked).one_or_none()
    if known is None:
        _open(session, message.conversation_id, now)
    conversation = _MEMORY.validate_python(known.memory) if known else Conversation()
    if row_id:
        message_id, earlier = row_id, _answer_to(session, row_id)
    else:
        before = known.before if known else None
        message_id, earlier = _keep(session, message, before, now, state)
    if earlier is not None and earlier.audience not in audience.may_read():
        earlier = desk_words.NOT_THEIRS
    return Received(
        message_id=message_id,
        conversation=conversation.read_by(audience),
        earlier=earlier,
        has_notice=bool(known and known.notice_at),
        was_asked_feedback=bool(known and known.feedback_asked_at),
    )


def answered(
    session: Session,
    received: Received,
    message: Message,
    answer: Answer,
    *,
    now: datetime,
    ms: float,
    state: str = "answered",
) -> int:
    """Keep the answer, and what the conversation is about now; return the answer's row id."""
    mark(session, received.message_id, state)
    changes: dict[str, Any] = {
        "memory": _MEMORY.dump_python(received.conversation, mode="json"),
        "last_at": now,
    }
    if answer.notice:
        changes["notice_at"] = now
    if answer.asks_feedback:
        changes["feedback_asked_at"] = now
    session.execute(_CHANGE, {"whose": message.conversation_id, **changes})
    return _insert(
        session,
        conversation_id=message.conversation_id,
        direction="out",
        reply_to=received.message_id,
        at=now,
        text=answer.text,
        state="silent" if answer.is_silent else "sent",
        status=answer.status.value,
        act=answer.act,
        answer=_ANSWER.dump_python(answer, mode="json"),
        ms=ms,
        audience=answer.audience.value,
    )


def memory(session: Session, message: Message) -> Conversation:
    """Return what the message's conversation is about, as it was kept last."""
    found = session.execute(
        select(_CONVERSATIONS.c.memory).where(_CONVERSATIONS.c.id == message.conversation_id)
    )
    return _MEMORY.validate_python(found.scalar_one())


def last_answer(session: Session, conversation_id: str) -> tuple[int, Answer] | None:
    """Return a conversation's last answer besides courtesies, and its row id; None: none yet."""
    found = session.execute(
        select(_MESSAGES.c.id, _MESSAGES.c.answer)
        .where(
            _MESSAGES.c.conversation_id == conversation_id,
            _MESSAGES.c.direction == "out",
            _MESSAGES.c.state == "sent",
            _MESSAGES.c.status != Status.SAID.value,
        )
        .order_by(_MESSAGES.c.id.desc())
        .limit(1)
    ).one_or_none()
    return (found.id, _read(found.id, found.answer)) if found else None


def answer_of(session: Session, conversation_id: str, answer_id: int) -> Answer | None:
    """Return one answer of a conversation by its row id; None: there is none, or no more."""
    found = session.execute(
        select(_MESSAGES.c.answer).where(
            _MESSAGES.c.id == answer_id,
            _MESSAGES.c.conversation_id == conversation_id,
            _MESSAGES.c.direction == "out",
        )
    ).scalar_one_or_none()
    return _read(answer_id, found) if found else None


def mark(session: Session, message_id: int, state: str) -> None:
    """Say what has become of a kept message."""
    session.execute(_MARK, {"row_id": message_id, "state": state})


def tell(
    session: Session,
    id_: str,
    *,
    text: str,
    kind: str,
    now: datetime,
    answer: Answer | None = None,
    audience: Audience = Audience.PUBLIC,
    notice_id: int | None = None,
) -> None:
    """Put something into a conversation's outbox that the resident gets without having asked.

    An answer says itself whom it is for; for anything else `audience` does.
    """
    session.execute(
        insert(_OUTBOX).values(
            conversation_id=id_,
            kind=kind,
            text=text,
            answer=_ANSWER.dump_python(answer, mode="json") if answer else None,
            created_at=now,
            audience=(answer.audience if answer else audience).value,
            notice_id=notice_id,
        )
    )


@dataclass(frozen=True, kw_only=True)
class News:
    """One thing that the resident is told unasked."""

    id: int
    kind: str
    text: str
    answer: Answer | None
    at: datetime
    audience: Audience = Audience.PUBLIC
    notice_id: int | None = None
    """Of a notice to subscribers (bot/store/notices.py)."""


def take_news(
    session: Session, conversation_id: str, *, now: datetime, after: int | None = None
) -> list[News]:
    """Return what the resident has not been told yet, oldest first, and mark it told.

    With `after`, the id of the last that has arrived, what came later is told once more.
    """
    is_due = or_(
        _OUTBOX.c.sent_at.is_(None), _OUTBOX.c.id > after if after is not None else false()
    )
    rows = session.execute(
        select(_OUTBOX)
        .where(_OUTBOX.c.conversation_id == conversation_id, is_due)
        .order_by(_OUTBOX.c.id)
    ).all()
    if rows:
        session.execute(
            update(_OUTBOX)
            .where(_OUTBOX.c.id.in_([row.id for row in rows]), _OUTBOX.c.sent_at.is_(None))
            .values(sent_at=now)
        )
    return [
        News(
            id=row.id,
            kind=row.kind,
            text=row.text,
            answer=_ANSWER.validate_python(row.answer) if row.answer else None,
            at=row.created_at,
            audience=Audience(row.audience),
            notice_id=row.notice_id,
        )
        for row in rows
    ]


def open_conversation(session: Session, conversation_id: str, *, now: datetime) -> None:
    """Make the conversation unless it is there."""
    known = select(_CONVERSATIONS.c.id).where(_CONVERSATIONS.c.id == conversation_id)
    if session.execute(known).first() is None:
        _open(session, conversation_id, now)


def has_notice(session: Session, conversation_id: str) -> bool:
    """Say whether the resident has been told how personal data is used."""
    told = select(_CONVERSATIONS.c.notice_at).where(_CONVERSATIONS.c.id == conversation_id)
    return session.execute(told).scalar_one_or_none() is not None


def note_notice(session: Session, conversation_id: str, *, now: datetime) -> None:
    """Note that the resident is told how personal data is used, outside of an answer."""
    open_conversation(session, conversation_id, now=now)
    session.execute(_CHANGE, {"whose": conversation_id, "notice_at": now})


def _open(session: Session, conversation_id: str, now: datetime) -> None:
    session.execute(
        insert(_CONVERSATIONS).values(
            id=conversation_id,
            channel=conversation_id.partition(":")[0],
            created_at=now,
            last_at=now,
            memory={},
        )
    )


def _keep(
    session: Session, message: Message, before: int | None, now: datetime, state: str
) -> tuple[int, Answer | None]:
    """Return the message's row id, `before` if it came once, and its answer if it has one."""
    if before is not None:
        earlier = _answer_to(session, before)
        if state == "deferred" and earlier is None:
            # It was being answered when that failed; now it waits like the others.
            mark(session, before, state)
        return before, earlier
    row_id = _insert(
        session,
        conversation_id=message.conversation_id,
        direction="in",
        external_id=message.id,
        at=now,
        text=message.text,
        state=state,
        audience=message.audience.value,
        **shared_of(message),
    )
    return row_id, None


def _answer_to(session: Session, message_id: int) -> Answer | None:
    found = session.execute(
        select(_MESSAGES.c.id, _MESSAGES.c.answer)
        .where(_MESSAGES.c.reply_to == message_id)
        .limit(1)
    ).one_or_none()
    return _read(found.id, found.answer) if found else None


def _read(row_id: int, answer: dict[str, Any]) -> Answer:
    return replace(_ANSWER.validate_python(answer), id=row_id)


def _insert(session: Session, **values: Any) -> int:  # noqa: ANN401  # a row's columns
    row_id: int = session.execute(_INSERT, values).scalar_one()
    return row_id
