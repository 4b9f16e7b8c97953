"""What a channel says itself: plain, and rendered like every answer."""

from datetime import UTC, datetime

import pytest

from bot.store.inbox import News
from bot.types import Answer, Status
from channels import standing
from channels.rendering import TELEGRAM, ZALO_BOT, render

NEWS = News(
    id=1,
    kind="ticket",
    text="Phản ánh PA-1: đã xong.",
    answer=None,
    at=datetime(2026, 1, 1, tzinfo=UTC),
)


@pytest.mark.parametrize("kind", ["voice", "STICKER", "file", "something new"])
def test_a_kind_that_we_cannot_read_is_answered_with_what_we_can(kind: str) -> None:
    text = standing.unreadable(kind).text

    assert text.startswith("Tôi chỉ đọc được chữ, ảnh và vị trí")
    assert ("chưa nhận được" in text) is (kind != "something new")
    assert kind not in text


@pytest.mark.parametrize("reply", ["xóa hết", "Xoá hết.", " XÓA  HẾT! ", "1"])
def test_everything_is_deleted_only_for_a_clear_yes(reply: str) -> None:
    assert standing.confirms_forget(reply)


@pytest.mark.parametrize(
    "reply", ["không xóa", "không xóa hết", "2", "xóa", "có", "", "đừng xóa hết", "xóa hết nhé?"]
)
def test_any_other_reply_deletes_nothing(reply: str) -> None:
    assert not standing.confirms_forget(reply)


def test_asking_whether_to_delete_offers_buttons_that_say_the_words() -> None:
    yes, no = render(standing.FORGET_ASKED, TELEGRAM)[0].buttons

    assert standing.confirms_forget(yes.payload)
    assert not standing.confirms_forget(no.payload)
    assert "Anh/chị trả lời 1 hoặc 2." in render(standing.FORGET_ASKED, ZALO_BOT)[0].text


def test_withdrawn_reports_are_named_by_their_codes() -> None:
    assert "PA-1, PA-2" in standing.forgotten(["PA-1", "PA-2"]).text
    assert "Phản ánh" not in standing.forgotten([]).text


def test_words_of_staff_are_said_to_be_theirs_and_a_late_answer_stays_one() -> None:
    late = Answer(status=Status.ANSWERED, text="Miễn phí.", act="procedure")
    staff = News(id=2, kind="staff", text="Chào chị.", answer=None, at=NEWS.at)

    assert standing.news_answer(staff).text == "Cán bộ: Chào chị."
    assert standing.news_answer(NEWS).text == NEWS.text
    answered = News(id=3, kind="answer", text="Miễn phí.", answer=late, at=NEWS.at)
    assert standing.news_answer(answered) is late
