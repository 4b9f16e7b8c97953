"""Who has begun to hurt themselves is heard; weariness of paperwork is not."""

import pytest

from bot.despair import is_crisis
from bot.urgent import is_danger
from knowledge.text import fold

BEGUN = [
    "em uống 20 viên thuốc ngủ rồi",
    "vừa uống hết vỉ thuốc ngủ",
    "tôi uống cả lọ thuốc an thần rồi",
    "em vừa rạch tay",
    "em đang đứng trên cầu",
    "mình đang ngồi trên sân thượng một mình",
    "tạm biệt mọi người nhé, kiếp sau gặp lại",
    "vĩnh biệt mọi người",
    "em chỉ muốn ngủ một giấc không bao giờ dậy nữa",
    "muốn nhắm mắt rồi đừng tỉnh lại nữa",
    "hết cách rồi, chắc tôi chết thôi",
    "cùng đường rồi chỉ còn cách chết thôi",
    "nhảy lầu",
    "có người đang nhảy lầu",
    "tôi đã uống thuốc trừ sâu",
    "mẹ em uống thuốc diệt cỏ",
    "tôi chán đời quá",
]
QUIET = [
    "làm giấy tờ mà mệt muốn chết",
    "xếp hàng từ sáng mệt muốn chết",
    "mỗi tối mẹ tôi uống 1 viên thuốc ngủ",
    "uống thuốc ngủ có được bảo hiểm trả không",
    "em đang đứng trên cầu vượt Tây Mỗ thấy đèn hỏng",
    "em đang đứng trên cầu thang",
    "chắc đợi tới kiếp sau mới xong hồ sơ",
    "cầu nhảy lầu bậc",
    "đèn nháy lâu quá",
    "con tôi học nhảy cầu ở bể bơi",
    "các cháu nhảy dây ngoài sân",
    "phun thuốc trừ sâu gần nhà dân",
    "bán thuốc diệt cỏ cần giấy phép gì",
    "bị ngộ độc vì uống thuốc trừ sâu, bảo hiểm có trả không",
    "làm thủ tục chán đời luôn",
    "hết cách rồi, thủ tục rườm rà quá",
    "muốn ngủ mà hàng xóm hát karaoke",
    "em vừa rạch tay áo",
    "thuốc lá bán cho trẻ em phạt bao nhiêu",
]
# These are a danger, and no despair.
BY_MISTAKE = [
    "bé uống nhầm thuốc trừ sâu",
    "bị cướp rạch tay lấy túi",
]


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", BEGUN)
def test_who_has_begun_or_says_goodbye_is_heard(text: str, typed: type[str]) -> None:
    assert is_crisis(typed(text))


@pytest.mark.parametrize("typed", [str, fold], ids=["accented", "bare"])
@pytest.mark.parametrize("text", QUIET)
def test_weariness_and_look_alikes_raise_no_alarm(text: str, typed: type[str]) -> None:
    assert not is_crisis(typed(text))
    assert not is_danger(typed(text))


@pytest.mark.parametrize("text", BY_MISTAKE)
def test_what_was_no_wish_to_die_is_a_danger(text: str) -> None:
    assert is_danger(text)
    assert not is_crisis(text)
