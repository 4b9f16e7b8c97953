"""What sounds like a report to Rasa and is none."""

from collections.abc import Callable

import pytest

from bot import desk_words
from bot.anger import is_insult
from bot.conversations import Topic
from bot.misheard import about_reporting, asks_instead, is_no_report, reports_none
from bot.types import Act, Decision
from knowledge.text import fold

TALK, NOTHING = Topic(procedure="1.004859"), Topic()


def taken(confidence: float) -> Decision:
    return Decision(act=Act.TICKET, confidence=confidence)


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    "text",
    ["có vợ và 2 con nữa", "ba nó không đồng ý", "đóng trễ 2 tháng", "chồng em đi làm xa rồi"],
)
def test_a_family_matter_told_about_a_procedure_is_no_report(
    text: str, typed: Callable[[str], str]
) -> None:
    assert is_no_report(typed(text), taken(0.72), TALK)


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    "text",
    [
        "đèn đường hỏng", "ngõ nhà tôi tối quá", "rác không ai dọn", "hàng xóm chửi bới suốt ngày",
        "tôi muốn phản ánh", "xe máy để đầy vỉa hè", "cống tắc ba hôm rồi", "quán karaoke hát to",
    ],
)  # fmt: skip
def test_a_public_trouble_is_a_report_whatever_was_discussed(
    text: str, typed: Callable[[str], str]
) -> None:
    assert not is_no_report(typed(text), taken(0.4), TALK)


def test_what_rasa_is_sure_of_is_a_report() -> None:
    assert not is_no_report("bà ấy chửi bới suốt ngày", taken(0.82), TALK)
    assert not is_no_report("bà ấy chửi bới suốt ngày", taken(0.6), NOTHING)
    assert is_no_report("I need to register temporary residence", taken(0.4), NOTHING)


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "is_own"),
    [
        ("xe máy tôi hỏng", True),
        ("đèn nhà tôi hỏng", True),
        ("điện thoại của em bị hư rồi", True),
        ("đèn trước nhà tôi hỏng", False),
        ("đường nhà tôi hỏng", False),
        ("đèn nhà văn hóa hỏng", False),
        ("đèn nhà tôi hỏng vì cột điện đổ vào", False),
    ],
)
def test_who_has_something_broken_at_home_reports_nothing(
    text: str, is_own: bool, typed: Callable[[str], str]
) -> None:
    assert is_no_report(typed(text), taken(0.85), NOTHING) is is_own


@pytest.mark.parametrize(
    ("text", "is_abuse"),
    [
        ("đồ rác rưởi", True),
        ("đồ rác", True),
        ("chán ghê", True),
        ("đổ rác", False),
        ("do rac", False),
        ("đổ rác ra đường", False),
        ("rác", False),
        ("rác quá", False),
    ],
)
def test_names_are_told_from_rubbish(text: str, is_abuse: bool) -> None:
    assert is_insult(text) is is_abuse
    if is_abuse:
        assert is_no_report(text, taken(0.98), NOTHING)


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("em đang hỏi đổi họ mà", True),
        ("tôi hỏi khai sinh chứ không phải phản ánh", True),
        ("tôi chỉ hỏi thủ tục thôi", True),
        ("tôi hỏi tổ trưởng rồi mà không ai sửa", False),
        ("ngõ 5 Tây Mỗ", False),
        ("đang hỏng mà không ai sửa", False),
    ],
)
def test_who_says_that_something_is_asked_leaves_the_form(
    text: str, is_asked: bool, typed: Callable[[str], str]
) -> None:
    assert asks_instead(typed(text)) is is_asked


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "is_none"),
    [
        ("tôi không có phản ánh gì cả", True),
        ("em không phản ánh gì đâu ạ", True),
        ("tôi không thấy phản ánh của tôi đâu", False),
        ("không phản ánh thì ai sửa", False),
        ("sao không có phản ánh nào của tôi", False),
    ],
)
def test_who_reports_nothing_is_heard(
    text: str, is_none: bool, typed: Callable[[str], str]
) -> None:
    assert reports_none(typed(text)) is is_none


def test_who_asks_about_reporting_is_answered_and_told_how_to_begin() -> None:
    answer = about_reporting("phản ánh có mất tiền không", TALK)

    assert answer is not None
    assert answer.text == 'Gửi phản ánh không mất tiền. Muốn gửi, anh/chị nhắn "phản ánh".'


def test_a_picture_for_a_procedure_is_not_one_for_a_report() -> None:
    assert about_reporting("gửi ảnh thế nào", NOTHING) is not None
    assert about_reporting("gửi ảnh thế nào", TALK) is None


def test_who_has_nothing_to_report_is_asked_for_something_else() -> None:
    assert about_reporting("tôi không có phản ánh gì cả", NOTHING) is desk_words.STOPPED
