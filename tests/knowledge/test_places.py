"""What an old ward, district or province that somebody names is today."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.place_slips import communes_like, is_one_slip
from knowledge.place_table import Level, Unit, bare, key, kind_of, table
from knowledge.places import Renamed, provinces_as_there, provinces_named, today_of
from knowledge.text import fold

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT.parent / "shared" / "questions"
CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("place_cases.yaml").read_text(encoding="utf-8")
)
HA_NOI = "thành phố Hà Nội"
# Every two-hundredth old commune: the same ones each time, from every part of the country.
SAMPLE = sorted(
    {unit for units in table().communes.values() for unit in units if unit.district}, key=str
)[::200]
SHORT = {"phường": "P.", "xã": "X.", "thị trấn": "TT.", "quận": "Q.", "huyện": "H.",
         "thị xã": "TX.", "thành phố": "TP.", "tỉnh": "Tỉnh "}  # fmt: skip


def places(found: list[Renamed]) -> set[frozenset[str]]:
    return {frozenset(map(str, each.new)) for each in found}


def short(name: str) -> str:
    return f"{SHORT[kind_of(name)]}{bare(name)}"


def questions(name: str) -> list[str]:
    path = QUESTIONS / name
    if not path.is_file():
        pytest.skip(f"../shared/questions/{name} is not here")
    entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [turn for entry in entries for turn in entry.get("turns", [entry.get("question")])]


def test_there_are_sixty_cases_with_a_source_each() -> None:
    assert len(CASES) == len({case["id"] for case in CASES}) == 60
    assert {case["checked"] for case in CASES} == {"looked_up", "agreed"}
    assert all(case["source"] for case in CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_case_gives_the_units_of_today(case: dict[str, Any]) -> None:
    found = today_of(case["text"], home_province=case.get("home", ""))

    match case.get("expects"):
        case "nothing":
            assert found == []
        case "ask":
            assert [each.level for each in found] == [Level.DISTRICT]
        case _:
            assert places(found) == {frozenset(reading) for reading in case["new"]}


def test_an_answer_says_how_it_was_understood_and_on_what_ground() -> None:
    [mo_lao] = today_of("Nhà em ở phường mộ lao, hà đông thì giờ thuộc phường nào?")

    assert mo_lao.said == "phường mộ lao, hà đông"
    assert mo_lao.old == "phường Mộ Lao, quận Hà Đông, thành phố Hà Nội"
    assert mo_lao.resolutions == ("1656/NQ-UBTVQH15",)
    assert (mo_lao.is_split, mo_lao.is_today, mo_lao.is_exact) == (True, False, True)


@pytest.mark.parametrize(
    "text",
    [
        "phường Mỗ Lao, quận Hà Đông",
        "phường Mộ Lâu, quận Hà Đông",
        "phường Mộ Lao, quận Hà Đôn",
        "xã Mộ Lao, quận Hà Đông",
    ],
)
def test_a_mended_slip_or_a_wrong_kind_is_not_exact(text: str) -> None:
    [found] = today_of(text)

    assert found.old == "phường Mộ Lao, quận Hà Đông, thành phố Hà Nội"
    assert not found.is_exact


def test_a_district_that_does_not_fit_is_passed_over_and_told() -> None:
    [found] = today_of("phường Lê Đại Hành, quận Hồng Bàng, Hải Phòng")

    assert (found.old, found.is_exact) == ("phường Lê Đại Hành, thành phố Hải Phòng", False)


def test_the_unit_of_today_comes_before_the_old_one_of_its_name() -> None:
    found = today_of("phường Tây Mỗ")

    assert [(each.is_today, each.is_split) for each in found] == [(True, False), (False, True)]


def test_the_word_old_leaves_only_the_old_unit() -> None:
    assert [each.is_today for each in today_of("phường Tây Mỗ cũ nay thuộc đâu")] == [False]


def test_a_namesake_is_the_one_at_home_unless_the_text_says_otherwise() -> None:
    everywhere = today_of("phường Quang Trung")
    at_home = today_of("phường Quang Trung", home_province=HA_NOI)
    elsewhere = today_of("phường Quang Trung, thành phố Thái Nguyên", home_province=HA_NOI)

    assert len(everywhere) > len(at_home)
    assert {each.new[0].province for each in at_home} == {HA_NOI}
    assert {each.new[0].province for each in elsewhere} == {"tỉnh Thái Nguyên"}


def test_a_number_alone_is_a_ward_only_where_the_home_has_one() -> None:
    assert today_of("em ở phường 10") == []
    assert today_of("em ở phường 10", home_province=HA_NOI) == []
    assert len(today_of("em ở phường 10", home_province="thành phố Hồ Chí Minh")) > 1


def test_a_unit_of_no_home_is_still_found() -> None:
    [found] = today_of("phường Hạc Thành", home_province=HA_NOI)

    assert found.new[0].province == "tỉnh Thanh Hóa"


def test_a_longer_name_gives_way_to_a_name_and_its_province() -> None:
    found = today_of("xã Tân Thành Bình Phước")

    assert {each.old.rpartition(", ")[2] for each in found} == {"tỉnh Bình Phước"}


def test_units_that_differ_in_accents_alone_are_told_apart() -> None:
    one = today_of("xã Trực Hưng, huyện Trực Ninh, tỉnh Nam Định")
    other = today_of("xã Trực Hùng, huyện Trực Ninh, tỉnh Nam Định")
    bare_letters = today_of("xa truc hung, huyen truc ninh, tinh nam dinh")

    assert places(one) == {frozenset({"xã Trực Ninh, tỉnh Ninh Bình"})}
    assert places(other) == {frozenset({"xã Ninh Cường, tỉnh Ninh Bình"})}
    assert places(bare_letters) == places(one) | places(other)


def test_what_changed_in_2026_carries_both_resolutions() -> None:
    [long_thanh] = today_of("thị trấn Long Thành, huyện Long Thành, Đồng Nai")

    assert str(long_thanh.new[0]) == "phường Long Thành, thành phố Đồng Nai"
    assert long_thanh.resolutions == ("1662/NQ-UBTVQH15", "237/NQ-UBTVQH16")


@pytest.mark.parametrize(
    ("text", "today", "acts"),
    [
        ("tỉnh Bình Dương", "thành phố Hồ Chí Minh", ("202/2025/QH15",)),
        ("tỉnh Quảng Ninh", "thành phố Quảng Ninh", ("36/2026/QH16",)),
        ("tỉnh Bắc Giang", "thành phố Bắc Ninh", ("202/2025/QH15", "39/2026/QH16")),
        ("Hà Nội", "thành phố Hà Nội", ()),
    ],
)
def test_a_province_is_named_as_it_is_today(text: str, today: str, acts: tuple[str, ...]) -> None:
    [found] = today_of(text)

    assert (found.level, found.resolutions) == (Level.PROVINCE, acts)
    assert [str(place) for place in found.new] == [today]


def test_a_district_tells_what_its_area_belongs_to() -> None:
    [hoan_kiem] = today_of("em ở quận Hoàn Kiếm")

    assert hoan_kiem.old == "quận Hoàn Kiếm, thành phố Hà Nội"
    assert {"phường Hoàn Kiếm", "phường Cửa Nam"} <= {place.name for place in hoan_kiem.new}


def test_a_district_is_not_told_beside_its_own_commune() -> None:
    found = today_of("quận Hà Đông, phường Mộ Lao")

    assert [each.level for each in found] == [Level.COMMUNE]


@pytest.mark.parametrize(
    "text",
    [
        "xã hội hóa giáo dục là gì", "xa hoi an toan", "bảo hiểm xã hội Hòa Bình",
        "phương án phòng cháy", "phuong an phu hop", "phuong tien giao thong", "phường em ở xa lắm",
        "phường nào cũng được", "xã nào làm được", "phường, xã, thị trấn", "UBND phường 1 cửa",
        "mấy h thì làm việc", "văn bản thỏa thuận", "van ban thoa thuan", "ban dat",
        "từ Hà Nội đi Đà Nẵng", "thành phố Hà Nội có bao nhiêu phường", "cai lai app vneid",
        "tai ho so len bi bao loi", "xã biên giới", "quan ly dat dai", "tinh trang hon nhan",
        "chủ tịch xã thanh tra đột xuất", "", "   ", "p", "phường", "123", "?!", "😀",
    ],
)  # fmt: skip
def test_words_that_only_look_like_names_are_let_be(text: str) -> None:
    assert today_of(text) == []


@pytest.mark.parametrize("home", ["", HA_NOI])
@pytest.mark.parametrize("name", ["procedures_dev.jsonl", "guides_dev.jsonl"])
@pytest.mark.parametrize(
    "typed", [str, fold, str.upper, str.title], ids=lambda typed: typed.__name__
)
def test_no_question_without_a_place_names_one(
    name: str, home: str, typed: Callable[[str], str]
) -> None:
    fired = [each for each in questions(name) if today_of(typed(each), home_province=home)]

    assert fired == []


@pytest.mark.slow
@pytest.mark.parametrize("typed", [str, fold], ids=lambda typed: typed.__name__)
def test_no_question_of_the_large_set_names_a_place(typed: Callable[[str], str]) -> None:
    assert [each for each in questions("procedure_questions.jsonl") if today_of(typed(each))] == []


@pytest.mark.parametrize("unit", SAMPLE, ids=str)
@pytest.mark.parametrize(
    "typed",
    [
        str,
        lambda unit: str(unit).upper(),
        lambda unit: str(unit).replace(",", ""),
        lambda unit: ", ".join(map(short, (unit.name, unit.district, unit.province))),
        lambda unit: f"Nhà em ở {unit.name.lower()}, {unit.district.lower()} thì nay thuộc đâu ạ?",
    ],
    ids=["full", "shouted", "without commas", "short", "asked"],
)
def test_every_way_to_write_an_old_commune_finds_it(
    unit: Unit, typed: Callable[[Unit], str]
) -> None:
    assert str(unit) in [each.old for each in today_of(typed(unit))]


@pytest.mark.parametrize("unit", SAMPLE, ids=str)
def test_without_diacritics_an_old_commune_is_among_the_readings(unit: Unit) -> None:
    assert str(unit) in [each.old for each in today_of(fold(str(unit)))]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for found in today_of(text):
        assert found.new
        assert found.said


WORDS = "phường xã p. q. quận huyện tỉnh tp Mộ Lao mo lao Hà Đông 5 12 , . thuộc cũ ở An Phú Bình"


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(WORDS.split()), max_size=8).map(" ".join))
def test_what_was_said_stands_in_the_text_and_splits_are_marked(text: str) -> None:
    for found in today_of(text):
        assert found.said in text
        assert found.is_split == (len(found.new) > 1)


def test_every_unit_of_today_is_found_under_its_own_name() -> None:
    today = [unit for units in table().communes.values() for unit in units if unit.is_today]

    assert len(today) == 3321
    assert len({unit.province for unit in today}) == 34
    for unit in today[::100]:
        assert str(unit) in [each.old for each in today_of(str(unit))]


def test_every_unit_leads_to_units_of_today_only() -> None:
    communes = [unit for units in table().communes.values() for unit in units]
    today = {place for unit in communes if unit.is_today for place in unit.new}

    assert {place for unit in communes for place in unit.new} <= today
    assert all(unit.resolutions for unit in communes)
    assert all(kind_of(unit.name) and bare(unit.name) for unit in communes)


def test_our_own_file_names_units_that_exist() -> None:
    own = yaml.safe_load((ROOT / "knowledge/data/places.yaml").read_text(encoding="utf-8"))
    known = {str(unit) for units in table().communes.values() for unit in units}

    assert set(own["corrected"]) <= known
    assert {
        bare(unit.new[0].name) for units in table().provinces.values() for unit in units
    } == set(own["communes_2025"])


@pytest.mark.parametrize(
    ("typed", "name", "is_slip"),
    [
        ("molau", "molao", True),
        ("mola", "molao", False),  # too short to tell
        ("hangbacc", "hangbac", True),
        ("hangba", "hangbac", True),
        ("hagnbac", "hangbac", True),
        ("hangbac", "hangdao", False),
        ("hoankiem", "hoankiem", True),
    ],
)
def test_one_slip_is_one_letter_or_two_swapped(typed: str, name: str, is_slip: bool) -> None:
    assert is_one_slip(typed, name) is is_slip


def test_a_key_knows_one_name_in_its_spellings() -> None:
    assert key("Mỹ Đức") == key("mĩ đức") == key("MY DUC")
    assert key("01") == key("1")
    assert key("10") != key("1")


def test_importing_the_module_reads_no_table_and_no_library() -> None:
    code = (
        "import sys, knowledge.places, knowledge.place_table as t; "
        "print(t.table.cache_info().currsize, 'underthesea' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert (done.stdout.strip(), done.stderr) == ("0 False", "")


@pytest.mark.slow
def test_looking_a_place_up_does_not_import_the_library() -> None:
    code = (
        "import sys; from knowledge.places import today_of; today_of('phường Mộ Lao'); "
        "print('underthesea' in sys.modules)"
    )

    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)

    assert (done.stdout.strip(), done.stderr) == ("False", "")


@pytest.mark.parametrize("typed", ["taimo", "taymmo", "dongah", "phuxuyn", "yenngia", "hadogn"])
def test_looking_at_both_ends_of_a_name_misses_no_commune_one_slip_away(typed: str) -> None:
    every = [name for name in table().communes if is_one_slip(typed, name)]

    assert communes_like(typed) == every


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("ở Đà Nẵng thì sao", "ở đó thì sao"),
        ("o da nang thi sao", "o do thi sao"),
        ("thế còn TP.HCM", "thế còn đó"),
        ("tại tỉnh Bắc Ninh hay ở thành phố Huế", "tại đó hay ở đó"),
        ("lệ phí bao nhiêu", "lệ phí bao nhiêu"),
    ],
)
def test_provinces_are_put_as_there(text: str, there: str) -> None:
    assert provinces_as_there(text) == there


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("ở Sài Gòn thì sao", ["thành phố Hồ Chí Minh"]),
        ("o sai gon thi sao", ["thành phố Hồ Chí Minh"]),
        ("còn đà nẵng thì sao", ["thành phố Đà Nẵng"]),
        ("hai phong thi sao", ["thành phố Hải Phòng"]),
        ("em ở vũng tàu", ["thành phố Hồ Chí Minh"]),
        ("quê thừa thiên huế", ["thành phố Huế"]),
        ("sài gòn đẹp lắm", []),
        ("ở sai gòn", []),
        ("hòa bình là gì", []),
        ("thái bình", []),
        ("hp thì sao", []),
    ],
)
def test_a_province_is_known_by_what_people_call_it(text: str, named: list[str]) -> None:
    assert provinces_named(text) == named
