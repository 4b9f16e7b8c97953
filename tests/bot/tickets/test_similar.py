"""An earlier report of the same thing is found, and nobody's own."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from bot.store.models import TicketRow
from bot.tickets.change import change
from bot.tickets.filing import file_ticket, join
from bot.tickets.similar import own_earlier, similar
from bot.tickets.types import Draft, State
from bot.types import Location
from tests.bot.tickets.conftest import LAMP, NOW, PEOPLE, WARD, add_message

AN, BINH, CHI = PEOPLE
NEIGHBOUR = replace(LAMP, place="12 ngo 5 cau go", phone="0900000002")
HERE = Location(latitude=21.0, longitude=105.75)
# A thousandth of a degree of latitude is 111.2 m.
NEAR = Location(latitude=21.001, longitude=105.75)
FAR = Location(latitude=21.0015, longitude=105.75)


def filed(session: Session, draft: Draft = LAMP, who: str = AN, now: datetime = NOW) -> TicketRow:
    message_id = add_message(session, who)
    return file_ticket(
        session, draft, conversation_id=who, message_id=message_id, ward=WARD, now=now
    )


def found(session: Session, draft: Draft = NEIGHBOUR, who: str = BINH) -> TicketRow | None:
    return similar(session, draft, "lighting", now=NOW, conversation_id=who)


def test_a_neighbours_report_of_the_same_lamp_is_found(session: Session) -> None:
    assert found(session) is None

    root = filed(session)

    assert found(session) is root


def test_another_kind_of_thing_there_is_another_report(session: Session) -> None:
    filed(session)

    assert similar(session, NEIGHBOUR, "waste", now=NOW, conversation_id=BINH) is None


@pytest.mark.parametrize(("age_h", "is_found"), [(0, True), (23, True), (24, False), (-1, False)])
def test_only_the_last_day_counts(session: Session, age_h: int, is_found: bool) -> None:
    filed(session, now=NOW - timedelta(hours=age_h))

    assert (found(session) is not None) == is_found


def test_a_persons_own_report_is_no_other_one(session: Session) -> None:
    filed(session)

    assert found(session, who=AN) is None
    assert found(session, replace(NEIGHBOUR, phone=LAMP.phone), who=CHI) is None


def test_two_reports_without_a_number_are_not_one_persons(session: Session) -> None:
    root = filed(session, replace(LAMP, phone=None))

    assert found(session, replace(NEIGHBOUR, phone=None)) is root


def test_who_has_joined_is_not_asked_to_join_again(session: Session) -> None:
    root = filed(session)
    join(
        session,
        NEIGHBOUR,
        root.id,
        conversation_id=BINH,
        message_id=add_message(session, BINH),
        ward=WARD,
        now=NOW,
    )

    assert found(session, who=BINH) is None
    assert found(session, replace(NEIGHBOUR, phone=None), who=CHI) is root


def test_the_first_of_several_is_the_one_to_join(session: Session) -> None:
    later = filed(session, replace(LAMP, phone="0900000005"), who=CHI)
    first = filed(session, now=NOW - timedelta(hours=3))

    assert found(session) is first
    assert later.id < first.id


@pytest.mark.parametrize("state", [State.ANSWERED, State.CLOSED])
def test_what_has_been_dealt_with_is_not_joined(session: Session, state: State) -> None:
    root = filed(session)
    change(session, root.id, state, by="staff:1", note="đã thay bóng", now=NOW)

    assert found(session) is None


@pytest.mark.parametrize(("point", "is_found"), [(HERE, True), (NEAR, True), (FAR, False)])
def test_of_two_points_the_distance_decides(
    session: Session, point: Location, is_found: bool
) -> None:
    filed(session, replace(LAMP, location=HERE))

    same_words = found(session, replace(LAMP, phone=None, location=point))
    other_words = found(session, replace(LAMP, phone=None, place="chỗ khác", location=point))

    assert (same_words is not None, other_words is not None) == (is_found, is_found)


def test_a_point_and_words_do_not_compare(session: Session) -> None:
    filed(session, replace(LAMP, place="", location=HERE))

    assert found(session) is None


def test_words_decide_when_only_one_shared_a_point(session: Session) -> None:
    root = filed(session, replace(LAMP, location=HERE))

    assert found(session) is root


def own(session: Session, draft: Draft = LAMP, category: str = "lighting") -> TicketRow | None:
    return own_earlier(session, draft, category, now=NOW, conversation_id=AN)


def test_ones_own_last_open_report_of_the_same_thing_is_found(session: Session) -> None:
    filed(session, who=BINH)
    assert own(session) is None

    filed(session, now=NOW - timedelta(hours=3))
    last = filed(session, now=NOW - timedelta(hours=1))

    assert own(session) is last


def test_ones_own_words_for_a_place_mean_the_same_place(session: Session) -> None:
    vague = replace(LAMP, place="ngõ 5")
    ticket = filed(session, vague)

    assert own(session, vague) is ticket


def test_ones_own_report_of_something_else_is_another(session: Session) -> None:
    ticket = filed(session, now=NOW - timedelta(hours=3))

    assert own(session, category="waste") is None
    assert own(session, replace(LAMP, place="số 80 ngõ 9 phố Cầu Sắt")) is None
    change(session, ticket.id, State.CLOSED, by="staff:7", note="đã thay", now=NOW)
    assert own(session) is None


def test_ones_own_report_of_the_day_before_yesterday_is_old(session: Session) -> None:
    filed(session, now=NOW - timedelta(hours=30))

    assert own(session) is None
