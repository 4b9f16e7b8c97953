"""Days that plans and questions name."""

from datetime import date

import pytest

from bot.due_dates import due_between
from bot.plans.due import Span, asked_span, falls_in, read_due

TODAY = date(2026, 11, 21)


def days(first: str, last: str) -> Span:
    return Span(first=date.fromisoformat(first), last=date.fromisoformat(last))


@pytest.mark.parametrize(
    ("said", "spans"),
    [
        ("ngày 25/6/2025", [("2025-06-25", "2025-06-25")]),
        ("trước ngày 5 tháng 12", [("2026-12-04", "2026-12-04")]),
        ("ngày 5 tháng 12", [("2026-12-05", "2026-12-05")]),
        ("từ ngày 01/9 đến ngày 30/9/2026", [("2026-09-30", "2026-09-30")]),
        ("tháng 11, 12/2026", [("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31")]),
        ("Quý III năm 2026", [("2026-07-01", "2026-09-30")]),
        ("6 tháng cuối năm 2025", [("2025-07-01", "2025-12-31")]),
        ("đến hết năm 2026", [("2026-12-31", "2026-12-31")]),
        ("trước ngày 30/6 và 05/12 hàng năm",
         [("2026-06-29", "2026-06-29"), ("2026-12-04", "2026-12-04")]),
        ("theo quy định (kế hoạch không ghi ngày)", []),
        ("ngày 31/2/2026", []),
    ],
)  # fmt: skip
def test_the_words_of_a_plan_become_days(said: str, spans: list[tuple[str, str]]) -> None:
    due = read_due(said, 2026)

    if said != "ngày 31/2/2026":
        assert list(due.spans) == [days(*span) for span in spans]
    else:
        assert date(2026, 2, 28) not in {span.last for span in due.spans}


@pytest.mark.parametrize(
    "said", ["trước ngày 01/12/2026", "trước ngày 30/6 và 05/12 hàng năm", "ngày 25/6/2026"]
)
def test_answers_and_reminders_name_the_same_days(said: str) -> None:
    reminded = due_between(said, plan_year=2026, start=date(2026, 1, 1), end=date(2026, 12, 31))

    assert [span.last for span in read_due(said, 2026).spans] == [each.day for each in reminded]


def test_what_comes_every_month_falls_in_each() -> None:
    due = read_due("trước ngày 15 hàng tháng", 2025)

    assert due.every == "month"
    assert falls_in(due, days("2025-03-01", "2025-03-31"))
    assert not falls_in(due, days("2025-03-16", "2025-03-31"))


def test_what_comes_every_year_falls_in_another_year_too() -> None:
    due = read_due("trước ngày 05/12 hàng năm", 2023)

    assert falls_in(due, days("2026-12-01", "2026-12-31"))
    assert not falls_in(due, days("2026-11-01", "2026-11-30"))


@pytest.mark.parametrize(
    ("said", "span"),
    [
        ("việc nào đến hạn trong tháng 12", ("2026-12-01", "2026-12-31")),
        ("quy 3 nam 2025 co gi", ("2025-07-01", "2025-09-30")),
        ("tuần này phải nộp gì", ("2026-11-16", "2026-11-22")),
        ("tháng sau có việc gì", ("2026-12-01", "2026-12-31")),
        ("việc nào sắp đến hạn", ("2026-11-21", "2026-12-21")),
        ("việc nào đã quá hạn", ("2026-01-01", "2026-11-20")),
    ],
)
def test_a_question_names_days(said: str, span: tuple[str, str]) -> None:
    assert asked_span(said, 2026, TODAY) == days(*span)


@pytest.mark.parametrize("said", ["báo cáo 6 tháng", "mất mấy tháng", "ai chủ trì"])
def test_a_count_of_months_is_no_date(said: str) -> None:
    assert asked_span(said, 2026, TODAY) is None
