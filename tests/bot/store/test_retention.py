"""Each kind is kept as long as it is needed and not longer, on both engines."""

import os
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from bot.store.engine import Store
from bot.store.housekeeping import purge_all
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
from bot.store.periods import Retention
from bot.store.retention import Purged, purge
from bot.store.traffic import EventRow, ParcelRow
from tests.bot.store.rows import NOW, conversation, event, handover, message, parcel, ticket

KEPT = Retention()


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def add(store: Store, *rows: Row) -> None:
    with store.transaction() as session:
        for row in rows:
            session.add(row)
            session.flush()


def count(store: Store, table: type[Row]) -> int:
    return store.run_now(
        lambda session: session.scalar(select(func.count()).select_from(table)) or 0
    )


def run(store: Store, retention: Retention = KEPT) -> Purged:
    return store.run_now(lambda session: purge(session, NOW, retention))


def one(store: Store) -> TicketRow:
    return store.run_now(lambda session: session.scalars(select(TicketRow)).one())


def test_nothing_is_deleted_from_empty_tables(store: Store) -> None:
    assert run(store).counts == Counter()


def test_messages_go_when_they_are_too_old_and_not_before(store: Store) -> None:
    add(
        store,
        conversation(at=ago(0)),
        message(text="old", at=ago(180.1)),
        message(text="new", at=ago(179.9)),
    )

    assert run(store).counts == {"messages": 1}

    assert store.run_now(lambda s: s.scalars(select(MessageRow.text)).all()) == ["new"]


def test_an_old_conversation_goes_with_all_that_belongs_to_it(store: Store) -> None:
    add(
        store,
        conversation(at=ago(200)),
        message(at=ago(200)),
        handover(closed_at=ago(200)),
        FeedbackRow(conversation_id="web:1", kind="answer", value=1, reason="", at=ago(200)),
        OutboxRow(conversation_id="web:1", kind="ticket", text="x", created_at=ago(200)),
    )

    run(store)

    for table in (ConversationRow, MessageRow, HandoverRow, FeedbackRow, OutboxRow):
        assert count(store, table) == 0, table


def test_a_conversation_that_waits_for_a_person_is_left_as_it_is(store: Store) -> None:
    add(store, conversation(at=ago(400)), message(at=ago(400)), handover())

    assert run(store).counts == Counter()


def test_the_hand_over_of_one_does_not_keep_the_words_of_another(store: Store) -> None:
    add(store, conversation("web:1"), conversation("web:2"), handover("web:2"))
    add(store, message("web:1", at=ago(400)), message("web:2", at=ago(400)))

    assert run(store).counts == {"messages": 1}


@pytest.mark.parametrize("state", ["received", "assigned"])
def test_an_open_ticket_keeps_its_words_however_old_it_is(store: Store, state: str) -> None:
    add(store, ticket(state=state, updated_at=ago(5_000), created_at=ago(5_000)))

    assert run(store).counts == Counter()
    assert one(store).content


@pytest.mark.parametrize("state", ["answered", "closed"])
def test_a_finished_ticket_loses_what_tells_whose_it_is(store: Store, state: str) -> None:
    add(store, conversation(at=ago(0)), message())
    filed = ticket(
        state=state,
        updated_at=ago(366),
        conversation_id="web:1",
        filed_by=1,
        phone="0912345678",
        photo=f"{'a' * 32}.jpg",
        latitude=21.0,
        longitude=105.8,
    )
    add(store, filed, TicketEventRow(ticket_id=1, at=NOW, state=state, by="staff", note="chị Lan"))

    purged = run(store)

    assert purged.counts == {"tickets": 1}
    assert purged.photos == (f"{'a' * 32}.jpg",)
    left = one(store)
    assert (left.content, left.place, left.phone, left.photo) == ("", "", None, None)
    assert (left.latitude, left.longitude, left.conversation_id, left.filed_by) == (None,) * 4
    assert (left.code, left.category, left.unit, left.state) == (
        filed.code,
        "lighting",
        "Đội trật tự",
        state,
    )
    assert store.run_now(lambda s: s.scalars(select(TicketEventRow.note)).one()) == ""
    assert run(store).counts == Counter()


def test_of_an_old_conversation_with_a_ticket_only_the_row_stays(store: Store) -> None:
    old = conversation(at=ago(200))
    old.memory = {"questions": ["số của tôi là 0912345678"]}
    add(store, old, message(at=ago(200)), ticket(conversation_id="web:1"))

    run(store)

    assert count(store, MessageRow) == 0
    row = store.run_now(lambda s: s.get_one(ConversationRow, "web:1"))
    assert row.memory == {}
    assert one(store).conversation_id == "web:1"
    assert run(store).counts == Counter()


def test_sent_notices_audit_and_questions_go_after_their_own_time(store: Store) -> None:
    add(
        store,
        conversation(),
        *(
            OutboxRow(
                conversation_id="web:1", kind="ticket", text="x", created_at=ago(31), sent_at=sent
            )
            for sent in (ago(31), ago(29), None)
        ),
        *(AuditRow(at=ago(d), actor="a", action="b", subject="c") for d in (1_094, 1_096)),
        *(
            EditorQuestionRow(question="x", candidates=[], why="wrong", state="open", at=ago(days))
            for days in (364, 366)
        ),
    )

    assert run(store).counts == {"outbox": 1, "audit": 1, "editor_questions": 1}


def test_a_message_that_an_answer_or_a_ticket_refers_to_can_go(store: Store) -> None:
    add(store, conversation(), message(at=ago(200)))
    add(store, message(direction="out", reply_to=1, at=ago(200)), ticket(filed_by=1))
    add(
        store,
        EditorQuestionRow(
            message_id=1, question="x", candidates=[], why="wrong", state="open", at=NOW
        ),
    )

    run(store)

    assert count(store, MessageRow) == 0
    assert one(store).filed_by is None
    assert count(store, EditorQuestionRow) == 1


def test_a_run_is_short_and_says_that_there_is_more(store: Store) -> None:
    add(store, conversation(), *(message(at=ago(200)) for _ in range(5)))

    first = store.run_now(lambda session: purge(session, NOW, KEPT, at_once=3))
    second = store.run_now(lambda session: purge(session, NOW, KEPT, at_once=3))

    assert (first.counts, first.is_all) == ({"messages": 3}, False)
    assert (second.counts, second.is_all) == ({"messages": 2}, True)


def test_what_a_platform_told_is_kept_word_for_word_for_two_days(store: Store) -> None:
    add(
        store,
        event("toy:1", "old", "xin chào", received_at=ago(2.1), done_at=ago(2.1)),
        event("toy:1", "late", "xin chào", received_at=ago(2.1), done_at=ago(1.9)),
        event("toy:1", "new", "xin chào", received_at=ago(30), done_at=None, state="new"),
    )

    assert run(store).counts == {"event_bodies": 1}

    with store.transaction() as session:
        bodies = {row.key: row.raw for row in session.scalars(select(EventRow))}
    assert bodies == {"old": None, "late": "xin chào".encode(), "new": "xin chào".encode()}


def test_what_a_platform_may_deliver_again_is_known_for_a_week(store: Store) -> None:
    add(
        store,
        event("toy:1", "old", "x", received_at=ago(8.1), raw=None),
        event("toy:1", "week", "x", received_at=ago(7.1), raw=None),
        event("toy:1", "waits", "x", received_at=ago(90), state="new"),
        event("toy:1", "forlorn", "x", received_at=ago(181), state="new"),
    )

    assert run(store).counts == {"events": 2}

    with store.transaction() as session:
        assert set(session.scalars(select(EventRow.key))) == {"week", "waits"}


def test_the_keys_cannot_be_kept_for_less_than_a_week() -> None:
    with pytest.raises(ValidationError):
        Retention(events=6)


def test_what_was_sent_is_kept_as_long_as_messages_and_what_was_not_a_month(store: Store) -> None:
    add(
        store,
        conversation("toy:1"),
        parcel("toy:1", "old", state="sent", ended_at=ago(181), created_at=ago(181)),
        parcel("toy:1", "sent", state="sent", ended_at=ago(179), created_at=ago(179)),
        parcel("toy:1", "dead", state="dead", ended_at=ago(31), created_at=ago(32)),
        parcel("toy:1", "late", state="dead", ended_at=ago(29), created_at=ago(32)),
    )

    assert run(store).counts == {"parcels": 2}

    with store.transaction() as session:
        left = [row.payload["text"] for row in session.scalars(select(ParcelRow))]
    assert left == ["sent", "late"]


def test_what_was_sent_to_somebody_of_whom_nothing_else_is_kept_goes_after_a_day(
    store: Store,
) -> None:
    add(
        store,
        parcel("toy:1", "gone", state="sent", ended_at=ago(1.1)),
        parcel("toy:1", "today", state="sent", ended_at=ago(0.9)),
        parcel("toy:1", "waits", created_at=ago(2)),
    )

    assert run(store).counts == {"parcels": 1}


def test_other_times_can_be_chosen(store: Store) -> None:
    add(store, conversation(), message(at=ago(8)))

    assert run(store, Retention(conversations=7)).counts == {"messages": 1}


@pytest.mark.parametrize("wrong", [{"conversations": 0}, {"messages": 3}, {"audit": "bald"}])
def test_times_that_make_no_sense_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Retention(**wrong)


def test_all_of_it_is_purged_in_many_short_transactions(store: Store, tmp_path: Path) -> None:
    photos = tmp_path / "photos"
    photos.mkdir()
    names = {each: f"{each * 32}.jpg" for each in "abcd"}
    for name in names.values():
        (photos / name).write_bytes(b"jpeg")
        os.utime(photos / name, (0, ago(8).timestamp()))
    os.utime(photos / names["d"])
    waiting = conversation("web:2")
    waiting.memory = {"form": {"slots": {"photo": names["b"]}}}
    add(store, conversation(), waiting, *(message(at=ago(200)) for _ in range(1_100)))
    add(store, ticket(photo=names["a"]))

    counts = purge_all(
        store, KEPT, now=NOW, photos=photos, tracker=tmp_path / "rasa" / "tracker.sqlite"
    )

    # Of a ticket, of an open form, of nothing, of today.
    assert counts == {"messages": 1_100, "photos": 1}
    assert {path.name for path in photos.iterdir()} == {names[each] for each in "abd"}


def test_the_photo_of_a_finished_ticket_is_deleted(store: Store, tmp_path: Path) -> None:
    name = f"{'a' * 32}.jpg"
    (tmp_path / name).write_bytes(b"jpeg")
    add(store, ticket(photo=name, state="closed", updated_at=ago(400)))

    counts = purge_all(store, KEPT, now=NOW, photos=tmp_path, tracker=tmp_path / "none")

    assert counts == {"tickets": 1, "photos": 1}
    assert list(tmp_path.glob("*.jpg")) == []
