"""The sum that one receives or pays in is not the fee of the procedure."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.compose import procedure_answer
from bot.procedure_sum import missing_sum
from knowledge.types import Aspect, Channel, Fee, Note, Procedure, Submission

TODAY = date(2026, 11, 20)
FREE = (Submission(channel=Channel.COUNTER, fees=(Fee(amount_vnd=0),)),)
RECEIVED, PAID_IN = "Số tiền được nhận: ", "Số tiền phải đóng: "
Make = Callable[..., Procedure]


@pytest.mark.parametrize(
    ("name", "aspect", "question", "begins"),
    [
        ("Hỗ trợ mai táng", Aspect.FEE, "tiền mai táng phí bao nhiêu", RECEIVED),
        ("Trợ cấp người già", Aspect.RESULT, "trợ cấp được bao nhiêu", RECEIVED),
        ("Cấp thẻ bảo hiểm y tế", Aspect.FEE, "đóng bảo hiểm y tế hết bao nhiêu", PAID_IN),
        ("Khai lệ phí trước bạ", Aspect.FEE, "lệ phí trước bạ bao nhiêu tiền", PAID_IN),
        ("Hỗ trợ mai táng", Aspect.FEE, "làm hồ sơ mai táng hết bao nhiêu tiền", ""),
        ("Hỗ trợ mai táng", Aspect.FEE, "lệ phí xin hỗ trợ mai táng bao nhiêu", ""),
        ("Hỗ trợ mai táng", Aspect.TIME, "tiền mai táng bao giờ có", ""),
        ("Hỗ trợ mai táng", Aspect.RESULT, "mai táng xong được giấy gì", ""),
        ("Thanh toán bảo hiểm y tế", Aspect.FEE, "phải trả tiền hết, bảo hiểm y tế có trả lại", ""),
        ("Đăng ký tạm trú", Aspect.FEE, "tạm trú bao nhiêu tiền", ""),
    ],
)
def test_money_about_a_benefit_or_an_insurance_is_told_from_the_fee(
    procedure: Make, name: str, aspect: Aspect, question: str, begins: str
) -> None:
    said = missing_sum(procedure(name=name), aspect, question)

    assert said.startswith(begins) if begins else said == ""


def test_the_fee_is_said_as_the_fee(procedure: Make) -> None:
    known = procedure(name="Hỗ trợ mai táng", submissions=FREE)
    text = procedure_answer(known, Aspect.FEE, "tiền mai táng phí bao nhiêu", TODAY).text

    assert text.split("\n")[1:] == [
        "Số tiền được nhận: nguồn tôi có không ghi. Đây là lệ phí làm thủ tục:",
        "- Nộp trực tiếp: Miễn phí.",
    ]


def test_a_record_that_states_the_sum_is_not_called_silent(procedure: Make) -> None:
    note = Note(aspect=Aspect.RESULT, text="Mức hỗ trợ là 9.000.000 đồng.")
    known = procedure(name="Hỗ trợ mai táng", submissions=FREE, notes=(note,))

    assert missing_sum(known, Aspect.FEE, "tiền mai táng phí bao nhiêu") == ""
