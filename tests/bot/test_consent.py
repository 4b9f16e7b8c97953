"""The notice is short, says what the law wants said, and names the ward."""

import unicodedata

import pytest

from bot.consent import consent_notice
from bot.ward import Ward

WARDS = [
    Ward(name="phường Tây Mỗ", province="thành phố Hà Nội"),
    Ward(name="phường Văn Miếu - Quốc Tử Giám", province="thành phố Hà Nội"),
    Ward(name="xã Bến Gỗ", province="tỉnh Mây", hotline="0900 000 001"),
]


@pytest.mark.parametrize("ward", WARDS, ids=lambda ward: ward.name)
def test_the_notice_has_at_most_45_words(ward: Ward) -> None:
    assert len(consent_notice(ward).split()) <= 45


@pytest.mark.parametrize("ward", WARDS, ids=lambda ward: ward.name)
@pytest.mark.parametrize(
    "said", ["tin nhắn", "ảnh", "số điện thoại", "để trả lời", "để xử lý", "quyền xem, sửa, xóa"]
)
def test_the_notice_says_which_data_what_for_and_which_rights(ward: Ward, said: str) -> None:
    assert said in consent_notice(ward)


def test_the_notice_says_who_keeps_it_and_where_to_turn() -> None:
    with_number, without = consent_notice(WARDS[2]), consent_notice(WARDS[0])

    assert with_number.startswith("Xã Bến Gỗ ")
    assert "gọi 0900 000 001" in with_number
    assert without.startswith("Phường Tây Mỗ ")
    assert "hỏi bộ phận một cửa" in without


def test_the_notice_is_nfc() -> None:
    assert unicodedata.is_normalized("NFC", consent_notice(WARDS[0]))
