"""The plan importer as its callers see it: heads, dates, doubts, errors."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from knowledge.importers.plan import read_plan
from knowledge.types import KnowledgeError, Plan

HEAD = """ỦY BAN NHÂN DÂN
PHƯỜNG HOA SEN

Số: {number}/KH-UBND

Hoa Sen, ngày {day} tháng {month} năm 2026

KẾ HOẠCH
Chuyển đổi số phường Hoa Sen năm 2026

Căn cứ Kế hoạch số 77/KH-UBND ngày 02/02/2026 của UBND thành phố Hà Nội, phường lập kế hoạch này.
UBND thành phố Hà Nội theo dõi việc này.

I. MỤC TIÊU

"""


def plan_of(tmp_path: Path, text: str, *, as_of: date | None = None, name: str = "hoa-sen") -> Plan:
    path = tmp_path / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    (plan,) = read_plan(path, as_of=as_of).records
    assert isinstance(plan, Plan)
    return plan


def doubted(plan: Plan, field: str) -> list[str]:
    return [doubt.reason for doubt in plan.doubts if doubt.field == field]


def test_a_complete_head_gives_number_date_place_and_issuer(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, HEAD.format(number="12", day="5", month="3") + "- 70% họp trực tuyến.")

    assert plan.id == "hoa-sen"
    assert plan.title == "Kế hoạch chuyển đổi số phường Hoa Sen năm 2026"
    assert plan.number == "12/KH-UBND"
    assert plan.issued == date(2026, 3, 5)
    assert plan.place == "phường Hoa Sen, thành phố Hà Nội"
    assert plan.issuer == "UBND phường Hoa Sen"
    assert plan.year == 2026
    assert plan.source.as_of == date(2026, 3, 5)


@pytest.mark.parametrize("blank", ["", " ", "...", "……"])
def test_a_blank_number_stays_blank_and_is_reported(tmp_path: Path, blank: str) -> None:
    plan = plan_of(
        tmp_path, HEAD.format(number=blank, day="5", month="3") + "- 70% họp trực tuyến."
    )

    assert plan.number is None
    assert doubted(plan, "number")


@pytest.mark.parametrize("blank", ["", "  ", "....."])
def test_a_blank_date_is_not_taken_from_a_document_that_is_cited(
    tmp_path: Path, blank: str
) -> None:
    plan = plan_of(tmp_path, HEAD.format(number="12", day=blank, month="8") + "- 70% họp.")

    assert plan.issued is None
    assert doubted(plan, "issued")


def test_a_date_that_no_calendar_has_is_reported(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, HEAD.format(number="12", day="31", month="2") + "- 70% họp.")

    assert plan.issued is None
    assert "calendar" in doubted(plan, "issued")[0]


def test_without_any_date_the_day_of_the_file_stands_in_with_a_doubt(tmp_path: Path) -> None:
    text = HEAD.format(number="12", day="", month="") + "- 70% họp trực tuyến."
    plan_of(tmp_path, text)
    moment = datetime(2026, 4, 9, 12, tzinfo=UTC).timestamp()
    path = tmp_path / "hoa-sen.txt"
    os.utime(path, (moment, moment))

    (plan,) = read_plan(path).records

    assert plan.source.as_of == date(2026, 4, 9)
    assert isinstance(plan, Plan)
    assert doubted(plan, "source.as_of")


def test_a_given_day_goes_before_the_date_of_issue(tmp_path: Path) -> None:
    text = HEAD.format(number="12", day="5", month="3") + "- 70% họp trực tuyến."

    plan = plan_of(tmp_path, text, as_of=date(2026, 10, 1))

    assert plan.source.as_of == date(2026, 10, 1)
    assert not doubted(plan, "source.as_of")


def test_a_missing_head_is_reported_and_the_title_comes_from_the_last_paragraph(
    tmp_path: Path,
) -> None:
    text = """I. MỤC TIÊU

- 70% cuộc họp của phường họp trực tuyến.

Trên đây là kế hoạch chuyển đổi số phường Hoa Sen năm 2024, đề nghị các tổ thực hiện./.
"""
    plan = plan_of(tmp_path, text)

    assert plan.title == "Kế hoạch chuyển đổi số phường Hoa Sen năm 2024"
    assert (plan.year, plan.number, plan.issued) == (2024, None, None)
    assert {"title", "number", "issued"} <= {doubt.field for doubt in plan.doubts}


def test_a_title_in_capitals_keeps_its_acronyms_and_names(tmp_path: Path) -> None:
    text = "KẾ HOẠCH\nỨNG DỤNG CNTT PHƯỜNG HOA SEN NĂM 2026\n\nI. MỤC TIÊU\n\n- 70% họp trực tuyến."

    plan = plan_of(tmp_path, text)

    assert plan.title == "Kế hoạch ứng dụng CNTT phường Hoa Sen năm 2026"
    assert plan.place == "phường Hoa Sen"


def test_an_annex_that_is_not_in_the_file_is_reported(tmp_path: Path) -> None:
    head = HEAD.format(number="12", day="5", month="3")

    plan = plan_of(tmp_path, head + "(Chỉ tiêu giao cho từng bộ phận tại Phụ lục đính kèm).\n")

    assert any("annex" in reason for reason in doubted(plan, "passages"))


def test_every_problem_names_file_line_and_record(tmp_path: Path) -> None:
    path = tmp_path / "hoa-sen.txt"
    path.write_text(HEAD.format(number="", day="5", month="3") + "- 70% họp.", encoding="utf-8")

    problem = next(p for p in read_plan(path).problems if p.field == "number")

    assert (problem.file, problem.line, problem.record_id) == ("hoa-sen.txt", 4, "hoa-sen")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (b"%PDF-1.7\x00\x01", "PDF"),
        ("KẾ HOẠCH".encode("utf-16-le")[1:], "UTF-8"),
        ("Biên bản họp tổ dân phố".encode(), "no plan"),
        ("KẾ HOẠCH\nTrồng cây ở phường Hoa Sen\n".encode(), "year"),
    ],
    ids=["empty", "blank", "binary", "not-utf-8", "other-document", "no-year"],
)
def test_a_file_that_is_no_plan_is_refused_in_one_line(
    tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "hoa-sen.txt"
    path.write_bytes(content)

    with pytest.raises(KnowledgeError) as caught:
        read_plan(path)

    message = str(caught.value)
    assert says in message
    assert message.startswith("hoa-sen.txt: ")
    assert "\n" not in message


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="cannot be read"):
        read_plan(tmp_path / "nowhere.txt")


def test_the_year_in_the_file_name_stands_in_when_the_text_names_none(tmp_path: Path) -> None:
    text = "KẾ HOẠCH\nTrồng cây ở phường Hoa Sen\n\nI. MỤC TIÊU\n\n- Trồng cây ở mỗi tổ dân phố."

    assert plan_of(tmp_path, text, name="hoa-sen-2025").year == 2025
