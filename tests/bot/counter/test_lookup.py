"""What a clerk finds while typing."""

from dataclasses import replace
from datetime import date

import pytest

from bot.counter.lookup import Found, Lookup, Standing
from knowledge.types import Audience, Level
from tests.bot.counter.conftest import (
    EVERYTHING,
    KITE,
    LANTERN,
    LANTERN_ABROAD,
    LAPSED,
    LOST_PAGE,
    MONDAY,
    OFFICIAL_ONLY,
    STAFF_ONLY,
)


@pytest.fixture(scope="module")
def lookup() -> Lookup:
    return Lookup(EVERYTHING)


def find(lookup: Lookup, text: str, audience: Audience = Audience.STAFF) -> list[Found]:
    return lookup.search(text, audience, MONDAY)


@pytest.mark.parametrize(
    "typed",
    [
        "Đăng ký khai đèn",
        "đăng ký khai đ",
        "dang ky khai den",
        "dkkd",
        "DKKD",
        "dk kd",
        "d k k d",
        "ddawng kys khai",
        "dang ky kahi den",
        "dangkykhaiden",
        "den keo quan",
        "làm giấy cho đèn kéo quân",
        "1.0042",
        "1004217",
        "4217",
        "ĐL05",
        "dl05",
    ],
)
def test_the_commune_s_own_procedure_stands_first(lookup: Lookup, typed: str) -> None:
    assert find(lookup, typed)[0].code == LANTERN.code


def test_of_equal_names_the_commune_s_comes_first() -> None:
    province = replace(LANTERN, code="1.000001", levels=(Level.PROVINCE,))
    found = Lookup([province, LANTERN]).search("khai den", Audience.PUBLIC, MONDAY)
    assert [each.code for each in found] == [LANTERN.code, "1.000001"]


def test_what_has_lapsed_or_lost_its_page_comes_last_and_is_marked(lookup: Lookup) -> None:
    found = {each.code: each for each in find(lookup, "dang ky khai den")}
    order = list(found)
    assert order.index(LANTERN_ABROAD.code) < order.index(LAPSED.code)
    assert order.index(LAPSED.code) < order.index(LOST_PAGE.code)
    assert found[LAPSED.code].standing is Standing.EXPIRED
    assert found[LOST_PAGE.code].standing is Standing.MISFILED
    assert found[LANTERN.code].standing is Standing.CURRENT


def test_a_procedure_lapses_on_the_day_after_its_last() -> None:
    lookup = Lookup([LAPSED])
    on_the_day = lookup.search("den dau", Audience.STAFF, date(2026, 6, 30))
    after = lookup.search("den dau", Audience.STAFF, date(2026, 7, 1))
    assert [found.standing for found in (*on_the_day, *after)] == [
        Standing.REPLACED,
        Standing.EXPIRED,
    ]


@pytest.mark.parametrize(
    ("audience", "codes"),
    [
        (Audience.PUBLIC, set()),
        (Audience.STAFF, {STAFF_ONLY.code}),
        (Audience.OFFICIAL, {STAFF_ONLY.code, OFFICIAL_ONLY.code}),
    ],
)
@pytest.mark.parametrize("typed", ["kho đèn của phường", "dkkkdcp", "1.00555"])
def test_nobody_finds_what_they_may_not_read(
    lookup: Lookup, audience: Audience, codes: set[str], typed: str
) -> None:
    hidden = {STAFF_ONLY.code, OFFICIAL_ONLY.code}
    assert {found.code for found in find(lookup, typed, audience)} & hidden == codes


def test_the_everyday_name_that_was_found_is_told(lookup: Lookup) -> None:
    assert find(lookup, "xin tha dieu")[0].also == "xin thả diều"
    assert find(lookup, "cap phep tha dieu")[0].also == ""


def test_a_form_is_found_by_its_code_alone(lookup: Lookup) -> None:
    assert find(lookup, "td-01")[0].code == KITE.code
    assert all(found.also != "TD-01" for found in find(lookup, "td"))


def test_a_sound_taken_for_another_is_forgiven(lookup: Lookup) -> None:
    assert find(lookup, "khai đèn có yếu tố lước ngoài")[0].code == LANTERN_ABROAD.code


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "\u200b", "zzzzqq", "<script>alert(1)</script>", "'; DROP TABLE x;--", "%", "🙂"],
)
def test_what_means_nothing_finds_nothing(lookup: Lookup, typed: str) -> None:
    assert find(lookup, typed) == []


def test_a_very_long_text_is_cut(lookup: Lookup) -> None:
    assert find(lookup, "khai den " * 10_000)[0].code == LANTERN.code


def test_no_more_are_shown_than_asked_for() -> None:
    many = [replace(KITE, code=f"1.{number:06}") for number in range(300)]
    assert len(Lookup(many).search("tha dieu", Audience.STAFF, MONDAY, most=7)) == 7


def test_without_records_nothing_is_found() -> None:
    assert Lookup([]).search("khai den", Audience.STAFF, MONDAY) == []
