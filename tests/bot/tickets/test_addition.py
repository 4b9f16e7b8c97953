"""What the sender of a filed report adds to it, and which of several is meant."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.store.desk import DeskNoteRow
from bot.store.models import TicketRow
from bot.tickets.addition import addition_answer, adds_to_filed
from bot.tickets.change import change
from bot.tickets.filing import file_ticket
from bot.tickets.types import State
from bot.tickets.withdraw import withdrawal_answer
from bot.types import Answer
from knowledge.text import fold
from tests.bot.tickets.conftest import LAMP, NOW, PEOPLE, WARD, add_message

AN, BINH, _ = PEOPLE
LATER = NOW + timedelta(hours=2)
WRONG_PLACE = "phản ánh vừa rồi sai địa chỉ, sửa lại giúp tôi là tòa S2.02"


def filed(session: Session, who: str = AN) -> TicketRow:
    message = add_message(session, who)
    return file_ticket(session, LAMP, conversation_id=who, message_id=message, ward=WARD, now=NOW)


def told(session: Session, text: str, who: str = AN) -> Answer | None:
    return addition_answer(session, text, who, after_report=True, now=LATER)


def notes(session: Session) -> list[tuple[int | None, str]]:
    rows = session.scalars(select(DeskNoteRow).order_by(DeskNoteRow.id))
    return [(row.ticket_id, row.text) for row in rows]


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "after_report", "adds"),
    [
        (WRONG_PLACE, False, True),
        ("tôi muốn thêm số điện thoại 0912345678 vào phản ánh đó", False, True),
        ("phản ánh lúc nãy tôi ghi nhầm số nhà", False, True),
        ("đổi địa chỉ thành ngõ 12", True, True),
        ("bổ sung nội dung: đèn chập chờn", True, True),
        ("đổi địa chỉ thành ngõ 12", False, False),
        ("đổi địa chỉ trong sổ hộ khẩu", True, False),
        ("phản ánh vừa gửi có sửa được không", True, False),
        ("tôi muốn phản ánh thêm việc khác", True, False),
        ("phản ánh đường này hỏng cần sửa", True, False),
        ("đổi căn cước thì sửa địa chỉ ở đâu", True, False),
        ("cảm ơn em", True, False),
    ],
)
def test_an_addition_is_told_from_other_words(
    text: str, typed: type[str], *, after_report: bool, adds: bool
) -> None:
    assert adds_to_filed(typed(text), after_report=after_report) is adds


def test_what_is_added_is_noted_for_the_unit(session: Session) -> None:
    ticket = filed(session)

    answer = told(session, WRONG_PLACE)

    assert answer is not None
    assert (answer.ticket, ticket.unit in answer.text) == (ticket.code, True)
    assert notes(session) == [
        (ticket.id, f"Người gửi bổ sung phản ánh {ticket.code}: {WRONG_PLACE}")
    ]


def test_nothing_is_noted_on_what_is_closed_or_somebody_elses(session: Session) -> None:
    ticket = filed(session, BINH)

    assert told(session, WRONG_PLACE) is None

    change(session, ticket.id, State.CLOSED, by="cb01", note="trùng", now=LATER)
    assert told(session, WRONG_PLACE, BINH) is None
    assert notes(session) == []


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("rút lại phản ánh đầu tiên", 0),
        ("rút lại phản ánh thứ nhất", 0),
        ("rút lại phản ánh thứ 2", 1),
        ("rút lại phản ánh", 1),
    ],
)
def test_of_several_reports_the_named_one_is_taken_back(
    session: Session, text: str, which: int
) -> None:
    both = filed(session), filed(session)

    answer = withdrawal_answer(session, text, AN, now=LATER)

    assert answer is not None
    assert answer.ticket == both[which].code
    assert [id_ for id_, _ in notes(session)] == [both[which].id]


def test_a_report_that_is_not_there_is_not_taken_back(session: Session) -> None:
    filed(session)

    assert withdrawal_answer(session, "rút lại phản ánh thứ ba", AN, now=LATER) is None
