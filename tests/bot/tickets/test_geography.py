"""What counts as Vietnam, and distances."""

import math

import pytest

from bot.tickets.geography import in_vietnam, metres_between
from bot.types import Location

INSIDE = {
    "Hà Nội": (21.03, 105.85), "Tây Mỗ": (21.01, 105.74), "Thành phố Hồ Chí Minh": (10.78, 106.70),
    "Đà Nẵng": (16.07, 108.22), "Huế": (16.46, 107.59), "Cần Thơ": (10.03, 105.78),
    "Hải Phòng": (20.86, 106.68), "Lũng Cú": (23.37, 105.32), "A Pa Chải": (22.40, 102.14),
    "Mũi Cà Mau": (8.60, 104.72), "Móng Cái": (21.53, 107.97), "Sa Vĩ": (21.49, 108.06),
    "Lào Cai": (22.49, 103.97), "Điện Biên Phủ": (21.39, 103.02), "Lao Bảo": (16.62, 106.60),
    "Bờ Y": (14.70, 107.55), "Mộc Bài": (11.07, 106.18), "Hà Tiên": (10.38, 104.48),
    "Châu Đốc": (10.70, 105.12), "Mũi Đôi": (12.65, 109.46), "Quy Nhơn": (13.78, 109.22),
    "Kỳ Sơn": (19.40, 104.16), "Na Mèo": (20.33, 104.63), "Cô Tô": (20.98, 107.77),
    "Lý Sơn": (15.38, 109.12), "Phú Quý": (10.52, 108.94), "Phú Quốc": (10.22, 103.96),
    "Côn Đảo": (8.69, 106.60), "Thổ Chu": (9.31, 103.48), "Bạch Long Vĩ": (20.13, 107.73),
    "Song Tử Tây": (11.43, 114.33), "Trường Sa Lớn": (8.65, 111.92), "Hoàng Sa": (16.53, 111.61),
    "Cửa khẩu Cha Lo": (17.68, 105.76), "Cầu Treo": (18.39, 105.16), "Cồn Cỏ": (17.16, 107.34),
}  # fmt: skip
OUTSIDE = {
    "Viêng Chăn": (17.97, 102.60), "Phnôm Pênh": (11.56, 104.92), "Quảng Châu": (23.13, 113.26),
    "Hải Khẩu": (20.04, 110.34), "Tam Á": (18.25, 109.51), "Nam Ninh": (22.82, 108.37),
    "Bangkok": (13.76, 100.50), "Luang Prabang": (19.89, 102.14), "Savannakhet": (16.57, 104.75),
    "Pakse": (15.12, 105.80), "Siem Reap": (13.36, 103.86), "Côn Minh": (25.04, 102.71),
    "Manila": (14.60, 120.98), "Kuala Lumpur": (3.14, 101.69), "Kota Kinabalu": (5.98, 116.07),
    "Puerto Princesa": (9.74, 118.74), "Hồng Kông": (22.32, 114.17), "Stung Treng": (13.53, 105.97),
    "Sihanoukville": (10.63, 103.52), "Bắc Hải": (21.48, 109.12), "Attapeu": (14.81, 106.83),
    "Tokyo": (35.68, 139.69), "không đâu cả": (0.0, 0.0), "nam bán cầu": (-21.0, 105.8),
    "đảo ngược hai số": (105.8, 21.0),
}  # fmt: skip


def at(point: tuple[float, float]) -> Location:
    return Location(latitude=point[0], longitude=point[1])


@pytest.mark.parametrize("name", INSIDE)
def test_a_place_in_vietnam_is_inside(name: str) -> None:
    assert in_vietnam(at(INSIDE[name]))


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_place_abroad_is_outside(name: str) -> None:
    assert not in_vietnam(at(OUTSIDE[name]))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_nowhere(value: float) -> None:
    assert not in_vietnam(at((value, 105.8)))
    assert not in_vietnam(at((21.0, value)))


def test_a_degree_of_latitude_is_111_km() -> None:
    # 2π · 6,371 km / 360
    assert metres_between(at((20.0, 105.0)), at((21.0, 105.0))) == pytest.approx(111_195, abs=1)


def test_a_degree_of_longitude_shrinks_with_the_cosine() -> None:
    # cos 60° = 1/2; a chord bends, so a short one.
    short = metres_between(at((60.0, 105.0)), at((60.0, 105.01)))

    assert short == pytest.approx(1_111.95 / 2, abs=0.01)


def test_a_point_is_no_way_from_itself() -> None:
    assert metres_between(at((21.0, 105.0)), at((21.0, 105.0))) == 0
