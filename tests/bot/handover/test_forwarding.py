"""A conversation is passed on to a unit or a person, and nothing of it gets lost."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import handover
from bot.forwarding import MAX_NOTE, Whom, colleagues, forward
from bot.handover_states import IllegalMove, Reason, State
from bot.opening import Opening
from bot.staff.rights import Right
from bot.store.desk import DeskNoteRow
from bot.store.models import HandoverRow, OutboxRow
from tests.bot.handover.conftest import COUNTER, at, begin, hire, told

NINE, EVENING = at(20, "09:00"), at(20, "19:00")
LAND = Whom(unit="Địa chính")


@pytest.fixture
def held(session: Session) -> HandoverRow:
    """Return a conversation that Lan has; Minh and Nga work in another unit."""
    hire(session, "lan", "Tư pháp", NINE)
    hire(session, "minh", "Địa chính", NINE)
    hire(session, "nga", "Địa chính", NINE)
    hire(session, "tu", "Kho", NINE, state="disabled")
    hire(session, "sang", "Máy tính", NINE, roles=["admin"])
    stands = handover.open_handover(session, "web:an", Reason.ASKED, opening=COUNTER, now=NINE)
    handover.take(session, stands.id, "lan", now=NINE)
    return session.get_one(HandoverRow, stands.id)


def pass_on(
    session: Session,
    row: HandoverRow,
    whom: Whom = LAND,
    *,
    by: str = "lan",
    note: str = "Hỏi sổ đỏ",
    now: datetime = NINE + timedelta(minutes=5),
    opening: Opening = COUNTER,
) -> None:
    forward(session, row.id, by, whom, note=note, opening=opening, now=now)


def test_it_waits_again_for_that_unit_and_keeps_its_place(
    session: Session, held: HandoverRow
) -> None:
    begin(session, "web:dung", NINE)
    later = NINE + timedelta(minutes=1)
    handover.open_handover(session, "web:dung", Reason.ASKED, opening=COUNTER, now=later)

    pass_on(session, held)

    assert (held.state, held.taken_by, held.for_unit) == (State.WAITING, None, "Địa chính")
    assert [each.conversation_id for each in handover.queue(session)] == ["web:an", "web:dung"]


def test_the_resident_is_told_the_unit_and_neither_the_note_nor_a_name(
    session: Session, held: HandoverRow
) -> None:
    pass_on(session, held, Whom(login="minh"), note="người này hay cáu")

    last = told(session, "web:an")[-1]
    assert "Địa chính" in last
    everything = "\n".join(session.scalars(select(OutboxRow.text)))
    assert "cáu" not in everything
    assert "minh" not in last.lower()
    assert held.for_staff == "minh"


def test_the_note_is_kept_with_who_wrote_it_for_whom(session: Session, held: HandoverRow) -> None:
    pass_on(session, held, note="  Hỏi sổ đỏ của bà  ")

    note = session.scalars(select(DeskNoteRow)).one()
    assert (note.handover_id, note.by, note.whom, note.text) == (
        held.id,
        "lan",
        "Địa chính",
        "Hỏi sổ đỏ của bà",
    )


def test_while_the_counter_is_closed_it_waits_among_the_messages(
    session: Session, held: HandoverRow
) -> None:
    pass_on(session, held, now=EVENING)

    assert held.state == State.MESSAGE_TAKEN
    assert "thứ Hai" in told(session, "web:an")[-1]


def test_who_was_passed_on_and_is_not_taken_is_not_asked_to_tell_it_again(
    session: Session, held: HandoverRow
) -> None:
    pass_on(session, held)
    handover.time_out(session, opening=COUNTER, now=NINE + timedelta(minutes=30))

    assert held.state == State.MESSAGE_TAKEN
    assert "vẫn được giữ lại" in told(session, "web:an")[-1]


def test_whoever_takes_it_has_it_and_it_is_nobody_else_s_any_more(
    session: Session, held: HandoverRow
) -> None:
    pass_on(session, held)
    handover.take(session, held.id, "nga", now=NINE)

    assert (held.taken_by, held.for_unit, held.for_staff) == ("nga", None, None)
    with pytest.raises(IllegalMove):
        handover.say(session, held.id, "lan", "Chào", now=NINE)


@pytest.mark.parametrize(
    "whom",
    [
        Whom(login="lan"),
        Whom(unit="Tư pháp"),
        Whom(login="tu"),
        Whom(unit="Kho"),
        Whom(unit="Máy tính"),
        Whom(login="ai do"),
        Whom(),
    ],
    ids=str,
)
def test_nothing_goes_where_nobody_could_take_it(
    session: Session, held: HandoverRow, whom: Whom
) -> None:
    with pytest.raises(IllegalMove):
        pass_on(session, held, whom)
    assert (held.state, held.taken_by) == (State.HELD, "lan")


def test_only_who_has_it_passes_it_on(session: Session, held: HandoverRow) -> None:
    with pytest.raises(IllegalMove):
        pass_on(session, held, Whom(login="nga"), by="minh")
    handover.give_back(session, held.id, "lan", now=NINE)
    with pytest.raises(IllegalMove):
        pass_on(session, held)


def test_an_endless_note_is_refused(session: Session, held: HandoverRow) -> None:
    with pytest.raises(IllegalMove):
        pass_on(session, held, note="a" * (MAX_NOTE + 1))
    assert held.state == State.HELD


def test_only_people_who_may_are_offered(session: Session, held: HandoverRow) -> None:
    found = {each.login for each in colleagues(session, Right.CONVERSATIONS)}

    assert found == {"lan", "minh", "nga"}


def test_words_sent_again_by_a_second_click_are_sent_once(
    session: Session, held: HandoverRow
) -> None:
    before = len(told(session, "web:an"))
    for _ in range(2):
        handover.say(session, held.id, "lan", "Chào bà", now=NINE, once="desk:1")
    handover.say(session, held.id, "lan", "Chào bà", now=NINE, once="desk:2")

    assert told(session, "web:an")[before:] == ["Chào bà", "Chào bà"]
