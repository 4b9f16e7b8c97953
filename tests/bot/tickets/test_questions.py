"""What residents ask about a report, and what only sounds like it."""

import pytest

from bot.tickets.questions import asked_beforehand, asks_on, report_question
from knowledge.text import fold


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("bao giờ thì có người xuống vậy", "when"),
        ("mấy hôm nữa giải quyết xong", "when"),
        ("khi nào người ta đến sửa", "when"),
        ("xử lý mất bao lâu em", "when"),
        ("ai xử lý việc này", "who"),
        ("có giữ bí mật cho tôi không", "secret"),
        ("hàng xóm có biết tôi báo không", "secret"),
        ("công khai số của tôi à", "secret"),
        ("ai đọc phản ánh này", "secret"),
        ("sao phải cho số điện thoại", "number"),
        ("xin số điện thoại làm gì", "number"),
        ("nắp cống bị mất trộm", None),
        ("sửa nội dung thành nắp cống bị mất trộm", None),
        ("sao phường không cho số nhà mới", None),
        ("đăng ký tạm trú bao lâu giải quyết", None),
        ("làm giấy khai sinh bao giờ có kết quả", None),
        ("đèn đường hỏng ba hôm không ai sửa", None),
        ("số 5 ngõ 10", None),
        ("cảm ơn em", None),
    ],
)
def test_a_question_about_the_report_is_told_from_others(
    text: str, asked: str | None, typed: type[str]
) -> None:
    assert report_question(typed(text)) == asked


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "is_asked"),
    [
        ("thế bao giờ xong", True),
        ("bao lâu thì sửa", True),
        ("xong chưa em", True),
        ("sao rồi", True),
        ("ai làm việc này", True),
        ("kết quả báo ở đâu", True),
        ("bao giờ mở cửa", False),
        ("tách hộ bao giờ xong", False),
        ("khi nào nộp thuế", False),
        ("cảm ơn em", False),
        ("xong rồi nhé", False),
    ],
)
def test_who_names_nothing_asks_on(text: str, is_asked: bool, typed: type[str]) -> None:
    assert asks_on(typed(text)) == is_asked


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("phản ánh có mất tiền không", "free"),
        ("gửi phản ánh có bị lộ tên không", "secret"),
        ("cho hỏi gửi phản ánh thì cần những gì", "how"),
        ("cách gửi phản ánh lên phường như thế nào", "how"),
        ("tôi gửi ảnh kiểu gì", "photo"),
        ("gửi ảnh thẻ làm căn cước thế nào", None),
        ("phản ánh trường thu phí không có biên lai", None),
        ("phản ánh bị mất tiền không ai xử lý", None),
        ("phản ánh của tôi thế nào rồi", None),
        ("phản ánh quán karaoke hát to làm sao ngủ", None),
        ("có giữ bí mật cho tôi không", None),
    ],
)
def test_a_question_about_reporting_is_heard_before_anything_is_reported(
    text: str, asked: str | None, typed: type[str]
) -> None:
    assert asked_beforehand(typed(text)) == asked
