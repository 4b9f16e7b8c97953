"""Bring a person in, or offer one, when several answers in a row did not help."""

from dataclasses import replace

from sqlalchemy.orm import Session

from bot import compose_handover, handover
from bot.handover_signs import TOO_OFTEN, failures
from bot.handover_states import Reason
from bot.opening import is_open
from bot.types import Answer, Status
from bot.visit import Visit
from bot.ward import Ward


def with_person(session: Session, answer: Answer, visit: Visit, ward: Ward) -> Answer:
    """Return the answer, and after too many failures open the way to a person, or offer it.

    Who only chats is offered one, and so is who would be held up: in mid-form, and while the
    counter is closed, when the next words would be kept for staff instead of being answered.
    """
    id_, now, opening = visit.message.conversation_id, visit.now, ward.opening
    failed = failures(session, id_, answer, now=now)
    if visit.standing or len(failed) < TOO_OFTEN:
        return answer
    is_chat = Status.OUT_OF_SCOPE in failed
    if is_chat or visit.conversation.form or is_open(now, opening) is False:
        offer = compose_handover.offer_answer()
        return replace(answer, text=f"{answer.text}\n{offer.text}", more=offer.choices)
    standing = handover.open_handover(session, id_, Reason.FAILED, opening=opening, now=now)
    told = compose_handover.failed_answer(standing)
    # Among what was offered to choose from, leaving would be one more number.
    choices = answer.choices or told.choices
    return replace(answer, text=f"{answer.text}\n{told.text}", choices=choices)
