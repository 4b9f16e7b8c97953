"""A child in danger is heard; what is asked about papers for one is not taken for it."""

import pytest

from bot.cry import CHILD_HURT, CHILD_LEFT, STRUCK, cry_answer, cry_heard
from bot.types import Act
from bot.urgent import is_danger
from knowledge.text import fold

HURT = [
    "em 13 tuổi, bố dượng tối nào cũng vào phòng em",
    "cha dượng em hay vào phòng em lúc đêm, em 13 tuổi",
    "cậu em hay sờ người em, em 12 tuổi",
    "thầy giáo bắt em cởi áo, em học lớp 5",
    "bác hàng xóm dụ bé cởi quần",
]
LEFT = [
    "có đứa nhỏ mới đẻ bị bỏ ở gốc cây",
    "thấy một em bé sơ sinh bị bỏ rơi trước cửa nhà tôi",
    "bé 3 tuổi bị bỏ rơi trước cổng chùa, giờ làm sao",
    "bé 5 tuổi bị bỏ ở nhà một mình cả ngày",
    "hàng xóm hay bỏ con ở nhà một mình đi nhậu",
    "nghi có buôn người, mấy đứa trẻ con bị bắt đi ăn xin ngoài ngã tư",
    "ai vứt em bé ngoài bãi rác",
]
QUIET = [
    "trẻ bị bỏ rơi đăng ký khai sinh thế nào",
    "Người dân phát hiện trẻ sơ sinh bị bỏ rơi trước cổng chùa thì Ủy ban niêm yết bao nhiêu ngày "
    "trước khi đăng ký khai sinh cho cháu?",
    "trẻ em bị bỏ rơi được hưởng trợ cấp bao nhiêu",
    "bà ngoại nuôi cháu bị bỏ rơi được nhận tiền nuôi hộ không",
    "chó con bị bỏ rơi trước cổng",
    "rác bị bỏ ở gốc cây",
    "con tôi 6 tuổi ở nhà với bà",
    "bố em vào phòng khám",
    "cháu 13 tuổi, bố vào phòng tiếp dân nộp hồ sơ",
    "hồ sơ của bé bị bỏ lại ở quầy",
    "phòng chống mua bán người tuyên truyền ở đâu",
    "cho bé đi tiêm phải cởi áo không",
    "con tôi bị bỏ sót trong hộ khẩu",
    "có người ăn xin ngoài chợ",
    "bé đi học về trễ",
]
# Rasa hears a report in each of these.
TOLD = [
    "bị rắn cắn",
    "con tôi bị bỏng nước sôi",
    "bà nội em ngã cầu thang, gãy chân",
    "trộm vào nhà",
    "tôi bị cướp giật túi xách ngoài đường rồi",
    "điện giật người ngã ra đường kìa",
    "có đứa nhỏ mới đẻ bị bỏ ở gốc cây",
    "có người chết ở công viên",
]


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize(
    ("text", "said"), [(t, CHILD_HURT) for t in HURT] + [(t, CHILD_LEFT) for t in LEFT]
)
def test_who_tells_of_a_child_in_danger_is_told_whom_to_call(
    text: str, said: str, typed: type[str]
) -> None:
    answer = cry_answer(typed(text))

    assert answer is not None
    assert answer.text.endswith(said)


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", QUIET)
def test_papers_for_a_child_raise_no_alarm(text: str, typed: type[str]) -> None:
    assert not is_danger(typed(text))


@pytest.mark.parametrize("text", TOLD)
def test_who_is_in_danger_is_not_asked_where_that_is(text: str) -> None:
    assert cry_heard(text, Act.TICKET, in_form=False) is not None


@pytest.mark.parametrize(
    "text", ["dây điện đứt tóe lửa ở ngõ 5", "cống mất nắp có người ngã gãy chân"]
)
def test_what_is_broken_and_dangerous_is_still_taken_down(text: str) -> None:
    assert is_danger(text)
    assert cry_heard(text, Act.TICKET, in_form=False) is None


def test_who_is_struck_hears_the_same_as_before() -> None:
    answer = cry_answer("chồng tôi lại đánh tôi")

    assert answer is not None
    assert answer.text.endswith(STRUCK)
