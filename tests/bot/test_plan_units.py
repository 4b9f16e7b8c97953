"""Names of units: which are the same."""

import pytest

from bot.plan_units import has_unit, unit_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Văn phòng HĐND&UBND", "Văn phòng HĐND và UBND phường"),
        ("VP HĐND và UBND", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân"),
        ("Phòng Văn hóa - Xã hội", "Phòng Văn hóa-Xã hội"),
        ("Phòng Kinh tế, Hạ tầng và Đô thị", "Phòng Kinh tế - Hạ tầng và Đô thị phường"),
        ("Công an phường Bến Gỗ", "Công an phường"),
    ],
)
def test_two_names_of_one_unit_have_one_key(one: str, other: str) -> None:
    assert unit_key(one) == unit_key(other) != ""


def test_society_is_no_commune() -> None:
    assert unit_key("Phòng Văn hóa - Xã hội") == "phong-van-hoa-xa-hoi"


def test_a_unit_is_found_among_others_but_not_inside_another_name() -> None:
    both = "Phòng Kinh tế - Hạ tầng và Đô thị; Công an phường"
    assert has_unit(both, "Công an phường Bến Gỗ")
    assert has_unit(both, "Phòng Kinh tế, Hạ tầng và Đô thị")
    assert not has_unit("Công an thành phố", "Công an phường")
    assert not has_unit("Văn phòng Đảng ủy", "Văn phòng")
    assert not has_unit("Công an phường", "")
