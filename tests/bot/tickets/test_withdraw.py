"""What is said to somebody who wants a filed report back, and what its unit is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.desk import DeskNoteRow
from bot.store.models import TicketRow
from bot.tickets.change import change
from bot.tickets.filing import file_ticket, join
from bot.tickets.types import State
from bot.tickets.withdraw import names_a_filed_one, takes_back, withdrawal_answer
from bot.types import Answer
from knowledge.text import fold
from tests.bot.tickets.conftest import LAMP, NOW, PEOPLE, WARD, add_message

AN, BINH, _ = PEOPLE
LATER = NOW + timedelta(hours=2)


def filed(session: Session, who: str = AN) -> TicketRow:
    message = add_message(session, who)
    return file_ticket(session, LAMP, conversation_id=who, message_id=message, ward=WARD, now=NOW)


def told(session: Session, text: str, who: str = AN) -> Answer | None:
    return withdrawal_answer(session, text, who, now=LATER)


def notes(session: Session) -> list[tuple[int | None, str]]:
    rows = session.scalars(select(DeskNoteRow).order_by(DeskNoteRow.id))
    return [(row.ticket_id, row.text) for row in rows]


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    "text",
    [
        "em rút lại phản ánh PA-2611-7KD3",
        "hủy PA-2611-7KD3 giúp em",
        "hủy phản ánh vừa gửi",
        "cho em xin rút cái phản ánh lúc nãy",
        "phản ánh vừa gửi em rút lại nhé",
        "mã PA-2611-7KD3 tôi không muốn gửi nữa",
        "có cách nào xóa phản ánh em vừa gửi không",
        "thu hồi giúp tôi kiến nghị hôm qua",
    ],
)
def test_who_wants_a_report_back_is_heard(text: str, typed: type[str]) -> None:
    assert takes_back(typed(text))
    assert names_a_filed_one(typed(text))


@pytest.mark.parametrize(
    "text",
    [
        "hàng xóm bỏ rác, tôi muốn phản ánh",
        "phản ánh PA-2611-7KD3 về việc bỏ rác sao rồi",
        "rút đơn ly hôn thế nào",
        "phản ánh nhà bên vừa bỏ xe chắn ngõ",
        "hủy",
        "phản ánh của tôi",
    ],
)
def test_what_only_sounds_so_is_not(text: str) -> None:
    assert not takes_back(text)


def test_a_report_that_is_being_written_is_cancelled_and_not_taken_back() -> None:
    assert not names_a_filed_one("hủy phản ánh")


def test_the_report_stays_and_its_unit_reads_that_it_is_wanted_back(session: Session) -> None:
    ticket = filed(session)

    answers = [told(session, f"rút lại phản ánh {ticket.code}"), told(session, "hủy phản ánh")]

    for answer in answers:
        assert answer is not None
        assert answer.ticket == ticket.code
        for words in (ticket.code, "đã gửi đi rồi", ticket.unit, "gặp cán bộ"):
            assert words in answer.text
    assert notes(session) == [(ticket.id, f"Người gửi muốn rút phản ánh {ticket.code}.")]
    assert ticket.state == State.RECEIVED


def test_of_a_joined_report_it_is_noted_where_staff_read(session: Session) -> None:
    root = filed(session, BINH)
    ticket = join(
        session, LAMP, root.id, conversation_id=AN, message_id=add_message(session, AN),
        ward=WARD, now=NOW,
    )  # fmt: skip

    told(session, f"hủy {ticket.code}")

    assert notes(session) == [(root.id, f"Người gửi muốn rút phản ánh {ticket.code}.")]


@pytest.mark.parametrize("text", ["rút lại phản ánh {} được không", "hủy phản ánh {}"])
def test_nothing_is_noted_for_a_question_or_for_somebody_else(session: Session, text: str) -> None:
    ticket = filed(session)
    who = AN if "không" in text else BINH

    answer = told(session, text.format(ticket.code), who)

    assert answer is not None
    assert "không tự rút lại" in answer.text
    assert notes(session) == []


def test_one_that_was_answered_needs_no_withdrawal(session: Session) -> None:
    ticket = filed(session)
    change(session, ticket.id, State.ANSWERED, by="staff:7", note="đã thay bóng", now=NOW)

    answer = told(session, "rút lại phản ánh")

    assert answer is not None
    assert f"{ticket.code} đã trả lời" in answer.text
    assert notes(session) == []


def test_without_a_report_there_is_nothing_to_say(session: Session) -> None:
    assert told(session, "rút lại phản ánh PA-2611-7KD3") is None
    assert told(session, "rút lại phản ánh") is None
