"""Bring a conversation to a person and back (chuyển cho cán bộ).

Every function works inside the caller's transaction. Rows are locked before they are looked at, so
that two members of staff, or a person and the clock, never both move the same one.
"""

import re
import unicodedata
from datetime import datetime, timedelta

from sqlalchemy import bindparam, case, select
from sqlalchemy.orm import Session

from bot import compose_handover as texts
from bot.compose_handover import Standing
from bot.handover_rows import make_move, note_move, row_of, row_of_holder, tell_resident
from bot.handover_states import IllegalMove, Move, Reason, State, check
from bot.opening import Opening, is_open, next_opening
from bot.store.models import ConversationRow, HandoverRow, MessageRow
from bot.types import Message

RESIDENT, CLOCK = "resident", "assistant"
SILENCE = timedelta(minutes=15)
"""So long a person may say nothing before the conversation returns."""
WAIT = timedelta(minutes=20)
"""So long somebody may wait in the queue before a message is taken instead."""
ASKED_FOR = timedelta(hours=1)
"""Who answers later than that with something is taken to ask the assistant, not to leave words."""
MAX_WORDS = 4_000
_PHONE_ONLY = re.compile(
    r"(?:(?:sđt|sdt|đt|số|điện thoại|của|em|tôi|mình|là)[ :.]*)*\+?\d[\d .-]{7,14}\d(?: (?:ạ|nhé))?"
)

_OPEN = select(HandoverRow.id).where(
    HandoverRow.conversation_id == bindparam("whose"), HandoverRow.closed_at.is_(None)
)


def open_handover(
    session: Session, conversation_id: str, reason: Reason, *, opening: Opening, now: datetime
) -> Standing:
    """Put the conversation into the queue, or ask for a message while the counter is closed.

    One that is open already stays what it is; who has left a message and asks again in hours joins
    the queue. Raises IllegalMove for an unknown conversation.
    """
    # Two requests at once would both find no open one.
    if session.get(ConversationRow, conversation_id, with_for_update=True) is None:
        raise IllegalMove("no such conversation")
    closed = is_open(now, opening) is False
    row = _open_row(session, conversation_id)
    if row is None:
        state = State.MESSAGE_ASKED if closed else State.WAITING
        check(None, Move.OPEN, state)
        asked = Reason.AFTER_HOURS if closed and reason is Reason.ASKED else reason
        row = HandoverRow(
            conversation_id=conversation_id,
            state=state,
            reason=asked,
            opened_at=now,
            state_at=now,
        )
        session.add(row)
        session.flush()
        note_move(session, row, Move.OPEN, RESIDENT, now)
    elif row.state in (State.MESSAGE_ASKED, State.MESSAGE_TAKEN) and not closed:
        make_move(session, row, Move.REQUEUE, State.WAITING, actor=RESIDENT, now=now)
    if reason is Reason.DISTRESS:
        row.reason = Reason.DISTRESS
        session.flush()
    return _standing(session, row, opening, now)


def has_open(session: Session, conversation_id: str) -> bool:
    """Say whether a hand-over is open."""
    return session.execute(_OPEN, {"whose": conversation_id}).first() is not None


def standing(
    session: Session, conversation_id: str, *, opening: Opening, now: datetime
) -> Standing | None:
    """Return how the open hand-over stands; None if there is none."""
    row = _open_row(session, conversation_id)
    return _standing(session, row, opening, now) if row else None


def holder(session: Session, conversation_id: str) -> str | None:
    """Return who of the staff has the conversation; then the assistant says nothing.

    Ask in the transaction that keeps the answer: until that ends nobody can take the conversation.
    """
    row = _open_row(session, conversation_id)
    return row.taken_by if row and row.state == State.HELD else None


def keep(session: Session, message: Message, *, now: datetime) -> bool:
    """Say whether the resident's words were asked for, and so are kept for staff.

    The words, picture or place after the question, and a telephone number alone after these. What
    is typed much later is meant for the assistant.
    """
    row = _open_row(session, message.conversation_id)
    if row is None or message.is_button or now - row.state_at > ASKED_FOR:
        return False
    text = unicodedata.normalize("NFC", message.text).strip().lower()
    says = message.photo or message.location or any(each.isalnum() for each in text)
    adds = row.state == State.MESSAGE_TAKEN and _PHONE_ONLY.fullmatch(text)
    if not adds and not (says and row.state == State.MESSAGE_ASKED):
        return False
    make_move(session, row, Move.WRITE, State.MESSAGE_TAKEN, actor=RESIDENT, now=now)
    return True


def leave(session: Session, conversation_id: str, *, now: datetime) -> None:
    """End it because the resident needs nobody. Raises IllegalMove if none waits."""
    row = _open_row(session, conversation_id)
    if row is None:
        raise IllegalMove("no hand-over is open")
    make_move(session, row, Move.LEAVE, State.LEFT, actor=RESIDENT, now=now)


def take(session: Session, handover_id: int, staff: str, *, now: datetime) -> None:
    """Give the conversation to a member of staff; the resident is told. Raises IllegalMove."""
    row = row_of(session, handover_id)
    make_move(session, row, Move.TAKE, State.HELD, actor=staff, now=now)
    row.taken_at, row.taken_by = now, staff
    row.for_unit, row.for_staff = None, None
    tell_resident(session, row, texts.TAKEN, now)


def take_over(session: Session, handover_id: int, staff: str, *, now: datetime) -> None:
    """Take a conversation from another member of staff. Raises IllegalMove."""
    row = row_of(session, handover_id)
    if row.taken_by == staff and row.state == State.HELD:
        raise IllegalMove(f"hand-over {handover_id} is already theirs")
    make_move(session, row, Move.TAKE_OVER, State.HELD, actor=staff, now=now)
    row.taken_at, row.taken_by = now, staff
    tell_resident(session, row, texts.TAKEN_OVER, now)


def say(
    session: Session, handover_id: int, staff: str, text: str, *, now: datetime, once: str = ""
) -> None:
    """Send a member of staff's words to the resident. Raises IllegalMove.

    What has been sent with the same `once`, as by a second click, is not sent again.
    """
    row = row_of_holder(session, handover_id, staff, Move.SAY)
    if once and _is_said(session, row, once):
        return
    check(State(row.state), Move.SAY, State.HELD)
    words = unicodedata.normalize("NFC", text).strip()
    if not words or len(words) > MAX_WORDS:
        raise IllegalMove(f"hand-over {handover_id}: words are missing, or more than {MAX_WORDS}")
    row.staff_last_at = now
    session.add(
        MessageRow(
            conversation_id=row.conversation_id,
            direction="staff",
            external_id=once or None,
            at=now,
            text=words,
            state="sent",
        )
    )
    tell_resident(session, row, words, now, kind="staff")
    note_move(session, row, Move.SAY, staff, now)


def give_back(session: Session, handover_id: int, staff: str, *, now: datetime) -> None:
    """Return the conversation to the assistant; the resident is told. Raises IllegalMove."""
    row = row_of_holder(session, handover_id, staff, Move.GIVE_BACK)
    make_move(session, row, Move.GIVE_BACK, State.RETURNED, actor=staff, now=now)
    said = texts.GIVEN_BACK_RATED if row.staff_last_at else texts.GIVEN_BACK
    tell_resident(session, row, said, now)


def time_out(session: Session, *, opening: Opening, now: datetime) -> int:
    """Move on whoever was left waiting or without a word, and tell them; return how many.

    In the queue a message is asked for, once the counter closes or nobody came. What a person holds
    in silence goes back; if the resident has had no answer, it stays open for other staff.
    """
    moved = 0
    rows = select(HandoverRow).where(HandoverRow.state.in_((State.WAITING, State.HELD)))
    for row in session.scalars(rows.order_by(HandoverRow.id).with_for_update()):
        if row.state == State.WAITING:
            moved += _end_waiting(session, row, opening, now)
        else:
            moved += _end_silence(session, row, opening, now)
    return moved


def queue(session: Session) -> list[HandoverRow]:
    """Return those who wait, first come first; distress goes before all others."""
    return list(
        session.scalars(
            select(HandoverRow)
            .where(HandoverRow.state == State.WAITING)
            .order_by(
                case((HandoverRow.reason == Reason.DISTRESS, 0), else_=1),
                HandoverRow.opened_at,
                HandoverRow.id,
            )
        )
    )


def messages(session: Session) -> list[HandoverRow]:
    """Return those whom staff should write to when there is time, the oldest first."""
    states = (State.MESSAGE_ASKED, State.MESSAGE_TAKEN)
    rows = select(HandoverRow).where(HandoverRow.state.in_(states))
    return list(session.scalars(rows.order_by(HandoverRow.opened_at, HandoverRow.id)))


def _end_waiting(session: Session, row: HandoverRow, opening: Opening, now: datetime) -> bool:
    if now - row.state_at < WAIT and is_open(now, opening) is not False:
        return False
    # Whoever was passed on has said already what it is about.
    is_told = row.for_unit is not None or row.for_staff is not None
    after = State.MESSAGE_TAKEN if is_told else State.MESSAGE_ASKED
    make_move(session, row, Move.TIME_OUT, after, actor=CLOCK, now=now)
    stands = _standing(session, row, opening, now)
    notice = texts.abandoned_notice if is_told else texts.unanswered_notice
    tell_resident(session, row, notice(stands, now=now), now)
    return True


def _end_silence(session: Session, row: HandoverRow, opening: Opening, now: datetime) -> bool:
    if now - max(row.state_at, row.staff_last_at or row.state_at) < SILENCE:
        return False
    if _was_answered(session, row):
        make_move(session, row, Move.TIME_OUT, State.RETURNED, actor=CLOCK, now=now)
        tell_resident(session, row, texts.TIMED_OUT, now)
        return True
    make_move(session, row, Move.TIME_OUT, State.MESSAGE_TAKEN, actor=CLOCK, now=now)
    row.taken_at, row.taken_by = None, None
    stands = _standing(session, row, opening, now)
    tell_resident(session, row, texts.abandoned_notice(stands, now=now), now)
    return True


def _is_said(session: Session, row: HandoverRow, once: str) -> bool:
    said = select(MessageRow.id).where(
        MessageRow.conversation_id == row.conversation_id,
        MessageRow.external_id == once,
        MessageRow.direction == "staff",
    )
    return session.scalar(said) is not None


def _was_answered(session: Session, row: HandoverRow) -> bool:
    """Say whether the last word between resident and staff was the staff's, in this hand-over."""
    if row.staff_last_at is None:
        return False
    last = session.scalar(
        select(MessageRow.direction)
        .where(MessageRow.conversation_id == row.conversation_id)
        .where(MessageRow.direction.in_(("in", "staff")))
        .order_by(MessageRow.id.desc())
        .limit(1)
    )
    return last == "staff"


def _standing(session: Session, row: HandoverRow, opening: Opening, now: datetime) -> Standing:
    waiting = [each.id for each in queue(session)] if row.state == State.WAITING else []
    opened = is_open(now, opening)
    return Standing(
        id=row.id,
        state=State(row.state),
        reason=Reason(row.reason),
        position=waiting.index(row.id) + 1 if waiting else None,
        is_open=opened,
        next_opening=next_opening(now, opening) if opened is False else None,
    )


def _open_row(session: Session, conversation_id: str) -> HandoverRow | None:
    # Asked at each message, and mostly there is none: then no object is made.
    if not has_open(session, conversation_id):
        return None
    return session.scalars(
        select(HandoverRow)
        .where(HandoverRow.conversation_id == conversation_id, HandoverRow.closed_at.is_(None))
        .with_for_update()
    ).one_or_none()
