"""A report is filed once, whole, and with its history."""

from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.models import AuditRow, TicketEventRow, TicketRow
from bot.tickets.code import parse
from bot.tickets.filing import file_ticket
from bot.tickets.types import State
from bot.types import Location
from tests.bot.tickets.conftest import LAMP, NOW, PEOPLE, WARD, add_message


def file(session: Session, who: str = PEOPLE[0], message: int | None = None) -> TicketRow:
    message_id = message or add_message(session, who)
    return file_ticket(
        session, LAMP, conversation_id=who, message_id=message_id, ward=WARD, now=NOW
    )


def test_a_filed_report_holds_all_that_was_said_and_goes_to_its_unit(session: Session) -> None:
    draft = replace(LAMP, photo="a.jpg", location=Location(latitude=21.01, longitude=105.74))
    message_id = add_message(session, PEOPLE[0])

    ticket = file_ticket(
        session, draft, conversation_id=PEOPLE[0], message_id=message_id, ward=WARD, now=NOW
    )

    assert parse(ticket.code) == ticket.code
    assert (ticket.content, ticket.place, ticket.phone) == (draft.content, draft.place, draft.phone)
    assert (ticket.photo, ticket.latitude, ticket.longitude) == ("a.jpg", 21.01, 105.74)
    assert (ticket.category, ticket.unit) == ("lighting", "Tổ hạ tầng")
    assert (ticket.state, ticket.joined_to) == (State.RECEIVED, None)


def test_filing_writes_history_and_an_audit_line_without_personal_data(session: Session) -> None:
    ticket = file(session)

    events = session.scalars(select(TicketEventRow)).all()
    audit = session.scalars(select(AuditRow)).all()

    assert [(each.ticket_id, each.state, each.by) for each in events] == [
        (ticket.id, "received", "resident")
    ]
    assert [(each.actor, each.action, each.subject) for each in audit] == [
        ("resident", "ticket.filed", ticket.code)
    ]
