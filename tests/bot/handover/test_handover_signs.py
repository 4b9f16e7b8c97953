"""A person is offered after failures in a row, and declined in plain words."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.compose_handover import offer_answer
from bot.handover_signs import (
    TOO_OFTEN,
    asks_how_long,
    declines_person,
    failures,
    leaves_words,
)
from bot.store.models import FeedbackRow, MessageRow
from bot.types import Answer, Status
from tests.bot.handover.conftest import answer, at

NINE = at(20, "09:00")
AN = "web:an"


def now_fails(session: Session, status: Status = Status.NO_CONTENT) -> bool:
    answer = Answer(status=status, text="…", act="procedure")
    return len(failures(session, AN, answer, now=NINE)) >= TOO_OFTEN


def dislike(session: Session, row: MessageRow) -> None:
    session.add(
        FeedbackRow(
            conversation_id=AN, message_id=row.id, kind="answer", value=0, reason="sai", at=NINE
        )
    )
    session.flush()


@pytest.mark.parametrize(
    ("before", "is_often"),
    [
        (["NO_CONTENT"], False),
        (["NO_CONTENT", "OUT_OF_SCOPE"], True),
        (["NO_CONTENT", "ANSWERED", "NO_CONTENT"], False),
        (["NO_CONTENT", "SAID", "CLARIFY", "NO_CONTENT", "SAID"], True),
        (["NO_CONTENT", "NO_CONTENT", "HANDOVER"], False),
        (["ANSWERED", "ANSWERED", "ANSWERED"], False),
        ([], False),
    ],
)
def test_three_failures_in_a_row_are_often(
    session: Session, before: list[str], is_often: bool
) -> None:
    for status in before:
        answer(session, AN, NINE, status=status)

    assert now_fails(session) is is_often


def test_a_disliked_answer_is_a_failure_and_a_corrected_one_is_not(session: Session) -> None:
    for _ in range(2):
        dislike(session, answer(session, AN, NINE, status="ANSWERED"))
    assert not now_fails(session, Status.ANSWERED)
    assert now_fails(session)

    dislike(session, answer(session, AN, NINE, status="ANSWERED"))
    assert now_fails(session, Status.ANSWERED)


def test_a_person_is_not_offered_again_with_every_further_failure(session: Session) -> None:
    for _ in range(3):
        last = answer(session, AN, NINE, status="NO_CONTENT")
    last.answer = {"more": [{"payload": offer_answer().choices[0].payload}]}
    session.flush()

    assert not now_fails(session)
    answer(session, AN, NINE, status="NO_CONTENT")
    answer(session, AN, NINE, status="NO_CONTENT")
    assert now_fails(session)


def test_the_failures_of_others_and_of_yesterday_do_not_count(session: Session) -> None:
    for _ in range(3):
        answer(session, "web:binh", NINE, status="NO_CONTENT")
        answer(session, AN, NINE - timedelta(days=1), status="NO_CONTENT")

    assert not now_fails(session)


@pytest.mark.parametrize(
    "text",
    [
        "thôi không cần nữa",
        "Thôi.",
        "thôi khỏi ạ",
        "không cần gặp cán bộ nữa",
        "hủy yêu cầu",
        "thoi em ko gap can bo nua",
        "thôi khỏi chờ nữa, lâu quá",
        "thôi để mai em ra phường",
    ],
)
def test_who_needs_nobody_any_more_is_heard(text: str) -> None:
    assert declines_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "thôi việc thì cần giấy gì",
        "hủy kết hôn",
        "không",
        "gặp cán bộ",
        "không gặp ai à",
        "thôi cho gặp cán bộ đi",
    ],
)
def test_other_words_decline_nobody(text: str) -> None:
    assert not declines_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "chờ lâu thế",
        "cho lau qua",
        "sao lâu vậy em",
        "bao giờ có người trả lời",
        "đến lượt chưa",
        "cán bộ đâu rồi",
        "còn phải chờ bao lâu nữa",
        "đợi 30 phút rồi mà chưa thấy ai",
        "còn ai trước tôi không",
        "họ có gọi lại không",
        "họ trả lời chưa",
        "bao giờ họ trả lời",
        "bao gio can bo goi lai",
    ],
)
def test_who_complains_of_waiting_is_heard(text: str) -> None:
    assert asks_how_long(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "chờ cấp sổ đỏ lâu thế",
        "khai sinh bao lâu có",
        "làm căn cước lâu quá",
        "cảm ơn",
        "cán bộ",
    ],
)
def test_other_words_are_no_complaint_of_waiting(text: str) -> None:
    assert not asks_how_long(text)


@pytest.mark.parametrize(
    "text",
    [
        "nguyễn văn a, 0912345678, hỏi về đất",
        "tôi tên Nguyễn Thị Lan ở tổ 6",
        "toi ten Lan, muon hoi ve dat",
        "0912 345 678",
        "em là Hà, sđt +84912345678 ạ",
        "họ tên là Trần Văn Bảy",
    ],
)
def test_a_name_or_number_left_in_the_queue_is_for_staff(text: str) -> None:
    assert leaves_words(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tên sai trên giấy khai sinh",
        "tôi tên Lan, đăng ký khai sinh cần giấy gì",
        "gọi 0912345678 có phải lừa đảo không",
        "em tên gì",
        "đăng ký tạm trú",
        "lệ phí 2.000 đồng",
    ],
)
def test_other_words_in_the_queue_are_answered(text: str) -> None:
    assert not leaves_words(text)
