"""Lock, move and write down a hand-over's row; what `bot/handover.py` and its neighbours share."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.handover_states import CLOSED, IllegalMove, Move, State, check
from bot.store.models import AuditRow, HandoverRow, OutboxRow


def row_of(session: Session, handover_id: int) -> HandoverRow:
    """Return the hand-over, locked. Raises IllegalMove if there is none."""
    row = session.get(HandoverRow, handover_id, with_for_update=True)
    if row is None:
        raise IllegalMove(f"there is no hand-over {handover_id}")
    return row


def row_of_holder(session: Session, handover_id: int, staff: str, move: Move) -> HandoverRow:
    """Return the hand-over, locked. Raises IllegalMove if somebody else has it."""
    row = row_of(session, handover_id)
    if row.state == State.HELD and row.taken_by != staff:
        raise IllegalMove(
            f"hand-over {handover_id} is another person's: no {move} before taking it"
        )
    return row


def make_move(
    session: Session, row: HandoverRow, move: Move, after: State, *, actor: str, now: datetime
) -> None:
    """Give the hand-over its next state and write that down. Raises IllegalMove."""
    check(State(row.state), move, after)
    row.state, row.state_at = after, now
    if after in CLOSED:
        row.closed_at = now
    note_move(session, row, move, actor, now)
    session.flush()


def note_move(session: Session, row: HandoverRow, move: Move, actor: str, now: datetime) -> None:
    """Write down who did what to which hand-over."""
    session.add(
        AuditRow(at=now, actor=actor, action=f"handover.{move}", subject=f"handover:{row.id}")
    )


def tell_resident(
    session: Session, row: HandoverRow, text: str, now: datetime, *, kind: str = "handover"
) -> None:
    """Put words for the resident into the outbox."""
    session.add(
        OutboxRow(conversation_id=row.conversation_id, kind=kind, text=text, created_at=now)
    )
    session.flush()
