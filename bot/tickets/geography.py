"""Say whether a shared location is in Vietnam, and how far two of them are apart."""

from math import asin, cos, hypot, isfinite, radians, sin, sqrt

from bot.types import Location

_EARTH_M = 6_371_000

# West and east end of the mainland and its near islands, for each half degree of latitude from
# the southern end of the first band northwards: those of Natural Earth's outline (1:10 million,
# public domain) and a tenth of a degree more, about 10 km, for its errors and a telephone's.
_SOUTH, _BAND = 8.5, 0.5
_BANDS = (
    (104.6, 105.6),  # 8.5
    (104.7, 106.4),
    (104.7, 106.8),
    (104.3, 107.7),
    (104.4, 108.5),  # 10.5
    (105.5, 109.2),
    (105.6, 109.4),
    (106.6, 109.5),
    (107.3, 109.6),  # 12.5
    (107.3, 109.5),
    (107.2, 109.5),
    (107.2, 109.4),
    (107.3, 109.3),  # 14.5
    (107.2, 109.1),
    (107.0, 108.8),
    (106.5, 108.5),
    (106.3, 107.9),  # 16.5
    (105.8, 107.3),
    (105.4, 106.8),
    (104.9, 106.6),
    (104.2, 106.0),  # 18.5
    (103.7, 106.0),
    (103.8, 106.3),
    (104.2, 106.7),
    (102.9, 108.0),  # 20.5
    (102.7, 108.1),
    (102.3, 108.1),
    (102.0, 106.9),
    (102.1, 107.0),  # 22.5
    (104.6, 105.9),
)
# South, north, west and east end of the islands far from the coast.
_ISLANDS = (
    (8.5, 8.8, 106.5, 106.8),  # Côn Đảo
    (9.2, 9.4, 103.4, 103.6),  # Thổ Chu
    (9.7, 10.5, 103.7, 104.3),  # Phú Quốc
    (10.4, 10.7, 108.8, 109.1),  # Phú Quý
    (15.3, 15.5, 109.0, 109.2),  # Lý Sơn
    (17.1, 17.2, 107.3, 107.4),  # Cồn Cỏ
    (20.0, 20.3, 107.6, 107.8),  # Bạch Long Vĩ
    (15.6, 17.2, 111.0, 113.0),  # Hoàng Sa
    (7.3, 12.0, 109.5, 116.8),  # Trường Sa
)


def in_vietnam(location: Location) -> bool:
    """Say whether a point is in Vietnam; near a border the answer is yes on both sides."""
    latitude, longitude = location.latitude, location.longitude
    if not (isfinite(latitude) and isfinite(longitude)):
        return False
    band = int((latitude - _SOUTH) // _BAND)
    if 0 <= band < len(_BANDS) and _BANDS[band][0] <= longitude <= _BANDS[band][1]:
        return True
    return any(
        south <= latitude <= north and west <= longitude <= east
        for south, north, west, east in _ISLANDS
    )


def metres_between(one: Location, other: Location) -> float:
    """Return the distance over the ground (haversine)."""
    lat_1, lat_2 = radians(one.latitude), radians(other.latitude)
    d_lat, d_lon = lat_2 - lat_1, radians(other.longitude - one.longitude)
    chord = hypot(sin(d_lat / 2), sqrt(cos(lat_1) * cos(lat_2)) * sin(d_lon / 2))
    return 2 * _EARTH_M * asin(min(1.0, chord))
