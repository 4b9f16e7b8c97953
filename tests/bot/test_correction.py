"""Corrections of our last answer, and questions that only look like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.correction import Correction, correction_in


@pytest.mark.parametrize(
    ("text", "wanted", "denied"),
    [
        ("không, ý em là cấp lại", "cấp lại", ""),
        ("ko phải, em hỏi hộ chiếu cơ", "hộ chiếu", ""),
        ("ko phai y e la doi bang lai", "doi bang lai", ""),
        ("nhầm rồi em muốn hỏi khai tử", "khai tử", ""),
        ("ý em hỏi cho vợ", "cho vợ", ""),
        ("em hỏi tạm trú cơ mà", "tạm trú", ""),
        ("sai rồi, em hỏi cấp lại mà", "cấp lại", ""),
        ("nhầm, tạm trú chứ không phải thường trú", "tạm trú", "thường trú"),
        ("không phải, mất chứ không phải hỏng", "mất", "hỏng"),
        ("không phải thường trú mà là tạm trú", "tạm trú", "thường trú"),
        ("không phải tạm vắng, tạm trú cơ", "tạm trú", "tạm vắng"),
    ],
)
def test_a_correction_says_what_is_meant_and_what_is_not(
    text: str, wanted: str, denied: str
) -> None:
    assert correction_in(text) == Correction(wanted=wanted, denied=denied)


@pytest.mark.parametrize(
    "text", ["sai rồi", "sai roi", "trả lời sai rồi", "hiểu nhầm rồi ạ", "không đúng", "không phải"]
)
def test_somebody_may_only_say_that_it_is_wrong(text: str) -> None:
    assert correction_in(text) == Correction()


@pytest.mark.parametrize(
    "text",
    [
        "không phải đóng tiền hả",
        "không phải nộp bản gốc đúng không",
        "không có giấy chứng sinh thì sao",
        "làm sai tên trên giấy khai sinh",
        "sai thông tin trên căn cước thì làm sao",
        "mất hay hỏng đều phải làm lại à",
        "em hỏi lệ phí",
        "không",
        "",
    ],
)
def test_a_question_is_no_correction(text: str) -> None:
    assert correction_in(text) is None


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    found = correction_in(text)

    assert found is None or found.wanted or not found.denied
