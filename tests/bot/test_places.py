"""Which plans a question means."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.places import Scope, is_elsewhere, province_elsewhere, scope_of
from knowledge.places import today_of
from knowledge.text import fold
from knowledge.types import Plan, Source


def plan(id_: str, place: str, year: int) -> Plan:
    source = Source(title="Kế hoạch mẫu", as_of=date(2026, 7, 1))
    return Plan(id=id_, title="Kế hoạch mẫu", place=place, year=year, source=source)


GO_2025 = plan("go-2025", "phường Bến Gỗ, thành phố Mây", 2025)
GO_2026 = plan("go-2026", "phường Bến Gỗ, thành phố Mây", 2026)
TRE_2026 = plan("tre-2026", "xã Lũy Tre, tỉnh Sương", 2026)
CITY_2024 = plan("may-2024", "thành phố Mây", 2024)
PLANS = (GO_2025, GO_2026, TRE_2026, CITY_2024)
HOME = "phường Bến Gỗ"


def meant(question: str) -> list[str]:
    return [each.id for each in scope_of(question, PLANS, HOME).plans]


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        ("chỉ tiêu nhận tiền qua mã QR", ["go-2026"]),
        ("chỉ tiêu năm 2025", ["go-2025"]),
        ("chỉ tiêu năm 2024", ["may-2024"]),
        ("phường Bến Gỗ có chỉ tiêu gì", ["go-2025", "go-2026"]),
        ("phường Bến Gỗ năm 2026 có chỉ tiêu gì", ["go-2026"]),
        ("phường Bến Gỗ, thành phố Mây năm 2026", ["go-2026"]),
        ("phường Bến Gỗ, thành phố Mây có chỉ tiêu gì", ["go-2025", "go-2026"]),
        ("thành phố Mây có chỉ tiêu gì", ["may-2024"]),
        ("xã Lũy Tre có chỉ tiêu gì", ["tre-2026"]),
        ("so sánh Bến Gỗ và Lũy Tre năm 2026", ["go-2026", "tre-2026"]),
        ("xã Lũy Tre năm 2019 có chỉ tiêu gì", ["tre-2026"]),
        ("kế hoạch năm 2029", ["go-2026"]),
    ],
)
def test_a_question_means_the_plans_of_its_place_and_year(question: str, ids: list[str]) -> None:
    assert meant(question) == ids


@pytest.mark.parametrize(
    "question", ["xã Lũy Tre năm 2026", "phường Bến Gỗ, thành phố Mây", "thành phố Mây 2024"]
)
def test_diacritics_case_and_composition_do_not_matter(question: str) -> None:
    expected = meant(question)

    assert meant(fold(question)) == expected
    assert meant(question.upper()) == expected
    assert meant(unicodedata.normalize("NFD", question)) == expected


def test_part_of_a_longer_word_is_no_place() -> None:
    assert not scope_of("ben gon lam gi", PLANS, HOME).is_named


def test_only_a_named_place_or_year_we_hold_counts_as_named() -> None:
    assert scope_of("xã Lũy Tre", PLANS, HOME).named_place
    assert scope_of("năm 2024", PLANS, HOME).named_year
    assert not scope_of("năm 2029", PLANS, HOME).is_named
    assert not scope_of("phường Đá Trắng", PLANS, HOME).is_named


@given(st.text(max_size=60))
def test_without_plans_nothing_is_meant(question: str) -> None:
    assert scope_of(question, (), HOME) == Scope(plans=(), named_place=False, named_year=False)


@given(st.text(max_size=60))
def test_any_question_means_plans_that_we_hold_each_once(question: str) -> None:
    ids = meant(question)

    assert ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("question", "province"),
    [
        ("lệ phí khai sinh", ""),
        ("lệ phí khai sinh ở phường Mộ Lao", ""),
        ("lệ phí khai sinh ở phường Ngọc Trạo", "tỉnh Thanh Hóa"),
        ("giấy độc thân ở Đà Nẵng", "thành phố Đà Nẵng"),
        ("giay doc than o hai phong", "thành phố Hải Phòng"),
        ("giấy độc thân ở Hà Nội", ""),
        ("giấy khai sinh ghi sai tên mẹ, từ Huế thành Huệ", ""),
        ("chuyển thường trú từ Hà Nội sang Đà Nẵng", "thành phố Đà Nẵng"),
        ("giấy độc thân ở Hà Nội. ở Thanh Hóa thì sao", "tỉnh Thanh Hóa"),
    ],
)
def test_another_province_is_known_by_its_name_or_its_wards(question: str, province: str) -> None:
    hanoi = "thành phố Hà Nội"

    assert province_elsewhere(question, today_of(question, home_province=hanoi), hanoi) == province


@pytest.mark.parametrize(
    ("question", "elsewhere"),
    [
        ("nộp ở đâu", False),
        ("phường Mộ Lao nộp ở đâu", True),
        ("phường Tây Mỗ nộp ở đâu", False),
        ("tỉnh Thanh Hóa nộp ở đâu", False),  # a province names no counter
    ],
)
def test_a_question_about_another_commune_is_not_about_the_home_one(
    question: str, elsewhere: bool
) -> None:
    named = today_of(question, home_province="thành phố Hà Nội")

    assert is_elsewhere(named, "phường Tây Mỗ") is elsewhere
