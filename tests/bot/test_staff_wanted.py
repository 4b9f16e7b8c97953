"""A person is fetched for whoever wants one, and for nobody who refuses or only speaks of one."""

import pytest

from bot.dialogue import alone
from bot.handover_signs import declines_person
from bot.staff_wanted import heard_person, said_of_staff, wants_person
from bot.types import Act, Decision, Message

PERSON = Decision(act=Act.PERSON, confidence=0.9)
SEARCH = Decision(act=Act.SEARCH)


@pytest.mark.parametrize(
    "text",
    [
        "tôi không muốn gặp cán bộ",
        "toi khong muon gap can bo",
        "thôi em không gặp cán bộ nữa, em tự lên phường",
        "khỏi gặp cán bộ",
        "không cần nói chuyện với nhân viên đâu",
        "đừng gọi cán bộ",
        "không cần cán bộ đâu",
    ],
)
def test_who_refuses_staff_is_believed(text: str) -> None:
    answer = said_of_staff(text)
    assert heard_person(PERSON, text).act is not Act.PERSON
    assert alone(Message(conversation_id="a", text=text)).act is not Act.PERSON
    assert answer
    assert "không chuyển" in answer.text
    assert declines_person(text)


def test_what_is_asked_beside_a_refusal_is_searched() -> None:
    text = "không cần gặp cán bộ đâu, em chỉ giúp chị đăng ký tạm trú"
    assert heard_person(PERSON, text).act is Act.SEARCH
    assert said_of_staff(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "cán bộ nói chuyện với tôi rất lịch sự, cảm ơn",
        "can bo phuong noi chuyen nhiet tinh",
        "chó cắn người thì ai bồi thường",
        "nói chuyện với em có tốn tiền không",
        "nộp hồ sơ có phải gặp cán bộ không",
        "không cho số đâu",
    ],
)
def test_who_only_speaks_of_staff_is_not_put_into_the_queue(text: str) -> None:
    assert heard_person(PERSON, text).act is Act.SEARCH


def test_praise_is_thanked_for_and_blame_is_not() -> None:
    answer = said_of_staff("cán bộ nói chuyện với tôi rất lịch sự, cảm ơn")
    assert answer
    assert answer.text.startswith("Cảm ơn")
    assert said_of_staff("cán bộ không nhiệt tình") is None
    assert said_of_staff("cán bộ có nhiệt tình không?") is None


@pytest.mark.parametrize(
    "text",
    [
        "cho tôi gặp cán bộ được không",
        "sao không cho tôi gặp cán bộ",
        "không gặp được cán bộ, gọi lại cho tôi",
        "không muốn nói chuyện với máy, cho gặp cán bộ",
        "không cần máy, gặp cán bộ",
        "cán bộ nào nhiệt tình cho tôi gặp",
        "tôi không nói chuyện với robot",
    ],
)
def test_a_wish_for_staff_stays_one(text: str) -> None:
    assert heard_person(PERSON, text).act is Act.PERSON
    assert said_of_staff(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "em hông biết nhắn sao nữa, cho em gặp anh chị nào làm ở phường đi",
        "nv tư vấn đâu",
        "ê có ai trực hông",
        "đkm làm ăn như hạch, gọi cán bộ ra đây",
        "có ai giúp tôi không tôi già rồi không biết bấm",
        "co ai giup toi khong toi gia roi khong biet bam",
        "gặp admin",
        "cán bộ đâu rồi",
    ],
)
def test_a_wish_is_heard_whatever_rasa_takes_it_for(text: str) -> None:
    assert heard_person(SEARCH, text).act is Act.PERSON


@pytest.mark.parametrize(
    "text",
    [
        "phường có cán bộ hộ tịch ở đâu",
        "có ai giúp làm hồ sơ vay vốn không",
        "cho em gặp lại sau nhé",
        "nhà có ai trực hệ không",
        "gặp khó khăn khi nộp hồ sơ ở phường",
        "người bị thương thì gọi ai",
        "mua căn hộ của chủ đầu tư năm năm chưa đưa sổ",
        "không cần người làm chứng có được không",
        "đăng ký nhân viên mới ở đâu",
    ],
)
def test_other_questions_fetch_nobody(text: str) -> None:
    assert not wants_person(text)
    assert said_of_staff(text) is None
