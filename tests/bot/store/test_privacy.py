"""A person gets everything that is kept about them, and it can be deleted, on both engines."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.privacy import Deleted, Person, delete_person, export_person, find_person, hashed
from bot.store.desk import DeskNoteRow
from bot.store.engine import Store, open_store
from bot.store.models import (
    AuditRow,
    ConversationRow,
    EditorQuestionRow,
    FeedbackRow,
    HandoverRow,
    MessageRow,
    OutboxRow,
    Row,
    TicketEventRow,
    TicketRow,
)
from bot.store.notices import BroadcastSendRow, SubscriptionRow
from bot.store.traffic import EventRow, ParcelRow
from bot.types import BotError
from tests.bot.store.rows import (
    NOW,
    broadcast,
    conversation,
    event,
    handover,
    message,
    parcel,
    ticket,
)

PHONE = "0912345678"
OTHERS = "0987654321"
OF_NOBODY = {
    "audit",
    "broadcasts",
    "figure_days",
    "figures",
    "proposal_events",
    "proposals",
    # Of officials, about their own work: hashes, and notes of theirs.
    "review_decisions",
    "reviewed_documents",
    "reviews",
    "record_versions",
    "spools",
    "zalo_tokens",
}
PHOTO = f"{'a' * 32}.jpg"


@pytest.fixture
def town(store: Store) -> Store:
    """Two people who have used everything; the second's ticket is joined to the first's."""
    with store.transaction() as session:
        session.add(broadcast())
        session.flush()
        for number, phone in ((1, PHONE), (2, OTHERS)):
            id = f"web:{number}"
            rows: list[Row] = [
                conversation(id),
                message(id, f"số tôi là {phone}", external_id="m1"),
                message(id, "đã nhận", direction="out", answer={"text": f"cảm ơn {phone}"}),
                handover(id),
                FeedbackRow(conversation_id=id, kind="answer", value=1, reason=phone, at=NOW),
                OutboxRow(conversation_id=id, kind="ticket", text=phone, created_at=NOW),
                ticket(
                    f"PA-2611-AAA{number}",
                    conversation_id=id,
                    phone=phone,
                    photo=PHOTO if number == 1 else None,
                    joined_to=1 if number == 2 else None,
                ),
                TicketEventRow(
                    ticket_id=number, at=NOW, state="received", by="resident", note=phone
                ),
                DeskNoteRow(handover_id=number, at=NOW, by="lan", whom="minh", text=phone),
                DeskNoteRow(ticket_id=number, at=NOW, by="lan", whom="", text=phone),
                event(id, f"k{number}", phone),
                parcel(id, phone),
                SubscriptionRow(conversation_id=id, topic="all", since=NOW),
                BroadcastSendRow(broadcast_id=1, conversation_id=id, state="sent", code=""),
                AuditRow(at=NOW, actor="resident", action="talked", subject=id),
            ]
            for row in rows:
                session.add(row)
                session.flush()
        session.add(
            EditorQuestionRow(
                message_id=1, question="x", candidates=[], why="wrong", state="open", at=NOW
            )
        )
    return store


def find(store: Store, person: str) -> Person:
    return store.run_now(lambda session: find_person(session, person))


def everything(store: Store) -> str:
    """Return all rows of all tables as text."""
    with store.transaction() as session:
        return "\n".join(
            str(row)
            for table in Row.metadata.sorted_tables
            for row in session.execute(select(table))
        )


def erase(store: Store, person: str) -> Deleted:
    return store.run_now(
        lambda session: delete_person(session, find_person(session, person), now=NOW, actor="an")
    )


@pytest.mark.parametrize("asked", ["web:1", PHONE, "+84 912 345 678", "0912.345.678"])
def test_an_export_holds_everything_of_theirs_and_nothing_of_others(
    town: Store, asked: str
) -> None:
    person = find(town, asked)
    given = town.run_now(lambda s: export_person(s, person, now=NOW, actor="an"))

    (talk,) = given["conversations"]
    assert [each["text"] for each in talk["messages"]] == [f"số tôi là {PHONE}", "đã nhận"]
    assert talk["messages"][1]["answer"] == {"text": f"cảm ơn {PHONE}"}
    assert [len(talk[kind]) for kind in ("handovers", "feedback", "notices")] == [1, 1, 1]
    (report,) = given["tickets"]
    assert (report["code"], report["phone"], report["photo"]) == ("PA-2611-AAA1", PHONE, PHOTO)
    assert [each["note"] for each in report["history"]] == [PHONE]
    assert len(given["editor_questions"]) == 1
    assert [each["text"] for each in given["desk_notes"]] == [PHONE, PHONE]
    assert OTHERS not in json.dumps(given)
    assert "web:2" not in json.dumps(given)


def test_every_column_of_every_table_with_personal_data_is_in_the_export(town: Store) -> None:
    given = json.dumps(
        town.run_now(lambda s: export_person(s, find_person(s, "web:1"), now=NOW, actor="an"))
    )

    for table in Row.metadata.sorted_tables:
        if table.name not in OF_NOBODY and not table.name.startswith("staff"):
            assert {c.name for c in table.columns if f'"{c.name}"' not in given} == set(), table


@pytest.mark.parametrize("asked", ["web:1", PHONE])
def test_after_a_deletion_nothing_of_theirs_is_left_and_all_of_others(
    town: Store, asked: str
) -> None:
    deleted = erase(town, asked)

    left = everything(town)
    assert PHONE not in left
    assert "web:1" not in left
    assert left.count(OTHERS) == 10
    assert deleted.photos == (PHOTO,)
    assert deleted.conversations == ("web:1",)
    assert deleted.withdrawn == ("PA-2611-AAA1",)
    with town.transaction() as session:
        for table in (ConversationRow, HandoverRow, FeedbackRow, OutboxRow):
            assert len(session.scalars(select(table)).all()) == 1


def test_a_ticket_that_others_joined_stays_as_a_stub(town: Store) -> None:
    deleted = erase(town, "web:1")

    assert deleted.counts["ticket_stubs"] == 1
    with town.transaction() as session:
        stub, other = session.scalars(select(TicketRow).order_by(TicketRow.id))
        assert (stub.content, stub.place, stub.phone, stub.photo) == ("", "", None, None)
        assert stub.cleared_at == NOW
        assert (stub.code, stub.state) == ("PA-2611-AAA1", "received")
        assert other.joined_to == stub.id
        assert other.content


def test_a_ticket_that_nobody_joined_is_deleted_with_its_history(town: Store) -> None:
    deleted = erase(town, "web:2")

    assert deleted.counts["tickets"] == 1
    with town.transaction() as session:
        assert session.scalars(select(TicketRow.id)).all() == [1]
        assert session.scalars(select(TicketEventRow.ticket_id)).all() == [1]


def test_the_audit_says_that_it_was_done_but_not_for_whom(town: Store) -> None:
    erase(town, PHONE)

    with town.transaction() as session:
        rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
        assert [(row.actor, row.action) for row in rows] == [
            ("resident", "talked"),
            ("resident", "talked"),
            ("an", "privacy.delete"),
        ]
        assert rows[0].subject == hashed("web:1")
        assert rows[2].subject == hashed(PHONE)
        assert PHONE not in rows[2].subject


def test_a_second_deletion_finds_nothing(town: Store) -> None:
    erase(town, PHONE)

    assert not find(town, PHONE).is_known()
    assert not find(town, "web:1").is_known()


def test_a_conversation_in_which_two_numbers_were_given_is_named_and_not_taken(town: Store) -> None:
    with town.transaction() as session:
        session.add(ticket("PA-2611-AAA3", conversation_id="web:1", phone=OTHERS))

    person = find(town, PHONE)

    assert person.conversations == ()
    assert person.shared == ("web:1",)
    assert person.tickets == (1,)


def test_what_others_wrote_about_a_person_is_not_touched(town: Store) -> None:
    with town.transaction() as session:
        session.add(message("web:2", f"số của hàng xóm là {PHONE}"))

    erase(town, PHONE)

    with town.transaction() as session:
        assert f"số của hàng xóm là {PHONE}" in session.scalars(select(MessageRow.text)).all()


@pytest.mark.parametrize("asked", ["Nguyễn Văn A", "12345", "", ":x"])
def test_what_is_neither_number_nor_conversation_is_refused_without_repeating_it(
    store: Store, asked: str
) -> None:
    with pytest.raises(BotError) as caught:
        find(store, asked)

    assert not asked or asked not in str(caught.value)


def test_the_words_that_a_platform_told_are_in_the_export(town: Store) -> None:
    given = town.run_now(lambda s: export_person(s, find_person(s, "web:1"), now=NOW, actor="an"))

    assert [each["raw"] for each in given["events"]] == [PHONE]
    assert [each["payload"] for each in given["parcels"]] == [{"text": PHONE}]


def test_of_an_event_the_key_alone_is_left(town: Store) -> None:
    erase(town, "web:1")

    with town.transaction() as session:
        rows = session.scalars(select(EventRow).order_by(EventRow.id)).all()
        assert [(row.key, row.raw, row.conversation_id) for row in rows] == [
            ("k1", None, ""),
            ("k2", OTHERS.encode(), "web:2"),
        ]
        assert len(session.scalars(select(ParcelRow)).all()) == 1


def test_who_has_only_just_written_to_a_platform_is_known_and_can_be_deleted(store: Store) -> None:
    with store.transaction() as session:
        session.add(event("telegram:7", "k1", PHONE, state="new"))

    assert find(store, "telegram:7").is_known()
    assert erase(store, "telegram:7").counts == {"events": 1}
    assert not find(store, "telegram:7").is_known()


@pytest.mark.parametrize(("waits_too", "state"), [(True, "ignored"), (False, "new")])
def test_what_waits_is_deleted_or_left_to_be_answered(
    store: Store, waits_too: bool, state: str
) -> None:
    with store.transaction() as session:
        session.add(event("telegram:7", "k1", PHONE, state="new"))

    def delete(session: Session) -> Deleted:
        person = find_person(session, "telegram:7")
        return delete_person(session, person, now=NOW, actor="an", waits_too=waits_too)

    store.run_now(delete)

    with store.transaction() as session:
        row = session.scalars(select(EventRow)).one()
        assert (row.state, row.raw is None) == (state, waits_too)


def test_the_bytes_are_gone_from_the_files(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path}/motcua.sqlite")
    with store.transaction() as session:
        session.add(conversation())
        session.flush()
        session.add(message(text=f"tôi là Đặng Bí Mật {PHONE} " * 300))

    assert any(PHONE.encode() in path.read_bytes() for path in tmp_path.iterdir())
    erase(store, "web:1")
    store.wipe()

    assert [path for path in tmp_path.iterdir() if PHONE.encode() in path.read_bytes()] == []
    store.close()
