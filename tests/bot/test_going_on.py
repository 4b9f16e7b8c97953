"""What Rasa takes for courtesy or praise may tell of another case of what was discussed."""

import pytest

from bot.going_on import asks_too, is_for_desk, is_misheard
from bot.reading import Reading
from bot.types import Act, Decision

TOGETHER = Reading(question="đổi thẻ mà em mất luôn rồi", is_new=False, about="tm-doi")
MOVED = TOGETHER.moved_to("tm-lai")


def decided(act: Act, confidence: float) -> Decision:
    return Decision(act=act, confidence=confidence)


@pytest.mark.parametrize(
    ("act", "confidence", "reading", "expected"),
    [
        (Act.USEFUL, 0.53, MOVED, False),
        (Act.USEFUL, 0.9, MOVED, True),
        (Act.USEFUL, 0.53, TOGETHER, True),
        (Act.TICKET, 0.53, MOVED, True),
        (Act.SEARCH, 0.53, TOGETHER, False),
    ],
)
def test_doubtful_praise_that_names_another_case_is_not_for_the_desk(
    act: Act, confidence: float, reading: Reading, expected: bool
) -> None:
    assert is_for_desk(decided(act, confidence), "đúng là em mất rồi", reading) is expected


@pytest.mark.parametrize(
    ("confidence", "reading", "expected"), [(0.4, MOVED, True), (0.8, MOVED, False)]
)
def test_a_doubtful_greeting_that_names_another_case_asks(
    confidence: float, reading: Reading, expected: bool
) -> None:
    assert asks_too(decided(Act.GREET, confidence), "con em bé", reading) is expected


@pytest.mark.parametrize(
    ("text", "reading", "expected"),
    [
        ("con em 7 tuổi rồi ạ", TOGETHER, True),
        ("chau 5t roi a", TOGETHER, True),
        ("con em 7 tuổi rồi ạ", Reading(question="con em 7 tuổi rồi ạ", is_new=True), False),
        ("vâng em cảm ơn ạ", TOGETHER, False),
    ],
)
def test_an_age_goes_on_about_what_was_discussed(
    text: str, reading: Reading, expected: bool
) -> None:
    assert asks_too(decided(Act.THANK, 0.8), text, reading) is expected


def test_what_rasa_takes_for_thanks_after_a_swindle_tells_of_harm() -> None:
    reading = Reading(question="em quét rồi", about="g-at-lo-bam-link", is_guide=True)
    assert asks_too(decided(Act.THANK, 0.8), "em quét rồi", reading)
    assert not asks_too(decided(Act.THANK, 0.8), "dạ em cảm ơn", reading)


@pytest.mark.parametrize(
    ("act", "text", "expected"),
    [
        (Act.THANK, "em đã ly hôn rồi", True),
        (Act.GOODBYE, "rồi sau đó", True),
        (Act.USEFUL, "cái thứ hai", True),
        (Act.TICKET_STATUS, "ủa mà vợ 17 tuổi 10 tháng được chưa", True),
        (Act.CAPABILITIES, "5 bản, mỗi bản 2 trang", True),
        (Act.CAPABILITIES, "ko biết cha nó là ai", True),
        (Act.THANK, "dạ em cảm ơn nhiều ạ", False),
        (Act.GOODBYE, "thôi chào em chị đi làm đây", False),
        (Act.USEFUL, "trả lời hay quá", False),
        (Act.TICKET_STATUS, "phản ánh của tôi tới đâu rồi", False),
        (Act.CAPABILITIES, "em làm được gì nữa", False),
        (Act.THANK, "oke nha", False),
    ],
)
def test_what_holds_no_word_of_courtesy_goes_on_about_what_was_discussed(
    act: Act, text: str, expected: bool
) -> None:
    assert is_misheard(decided(act, 0.6), text, TOGETHER) is expected
    assert not is_misheard(decided(act, 0.6), text, Reading(question=text))
