"""The curated plan records: valid, uniquely named, and true to the lines they cite."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
import yaml
from pydantic import TypeAdapter

from knowledge.acts import number_key
from knowledge.load import load_acts
from knowledge.types import Deadline, Duty, Indicator, Plan

ROOT = Path(__file__).resolve().parents[2]
CURATED = ROOT / "knowledge" / "data" / "plans"
SOURCES = ROOT.parent / "shared" / "plans"
LEAST = {
    "tay-mo-2026": (49, 84, 9),
    "mo-lao-2025": (1, 93, 7),
    "le-dai-hanh-2025h2": (10, 53, 5),
    "ngoc-trao-2023": (61, 144, 12),
    "ha-noi-2024": (1, 103, 10),
}
"""At least this many indicators, duties and deadlines."""

NUMBER = re.compile(r"\d+(?:\.\d+)*")
# Provincial numbers repeat from province to province; those of the centre do not.
ACT_WITH_DATE = re.compile(
    r"(\d+(?:/\d{4})?[/-](?:NĐ-CP|NQ-CP|NQ/TW|QĐ-TTg|CT-TTg|QĐ-B\w+|BTTTT-\w+))"
    r" (?:\(|ngày )(\d{1,2})/(\d{1,2})/(\d{4})"
)
COMPARISON = re.compile(r"(tối thiểu|trên|trở lên|[<>≥≤])\s*")
LATEX = re.compile(r"\$|\\[a-z%]|\\leq|\\geq")
WORDS_FOR_SIGNS = {
    ">": (">", "trên"),
    "<": ("<",),
    "≥": ("≥", "\\geq"),
    "tối thiểu": ("tối thiểu",),
    "trên": ("trên", ">"),
    "trở lên": ("trở lên",),
}


@cache
def load(stem: str) -> Plan:
    raw = yaml.safe_load((CURATED / f"{stem}.yaml").read_text(encoding="utf-8"))
    return TypeAdapter(Plan).validate_python(raw)


@cache
def source_lines(stem: str) -> tuple[str, ...]:
    path = SOURCES / f"{stem}.txt"
    if not path.exists():
        pytest.skip("the shared plan texts are not beside the project")
    return tuple(unicodedata.normalize("NFC", path.read_text(encoding="utf-8")).split("\n"))


def records(plan: Plan) -> Iterator[Indicator | Duty | Deadline]:
    yield from plan.indicators
    yield from plan.duties
    yield from plan.deadlines


def cited(record: Indicator | Duty | Deadline, lines: tuple[str, ...]) -> str:
    assert record.at.line_from is not None, record.id
    assert record.at.line_to is not None, record.id
    assert 1 <= record.at.line_from <= record.at.line_to <= len(lines), record.id
    return " ".join(" ".join(lines[record.at.line_from - 1 : record.at.line_to]).split())


def figures(record: Indicator | Duty | Deadline) -> str:
    match record:
        case Indicator():
            return record.target
        case Deadline():
            return record.due
        case Duty():
            return ""


def claim(record: Indicator | Duty | Deadline) -> str:
    match record:
        case Indicator():
            return record.name
        case Deadline():
            return record.what
        case Duty():
            return record.text


def missing_numbers(said: str, text: str) -> list[str]:
    return [number for number in NUMBER.findall(said) if number not in NUMBER.findall(text)]


def unit_letters(text: str) -> str:
    """Return letters only: units are written with many dashes, and one scan reads HDN for HĐND."""
    return re.sub(r"\W+", "", text.lower().replace("hdn&", "hđnd&").replace("hoá", "hóa"))


def test_the_curated_folder_holds_exactly_the_five_plans() -> None:
    assert {path.stem for path in CURATED.glob("*.yaml")} == set(LEAST)


@pytest.mark.parametrize("stem", LEAST)
class TestEachPlan:
    def test_is_named_after_its_file_and_says_who_issued_it(self, stem: str) -> None:
        plan = load(stem)
        assert plan.id == stem
        assert plan.title
        assert any(plan.place.startswith(f"{unit} ") for unit in ("phường", "thành phố"))
        assert plan.issuer
        assert str(plan.year) in stem
        assert plan.source.url is None

    def test_gives_no_number_or_date_that_its_text_leaves_blank(self, stem: str) -> None:
        plan = load(stem)
        assert plan.number is None
        assert plan.issued is None
        assert {"number", "issued"} <= {doubt.field for doubt in plan.doubts}

    def test_holds_at_least_as_many_records_as_were_read(self, stem: str) -> None:
        plan = load(stem)
        counts = (len(plan.indicators), len(plan.duties), len(plan.deadlines))
        assert all(count >= least for count, least in zip(counts, LEAST[stem], strict=True)), counts

    def test_numbers_its_records_without_gap_or_repetition(self, stem: str) -> None:
        plan = load(stem)
        for kind, group in (
            ("ct", plan.indicators),
            ("nv", plan.duties),
            ("han", plan.deadlines),
        ):
            assert [r.id for r in group] == [
                f"{stem}-{kind}-{n:02d}" for n in range(1, len(group) + 1)
            ]

    def test_is_written_in_composed_letters_without_latex_or_scanning_slips(
        self, stem: str
    ) -> None:
        text = (CURATED / f"{stem}.yaml").read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text)
        assert not LATEX.search(text)
        plan = load(stem)
        said = " ".join(
            " ".join((claim(r), getattr(r, "lead", ""), getattr(r, "support", "")))
            for r in records(plan)
        )
        assert "HDN" not in said
        assert "phân đầu" not in said.lower()

    def test_says_no_duty_twice(self, stem: str) -> None:
        said = [claim(duty).lower() for duty in load(stem).duties]
        assert len(said) == len(set(said))

    def test_gives_every_indicator_a_target_and_every_deadline_a_due_time(self, stem: str) -> None:
        plan = load(stem)
        assert all(indicator.name and indicator.target for indicator in plan.indicators)
        assert all(deadline.what and deadline.due for deadline in plan.deadlines)
        assert all(NUMBER.search(i.target) or i.target == "một kênh" for i in plan.indicators)

    def test_takes_every_number_of_a_target_or_due_time_from_the_cited_lines(
        self, stem: str
    ) -> None:
        lines = source_lines(stem)
        wrong = {
            record.id: missing
            for record in records(load(stem))
            if (missing := missing_numbers(figures(record), cited(record, lines)))
        }
        assert not wrong

    def test_keeps_the_comparison_of_each_target_as_the_cited_lines_put_it(self, stem: str) -> None:
        lines = source_lines(stem)
        wrong = []
        for indicator in load(stem).indicators:
            text = cited(indicator, lines).lower()
            for sign in COMPARISON.findall(indicator.target):
                if not any(word in text for word in WORDS_FOR_SIGNS[sign]):
                    wrong.append((indicator.id, sign))
        assert not wrong

    def test_measures_at_a_time_the_document_names(self, stem: str) -> None:
        text = " ".join(source_lines(stem))
        assert not {i.id: m for i in load(stem).indicators if (m := missing_numbers(i.by, text))}

    def test_names_lead_units_that_the_document_names(self, stem: str) -> None:
        text = unit_letters(" ".join(source_lines(stem)))
        leads = {lead for r in records(load(stem)) if (lead := getattr(r, "lead", ""))}
        assert not [lead for lead in leads if unit_letters(lead) not in text]

    def test_never_says_a_number_that_the_document_lacks(self, stem: str) -> None:
        text = " ".join(source_lines(stem))
        # Numbers the curator counted or the everyday name of a project, not figures of the plan.
        counted = re.compile(r"\(\d\)|4 nhóm kỹ năng|Đề án 06|không có mục 3\.4")
        wrong = {
            record.id: missing
            for record in records(load(stem))
            if (missing := missing_numbers(counted.sub("", claim(record)), text))
        }
        assert not wrong


def test_ids_are_unique_over_all_plans() -> None:
    ids = [record.id for stem in LEAST for record in records(load(stem))]
    assert len(ids) == len(set(ids))


def test_a_ward_that_was_renamed_says_what_it_is_called_today() -> None:
    today = {stem: load(stem).place_today for stem in LEAST}
    assert today == {
        "tay-mo-2026": "",
        "mo-lao-2025": "phường Hà Đông và phường Đại Mỗ, thành phố Hà Nội",
        "le-dai-hanh-2025h2": "",
        "ngoc-trao-2023": "phường Hạc Thành, tỉnh Thanh Hóa",
        "ha-noi-2024": "",
    }


@pytest.mark.parametrize(
    ("line", "in_text", "in_annex"),
    [
        (45, "tối thiểu 75%", "> 75%"),
        (54, "tối thiểu 95%", "> 95%"),
        (55, "tối thiểu 95%", "95%"),
        (61, "tối thiểu 80%", "80%"),
        (62, "tối thiểu 90%", "90%"),
        (64, "≥ 45%", "> 45%"),
    ],
)
def test_a_target_that_text_and_annex_put_differently_shows_both_values_and_places(
    line: int, in_text: str, in_annex: str
) -> None:
    one = next(i for i in load("tay-mo-2026").indicators if i.at.line_from == line)
    assert one.target == in_text
    text, annex = one.differs.split("; ")[:2]
    assert re.fullmatch(rf"Mục I\.\d(\.\d)? ghi {in_text}", text)
    assert re.match(rf"Phụ lục, mục I+\.\d ghi {in_annex}(,|$)", annex)


def test_no_indicator_is_a_mere_count_where_the_annex_with_the_targets_is_missing() -> None:
    for stem in ("mo-lao-2025", "ha-noi-2024"):
        assert [indicator.target for indicator in load(stem).indicators] == ["tối thiểu 10%"]


def test_the_wrong_date_of_a_decree_is_told_as_a_slip_of_the_document() -> None:
    plan = load("le-dai-hanh-2025h2")
    telling = [claim(r) for r in records(plan) if "01/7/2025" in claim(r)]
    assert telling
    assert all("viết nhầm" in text and "ngày đúng là 01/7/2016" in text for text in telling)


def test_a_central_act_bears_the_date_that_our_list_of_acts_gives() -> None:
    issued = {number_key(act.number): act.issued for act in load_acts() if act.issued}
    compared, wrong = 0, []
    for record in (record for stem in LEAST for record in records(load(stem))):
        for number, day, month, year in ACT_WITH_DATE.findall(claim(record)):
            if known := issued.get(number_key(number)):
                compared += 1
                if known != date(int(year), int(month), int(day)):
                    wrong.append((record.id, number, known))
    assert not wrong
    assert compared >= 10


def test_each_row_of_the_tay_mo_annex_has_an_indicator_with_its_lead_unit() -> None:
    lines = source_lines("tay-mo-2026")
    plan = load("tay-mo-2026")
    rows = [
        line.split("\t")
        for line in lines
        if line.count("\t") >= 4 and line.split("\t")[0].isdigit()
    ]
    rows = [row for row in rows if "%" in row[1] + row[2]]
    assert len(rows) == 27
    for row in rows:
        percent = NUMBER.findall(row[2] or row[1])
        lead = unit_letters(row[3])
        assert any(
            unit_letters(i.lead) == lead and NUMBER.findall(i.target)[0] in percent
            for i in plan.indicators
        ), row
