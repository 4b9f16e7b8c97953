"""What a resident is told about a report, and what nobody else is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from bot.store.models import TicketRow
from bot.tickets import filing
from bot.tickets.change import change
from bot.tickets.filing import file_ticket
from bot.tickets.status import reopen_answer, status_answer
from bot.tickets.types import Draft, State
from bot.types import Answer, Status
from tests.bot.tickets.conftest import LAMP, NOW, PEOPLE, WARD, add_message

AN, BINH, _ = PEOPLE
LATER = NOW + timedelta(days=1, hours=1)


def filed(session: Session, draft: Draft = LAMP, who: str = AN, hours: int = 0) -> TicketRow:
    return file_ticket(
        session,
        draft,
        conversation_id=who,
        message_id=add_message(session, who),
        ward=WARD,
        now=NOW + timedelta(hours=hours),
    )


def asked(session: Session, text: str, who: str = AN) -> Answer:
    return status_answer(session, text, who, now=LATER)


def test_the_residents_own_report_is_shown_whole(session: Session) -> None:
    ticket = filed(session)
    change(session, ticket.id, State.ANSWERED, by="staff:7", note="đã thay bóng", now=LATER)

    answer = asked(session, f"mã {ticket.code.lower()} đến đâu rồi")

    assert (answer.status, answer.ticket) == (Status.ANSWERED, ticket.code)
    for words in ("đã trả lời", LAMP.content, LAMP.place, "Đã thay bóng", "Tổ hạ tầng"):
        assert words in answer.text
    assert "9:00 ngày 22/11/2026" in answer.text
    assert "10:00 hôm nay" in answer.text


def test_of_anothers_report_only_state_and_dates_are_told(session: Session) -> None:
    ticket = filed(session, replace(LAMP, photo="a.jpg"))
    change(session, ticket.id, State.ANSWERED, by="staff:7", note="đã gọi ông Ba", now=LATER)

    answer = asked(session, ticket.code, BINH)

    assert (answer.status, answer.ticket) == (Status.ANSWERED, ticket.code)
    assert "đã trả lời" in answer.text
    assert "22/11/2026" in answer.text
    for private in (LAMP.content, LAMP.place, str(LAMP.phone), "a.jpg", "ông Ba", "Chiếu sáng"):
        assert private not in answer.text


def test_a_report_whose_conversation_is_gone_is_nobodys_own(session: Session) -> None:
    ticket = filed(session)
    ticket.conversation_id = None

    assert LAMP.content not in asked(session, ticket.code).text


@pytest.mark.parametrize("text", ["phản ánh của tôi", "phan anh cua toi sao roi", "xong chưa", ""])
def test_all_reports_of_the_conversation_come_newest_first(session: Session, text: str) -> None:
    codes = [filed(session, hours=hour).code for hour in range(3)]
    other = filed(session, who=BINH)

    answer = asked(session, text)

    at = [answer.text.index(code) for code in codes]
    assert at == sorted(at, reverse=True)
    assert other.code not in answer.text
    assert [choice.payload for choice in answer.more] == codes[::-1]


def test_of_many_reports_the_newest_are_listed_and_the_rest_counted(session: Session) -> None:
    codes = [filed(session, hours=hour).code for hour in range(7)]

    answer = asked(session, "phản ánh của tôi")

    assert [code in answer.text for code in codes] == [False] * 2 + [True] * 5
    assert "Còn 2 phản ánh cũ hơn" in answer.text


def test_the_only_report_is_shown_whole(session: Session) -> None:
    ticket = filed(session)

    answer = asked(session, "phản ánh của tôi")

    assert answer.ticket == ticket.code
    assert LAMP.content in answer.text


def test_without_any_report_the_answer_says_so(session: Session) -> None:
    filed(session, who=BINH)

    answer = asked(session, "phản ánh của tôi")

    assert (answer.status, answer.ticket) == (Status.NO_CONTENT, None)


def with_code(session: Session, code: str, monkeypatch: pytest.MonkeyPatch, who: str = AN) -> None:
    monkeypatch.setattr(filing, "new_code", lambda now: code)
    filed(session, who=who)


@pytest.mark.parametrize("typed", ["PA-2611-7KD4", "pa 2611 7dk3", "PA-2611-7KD", "PA-2611-7KKD3"])
def test_a_slip_in_the_code_is_asked_back(
    session: Session, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    with_code(session, "PA-2611-7KD3", monkeypatch)

    answer = asked(session, typed)

    assert answer.status is Status.CLARIFY
    assert answer.text.startswith("Tôi không tìm thấy mã PA-2611-7")
    assert "Có phải anh/chị muốn hỏi PA-2611-7KD3?" in answer.text
    assert [choice.payload for choice in answer.choices] == ["PA-2611-7KD3"]
    assert LAMP.content not in answer.text


def test_ones_own_code_is_suggested_before_anothers(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = "PA-2611-7KD3", "PA-2611-7AD4"
    with_code(session, other, monkeypatch, BINH)
    with_code(session, own, monkeypatch)

    answer = asked(session, "PA-2611-7KD4")

    assert [choice.payload for choice in answer.choices] == [own, other]


@pytest.mark.parametrize("typed", ["PA-2611-7KD3", "PA-2611-7KD4", "mã pa26117kd"])
def test_an_unknown_code_is_said_to_be_unknown(session: Session, typed: str) -> None:
    answer = asked(session, typed)

    assert (answer.status, answer.ticket, answer.choices) == (Status.NO_CONTENT, None, ())
    assert "không tìm thấy" in answer.text


@pytest.mark.parametrize(
    "words", ["mở lại {}", "{} chưa xong", "mo lai {} giup toi", "{} chua duoc giai quyet"]
)
def test_a_resident_may_reopen_an_answered_report(session: Session, words: str) -> None:
    ticket = filed(session)
    change(session, ticket.id, State.ANSWERED, by="staff:7", note="đã xem", now=LATER)

    answer = reopen_answer(session, words.format(ticket.code), AN, now=LATER)

    assert answer is not None
    assert answer.ticket == ticket.code
    assert "mở lại" in answer.text
    assert ticket.state == "received"


def test_a_report_being_dealt_with_is_not_reopened(session: Session) -> None:
    ticket = filed(session)

    answer = reopen_answer(session, f"mở lại {ticket.code}", AN, now=LATER)

    assert answer is not None
    assert "chưa kết thúc" in answer.text
    assert ticket.updated_at == NOW


@pytest.mark.parametrize(
    "text", ["{}", "{} đến đâu rồi", "{} xong chưa", "mở lại", "mở lại PA-2611-7KD4"]
)
def test_asking_after_a_report_reopens_nothing(session: Session, text: str) -> None:
    ticket = filed(session)
    change(session, ticket.id, State.ANSWERED, by="staff:7", note="đã xem", now=LATER)

    assert reopen_answer(session, text.format(ticket.code), AN, now=LATER) is None
    assert ticket.state == "answered"


def test_nobody_reopens_anothers_report(session: Session) -> None:
    ticket = filed(session)
    change(session, ticket.id, State.CLOSED, by="staff:7", note="đã xem", now=LATER)

    assert reopen_answer(session, f"mở lại {ticket.code}", BINH, now=LATER) is None
    assert ticket.state == "closed"
