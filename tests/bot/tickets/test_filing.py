"""A report is filed once, whole, and with its history."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.store.engine import Store, open_store
from bot.store.models import AuditRow, TicketEventRow, TicketRow
from bot.tickets import filing
from bot.tickets.change import change
from bot.tickets.code import parse
from bot.tickets.filing import file_ticket, join
from bot.tickets.types import BadDraft, State
from bot.types import BotError, Location
from tests.bot.tickets.conftest import LAMP, NOW, PEOPLE, WARD, add_message, add_people


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


def test_a_retried_message_files_nothing_more(session: Session) -> None:
    message_id = add_message(session, PEOPLE[0])

    first, second = file(session, message=message_id), file(session, message=message_id)

    assert second.id == first.id
    for table in (TicketRow, TicketEventRow, AuditRow):
        assert session.scalar(select(func.count()).select_from(table)) == 1


def test_a_retry_in_another_transaction_gets_the_same_ticket(store: Store) -> None:
    message_id = store.run_now(lambda session: add_message(session, PEOPLE[0]))

    first = store.run_now(lambda session: file(session, message=message_id).code)
    second = store.run_now(lambda session: file(session, message=message_id).code)

    assert second == first


def test_a_retry_that_asks_to_join_gets_the_ticket_filed_before(session: Session) -> None:
    root = file(session)
    message_id = add_message(session, PEOPLE[1])
    first = file(session, PEOPLE[1], message_id)

    second = join(
        session,
        LAMP,
        root.id,
        conversation_id=PEOPLE[1],
        message_id=message_id,
        ward=WARD,
        now=NOW,
    )

    assert (second.id, second.joined_to) == (first.id, None)


@pytest.mark.slow
def test_the_same_message_in_eight_threads_files_one_ticket(tmp_path: Path) -> None:
    stores = [open_store(f"sqlite:///{tmp_path / 'motcua.sqlite'}") for _ in range(8)]
    stores[0].run_now(add_people)
    message_id = stores[0].run_now(lambda session: add_message(session, PEOPLE[0]))
    gate = threading.Barrier(len(stores))

    def work(store: Store) -> str:
        gate.wait()
        return store.run_now(lambda session: file(session, message=message_id).code)

    with ThreadPoolExecutor(len(stores)) as threads:
        codes = set(threads.map(work, stores))

    assert len(codes) == 1
    assert stores[0].run_now(lambda s: s.scalar(select(func.count()).select_from(TicketRow))) == 1
    for store in stores:
        store.close()


def test_a_ticket_that_another_transaction_filed_in_between_is_found(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    message_id = add_message(session, PEOPLE[0])
    first = file(session, message=message_id)
    look_up = filing._filed_by
    # The first look comes before the other transaction has committed.
    blind = iter([True])

    def late(session: Session, message: int) -> TicketRow | None:
        return None if next(blind, False) else look_up(session, message)

    monkeypatch.setattr(filing, "_filed_by", late)

    assert file(session, message=message_id).id == first.id
    assert session.scalar(select(func.count()).select_from(TicketRow)) == 1


def test_a_code_that_is_taken_is_not_given_twice(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = file(session)
    drawn = iter([first.code, first.code, "PA-2611-7KD3"])
    monkeypatch.setattr(filing, "new_code", lambda now: next(drawn))

    second = file(session, PEOPLE[1])

    assert second.code == "PA-2611-7KD3"
    assert session.scalar(select(func.count()).select_from(TicketRow)) == 2


def test_a_month_without_free_codes_is_an_error_and_files_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = file(session)
    monkeypatch.setattr(filing, "new_code", lambda now: first.code)

    with pytest.raises(BotError, match="no free code for 2026-11"):
        file(session, PEOPLE[1])

    assert session.scalars(select(TicketRow.code)).all() == [first.code]


def test_a_conversation_that_does_not_exist_is_no_reason_to_try_other_codes(
    session: Session,
) -> None:
    message_id = add_message(session, PEOPLE[0])

    with pytest.raises(IntegrityError):
        file_ticket(
            session, LAMP, conversation_id="web:nobody", message_id=message_id, ward=WARD, now=NOW
        )


def test_a_bad_draft_is_not_filed(session: Session) -> None:
    message_id = add_message(session, PEOPLE[0])

    with pytest.raises(BadDraft) as caught:
        file_ticket(
            session,
            replace(LAMP, content="🙂", phone="abc"),
            conversation_id=PEOPLE[0],
            message_id=message_id,
            ward=WARD,
            now=NOW,
        )

    assert caught.value.faults == {"content": "no_words", "contact": "not_a_phone"}
    assert session.scalars(select(TicketRow)).all() == []


def joined(session: Session, to: int, who: str) -> TicketRow:
    return join(
        session,
        replace(LAMP, content="cái đèn chỗ này tối quá", phone=None),
        to,
        conversation_id=who,
        message_id=add_message(session, who),
        ward=WARD,
        now=NOW,
    )


def test_a_joined_report_has_its_own_words_and_code_and_the_first_ones_unit(
    session: Session,
) -> None:
    root = file(session)
    root.unit = "Tổ điện"

    second = joined(session, root.id, PEOPLE[1])

    assert second.joined_to == root.id
    assert second.code != root.code
    assert (second.unit, second.category) == ("Tổ điện", "lighting")
    assert second.content == "cái đèn chỗ này tối quá"


def test_a_report_joined_to_a_joined_one_hangs_on_the_first(session: Session) -> None:
    root = file(session)
    second = joined(session, root.id, PEOPLE[1])

    third = joined(session, second.id, PEOPLE[2])

    assert third.joined_to == root.id


def test_a_report_joined_to_one_being_dealt_with_says_so_in_its_history(session: Session) -> None:
    root = file(session)
    change(session, root.id, State.ASSIGNED, by="staff:1", note="", now=NOW)

    second = joined(session, root.id, PEOPLE[1])

    events = session.scalars(
        select(TicketEventRow.state).where(TicketEventRow.ticket_id == second.id)
    ).all()
    assert (second.state, events) == ("assigned", ["received", "assigned"])


def test_a_report_is_filed_alone_when_the_first_was_closed_meanwhile(session: Session) -> None:
    root = file(session)
    change(session, root.id, State.CLOSED, by="staff:1", note="không thuộc phường", now=NOW)

    second = joined(session, root.id, PEOPLE[1])

    assert (second.state, second.joined_to) == (State.RECEIVED, None)


def test_a_report_is_filed_alone_when_the_first_was_deleted_meanwhile(session: Session) -> None:
    assert joined(session, 999, PEOPLE[1]).joined_to is None
