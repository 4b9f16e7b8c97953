"""Working days and opening hours, against dates counted by hand on a calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.opening import (
    VIETNAM,
    Opening,
    due,
    due_after,
    due_after_calendar_days,
    due_after_hours,
    due_after_months,
    has_hours,
    hours_text,
    is_open,
    is_working_day,
    moment_text,
    next_opening,
    received_on,
)
from knowledge.types import Duration, Unit

UNKNOWN = Opening()


def opening(**fields: object) -> Opening:
    return TypeAdapter(Opening).validate_python(fields)


_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
COUNTER = opening(
    **{key: ["08:00-12:00", "13:30-17:30"] for key in _WEEKDAYS}, saturday=["08:00-11:30"]
)
COUNTING_SATURDAY = opening(saturday_counts=True)


def at(day: str, clock: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), VIETNAM)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-20", True),  # a Friday
        ("2026-11-21", False),
        ("2026-11-22", False),
        ("2026-11-23", True),
        ("2026-11-24", False),  # Ngày Văn hóa Việt Nam, for the first time
        ("2025-11-24", True),
        ("2026-04-26", False),  # Giỗ Tổ on a Sunday
        ("2026-04-27", False),  # and its substitute
        ("2026-08-31", False),  # off in exchange for
        ("2026-08-22", True),  # this Saturday
        ("2026-09-01", False),
        ("2026-09-02", False),
        ("2027-01-01", False),
    ],
)
def test_the_holidays_of_the_year_are_known(day: str, works: bool) -> None:
    assert is_working_day(date.fromisoformat(day), UNKNOWN) is works


def test_tet_2027_takes_five_working_days() -> None:
    # New Year is Saturday 6 February. The five days of article 112 run from the eve, the 5th, to
    # the 9th; the two on the weekend move to Thursday before and Wednesday after.
    february = [date(2027, 2, day) for day in range(1, 15)]

    assert [day.day for day in february if is_working_day(day, UNKNOWN)] == [1, 2, 3, 11, 12]


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-19", 1, "2026-11-20"),
        ("2026-11-20", 1, "2026-11-23"),  # over a weekend
        ("2026-11-20", 3, "2026-11-26"),  # Monday, Wednesday, Thursday: Tuesday is the 24th
        ("2026-11-22", 1, "2026-11-23"),  # begins on a Sunday
        ("2026-11-23", 1, "2026-11-25"),
        ("2027-02-03", 1, "2027-02-11"),  # the day before Tết
        ("2027-02-01", 5, "2027-02-15"),  # 2, 3, 11, 12, 15
        ("2026-12-30", 2, "2027-01-04"),  # 31 and, after New Year's Day, Monday 4
        ("2026-11-20", 0, "2026-11-20"),
        ("2026-11-21", 0, "2026-11-23"),
    ],
)
def test_working_days_are_counted_from_the_day_after(start: str, days: int, end: str) -> None:
    assert due_after(date.fromisoformat(start), days, UNKNOWN) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-20", 3, "2026-11-23"),
        ("2026-11-20", 1, "2026-11-23"),  # a Saturday moves to Monday
        ("2026-11-20", 4, "2026-11-25"),  # the 24th moves to the 25th
        ("2027-01-20", 15, "2027-02-11"),  # 4 February moves past Tết
    ],
)
def test_calendar_days_end_on_a_working_day(start: str, days: int, end: str) -> None:
    found = due_after_calendar_days(date.fromisoformat(start), days, UNKNOWN)

    assert found == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-10-30", 1, "2026-11-30"),
        ("2026-10-31", 1, "2026-11-30"),  # November has no 31st
        ("2026-10-24", 1, "2026-11-25"),
        ("2026-12-31", 2, "2027-03-01"),  # Sunday 28 February
        ("2026-12-07", 12, "2027-12-07"),
    ],
)
def test_months_end_on_the_same_day_of_the_month(start: str, months: int, end: str) -> None:
    assert due_after_months(date.fromisoformat(start), months, UNKNOWN) == date.fromisoformat(end)


def test_hours_on_saturday_do_not_make_it_count() -> None:
    assert not is_working_day(date(2026, 11, 21), COUNTER)
    assert is_open(at("2026-11-21", "09:00"), COUNTER)


def test_a_saturday_that_counts_shortens_the_deadline() -> None:
    assert due_after(date(2026, 11, 20), 1, COUNTING_SATURDAY) == date(2026, 11, 21)
    # Saturday, Monday, then Wednesday.
    assert due_after(date(2026, 11, 20), 3, COUNTING_SATURDAY) == date(2026, 11, 25)


def test_days_closed_and_worked_go_before_the_calendar() -> None:
    ward = opening(closed=[date(2026, 11, 25)], worked=[date(2026, 11, 28), date(2026, 11, 24)])

    assert not is_working_day(date(2026, 11, 25), ward)
    assert is_working_day(date(2026, 11, 24), ward)
    assert is_working_day(date(2026, 11, 28), ward)
    assert is_open(at("2026-11-28", "09:00"), ward) is None


@pytest.mark.parametrize(
    ("day", "clock", "found"),
    [
        ("2026-11-23", "07:59", False),
        ("2026-11-23", "08:00", True),
        ("2026-11-23", "12:00", False),
        ("2026-11-23", "13:30", True),
        ("2026-11-23", "17:30", False),
        ("2026-11-24", "09:00", False),  # the holiday
        ("2026-11-21", "11:29", True),
        ("2026-11-21", "13:30", False),
        ("2026-11-22", "09:00", False),
        ("2026-08-22", "14:00", False),  # a Saturday worked in exchange keeps the Saturday's hours
        ("2026-08-22", "09:00", True),
    ],
)
def test_the_counter_is_open_in_its_hours(day: str, clock: str, found: bool) -> None:
    assert is_open(at(day, clock), COUNTER) is found


def test_a_weekend_worked_in_exchange_has_a_mondays_hours() -> None:
    ward = opening(monday=["08:00-12:00"], friday=["08:00-10:00"])

    assert is_open(at("2026-08-22", "11:00"), ward)


def test_the_hour_is_that_of_viet_nam_wherever_the_clock_stands() -> None:
    assert is_open(datetime(2026, 11, 23, 1, 0, tzinfo=UTC), COUNTER)  # 8:00 there
    assert not is_open(datetime(2026, 11, 23, 9, 0, tzinfo=UTC) + timedelta(hours=2), COUNTER)
    with pytest.raises(ValueError, match="time zone"):
        is_open(datetime(2026, 11, 23, 9, 0), COUNTER)


@pytest.mark.parametrize(
    ("day", "clock", "found"),
    [
        ("2026-11-20", "06:00", at("2026-11-20", "08:00")),
        ("2026-11-20", "12:10", at("2026-11-20", "13:30")),
        ("2026-11-20", "17:30", at("2026-11-21", "08:00")),
        ("2026-11-21", "12:00", at("2026-11-23", "08:00")),
        ("2026-11-23", "18:00", at("2026-11-25", "08:00")),
        ("2027-02-03", "17:30", at("2027-02-11", "08:00")),  # Tết: closed for a week
    ],
)
def test_the_next_opening_skips_what_is_closed(day: str, clock: str, found: datetime) -> None:
    assert next_opening(at(day, clock), COUNTER) == found


def test_nothing_is_said_about_hours_nobody_told() -> None:
    assert not has_hours(UNKNOWN)
    assert is_open(at("2026-11-23", "09:00"), UNKNOWN) is None
    assert next_opening(at("2026-11-23", "09:00"), UNKNOWN) is None
    assert due_after_hours(at("2026-11-23", "09:00"), 4, UNKNOWN) is None
    assert hours_text(UNKNOWN) == ""


def test_a_ward_closed_for_good_has_no_next_opening() -> None:
    days = [date(2026, 11, 1) + timedelta(days=each) for each in range(120)]
    ward = opening(monday=["08:00-12:00"], closed=days)

    assert next_opening(at("2026-11-20", "09:00"), ward) is None


@pytest.mark.parametrize(
    ("day", "clock", "hours", "end"),
    [
        ("2026-11-20", "08:00", 4, at("2026-11-20", "12:00")),
        ("2026-11-20", "10:00", 4, at("2026-11-20", "15:30")),
        ("2026-11-20", "17:00", 1, at("2026-11-23", "08:30")),  # Saturday's hours do not count
        ("2026-11-22", "09:00", 8, at("2026-11-23", "17:30")),
        ("2026-11-23", "16:30", 2, at("2026-11-25", "09:00")),  # the 24th lies between
    ],
)
def test_working_hours_are_counted_while_it_is_open(
    day: str, clock: str, hours: int, end: datetime
) -> None:
    assert due_after_hours(at(day, clock), hours, COUNTER) == end


@pytest.mark.parametrize(
    ("duration", "end"),
    [
        (Duration(count=3, unit=Unit.WORKING_DAY), date(2026, 11, 27)),  # 25, 26, 27
        (Duration(count=0, unit=Unit.WORKING_DAY), date(2026, 11, 23)),
        (Duration(count=3, unit=Unit.DAY), date(2026, 11, 26)),
        (Duration(count=1, unit=Unit.MONTH), date(2026, 12, 23)),
        (Duration(count=1, unit=Unit.YEAR), date(2027, 11, 23)),
        (Duration(count=24, unit=Unit.HOUR), date(2026, 11, 23)),
        (Duration(count=9, unit=Unit.WORKING_HOUR), date(2026, 11, 25)),
    ],
)
def test_papers_of_a_sunday_count_from_monday(duration: Duration, end: date) -> None:
    assert due(at("2026-11-22", "10:00"), duration, COUNTER) == end


def test_papers_of_an_open_saturday_are_received_that_day() -> None:
    assert received_on(date(2026, 11, 21), COUNTER) == date(2026, 11, 21)
    assert received_on(date(2026, 11, 21), UNKNOWN) == date(2026, 11, 23)
    one_day = Duration(count=1, unit=Unit.WORKING_DAY)
    assert due(at("2026-11-21", "09:00"), one_day, COUNTER) == date(2026, 11, 23)


def test_the_hours_read_like_a_sign_at_the_door() -> None:
    uneven = opening(monday=["8:00-12:00"], tuesday=["08:00 - 12:00"], sunday=["09:05-10:00"])

    assert hours_text(COUNTER) == (
        "thứ Hai đến thứ Sáu: 8:00–12:00, 13:30–17:30; thứ Bảy: 8:00–11:30"
    )
    assert hours_text(uneven) == "thứ Hai và thứ Ba: 8:00–12:00; Chủ nhật: 9:05–10:00"


def test_a_moment_reads_as_it_is_said() -> None:
    now = at("2026-11-20", "12:10")

    assert moment_text(at("2026-11-20", "13:30"), now) == "13:30 hôm nay"
    assert moment_text(at("2026-11-21", "08:00"), now) == "8:00 ngày mai"
    assert moment_text(at("2026-11-23", "08:00"), now) == "8:00 thứ Hai, ngày 23/11/2026"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"monday": ["12:00-08:00"]}, "thứ Hai: hours end before they begin"),
        ({"monday": ["08:00-12:00", "11:00-17:00"]}, "overlap"),
        ({"monday": ["sáng"]}, 'not of the form "08:00-12:00"'),
        ({"monday": ["08:00-24:00"]}, "not of the form"),
        ({"monday": ["08:00-12:00"], "saturday_counts": True}, "saturday has no hours"),
        ({"closed": ["2026-12-01"], "worked": ["2026-12-01"]}, "both closed and worked"),
        ({"lunch": "12:00"}, "lunch"),
    ],
)
def test_hours_that_cannot_be_are_refused(fields: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        opening(**fields)

    assert words in str(caught.value)


DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
COUNTS = st.integers(0, 90)
WARDS = st.sampled_from([UNKNOWN, COUNTER, COUNTING_SATURDAY])


@given(start=DAYS, days=st.integers(1, 90), ward=WARDS)
def test_so_many_working_days_lie_between_start_and_due(
    start: date, days: int, ward: Opening
) -> None:
    end = due_after(start, days, ward)

    after = [start + timedelta(days=each) for each in range(1, (end - start).days + 1)]
    assert sum(is_working_day(day, ward) for day in after) == days
    assert is_working_day(end, ward)


@given(start=DAYS, days=COUNTS, ward=WARDS)
def test_calendar_days_never_end_early_nor_pass_a_working_day(
    start: date, days: int, ward: Opening
) -> None:
    end = due_after_calendar_days(start, days, ward)

    earliest = start + timedelta(days=days)
    between = [earliest + timedelta(days=each) for each in range((end - earliest).days)]
    assert end >= earliest
    assert is_working_day(end, ward)
    assert not any(is_working_day(day, ward) for day in between)


@given(start=DAYS, count=COUNTS, unit=st.sampled_from(sorted(set(Unit) - {Unit.YEAR})), ward=WARDS)
def test_a_longer_time_is_never_due_earlier(
    start: date, count: int, unit: Unit, ward: Opening
) -> None:
    now = datetime.combine(start, time(9), VIETNAM)
    sooner = due(now, Duration(count=count, unit=unit), ward)
    later = due(now, Duration(count=count + 1, unit=unit), ward)

    assert (sooner is None) == (later is None) == (unit is Unit.WORKING_HOUR and ward != COUNTER)
    if sooner and later:
        assert start <= sooner <= later


@given(moment=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)))
def test_nothing_is_open_between_now_and_the_next_opening(moment: datetime) -> None:
    now = moment.replace(tzinfo=VIETNAM)
    found = next_opening(now, COUNTER)

    assert found is not None
    assert found > now
    assert is_open(found, COUNTER)
    assert not is_open(found - timedelta(minutes=1), COUNTER)
    if not is_open(now, COUNTER):
        step = (found - now) / 50
        assert not any(is_open(now + each * step, COUNTER) for each in range(50))


@given(start=DAYS, days=st.integers(-90, -1))
def test_a_negative_time_is_refused(start: date, days: int) -> None:
    with pytest.raises(ValueError, match="duration"):
        due_after(start, days, UNKNOWN)
