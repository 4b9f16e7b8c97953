"""A curated plan against the text of the plan."""

from datetime import date

from knowledge.check.plans import plan_against_import
from knowledge.types import Deadline, Indicator, Locator, Plan, PlanPassage, Source

SOURCE = Source(title="Kế hoạch", as_of=date(2026, 1, 5))


def at(line_from: int, line_to: int | None = None) -> Locator:
    return Locator(section="I", line_from=line_from, line_to=line_to)


def plan(**fields: object) -> Plan:
    return Plan(id="p", title="t", place="phường Bến Gỗ", year=2026, source=SOURCE, **fields)  # type: ignore[arg-type]  # a builder


IMPORTED = plan(
    passages=(
        PlanPassage(id="p1", text="Ít nhất 75% quầy nhận mã QR.", at=at(10, 11)),
        PlanPassage(id="p2", text="Tính vào tháng 11,12/2026.", at=at(20)),
        PlanPassage(id="p3", text="Đèn", row=(("Chỉ tiêu", "1.200 đèn"),), at=at(40)),
    )
)


def found(target: str, line: int) -> list[str]:
    curated = plan(indicators=(Indicator(id="i", name="n", target=target, at=at(line)),))
    return [each.rule for each in plan_against_import(curated, IMPORTED)]


def test_a_target_whose_number_stands_in_its_lines_is_supported() -> None:
    assert found("≥ 75%", 11) == []
    assert found("1200 đèn", 40) == []


def test_a_target_whose_number_stands_elsewhere_is_not() -> None:
    assert found("≥ 80%", 11) == ["plan_number_unsupported"]
    assert found("≥ 75%", 30) == ["plan_number_unsupported"]


def test_lines_after_the_end_of_the_text_do_not_exist() -> None:
    assert found("≥ 75%", 41) == ["plan_lines_missing"]


def test_two_months_written_as_one_number_are_read_apart() -> None:
    deadline = Deadline(id="h", what="w", due="tháng 11, 12/2026", at=at(20))

    assert list(plan_against_import(plan(deadlines=(deadline,)), IMPORTED)) == []


def test_a_plan_imported_without_text_says_nothing_against_anybody() -> None:
    curated = plan(indicators=(Indicator(id="i", name="n", target="5", at=at(3)),))

    assert list(plan_against_import(curated, plan())) == []
