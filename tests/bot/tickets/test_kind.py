"""How residents say that a report was taken for the wrong kind of thing."""

import pytest

from bot.tickets.kind import kind_corrected, kind_said, speaks_of_kind
from knowledge.text import fold


@pytest.mark.parametrize("typed", [str, fold])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("sai loại việc rồi, đây là rác chứ không phải đèn", "waste"),
        ("loại việc là rác", "waste"),
        ("loại việc: Trật tự đô thị", "order"),
        ("sửa loại việc thành tiếng ồn", "noise"),
        ("nhầm loại việc rồi em", None),
        ("sai loại việc rồi, không phải đèn", None),
    ],
)
def test_the_kind_that_is_meant_is_heard(text: str, kind: str | None, typed: type[str]) -> None:
    assert speaks_of_kind(typed(text))
    assert kind_said(typed(text), "lighting") == kind


@pytest.mark.parametrize(
    "text",
    ["gửi đi", "đèn hỏng ba hôm nay", "sửa nội dung", "làm khai sinh loại việc gì", "sai rồi"],
)
def test_what_is_about_something_else_is_not(text: str) -> None:
    assert not speaks_of_kind(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("không phải đèn đường đâu, rác mà", "waste"),
        ("đây là rác chứ không phải đèn", "waste"),
        ("không phải rác mà là chó thả rông", None),
        ("đèn hỏng từ hôm kia chứ không phải hôm qua", None),
    ],
)
def test_what_puts_the_kind_right_names_both(text: str, kind: str | None) -> None:
    assert kind_corrected(text, "lighting") == kind
