"""Whoever goes back to what was discussed before is answered about that."""

import pytest

from bot.conversations import Topic
from bot.going_back import Back, back_in, one_of_two
from bot.types import Status
from knowledge.types import Aspect
from tests.bot.test_talk import BICYCLE, Make, talk

EXTENSION = "gia hạn quầy hàng chợ đêm hết bao nhiêu tiền"
GUIDE = "quên mật khẩu ví điện tử chợ đêm"


@pytest.mark.parametrize(
    "back",
    [
        "quay lại chuyện quầy hàng",
        "tro lai chuyen gia han quay hang",
        "quay lại cái gia hạn lúc nãy",
        "thôi quay lại chuyện lúc nãy",
        "quay lại đi em",
        "quay về quầy hàng đi",
    ],
)
async def test_going_back_leaves_what_was_asked_between(assistant: Make, back: str) -> None:
    *_, answer = await talk(assistant, EXTENSION, BICYCLE, back)

    assert (answer.status, answer.procedure, answer.aspect) == (
        Status.ANSWERED,
        "tm-gia-han",
        None,
    )


async def test_what_is_asked_when_going_back_is_answered_and_gone_on_about(assistant: Make) -> None:
    *_, answer, next_ = await talk(
        assistant, EXTENSION, BICYCLE, "quay lại gia hạn quầy hàng, cần giấy tờ gì", "lệ phí"
    )

    assert (answer.procedure, answer.aspect) == ("tm-gia-han", Aspect.DOCUMENTS)
    assert (next_.procedure, next_.aspect) == ("tm-gia-han", Aspect.FEE)


async def test_a_guide_is_gone_back_to_as_well(assistant: Make) -> None:
    *_, answer = await talk(assistant, GUIDE, BICYCLE, "quay lại vụ quên mật khẩu ví")

    assert answer.act == "guide"


async def test_what_was_not_discussed_is_looked_for(assistant: Make) -> None:
    _, answer = await talk(assistant, EXTENSION, "quay lại chuyện thẻ gửi xe đạp")

    assert answer.procedure == "tm-xe"


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("quay lại chuyện khai sinh", Back(question="khai sinh", is_told=True)),
        ("quay lai cai ket hon luc nay", Back(question="ket hon", is_told=True)),
        ("trở lại tạm trú, bao lâu", Back(question="tạm trú, bao lâu", is_told=False)),
        ("xin trở lại quốc tịch Việt Nam", Back(question="quốc tịch Việt Nam", is_told=False)),
        ("quay lại câu hỏi ban đầu", Back(question="", is_told=True)),
        ("xin cấp lại giấy khai sinh", None),
        ("nộp xong quay lại lấy khi nào", None),
    ],
)
def test_the_words_for_going_back_are_taken_off(said: str, back: Back | None) -> None:
    assert back_in(said) == back


@pytest.mark.parametrize(
    ("said", "procedure", "meant"),
    [
        ("cái sau mấy ngày", "first", "second"),
        ("thế còn thủ tục thứ hai thì sao", "first", "second"),
        ("cai thu nhat le phi bao nhieu", "second", "first"),
        ("cái đầu tiên", "second", "first"),
        ("còn cái kia", "second", "first"),
        ("việc còn lại nộp ở đâu", "first", "second"),
    ],
)
def test_one_of_two_told_of_together_is_meant(said: str, procedure: str, meant: str) -> None:
    topic = Topic(procedure=procedure, together=("first", "second"))

    found = one_of_two(said, topic)

    assert found is not None
    assert (found.about, found.is_new) == (meant, False)


@pytest.mark.parametrize(
    ("said", "together"),
    [
        ("cái sau mấy ngày", ()),
        ("cái thứ hai", ("first", "second", "third")),
        ("cái sau này đi học thì cần giấy khai sinh không", ("first", "second")),
        ("việc hai vợ chồng ly hôn", ("first", "second")),
        ("mấy ngày", ("first", "second")),
    ],
)
def test_none_of_two_is_meant_unless_it_is_told(said: str, together: tuple[str, ...]) -> None:
    topic = Topic(procedure="first", together=together)

    assert one_of_two(said, topic) is None
