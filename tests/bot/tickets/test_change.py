"""A ticket moves on only as it may, and everybody who reported the thing is told once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.store.models import AuditRow, OutboxRow, TicketEventRow, TicketRow
from bot.tickets.change import change
from bot.tickets.filing import file_ticket, join
from bot.tickets.types import IllegalMove, State, UnknownTicket
from tests.bot.tickets.conftest import LAMP, NOW, PEOPLE, WARD, add_message

AN, BINH, CHI = PEOPLE
LATER = NOW + timedelta(hours=1)


def root_of(session: Session, who: str = AN) -> TicketRow:
    message_id = add_message(session, who)
    return file_ticket(
        session, LAMP, conversation_id=who, message_id=message_id, ward=WARD, now=NOW
    )


def joined(session: Session, root: TicketRow, who: str) -> TicketRow:
    return join(
        session,
        replace(LAMP, phone=None),
        root.id,
        conversation_id=who,
        message_id=add_message(session, who),
        ward=WARD,
        now=NOW,
    )


def moved(session: Session, ticket: TicketRow, *states: State) -> None:
    for state in states:
        by = "resident" if state is State.RECEIVED else "staff:7"
        change(session, ticket.id, state, by=by, note="đã xem", now=LATER)


def told(session: Session) -> list[tuple[str, str]]:
    rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id))
    return [(row.conversation_id, row.text) for row in rows]


def test_each_change_is_kept_and_told_with_code_state_and_note(session: Session) -> None:
    ticket = root_of(session)

    change(session, ticket.id, State.ANSWERED, by="staff:7", note="đã thay bóng", now=LATER)

    event = session.scalars(select(TicketEventRow).order_by(TicketEventRow.id.desc())).first()
    assert event is not None
    assert (event.state, event.by, event.note) == ("answered", "staff:7", "đã thay bóng")
    assert (ticket.state, ticket.updated_at) == ("answered", LATER)
    [(who, text)] = told(session)
    assert who == AN
    assert all(words in text for words in (ticket.code, "đã trả lời", "Đã thay bóng."))


def test_the_audit_names_who_did_what_to_which_code(session: Session) -> None:
    ticket = root_of(session)

    moved(session, ticket, State.ASSIGNED)

    last = session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert last is not None
    assert (last.actor, last.action, last.subject) == ("staff:7", "ticket.assigned", ticket.code)


def test_everybody_joined_is_told_once_under_their_own_code(session: Session) -> None:
    root = root_of(session)
    second, third = joined(session, root, BINH), joined(session, root, CHI)

    moved(session, root, State.ASSIGNED)

    notices = told(session)
    assert [who for who, _ in notices] == [AN, BINH, CHI]
    for (_, text), ticket in zip(notices, (root, second, third), strict=True):
        assert [code in text for code in (root.code, second.code, third.code)].count(True) == 1
        assert ticket.code in text
    assert {root.state, second.state, third.state} == {"assigned"}


def test_one_conversation_with_two_joined_reports_is_told_once(session: Session) -> None:
    root = root_of(session)
    joined(session, root, AN)

    moved(session, root, State.ASSIGNED)

    assert len(told(session)) == 1


def test_a_change_of_a_joined_report_is_one_of_the_whole_thing(session: Session) -> None:
    root = root_of(session)
    second = joined(session, root, BINH)

    moved(session, second, State.ASSIGNED)

    assert root.state == "assigned"
    assert len(told(session)) == 2


def test_a_report_whose_conversation_was_deleted_is_told_to_nobody(session: Session) -> None:
    root = root_of(session)
    second = joined(session, root, BINH)
    root.conversation_id = None

    moved(session, root, State.ASSIGNED)

    assert [(who, second.code in text) for who, text in told(session)] == [(BINH, True)]


def test_handing_over_to_another_unit_moves_the_whole_group(session: Session) -> None:
    root = root_of(session)
    second = joined(session, root, BINH)
    moved(session, root, State.ASSIGNED)

    change(session, root.id, State.ASSIGNED, by="staff:7", note="", now=LATER, unit="Điện lực")

    assert (root.unit, second.unit) == ("Điện lực", "Điện lực")
    assert "Điện lực đang xử lý" in told(session)[-1][1]


def test_a_resident_reopens_what_was_closed_and_only_the_others_are_told(
    session: Session,
) -> None:
    root = root_of(session)
    second = joined(session, root, BINH)
    moved(session, root, State.ASSIGNED, State.ANSWERED, State.CLOSED)
    before = len(told(session))

    change(session, second.id, State.RECEIVED, by="resident", note="", now=LATER)

    assert (root.state, second.state) == ("received", "received")
    [(who, text)] = told(session)[before:]
    assert who == AN
    assert "mở lại" in text


@pytest.mark.parametrize("closed_or_answered", [State.ANSWERED, State.CLOSED])
def test_an_end_is_told_with_the_way_to_reopen(session: Session, closed_or_answered: State) -> None:
    ticket = root_of(session)

    moved(session, ticket, closed_or_answered)

    assert f"mở lại {ticket.code}" in told(session)[-1][1]


ILLEGAL = [
    ((), State.RECEIVED, "staff:7", "vì", None),
    ((), State.RECEIVED, "resident", "vì", None),
    ((), State.ASSIGNED, "resident", "vì", None),
    ((), State.CLOSED, "resident", "vì", None),
    ((), State.ANSWERED, "staff:7", " ", None),
    ((), State.CLOSED, "staff:7", "", None),
    ((), State.ANSWERED, "staff:7", "vì", "Điện lực"),
    ((), State.ASSIGNED, "staff:7", "vì", " "),
    ((State.ASSIGNED,), State.ASSIGNED, "staff:7", "vì", None),
    ((State.ASSIGNED,), State.ASSIGNED, "staff:7", "vì", "Tổ hạ tầng"),
    ((State.ASSIGNED,), State.RECEIVED, "resident", "vì", None),
    ((State.ANSWERED,), State.ANSWERED, "staff:7", "vì", None),
    ((State.ANSWERED,), State.RECEIVED, "staff:7", "vì", None),
    ((State.CLOSED,), State.CLOSED, "staff:7", "vì", None),
    ((State.CLOSED,), State.ASSIGNED, "staff:7", " ", None),
]


@pytest.mark.parametrize(("before", "state", "by", "note", "unit"), ILLEGAL)
def test_an_illegal_move_changes_nothing_and_tells_nobody(
    session: Session, before: tuple[State, ...], state: State, by: str, note: str, unit: str | None
) -> None:
    ticket = root_of(session)
    moved(session, ticket, *before)
    kept = (ticket.state, ticket.unit, ticket.updated_at, len(told(session)))

    with pytest.raises(IllegalMove):
        change(session, ticket.id, state, by=by, note=note, now=LATER, unit=unit)

    assert (ticket.state, ticket.unit, ticket.updated_at, len(told(session))) == kept
    events = session.scalar(select(func.count()).select_from(TicketEventRow))
    assert events == 1 + len(before)


def test_an_answered_ticket_closes_without_a_note(session: Session) -> None:
    ticket = root_of(session)
    moved(session, ticket, State.ANSWERED)

    change(session, ticket.id, State.CLOSED, by="staff:7", note="", now=LATER)

    assert ticket.state == "closed"


def test_a_ticket_that_is_not_there_is_an_error_that_names_it(session: Session) -> None:
    with pytest.raises(UnknownTicket, match="999"):
        change(session, 999, State.ASSIGNED, by="staff:7", note="", now=LATER)


def test_staff_reopen_what_was_closed_with_a_reason_that_is_told(session: Session) -> None:
    ticket = root_of(session)
    moved(session, ticket, State.CLOSED)
    with pytest.raises(IllegalMove):
        change(session, ticket.id, State.ASSIGNED, by="staff:7", note=" ", now=LATER)

    change(session, ticket.id, State.ASSIGNED, by="staff:7", note="bóng lại cháy", now=LATER)

    text = told(session)[-1][1]
    assert text == f"Phản ánh {ticket.code} được mở lại để xem xét tiếp. Bóng lại cháy."


def test_what_was_deleted_is_not_reopened(session: Session) -> None:
    ticket = root_of(session)
    moved(session, ticket, State.CLOSED)
    ticket.cleared_at = LATER

    with pytest.raises(IllegalMove):
        change(session, ticket.id, State.ASSIGNED, by="staff:7", note="x", now=LATER)
