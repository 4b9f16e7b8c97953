"""What the desk does with the report form at its end: show it, put its kind right, file it."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import compose_ticket
from bot.store.models import TicketRow
from bot.tickets.categories import guess
from bot.tickets.check import draft_of
from bot.tickets.filing import file_ticket, join
from bot.tickets.similar import own_earlier, similar
from bot.tickets.types import BadDraft, Draft
from bot.types import Answer, Form
from bot.visit import Served, Visit
from bot.ward import Ward


def kind_of(form: Form, visit: Visit) -> str:
    """Return the category that the resident named, or the one that the words tell of."""
    return visit.conversation.category or guess(form.slots.get("content", ""))


def confirmation(session: Session, form: Form, visit: Visit, ward: Ward) -> Answer:
    """Show the report before it is sent, and an earlier one of the same thing; note that one."""
    draft, whose, now = _draft(form), visit.message.conversation_id, visit.now
    own = twin = None
    kind = kind_of(form, visit)
    if draft:
        own = own_earlier(session, draft, kind, now=now, conversation_id=whose)
        twin = own or similar(session, draft, kind, now=now, conversation_id=whose)
    visit.conversation.similar = twin.code if twin and not own else ""
    return compose_ticket.form_answer(form, ward=ward, category=kind, similar=twin, own=own)


def file_draft(
    session: Session, draft: Draft, visit: Visit, ward: Ward, *, category: str, joins: str
) -> Answer:
    """File the report, as one of the same thing as the ticket with the code `joins` if given."""
    whose, by, now = visit.message.conversation_id, visit.received.message_id, visit.now
    twin = session.scalar(select(TicketRow).where(TicketRow.code == joins)) if joins else None
    if twin:
        to = twin.id
        ticket = join(session, draft, to, conversation_id=whose, message_id=by, ward=ward, now=now)
    else:
        ticket = file_ticket(
            session,
            draft,
            conversation_id=whose,
            message_id=by,
            ward=ward,
            now=now,
            category=category,
        )
    return compose_ticket.filed_answer(ticket, joined_to=twin)


def after_saying(said: str, served: Served) -> Served:
    """Return the same with a sentence before what is said."""

    def told(answer: Answer) -> Answer:
        return replace(answer, text=f"{said}\n{answer.text}")

    work = served.work
    return Served(answer=told(served.answer), work=(lambda s: told(work(s))) if work else None)


def _draft(form: Form) -> Draft | None:
    try:
        return draft_of(form)
    except BadDraft:
        return None
