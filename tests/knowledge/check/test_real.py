"""The traps of the real portal data, when it stands beside the project."""

import json
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest

from knowledge.acts import Acts
from knowledge.check import Finding, check
from knowledge.importers.portal import read_portal
from knowledge.load import Curated
from knowledge.types import Procedure

FOLDER = Path(__file__).resolve().parents[3].parent / "shared" / "procedures"
pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the portal's files are not here"),
    pytest.mark.slow,
]
FLAT = [path for path in sorted(FOLDER.glob("*.jsonl")) if ".detail." not in path.name]
DISTRICT = re.compile("huyện", re.IGNORECASE)
# They say "huyện" of the past, of poor districts, of roads: nothing there is abolished.
RIGHTLY_SILENT = {"1.013978", "3.000044", "6.003496"}


@pytest.fixture(scope="module")
def pages() -> dict[str, dict[str, str]]:
    lines = (line for path in FLAT for line in path.read_text(encoding="utf-8").splitlines())
    found: dict[str, dict[str, str]] = {}
    for record in map(json.loads, lines):
        found.setdefault(record["ma_thu_tuc"], record)
    return found


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    records = [record for path in FLAT for record in read_portal(path).records]
    assert all(isinstance(record, Procedure) for record in records)
    nothing = Curated(procedures=(), guides=(), plans=())
    day = date(2026, 11, 22)
    return check(nothing, records, acts=Acts([]), overlays=(), today=day).findings


@pytest.fixture(scope="module")
def codes(findings: tuple[Finding, ...]) -> dict[str, set[str]]:
    by_rule: defaultdict[str, set[str]] = defaultdict(set)
    for each in findings:
        by_rule[each.rule].add(each.record_id)
    return by_rule


def test_the_17_misfiled_pages_are_found_and_no_other(codes: dict[str, set[str]]) -> None:
    assert len(codes["wrong_page"]) == 17


def test_every_page_that_says_free_and_135000_is_found(
    codes: dict[str, set[str]], pages: dict[str, dict[str, str]]
) -> None:
    trap = {
        code
        for code, page in pages.items()
        if "Miễn phí" in page["cach_thuc_thuc_hien"] and "135.000" in page["cach_thuc_thuc_hien"]
    }

    assert len(trap) == 4
    assert trap <= codes["free_contradicted"]


def test_every_amount_below_1000_is_found_alone_or_glued_to_a_time(
    codes: dict[str, set[str]], pages: dict[str, dict[str, str]]
) -> None:
    small = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\s?(?:VNĐ|Việt Nam Đồng)")
    trap = {code for code, page in pages.items() if small.search(page["cach_thuc_thuc_hien"])}

    assert "2.001827" in codes["amount_too_small"]  # 700 VNĐ
    assert trap - codes["amount_too_small"] - codes["amount_glued_to_time"] == set()


def test_all_but_three_of_the_94_pages_with_the_word_district_are_found(
    codes: dict[str, set[str]], pages: dict[str, dict[str, str]]
) -> None:
    trap = {
        code for code, page in pages.items() if any(DISTRICT.search(each) for each in page.values())
    }
    found = codes["abolished_body"] | codes["abolished_authority"]

    assert len(trap) == 94
    assert trap - found == RIGHTLY_SILENT


def test_pages_without_any_authority_are_found_and_those_with_a_competent_one_are_not(
    findings: tuple[Finding, ...], pages: dict[str, dict[str, str]]
) -> None:
    silent = {
        code for code, page in pages.items() if page["co_quan_thuc_hien"] == "Không có thông tin"
    }
    with_other = {code for code in silent if pages[code]["co_quan_co_tham_quyen"].strip()}
    found = {
        each.record_id
        for each in findings
        if each.rule == "missing_field" and each.field == "authority"
    }

    assert (len(silent), len(with_other)) == (302, 65)
    assert found == silent - with_other


def test_no_doubt_of_the_importer_is_without_a_rule(codes: dict[str, set[str]]) -> None:
    assert codes["other_doubt"] == set()
