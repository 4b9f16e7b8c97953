"""What residents ask about a report, and what only sounds like it."""

import pytest

from bot.tickets.questions import report_question
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
