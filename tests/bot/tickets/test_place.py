"""When two places in words are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.tickets.place import is_same_place


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("số 12 ngõ 5 phố Cầu Gỗ", "12 ng.5 p. Cầu Gỗ"),
        ("số 12 ngõ 5 phố Cầu Gỗ", "SN 12 ngo 5 cau go, phuong Ben Go"),
        ("số nhà 12, ngõ 5, Cầu Gỗ", "số 12 ngõ 5 phố Cầu Gỗ, phường Bến Gỗ, thành phố Mây"),
        ("đường Hữu Hưng", "Đ. Huu Hung"),
        ("tổ dân phố 5", "TDP 5"),
        ("hẻm 5 Lê Lợi", "h.5 đường Lê Lợi"),
        ("kiệt 7 Lê Lợi", "k7 Lê Lợi"),
        ("khu phố 3 đường Hoa Mai", "KP3 Hoa Mai"),
        ("cổng trường tiểu học Tây Mỗ", "đối diện trường tiểu học tây mỗ"),
        ("ngõ 5 Hữu Hưng phường Tây Mỗ Hà Nội", "ngõ 5 Hữu Hưng"),
        ("ngõ 68 Hữu Hưng", "ngõ 68 Hữu Hunng"),
        ("phố Phương Mai số 3", "số 3 phuong mai"),
    ],
)
def test_abbreviations_order_and_slips_make_no_other_place(one: str, other: str) -> None:
    assert is_same_place(one, other)
    assert is_same_place(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("số 12 ngõ 5 phố Cầu Gỗ", "số 14 ngõ 5 phố Cầu Gỗ"),
        ("12A Lê Lợi", "12 Lê Lợi"),
        ("ngõ 68 Hữu Hưng", "ngõ 86 Hữu Hưng"),
        ("số 5 Hữu Hưng", "ngõ 5 Hữu Hưng"),
        ("ngõ 5 Hữu Hưng", "Hữu Hưng"),
        ("tổ 5", "ngõ 5"),
        ("đường Hữu Hưng", "đường Lưu Hữu Phước"),
        ("Lê Lợi", "Lê Lai"),
        ("chợ Tây Mỗ", "đình Tây Mỗ"),
        ("chợ Đại Mỗ", "chùa Đại Mỗ"),
        ("gan cho Dai Mo", "chua Dai Mo"),
        ("cầu Đôi Hữu Hưng", "trường Đôi Hữu Hưng"),
        ("chợ", "chợ Tây Mỗ"),
        ("trường tiểu học Tây Mỗ", "trường mầm non Tây Mỗ"),
        ("tòa S1.01", "tòa S1.02"),
        ("gần nhà tôi", "gần nhà tôi"),
        ("", ""),
        ("", "ngõ 5"),
        ("ngõ 88", "ngo 88"),
        ("số 3 ngõ 88", "số 3 ngõ 88"),
    ],
)
def test_other_numbers_and_names_are_other_places(one: str, other: str) -> None:
    assert not is_same_place(one, other)
    assert not is_same_place(other, one)


@given(st.text(max_size=80), st.text(max_size=80))
def test_it_does_not_matter_which_place_comes_first(one: str, other: str) -> None:
    assert is_same_place(one, other) == is_same_place(other, one)
