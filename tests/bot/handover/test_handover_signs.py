"""A person is offered after failures in a row, and rated once after speaking."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.handover import give_back, leave, open_handover, say, take
from bot.handover_signs import declines_person, failed_often, may_rate
from bot.handover_states import Reason
from bot.store.models import FeedbackRow
from tests.bot.handover.conftest import COUNTER, answer, at

NINE = at(20, "09:00")
AN = "web:an"


@pytest.mark.parametrize(
    ("turns", "is_often"),
    [
        (["NO_CONTENT", "NO_CONTENT"], False),
        (["NO_CONTENT", "OUT_OF_SCOPE", "NO_CONTENT"], True),
        (["NO_CONTENT", "ANSWERED", "NO_CONTENT", "NO_CONTENT"], False),
        (["NO_CONTENT", "SAID", "NO_CONTENT", "CLARIFY", "NO_CONTENT"], True),
        (["NO_CONTENT", "NO_CONTENT", "NO_CONTENT", "HANDOVER", "NO_CONTENT"], False),
        (["ANSWERED", "wrong", "ANSWERED", "wrong", "NO_CONTENT"], True),
        (["ANSWERED", "wrong", "ANSWERED", "wrong"], False),
        (["NO_CONTENT", "wrong", "NO_CONTENT", "wrong"], False),
        (["ANSWERED", "ANSWERED", "ANSWERED"], False),
        ([], False),
    ],
)
def test_three_failures_in_a_row_are_often(
    session: Session, turns: list[str], is_often: bool
) -> None:
    for turn in turns:
        if turn == "wrong":
            answer(session, AN, NINE, status="SAID", act="wrong")
        else:
            answer(session, AN, NINE, status=turn)

    assert failed_often(session, AN, now=NINE) is is_often
    assert not failed_often(session, "web:binh", now=NINE)


def test_a_disliked_answer_is_a_failure(session: Session) -> None:
    rows = [answer(session, AN, NINE, status="ANSWERED") for _ in range(3)]
    for row in rows:
        session.add(
            FeedbackRow(
                conversation_id=AN, message_id=row.id, kind="answer", value=0, reason="", at=NINE
            )
        )
        session.flush()

    assert failed_often(session, AN, now=NINE)


def test_yesterdays_failures_are_forgotten(session: Session) -> None:
    for _ in range(3):
        answer(session, AN, NINE, status="NO_CONTENT")

    assert not failed_often(session, AN, now=NINE + timedelta(days=1))


@pytest.mark.parametrize(
    "text",
    [
        "thôi không cần nữa",
        "Thôi.",
        "thôi khỏi ạ",
        "không cần gặp cán bộ nữa",
        "hủy yêu cầu",
        "thoi em ko gap can bo nua",
    ],
)
def test_who_needs_nobody_any_more_is_heard(text: str) -> None:
    assert declines_person(text)


@pytest.mark.parametrize(
    "text",
    ["", "thôi việc thì cần giấy gì", "hủy kết hôn", "không", "gặp cán bộ", "không gặp ai à"],
)
def test_other_words_decline_nobody(text: str) -> None:
    assert not declines_person(text)


def handed_over(session: Session, *, speaks: bool) -> None:
    stands = open_handover(session, AN, Reason.ASKED, opening=COUNTER, now=NINE)
    take(session, stands.id, "lan", now=NINE)
    if speaks:
        say(session, stands.id, "lan", "Chào anh", now=NINE)
    assert not may_rate(session, AN)
    give_back(session, stands.id, "lan", now=NINE)


def test_a_person_who_spoke_is_rated_once(session: Session) -> None:
    handed_over(session, speaks=True)
    assert may_rate(session, AN)

    session.add(FeedbackRow(conversation_id=AN, kind="handover", value=5, reason="", at=NINE))
    session.flush()

    assert not may_rate(session, AN)


def test_silence_and_leaving_are_not_rated(session: Session) -> None:
    assert not may_rate(session, AN)
    handed_over(session, speaks=False)
    assert not may_rate(session, AN)
    open_handover(session, AN, Reason.ASKED, opening=COUNTER, now=NINE)
    leave(session, AN, now=NINE)
    assert not may_rate(session, AN)


def test_an_earlier_rating_does_not_stand_for_a_later_hand_over(session: Session) -> None:
    earlier = NINE - timedelta(hours=1)
    session.add(FeedbackRow(conversation_id=AN, kind="handover", value=1, reason="", at=earlier))
    handed_over(session, speaks=True)

    assert may_rate(session, AN)
