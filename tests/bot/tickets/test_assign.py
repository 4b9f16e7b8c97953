"""Who of a unit deals with a report: only colleagues know, and it can be taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.desk import DeskNoteRow
from bot.store.models import OutboxRow, TicketRow
from bot.store.retention import clear
from bot.store.staff import StaffRow
from bot.tickets.assign import UNDO_WITHIN, add_note, assign_person, last_given, undo_assign
from bot.tickets.change import change
from bot.tickets.filing import file_ticket
from bot.tickets.types import IllegalMove, State, UnknownTicket
from tests.bot.tickets.conftest import LAMP, NOW, PEOPLE, WARD, add_message

LATER = NOW + timedelta(minutes=1)


def hire(session: Session, login: str, unit: str, **fields: object) -> None:
    session.add(
        StaffRow(
            **{
                "login": login,
                "name": login.title(),
                "unit": unit,
                "roles": ["counter"],
                "state": "active",
                "must_change_password": False,
                "totp_step": 0,
                "failures": 0,
                "created_at": NOW,
                **fields,
            }
        )
    )
    session.flush()


@pytest.fixture
def lamp(session: Session) -> TicketRow:
    """Return a report that Tổ hạ tầng has, where Lan and Minh work."""
    for login in ("lan", "minh"):
        hire(session, login, "Tổ hạ tầng")
    hire(session, "nga", "Văn phòng phường")
    hire(session, "tu", "Tổ hạ tầng", state="disabled")
    hire(session, "sang", "Tổ hạ tầng", roles=["editor"])
    message_id = add_message(session, PEOPLE[0])
    return file_ticket(
        session, LAMP, conversation_id=PEOPLE[0], message_id=message_id, ward=WARD, now=NOW
    )


def given(session: Session, lamp: TicketRow) -> int:
    found = last_given(session, lamp, by="nga", now=LATER)
    assert found is not None
    return found.note_id


def test_no_resident_is_told_who_deals_with_it(session: Session, lamp: TicketRow) -> None:
    assign_person(session, lamp.code, "lan", by="nga", now=NOW)

    assert (lamp.assignee, lamp.state) == ("lan", State.RECEIVED)
    assert session.scalars(select(OutboxRow)).all() == []


@pytest.mark.parametrize("login", ["nga", "tu", "sang", "nobody"])
def test_only_who_works_in_the_unit_and_may_is_given_it(
    session: Session, lamp: TicketRow, login: str
) -> None:
    with pytest.raises(IllegalMove):
        assign_person(session, lamp.code, login, by="nga", now=NOW)
    assert lamp.assignee is None


def test_taking_back_gives_it_to_who_had_it_before(session: Session, lamp: TicketRow) -> None:
    assign_person(session, lamp.code, "lan", by="nga", now=NOW)
    add_note(session, lamp.code, "gấp", by="nga", now=NOW)
    assign_person(session, lamp.code, "minh", by="nga", now=NOW)
    undo_assign(session, lamp.code, given(session, lamp), by="nga", now=LATER)
    assert lamp.assignee == "lan"

    undo_assign(session, lamp.code, given(session, lamp), by="nga", now=LATER)

    assert lamp.assignee is None


def test_nothing_is_taken_back_by_others_too_late_or_after_somebody_went_on(
    session: Session, lamp: TicketRow
) -> None:
    assign_person(session, lamp.code, "lan", by="nga", now=NOW)
    note = given(session, lamp)

    with pytest.raises(IllegalMove):
        undo_assign(session, lamp.code, note, by="minh", now=LATER)
    too_late = NOW + UNDO_WITHIN + timedelta(seconds=1)
    with pytest.raises(IllegalMove):
        undo_assign(session, lamp.code, note, by="nga", now=too_late)
    assign_person(session, lamp.code, "minh", by="lan", now=LATER)
    with pytest.raises(IllegalMove):
        undo_assign(session, lamp.code, note, by="nga", now=LATER)
    assert lamp.assignee == "minh"


def test_another_unit_begins_with_nobody(session: Session, lamp: TicketRow) -> None:
    assign_person(session, lamp.code, "lan", by="nga", now=NOW)

    change(session, lamp.id, State.ASSIGNED, by="nga", note="", now=NOW, unit="Văn phòng phường")

    assert lamp.assignee is None


def test_what_is_done_with_needs_nobody(session: Session, lamp: TicketRow) -> None:
    change(session, lamp.id, State.CLOSED, by="nga", note="trùng", now=NOW)

    with pytest.raises(IllegalMove):
        assign_person(session, lamp.code, "lan", by="nga", now=NOW)


def test_with_its_words_the_notes_on_a_report_are_deleted(
    session: Session, lamp: TicketRow
) -> None:
    add_note(session, lamp.code, "gọi 0900000001", by="nga", now=NOW)

    clear(session, [lamp.id], NOW)

    assert session.scalars(select(DeskNoteRow)).all() == []


def test_an_unknown_report_is_nobody_s(session: Session) -> None:
    with pytest.raises(UnknownTicket):
        assign_person(session, "PA-0000-XXXX", "lan", by="nga", now=NOW)
