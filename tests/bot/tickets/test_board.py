"""The board of reports: what is overdue, and in which order they stand."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.store.models import TicketEventRow, TicketRow
from bot.tickets.board import Wanted, board, due_of, received_at
from bot.tickets.filing import file_ticket
from bot.tickets.types import State
from bot.ward import Tickets
from tests.bot.tickets.conftest import LAMP, NOW, PEOPLE, WARD, add_message

# The 20th of November 2026 is a Friday, the 24th a holiday in the week after.
FRIDAY = datetime.fromisoformat("2026-11-20T16:00:00+07:00")
IN_THREE_DAYS = replace(WARD, tickets=Tickets(unit="Văn phòng phường", answer_within=3))


def filed(session: Session, at: datetime = FRIDAY) -> TicketRow:
    message_id = add_message(session, PEOPLE[0])
    return file_ticket(
        session, LAMP, conversation_id=PEOPLE[0], message_id=message_id, ward=WARD, now=at
    )


@pytest.mark.parametrize(
    ("today", "is_overdue"),
    [("2026-11-25T23:59:00+07:00", False), ("2026-11-27T00:01:00+07:00", True)],
)
def test_three_working_days_leave_out_the_days_without_work(
    session: Session, today: str, is_overdue: bool
) -> None:
    filed(session)

    found = board(
        session,
        Wanted(),
        own_unit="",
        ward=IN_THREE_DAYS,
        now=datetime.fromisoformat(today),
    )

    (card,) = found.cards[State.RECEIVED]
    assert card.due is not None
    assert card.due > date(2026, 11, 24)
    assert card.is_overdue == is_overdue


def test_it_is_counted_anew_when_the_resident_reopens_it(session: Session) -> None:
    ticket = filed(session)
    again = FRIDAY + timedelta(days=30)
    session.add(
        TicketEventRow(ticket_id=ticket.id, at=again, state="received", by="resident", note="")
    )
    session.flush()

    due = due_of(ticket, received_at(session, ticket.id), IN_THREE_DAYS)

    assert due is not None
    assert due > again.date()


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_what_is_done_with_is_never_overdue(session: Session, state: str) -> None:
    ticket = filed(session)
    ticket.state = state

    assert due_of(ticket, FRIDAY, IN_THREE_DAYS) is None


def test_without_a_time_of_the_ward_there_is_no_last_day(session: Session) -> None:
    assert due_of(filed(session), FRIDAY, WARD) is None


def test_the_own_unit_stands_first_then_what_is_overdue_then_the_oldest(session: Session) -> None:
    rows = [filed(session, at) for at in (FRIDAY, NOW, NOW + timedelta(hours=1))]
    rows[2].unit = "Của tôi"
    session.flush()
    now = FRIDAY + timedelta(days=20)

    found = board(session, Wanted(), own_unit="Của tôi", ward=IN_THREE_DAYS, now=now)

    order = [card.code for card in found.cards[State.RECEIVED]]
    assert order == [rows[2].code, rows[0].code, rows[1].code]


def test_only_what_is_overdue_is_found_if_that_is_wanted(session: Session) -> None:
    late, _fresh = filed(session, FRIDAY), filed(session, FRIDAY + timedelta(days=19))
    now = FRIDAY + timedelta(days=20)

    found = board(session, Wanted(is_overdue=True), own_unit="", ward=IN_THREE_DAYS, now=now)

    assert [card.code for card in found.cards[State.RECEIVED]] == [late.code]
