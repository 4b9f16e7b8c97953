"""Note what staff said to a resident in a platform's own console: the assistant keeps silent."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot import handover
from bot.handover import MAX_WORDS
from bot.handover_states import Reason, State
from bot.opening import Opening
from bot.store.inbox import open_conversation
from bot.store.models import HandoverRow, OutboxRow

NO_WORDS = "(ảnh hoặc tệp)"


def said_elsewhere(
    session: Session,
    conversation_id: str,
    *,
    staff: str,
    text: str,
    opening: Opening,
    now: datetime,
) -> None:
    """Give the conversation to the member of staff who wrote, and keep the words.

    The resident has read them already, and sees who it is: nothing is told once more.
    """
    open_conversation(session, conversation_id, now=now)
    stands = handover.standing(session, conversation_id, opening=opening, now=now)
    if stands is None:
        stands = handover.open_handover(
            session, conversation_id, Reason.ASKED, opening=opening, now=now
        )
    untold = (OutboxRow.conversation_id == conversation_id, OutboxRow.sent_at.is_(None))
    before = list(session.scalars(select(OutboxRow.id).where(*untold)))
    row = session.get_one(HandoverRow, stands.id)
    if row.state != State.HELD:
        handover.take(session, row.id, staff, now=now)
    elif row.taken_by != staff:
        handover.take_over(session, row.id, staff, now=now)
    handover.say(session, row.id, staff, text.strip()[:MAX_WORDS] or NO_WORDS, now=now)
    session.execute(
        update(OutboxRow)
        .where(*untold, OutboxRow.id.not_in(before))
        .values(sent_at=now)
        .execution_options(synchronize_session=False)
    )
