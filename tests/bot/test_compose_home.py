"""The ward's own address and hours in an answer about the place."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.compose import procedure_answer
from bot.compose_home import is_handed_in_at
from bot.ward import Ward
from knowledge.types import Aspect, Level, Procedure

TODAY, CHECKED = date(2026, 11, 23), date(2026, 11, 2)
WARD = Ward(
    name="phường Bến Gỗ",
    province="thành phố Mây",
    address="Số 5 đường Bến",
    hours="8:00–12:00, thứ Hai đến thứ Sáu",
    checked=CHECKED,
)
Make = Callable[..., Procedure]


def at_commune(make: Make, place: str, **fields: Any) -> Procedure:  # noqa: ANN401  # a builder
    return make(levels=(Level.COMMUNE,), place=place, **fields)


def test_the_place_is_followed_by_the_wards_address_and_hours(procedure: Make) -> None:
    known = at_commune(procedure, "UBND xã, phường nơi cư trú; hoặc qua bưu chính")
    answer = procedure_answer(known, Aspect.PLACE, "", TODAY, home=WARD)

    assert answer.text.split("\n")[-2:] == [
        "- Ở phường Bến Gỗ: Số 5 đường Bến.",
        "- Giờ làm việc: 8:00–12:00, thứ Hai đến thứ Sáu.",
    ]
    assert answer.citations[-1].title == "Thông tin của phường Bến Gỗ"
    assert answer.as_of == CHECKED


def test_what_the_ward_has_not_told_is_left_out(procedure: Make) -> None:
    known = at_commune(procedure, "UBND xã, phường")
    silent = Ward(name="phường Bến Gỗ", province="thành phố Mây")
    answer = procedure_answer(known, Aspect.PLACE, "", TODAY, home=silent)

    assert answer == procedure_answer(known, Aspect.PLACE, "", TODAY)


def test_another_question_leaves_the_address_out(procedure: Make) -> None:
    known = at_commune(procedure, "UBND xã, phường")

    assert "đường Bến" not in procedure_answer(known, Aspect.FEE, "", TODAY, home=WARD).text


@pytest.mark.parametrize(
    ("place", "is_here"),
    [
        ("Trung tâm Phục vụ hành chính công xã, phường; hoặc trực tuyến", True),
        ("Ủy ban nhân dân cấp xã", True),
        ("Xã, phường nơi đặt trụ sở", True),
        ("UBND xã, phường nơi thường trú, hoặc Sở Xây dựng", True),
        ("Công an xã, phường", False),
        ("Ban Chỉ huy quân sự xã, phường", False),
        ("Trung tâm Phục vụ hành chính công tỉnh, xã", False),
        ("Sở Nội vụ; hỏi UBND xã, phường", False),
        ("Qua mạng; cần giúp thì đến UBND xã, phường", False),
        ("Trường con đang học", False),
    ],
)
def test_only_what_goes_to_the_counter_is_handed_in_there(
    procedure: Make, place: str, is_here: bool
) -> None:
    assert is_handed_in_at(WARD, at_commune(procedure, place)) is is_here


def test_a_provinces_procedure_is_not_the_wards(procedure: Make) -> None:
    known = procedure(levels=(Level.PROVINCE,), place="UBND xã, phường")

    assert not is_handed_in_at(WARD, known)


def test_without_a_place_the_authority_tells(procedure: Make) -> None:
    assert is_handed_in_at(
        WARD, procedure(levels=(Level.COMMUNE,), authority="Chủ tịch UBND cấp xã")
    )
