"""What kind of list a question about plans asks for, and which unit it names."""

from datetime import date

import pytest

from bot.plans.asked import Wants, read
from bot.plans.units import named_unit, split_units
from bot.plans.which import place_without_plan
from tests.bot.plans.conftest import PLANS

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("said", "wants"),
    [
        ("Công an phường được giao những việc gì", Wants.DUTIES),
        ("chi tieu cua ban quan ly cho dem", Wants.DUTIES),
        ("việc nào đến hạn trong tháng 12", Wants.DUE),
        ("các mốc thời hạn của kế hoạch", Wants.DUE),
        ("chỉ tiêu 2026 khác 2025 thế nào", Wants.CHANGES),
        ("so sánh chỉ tiêu Bến Gỗ với Cầu Mây", Wants.CHANGES),
        ("phường nào đặt chỉ tiêu đèn đường", Wants.TABLE),
        ("chỉ tiêu nào phụ lục ghi không thống nhất", Wants.DIFFERS),
        ("liệt kê các chỉ tiêu của phường", Wants.TARGETS),
    ],
)
def test_the_kind_of_list_is_read_from_the_words(said: str, wants: Wants) -> None:
    asked = read(said, PLANS, year=2026, today=TODAY)

    assert asked is not None
    assert asked.wants is wants


@pytest.mark.parametrize(
    "said",
    [
        "chỉ tiêu đèn đường nối mạng bao nhiêu phần trăm",
        "đơn vị nào chủ trì chỉ tiêu đèn đường",
        "làm khai sinh ở công an phường cần giấy tờ gì",
        "công an phường làm việc thứ bảy không",
        "lương năm 2024 khác năm 2025 thế nào",
        "hồ sơ của tôi đến hạn trả kết quả chưa",
        "cư trú ở hai phường khác nhau thì làm sao",
    ],
)
def test_a_question_for_one_fact_or_a_procedure_is_no_list(said: str) -> None:
    assert read(said, PLANS, year=2026, today=TODAY) is None


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("phòng kinh tế phải làm gì", ("phong", "kinh", "te")),
        ("nhiem vu cua cong an", ("cong", "an")),
        ("tổ chuyển đổi số cộng đồng làm gì", ("to", "cong", "nghe", "so", "cong", "dong")),
    ],
)
def test_a_unit_is_known_by_part_of_its_name(said: str, key: tuple[str, ...]) -> None:
    unit = named_unit(said, PLANS)

    assert unit is not None
    assert (unit.key, unit.is_known) == (key, True)


@pytest.mark.parametrize("said", ["chữ ký số cá nhân", "phòng nào chủ trì", "số hóa hồ sơ"])
def test_what_only_sounds_like_a_unit_is_none(said: str) -> None:
    assert named_unit(said, PLANS) is None


def test_a_unit_with_a_comma_in_its_name_stays_whole() -> None:
    assert list(
        split_units("Phòng Kinh tế, Hạ tầng và Đô thị; Công an phường, Trạm Y tế phường")
    ) == [
        "Phòng Kinh tế, Hạ tầng và Đô thị",
        "Công an phường",
        "Trạm Y tế phường",
    ]


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("kế hoạch của phường Láng", "phường Láng"),
        ("nhiệm vụ của Công an phường Cầu Mây", ""),
        ("ở những phường nào Công an phường được giao việc", ""),
        ("thành phố Mây giao gì cho phường Bến Gỗ", ""),
    ],
)
def test_only_a_place_without_a_plan_is_strange(said: str, place: str) -> None:
    assert place_without_plan(said, PLANS) == place
