"""The five real plans beside the project, where they are at hand."""

import re
from pathlib import Path

import pytest

from knowledge.importers.plan import read_plan
from knowledge.types import Plan

PLANS = Path(__file__).resolve().parents[2].parent / "shared" / "plans"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PLANS.is_dir(), reason="the real plans are not beside the project"),
]

NAMES = ["ha-noi-2024", "le-dai-hanh-2025h2", "mo-lao-2025", "ngoc-trao-2023", "tay-mo-2026"]


def read(name: str) -> Plan:
    (plan,) = read_plan(PLANS / f"{name}.txt").records
    assert isinstance(plan, Plan)
    return plan


@pytest.fixture(scope="module")
def plans() -> dict[str, Plan]:
    return {name: read(name) for name in NAMES}


def by_line(plan: Plan, line: int) -> list[str]:
    return [i.target for i in plan.indicators if i.at.line_from == line]


def words_of(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.lower()))


@pytest.mark.parametrize("name", NAMES)
def test_every_line_is_in_the_passage_that_names_it_or_is_a_heading(
    plans: dict[str, Plan], name: str
) -> None:
    plan = plans[name]
    source = (PLANS / f"{name}.txt").read_text(encoding="utf-8").split("\n")
    first_heading = next(n for n, line in enumerate(source, 1) if re.match(r"\s*I\.", line))
    headings = [words_of(part) for p in plan.passages for part in p.at.section.split(" › ")]
    inside: dict[int, set[str]] = {}
    for passage in plan.passages:
        assert passage.at.line_from is not None
        assert passage.at.line_to is not None
        said = words_of(f"{passage.text} {passage.row}")
        for covered in range(passage.at.line_from, passage.at.line_to + 1):
            inside[covered] = inside.get(covered, set()) | said

    lost = []
    for number, line in enumerate(source[first_heading - 1 :], first_heading):
        words = words_of(re.sub(r"\\geq", "", line))
        # Table headings come back as column names, repeated links are dropped.
        if not words or line.count("\t") > 2 or re.fullmatch(r"\s*https?://\S+\s*", line):
            continue
        if words <= inside.get(number, set()) or any(words <= heading for heading in headings):
            continue
        lost.append((number, line))

    assert lost == []


@pytest.mark.parametrize("name", NAMES)
def test_every_number_in_an_indicator_stands_on_its_lines(
    plans: dict[str, Plan], name: str
) -> None:
    source = (PLANS / f"{name}.txt").read_text(encoding="utf-8").split("\n")

    for indicator in plans[name].indicators:
        first, last = indicator.at.line_from, indicator.at.line_to
        assert first is not None
        assert last is not None
        numbers = re.findall(r"\d+", " ".join(source[first - 1 : last]))
        assert set(re.findall(r"\d+", indicator.target)) <= set(numbers), indicator


@pytest.mark.parametrize("name", NAMES)
def test_blank_or_missing_numbers_and_dates_stay_unknown(plans: dict[str, Plan], name: str) -> None:
    assert plans[name].number is None
    assert plans[name].issued is None


def test_places_are_named_with_what_stood_above_them(plans: dict[str, Plan]) -> None:
    assert plans["tay-mo-2026"].place == "phường Tây Mỗ, thành phố Hà Nội"
    assert plans["tay-mo-2026"].place_today == ""
    assert plans["mo-lao-2025"].place == "phường Mộ Lao, quận Hà Đông, thành phố Hà Nội"
    assert plans["mo-lao-2025"].place_today == "phường Hà Đông, thành phố Hà Nội"
    assert plans["ngoc-trao-2023"].place_today == "phường Hạc Thành, tỉnh Thanh Hóa"
    assert plans["le-dai-hanh-2025h2"].place == "phường Lê Đại Hành, thành phố Hải Phòng"
    assert plans["ha-noi-2024"].place == "thành phố Hà Nội"


def test_the_section_left_out_of_mo_lao_is_reported(plans: dict[str, Plan]) -> None:
    plan = plans["mo-lao-2025"]

    assert any("3.3 is followed by 3.5" in doubt.reason for doubt in plan.doubts)
    assert {"3.3", "3.5"} <= {p.at.section.split(" › ")[-1] for p in plan.passages}


def test_the_annexes_that_are_missing_are_reported(plans: dict[str, Plan]) -> None:
    for name in ("ha-noi-2024", "mo-lao-2025"):
        assert any("annex" in doubt.reason for doubt in plans[name].doubts), name
    assert not any("refer" in doubt.reason for doubt in plans["tay-mo-2026"].doubts)


def test_the_annex_of_tay_mo_is_read_row_by_row(plans: dict[str, Plan]) -> None:
    rows = [passage for passage in plans["tay-mo-2026"].passages if passage.row]

    assert len(rows) == 30
    assert {len(passage.row) for passage in rows} == {5, 6}
    assert rows[0].row[0] == ("TT", "1")
    differing = {i.name for i in plans["tay-mo-2026"].indicators if i.differs}
    assert len(differing) == 3


def test_targets_survive_latex_and_wrapped_lines(plans: dict[str, Plan]) -> None:
    assert by_line(plans["tay-mo-2026"], 56) == ["≥ 60%"]
    assert by_line(plans["tay-mo-2026"], 53) == ["≥ 95%; trong đó, VNeID mức độ 2 đạt 90%", "≥ 90%"]
    assert by_line(plans["ngoc-trao-2023"], 820) == ["80% trở lên"]
    assert by_line(plans["le-dai-hanh-2025h2"], 136) == ["75%"]


def test_the_report_on_2022_sets_no_targets(plans: dict[str, Plan]) -> None:
    plan = plans["ngoc-trao-2023"]

    assert all((i.at.line_from or 0) > 559 for i in plan.indicators)


def test_deadlines_name_day_and_unit(plans: dict[str, Plan]) -> None:
    found = {(d.due, d.who, d.to) for plan in plans.values() for d in plan.deadlines}

    assert ("ngày 30/6/2024", "Sở Thông tin và Truyền thông", "UBND Thành phố") in found
    assert ("trước ngày 05/12 hàng năm", "Bộ phận Văn hóa và Thông tin", "UBND thành phố") in found
    assert any(due == "trước ngày 15 hàng tháng" for due, _, _ in found)
    assert any(due == "trước tháng 6 năm 2023" for due, _, _ in found)


def test_the_footnote_is_out_of_the_sentence_and_kept(plans: dict[str, Plan]) -> None:
    passages = plans["ngoc-trao-2023"].passages

    sentence = next(p for p in passages if p.at.line_from == 118)
    assert sentence.text.endswith("công văn).")
    assert any(p.at.section.endswith("Chú thích 1") for p in passages)
