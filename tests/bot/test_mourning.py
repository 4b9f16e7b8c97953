"""Who has just lost somebody hears a word of sympathy; who has lost a card does not."""

import pytest

from bot.mourning import SORRY, WHAT_NEXT, with_sympathy
from bot.types import Answer, Status
from knowledge.text import fold

ANSWER = Answer(status=Status.ANSWERED, text="Đăng ký khai tử.", act="procedure")
NOTHING = Answer(status=Status.NO_CONTENT, text="Tôi chưa có thông tin.", act="search")


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize(
    "text",
    [
        "con tôi bị tai nạn chết đuối hôm qua, giờ làm giấy tờ gì",
        "chồng em mới mất, em không biết bấu víu vào ai",
        "bố em vừa qua đời, khai tử ở đâu",
        "bà nội tôi mới mất hôm qua",
        "mẹ tôi mất sáng nay",
    ],
)
def test_who_has_lost_somebody_hears_sympathy(text: str, typed: type[str]) -> None:
    assert with_sympathy(ANSWER, typed(text)).text == f"{SORRY}\n{ANSWER.text}"
    assert with_sympathy(NOTHING, typed(text)).text == WHAT_NEXT


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize(
    "text",
    [
        "chồng em mới mất căn cước",
        "mẹ tôi mất thẻ bảo hiểm hôm qua",
        "con em mới mất học bạ hôm qua",
        "khai tử cho bà nội cần giấy gì",
        "con mới sinh làm khai sinh mất bao lâu",
        "đăng ký khai tử muộn cho ông mất năm 1990",
        "tôi bị tai nạn hôm qua, hưởng bảo hiểm thế nào",
    ],
)
def test_who_lost_a_card_or_asks_about_the_past_does_not(text: str, typed: type[str]) -> None:
    assert with_sympathy(ANSWER, typed(text)) == ANSWER
