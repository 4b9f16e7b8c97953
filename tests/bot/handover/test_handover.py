"""A conversation goes to a person and comes back; whoever is left waiting is told."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.compose_handover import Standing
from bot.handover import (
    give_back,
    holder,
    keep,
    leave,
    messages,
    open_handover,
    queue,
    say,
    standing,
    take,
    take_over,
    time_out,
)
from bot.handover_states import IllegalMove, Reason, State
from bot.opening import Opening
from bot.store.models import AuditRow, HandoverRow, MessageRow, OutboxRow
from bot.types import Location, Message
from tests.bot.handover.conftest import COUNTER, UNKNOWN_HOURS, at, hear, told

NINE = at(20, "09:00")
EVENING = at(20, "19:00")


def ask(
    session: Session,
    who: str = "web:an",
    now: datetime = NINE,
    *,
    reason: Reason = Reason.ASKED,
    opening: Opening = COUNTER,
) -> Standing:
    return open_handover(session, who, reason, opening=opening, now=now)


def now_of(session: Session, who: str = "web:an", now: datetime = NINE) -> Standing | None:
    return standing(session, who, opening=COUNTER, now=now)


def words(text: str, who: str = "web:an") -> Message:
    return Message(conversation_id=who, text=text)


def minutes(count: int, after: datetime = NINE) -> datetime:
    return after + timedelta(minutes=count)


def test_in_hours_the_resident_joins_the_queue(session: Session) -> None:
    first, second = ask(session), ask(session, "web:binh", minutes(1))

    assert (first.state, first.position, first.is_open) == (State.WAITING, 1, True)
    assert second.position == 2


def test_distress_goes_before_whoever_waits(session: Session) -> None:
    ask(session)
    ask(session, "web:binh", minutes(1))

    assert ask(session, "zalo:chi", minutes(2), reason=Reason.DISTRESS).position == 1
    assert [row.conversation_id for row in queue(session)] == ["zalo:chi", "web:an", "web:binh"]


def test_who_falls_into_distress_while_waiting_moves_ahead(session: Session) -> None:
    ask(session)
    ask(session, "web:binh", minutes(1))

    assert ask(session, "web:binh", minutes(2), reason=Reason.DISTRESS).position == 1


def test_asking_twice_opens_one(session: Session) -> None:
    assert ask(session).id == ask(session, now=minutes(3)).id
    assert session.scalar(select(func.count()).select_from(HandoverRow)) == 1


def test_outside_hours_a_message_is_asked_for(session: Session) -> None:
    stands = ask(session, now=EVENING)

    assert (stands.state, stands.reason) == (State.MESSAGE_ASKED, Reason.AFTER_HOURS)
    assert stands.next_opening == at(23, "08:00")
    assert stands.position is None


def test_distress_outside_hours_stays_distress(session: Session) -> None:
    assert ask(session, now=EVENING, reason=Reason.DISTRESS).reason is Reason.DISTRESS


def test_with_unknown_hours_the_resident_waits(session: Session) -> None:
    stands = ask(session, now=EVENING, opening=UNKNOWN_HOURS)

    assert (stands.state, stands.is_open) == (State.WAITING, None)


def test_the_next_words_are_kept_then_the_assistant_answers_again(session: Session) -> None:
    ask(session, now=EVENING)

    assert keep(session, words("Tôi bị dừng trợ cấp"), now=minutes(1, EVENING))
    assert not keep(session, words("làm khai sinh cần gì"), now=minutes(2, EVENING))
    assert [row.state for row in messages(session)] == [State.MESSAGE_TAKEN]


@pytest.mark.parametrize("text", ["0900 000 001", "sđt của tôi là 0900.000.001 ạ", "+84900000001"])
def test_a_telephone_number_alone_is_kept_after_the_words(session: Session, text: str) -> None:
    ask(session, now=EVENING)
    keep(session, words("Tôi bị dừng trợ cấp"), now=EVENING)

    assert keep(session, words(text), now=minutes(1, EVENING))


def test_no_words_are_no_message_but_a_picture_or_place_is(session: Session) -> None:
    ask(session, now=EVENING)

    assert not keep(session, words("  ?!"), now=EVENING)
    assert keep(session, Message(conversation_id="web:an", text="", photo="1.jpg"), now=EVENING)

    ask(session, "web:binh", now=EVENING)
    here = Location(latitude=21.0, longitude=105.7)
    assert keep(session, Message(conversation_id="web:binh", text="", location=here), now=EVENING)


def test_what_is_typed_the_next_day_is_for_the_assistant(session: Session) -> None:
    ask(session, now=EVENING)

    assert not keep(session, words("làm khai sinh cần gì"), now=minutes(61, EVENING))
    assert [row.state for row in messages(session)] == [State.MESSAGE_ASKED]


@pytest.mark.parametrize("is_waiting", [True, False])
def test_who_does_not_wait_for_words_keeps_none(session: Session, is_waiting: bool) -> None:
    if is_waiting:
        ask(session)

    assert not keep(session, words("Tôi bị dừng trợ cấp"), now=NINE)


def test_asking_again_in_hours_joins_the_queue_before_later_ones(session: Session) -> None:
    ask(session, now=EVENING)
    keep(session, words("Tôi bị dừng trợ cấp"), now=EVENING)
    monday = at(23, "08:05")
    ask(session, "web:binh", monday)

    stands = ask(session, now=minutes(1, monday))

    assert (stands.state, stands.position) == (State.WAITING, 1)


def test_asking_again_while_it_is_closed_changes_nothing(session: Session) -> None:
    ask(session, now=EVENING)

    assert ask(session, now=minutes(9, EVENING)).state is State.MESSAGE_ASKED


def test_leaving_ends_it_and_the_others_move_up(session: Session) -> None:
    ask(session)
    ask(session, "web:binh")
    leave(session, "web:an", now=minutes(1))

    assert now_of(session) is None
    assert (moved := now_of(session, "web:binh")) is not None
    assert moved.position == 1
    with pytest.raises(IllegalMove):
        leave(session, "web:an", now=minutes(2))


def test_while_a_person_holds_it_the_holder_is_known(session: Session) -> None:
    stands = ask(session)
    assert holder(session, "web:an") is None

    take(session, stands.id, "lan", now=minutes(1))

    assert holder(session, "web:an") == "lan"
    assert holder(session, "web:binh") is None
    assert len(told(session, "web:an")) == 1
    give_back(session, stands.id, "lan", now=minutes(2))
    assert holder(session, "web:an") is None


def test_the_persons_words_reach_the_resident_once_and_stay(session: Session) -> None:
    stands = ask(session)
    take(session, stands.id, "lan", now=minutes(1))

    say(session, stands.id, "lan", " Chào anh, tôi xem rồi. ", now=minutes(2))

    sent = session.scalars(select(OutboxRow).where(OutboxRow.kind == "staff")).one()
    kept = session.scalars(select(MessageRow).where(MessageRow.direction == "staff")).one()
    assert sent.text == kept.text == "Chào anh, tôi xem rồi."
    assert sent.sent_at is None


@pytest.mark.parametrize("text", ["", " \n", "a" * 4001])
def test_empty_or_endless_words_are_refused(session: Session, text: str) -> None:
    stands = ask(session)
    take(session, stands.id, "lan", now=NINE)

    with pytest.raises(IllegalMove):
        say(session, stands.id, "lan", text, now=NINE)
    assert len(told(session, "web:an")) == 1


def test_nobody_speaks_in_another_persons_conversation(session: Session) -> None:
    stands = ask(session)
    take(session, stands.id, "lan", now=NINE)

    for move in (
        partial(say, text="Chào"),
        give_back,
        take,
    ):
        with pytest.raises(IllegalMove):
            move(session, stands.id, "minh", now=NINE)
    assert holder(session, "web:an") == "lan"


def test_after_taking_over_the_other_speaks_and_the_first_no_more(session: Session) -> None:
    stands = ask(session)
    take(session, stands.id, "lan", now=NINE)
    take_over(session, stands.id, "minh", now=minutes(1))

    say(session, stands.id, "minh", "Chào", now=minutes(1))
    with pytest.raises(IllegalMove):
        say(session, stands.id, "lan", "Chào", now=minutes(1))
    with pytest.raises(IllegalMove, match="already theirs"):
        take_over(session, stands.id, "minh", now=minutes(2))


def test_nothing_is_said_before_taking_nor_after_giving_back(session: Session) -> None:
    stands = ask(session)
    with pytest.raises(IllegalMove):
        say(session, stands.id, "lan", "Chào", now=NINE)
    take(session, stands.id, "lan", now=NINE)
    give_back(session, stands.id, "lan", now=NINE)
    with pytest.raises(IllegalMove):
        say(session, stands.id, "lan", "Chào", now=NINE)
    with pytest.raises(IllegalMove):
        take(session, 999, "lan", now=NINE)


def test_nobody_in_the_queue_is_forgotten_after_twenty_minutes(session: Session) -> None:
    ask(session)

    assert time_out(session, opening=COUNTER, now=minutes(19)) == 0
    assert time_out(session, opening=COUNTER, now=minutes(20)) == 1
    assert time_out(session, opening=COUNTER, now=minutes(21)) == 0
    assert [row.state for row in messages(session)] == [State.MESSAGE_ASKED]
    assert len(told(session, "web:an")) == 1


def test_when_the_counter_closes_a_message_is_asked_for(session: Session) -> None:
    ask(session, now=at(20, "11:55"))

    assert time_out(session, opening=COUNTER, now=at(20, "11:59")) == 0
    assert time_out(session, opening=COUNTER, now=at(20, "12:00")) == 1
    (notice,) = told(session, "web:an")
    assert "Đã hết giờ làm việc" in notice
    assert "13:30 hôm nay" in notice


def test_who_joins_the_queue_again_has_twenty_minutes_again(session: Session) -> None:
    ask(session)
    time_out(session, opening=COUNTER, now=minutes(20))
    ask(session, now=minutes(30))

    assert time_out(session, opening=COUNTER, now=minutes(49)) == 0
    assert time_out(session, opening=COUNTER, now=minutes(50)) == 1


def test_a_silent_persons_conversation_returns_after_fifteen_minutes(session: Session) -> None:
    stands = ask(session)
    take(session, stands.id, "lan", now=NINE)
    say(session, stands.id, "lan", "Chào anh", now=minutes(5))

    assert time_out(session, opening=COUNTER, now=minutes(19)) == 0
    assert time_out(session, opening=COUNTER, now=minutes(20)) == 1
    assert holder(session, "web:an") is None
    assert now_of(session) is None


@pytest.mark.parametrize("spoke_before", [True, False])
def test_words_without_an_answer_stay_open_for_other_staff(
    session: Session, spoke_before: bool
) -> None:
    stands = ask(session)
    take(session, stands.id, "lan", now=NINE)
    if spoke_before:
        say(session, stands.id, "lan", "Chào anh", now=minutes(1))
    hear(session, "web:an", "Tôi bị dừng trợ cấp", minutes(2))

    time_out(session, opening=COUNTER, now=minutes(30))

    assert (left := now_of(session)) is not None
    assert left.state is State.MESSAGE_TAKEN
    assert holder(session, "web:an") is None
    assert "giữ lại cho cán bộ" in told(session, "web:an")[-1]
    take(session, stands.id, "minh", now=minutes(31))
    assert holder(session, "web:an") == "minh"


def test_a_person_who_speaks_is_not_interrupted(session: Session) -> None:
    stands = ask(session)
    take(session, stands.id, "lan", now=NINE)
    for minute in range(0, 60, 10):
        say(session, stands.id, "lan", "Chờ tôi một chút", now=minutes(minute))
        assert time_out(session, opening=COUNTER, now=minutes(minute + 9)) == 0


def test_after_it_ended_a_new_one_may_open(session: Session) -> None:
    first = ask(session)
    take(session, first.id, "lan", now=NINE)
    give_back(session, first.id, "lan", now=NINE)

    assert ask(session, now=minutes(5)).id != first.id


def test_an_unknown_conversation_is_refused(session: Session) -> None:
    with pytest.raises(IllegalMove, match="no such conversation"):
        ask(session, "web:nobody")


def test_every_move_is_audited_without_words_or_names_of_residents(session: Session) -> None:
    stands = ask(session, now=EVENING)
    keep(session, words("Tôi là Nguyễn Văn An, 0900000001"), now=EVENING)
    monday = at(23, "09:00")
    ask(session, now=monday)
    take(session, stands.id, "lan", now=monday)
    take_over(session, stands.id, "minh", now=monday)
    say(session, stands.id, "minh", "Chào anh An", now=monday)
    time_out(session, opening=COUNTER, now=minutes(15, monday))

    rows = session.scalars(select(AuditRow).order_by(AuditRow.id)).all()
    assert [(row.actor, row.action) for row in rows] == [
        ("resident", "handover.open"),
        ("resident", "handover.write"),
        ("resident", "handover.requeue"),
        ("lan", "handover.take"),
        ("minh", "handover.take_over"),
        ("minh", "handover.say"),
        ("assistant", "handover.time_out"),
    ]
    assert {row.subject for row in rows} == {f"handover:{stands.id}"}
