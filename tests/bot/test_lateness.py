"""Who comes late, or fears a penalty, is told what the record knows and what it does not."""

import pytest

from bot.lateness import late_text
from knowledge.load import load
from knowledge.types import Aspect, Procedure

BIRTH, DEATH, STAY = "1.001193", "1.000656", "1.004194"
DEADLINE, STILL, UNKNOWN = "Hạn làm việc này: 60 ngày", "Quá hạn vẫn làm được", "nguồn tôi có không"


def procedure(code: str) -> Procedure:
    return next(each for each in load().procedures if each.code == code)


@pytest.mark.parametrize(
    "said",
    [
        "đăng ký khai sinh trễ hai tháng được không",
        "con 3 tháng rồi mới đi làm khai sinh được không",
        "con em 7 tuổi rồi ạ",
        "con tôi được 2 tuổi chưa có giấy khai sinh",
        "chau 5t chua khai sinh",
        "be 4 thang roi chua lam khai sinh",
        "quá 60 ngày mới khai sinh thì sao",
    ],
)
def test_who_is_late_hears_that_it_can_still_be_done(said: str) -> None:
    told = late_text(procedure(BIRTH), [Aspect.CONDITIONS], said)
    assert DEADLINE in told
    assert STILL in told
    assert UNKNOWN not in told


@pytest.mark.parametrize(
    "said",
    [
        "muốn làm khai sinh cho con",
        "muon lam giay khai sinh cho tre em",
        "con em mới sinh 2 tháng",
        "em 17 tuổi sinh con thì khai sinh thế nào",
        "con gái tôi 17 tuổi sinh em bé, khai sinh ra sao",
        "bé 3 tháng nữa sinh",
        "phường trả giấy khai sinh chậm quá",
        "chậm trả kết quả thì hỏi ai",
        "khai sinh cần giấy gì",
        "có được làm ở nơi tạm trú không",
    ],
)
def test_who_is_not_late_is_told_nothing_of_it(said: str) -> None:
    assert late_text(procedure(BIRTH), [Aspect.CONDITIONS], said) == ""


@pytest.mark.parametrize(
    "said",
    [
        "quên đăng ký tạm trú có bị phạt không",
        "khong dang ky tam tru co bi phat tien khong",
        "ko đk tạm trú có bị phạt gì ko",
        "không báo tạm trú có sao không",
        "chưa đăng ký có bị làm sao không",
    ],
)
def test_no_penalty_is_promised_and_none_denied(said: str) -> None:
    told = late_text(procedure(STAY), [Aspect.CONDITIONS], said)
    assert UNKNOWN in told
    assert "Anh/chị hỏi quầy một cửa" in told
    assert STILL not in told, "its record says nothing of coming late"


def test_what_the_rest_of_the_answer_tells_is_not_told_twice() -> None:
    said = "khai tử trễ thì lệ phí bao nhiêu, bao lâu xong"
    alone = late_text(procedure(DEATH), [Aspect.CONDITIONS], said)
    beside = late_text(procedure(DEATH), [Aspect.FEE, Aspect.TIME], said)
    assert "15 ngày" in alone
    assert "mức thu" in alone
    assert beside == "Quá hạn vẫn làm được, nên đi sớm."
