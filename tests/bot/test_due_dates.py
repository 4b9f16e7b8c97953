"""The days by which something is due, read from the words of plans."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.due_dates import due_between, rules_of

START, END = date(2026, 1, 1), date(2026, 12, 31)


def days(due: str, *, start: date = START, end: date = END, year: int | None = 2026) -> list[date]:
    return [each.day for each in due_between(due, plan_year=year, start=start, end=end)]


@pytest.mark.parametrize(
    ("due", "day"),
    [
        ("ngày 25/12/2026", date(2026, 12, 25)),
        ("trước ngày 25/12/2026", date(2026, 12, 24)),
        ("chậm nhất ngày 25/12/2026", date(2026, 12, 25)),
        ("trước 17 giờ ngày 20/11/2026", date(2026, 11, 20)),
        ("ngày 05 tháng 12 năm 2026", date(2026, 12, 5)),
        ("trước 30.6.2026", date(2026, 6, 29)),
        ("trước ngày 15/12", date(2026, 12, 14)),
        ("từ ngày 01/9 đến ngày 30/9/2026", date(2026, 9, 30)),
        ("Quý III/2026", date(2026, 9, 30)),
        ("Quý 3 năm 2026", date(2026, 9, 30)),
        ("quý II, IV/2026", date(2026, 12, 31)),
        ("tháng 12/2026", date(2026, 12, 31)),
        ("06/2026", date(2026, 6, 30)),
        ("tháng 5, 6 năm 2026", date(2026, 6, 30)),
        ("tính tại thời điểm tháng 11, 12/2026", date(2026, 12, 31)),
        ("trước tháng 6 năm 2026", date(2026, 5, 31)),
        ("6 tháng đầu năm 2026", date(2026, 6, 30)),
        ("sáu tháng cuối năm", date(2026, 12, 31)),
        ("9 tháng đầu năm 2026", date(2026, 9, 30)),
        ("đến hết năm 2026", date(2026, 12, 31)),
        ("giai đoạn 2024 – 2026", date(2026, 12, 31)),
    ],
)
def test_a_day_is_read_as_the_last_one_that_is_in_time(due: str, day: date) -> None:
    assert days(due) == [day]


@pytest.mark.parametrize(
    "due",
    [
        "",
        "thường xuyên",
        "định kỳ hằng quý",
        "hàng năm",
        "năm 2026 và hằng năm",
        "theo quy định (kế hoạch không ghi ngày)",
        "khẩn trương (kế hoạch không ghi ngày)",
        "đột xuất (nếu có)",
        "khi có điều chỉnh, phát sinh",
        "tính từ 01/10/2026",
        "kể từ ngày 01/10/2026",
        "từ quý III/2026",
        "sau ngày 20/11/2026",
        "trong 10 ngày làm việc kể từ ngày ký",
        "đầu năm 2026",
        "giữa tháng 6/2026",
        "ngày 30/02/2026",
        "tháng 13/2026",
        "quý 5/2026",
        "ngày 32 hằng tháng",
        "theo Nghị định 12/2026/NĐ-CP",
    ],
)
def test_what_names_no_day_gets_none(due: str) -> None:
    assert days(due) == []


def test_without_the_plans_year_a_day_without_a_year_is_none() -> None:
    assert days("trước ngày 15/12", year=None) == []
    assert days("Quý III", year=None) == []


def test_what_is_due_every_year_falls_due_again_after_the_turn_of_the_year() -> None:
    found = days("trước ngày 05/12 hằng năm", start=date(2026, 12, 5), end=date(2028, 1, 1))
    assert found == [date(2027, 12, 4)]


def test_one_before_holds_for_both_days_of_a_pair() -> None:
    assert days("trước ngày 30/6 và 05/12 hàng năm") == [date(2026, 6, 29), date(2026, 12, 4)]


def test_next_year_is_the_one_after_the_plans() -> None:
    found = days("trước ngày 15/01 năm sau", end=date(2027, 12, 31))
    assert found == [date(2027, 1, 14)]


def test_a_month_without_that_day_ends_on_its_last() -> None:
    found = days("ngày 31 hằng tháng", end=date(2026, 4, 30))
    assert found == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]


def test_before_the_30th_is_in_february_the_whole_month() -> None:
    found = days("trước ngày 30 hằng tháng", start=date(2026, 2, 1), end=date(2026, 3, 31))
    assert found == [date(2026, 2, 28), date(2026, 3, 29)]


def test_before_the_first_of_a_month_is_the_last_of_the_one_before() -> None:
    found = due_between(
        "trước ngày 01 hằng tháng", plan_year=2026, start=date(2026, 2, 27), end=date(2026, 3, 1)
    )
    assert [(each.day, each.period) for each in found] == [(date(2026, 2, 28), "2026-03")]


def test_the_29th_of_february_is_the_28th_in_a_common_year() -> None:
    found = days("ngày 29/02 hằng năm", end=date(2028, 12, 31))
    assert found == [date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]
    assert days("ngày 29/02/2027", end=date(2028, 12, 31)) == []
    assert days("ngày 29/02/2028", end=date(2028, 12, 31)) == [date(2028, 2, 29)]


def test_monthly_reports_end_with_the_year_of_the_plan() -> None:
    found = days("trước ngày 20 hằng tháng", start=date(2026, 11, 1), end=date(2027, 6, 30))
    assert found == [date(2026, 11, 19), date(2026, 12, 19)]


def test_a_day_of_the_quarters_last_month_and_a_weekday() -> None:
    assert days("ngày 20 tháng cuối quý", end=date(2026, 7, 1)) == [
        date(2026, 3, 20),
        date(2026, 6, 20),
    ]
    weekly = days("trước 16h00 thứ Sáu hằng tuần", start=date(2026, 11, 23), end=date(2026, 12, 6))
    assert weekly == [date(2026, 11, 27), date(2026, 12, 4)]


def test_several_rhythms_in_one_text_are_all_read() -> None:
    due = "tháng: trước ngày 25 hằng tháng; quý: ngày 20 tháng cuối quý; năm: ngày 05/12"
    found = days(due, start=date(2026, 12, 1))
    assert found == [date(2026, 12, 5), date(2026, 12, 20), date(2026, 12, 24)]


def test_the_period_stays_when_the_day_is_moved() -> None:
    span = {"plan_year": 2026, "start": date(2026, 12, 1), "end": date(2026, 12, 31)}
    (one,) = due_between("trước ngày 05/12 hằng năm", **span)  # type: ignore[arg-type]  # a span
    (other,) = due_between("trước ngày 15/12 hằng năm", **span)  # type: ignore[arg-type]  # a span
    assert one.day != other.day
    assert one.period == other.period


@given(st.text(max_size=60), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_any_words_give_days_within_the_span_or_none(due: str, start: date) -> None:
    end = start + timedelta(days=400)
    assert all(
        start <= each.day <= end for each in due_between(due, plan_year=2026, start=start, end=end)
    )


@given(
    st.lists(
        st.sampled_from(
            (
                "trước ngày tháng quý năm hằng và đến từ 5 12 31/12 2026 III / , 30/02 thứ Sáu tuần"
            ).split()
        ),
        max_size=9,
    )
)
def test_any_row_of_such_words_is_read_without_trouble(words: list[str]) -> None:
    rules_of(" ".join(words), plan_year=2026)
