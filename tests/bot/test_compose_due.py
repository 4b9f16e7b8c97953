"""The day on which a result is due, in an answer about the time."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.compose import procedure_answer
from bot.opening import Opening
from bot.types import Answer
from bot.ward import Ward
from knowledge.types import (
    Aspect,
    Channel,
    Doubt,
    Duration,
    FieldSource,
    Level,
    Procedure,
    Source,
    Submission,
    Unit,
)

FRIDAY, SUNDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 22), date(2026, 11, 23)
HOLIDAY = "Thứ Ba 24/11 nghỉ lễ (Ngày Văn hóa Việt Nam), không tính."
Make = Callable[..., Procedure]


def working(count: int, condition: str = "") -> Duration:
    return Duration(count=count, unit=Unit.WORKING_DAY, condition=condition)


def way(channel: Channel, *durations: Duration) -> Submission:
    return Submission(channel=channel, durations=durations)


def counter(*durations: Duration) -> Submission:
    return way(Channel.COUNTER, *durations)


@pytest.fixture
def asked(procedure: Make) -> Callable[..., Answer]:
    """Return a function that answers for how long a procedure handed in these ways takes."""

    def answer(
        *submissions: Submission,
        question: str = "",
        said: str = "",
        today: date = MONDAY,
        home: Ward | None = None,
        **fields: Any,  # noqa: ANN401  # a builder
    ) -> Answer:
        known = procedure(submissions=submissions, **fields)
        return procedure_answer(known, Aspect.TIME, question, today, home=home, said=said)

    return answer


def last(answer: Answer) -> str:
    return answer.text.split("\n")[-1]


def test_working_days_pass_over_holiday_and_weekend(asked: Callable[..., Answer]) -> None:
    # Tuesday 24 November is a public holiday from 2026 on: 25, 26, 27, then Monday 30.
    answer = asked(counter(working(4)))

    assert last(answer) == (
        f"- Nộp hôm nay (thứ Hai 23/11) thì hạn trả là thứ Hai 30/11. {HOLIDAY}"
    )
    assert answer.due == date(2026, 11, 30)


def test_calendar_days_end_on_a_working_day(asked: Callable[..., Answer]) -> None:
    answer = asked(counter(Duration(count=5, unit=Unit.DAY)))

    assert answer.due == date(2026, 11, 30)  # the fifth day, the 28th, is a Saturday


def test_on_a_day_off_the_count_begins_on_the_next_working_day(
    asked: Callable[..., Answer],
) -> None:
    answer = asked(counter(working(1)), today=SUNDAY)

    assert last(answer) == (
        f"- Nộp thứ Hai 23/11 (hôm nay nghỉ) thì hạn trả là thứ Tư 25/11. {HOLIDAY}"
    )
    named = asked(counter(working(1)), question="nộp thứ bảy thì bao giờ có")
    assert last(named) == "- Nộp thứ Hai 30/11 (thứ Bảy 28/11 nghỉ) thì hạn trả là thứ Ba 01/12."


def test_the_count_begins_on_the_day_that_is_named(asked: Callable[..., Answer]) -> None:
    answer = asked(counter(working(2)), question="nộp thứ 6 thì hôm nào lấy")

    assert last(answer) == "- Nộp thứ Sáu 27/11 thì hạn trả là thứ Ba 01/12."
    assert asked(counter(working(2)), question="nộp ngày 1/2 thì bao giờ có").due == date(
        2027,
        2,
        3,
    )


def test_the_day_of_the_newest_message_counts_and_not_an_earlier_one(
    asked: Callable[..., Answer],
) -> None:
    earlier = "nộp thứ 6 thì hôm nào lấy"

    named = asked(counter(working(2)), question=f"{earlier} t4 nộp", said="t4 nộp thì sao")
    assert last(named) == "- Nộp thứ Tư 25/11 thì hạn trả là thứ Sáu 27/11."
    silent = asked(counter(working(2)), question=f"{earlier} bao lâu", said="bao lâu")
    assert last(silent) == "- Nộp thứ Sáu 27/11 thì hạn trả là thứ Ba 01/12."


def test_a_day_before_the_verb_that_is_a_holiday_is_said_to_be_one(
    asked: Callable[..., Answer],
) -> None:
    answer = asked(counter(working(1)), said="mai nộp thì hôm nào lấy")

    assert last(answer) == "- Nộp thứ Tư 25/11 (thứ Ba 24/11 nghỉ) thì hạn trả là thứ Năm 26/11."


@pytest.mark.parametrize("said", ["cuối tháng nộp", "nộp ngày 31/2", "tuần sau nộp thì sao"])
def test_a_day_that_is_not_understood_gives_the_count_and_no_date(
    asked: Callable[..., Answer], said: str
) -> None:
    answer = asked(counter(working(2)), question=f"nộp thứ 6 bao giờ có {said}", said=said)

    assert answer.due is None
    assert "2 ngày làm việc" in answer.text
    assert "hạn trả" not in answer.text


def test_a_day_of_another_year_names_it(asked: Callable[..., Answer]) -> None:
    assert "thứ Hai 04/01/2027" in last(asked(counter(working(2)), today=date(2026, 12, 30)))


def test_two_ways_with_one_time_share_a_day(asked: Callable[..., Answer]) -> None:
    answer = asked(way(Channel.ONLINE, working(1)), counter(working(1)))

    assert last(answer).endswith(f"thì hạn trả là thứ Tư 25/11. {HOLIDAY}")


def test_ways_with_different_times_are_told_apart_and_the_later_day_counts(
    asked: Callable[..., Answer],
) -> None:
    answer = asked(
        way(Channel.ONLINE, working(1)), counter(working(3)), way(Channel.POST, working(9))
    )

    assert last(answer).endswith(
        f"hạn trả là thứ Tư 25/11 (nộp trực tuyến), thứ Sáu 27/11 (nộp trực tiếp). {HOLIDAY}"
    )
    assert answer.due == date(2026, 11, 27)


def test_a_way_whose_time_is_unknown_is_not_promised_the_others(
    asked: Callable[..., Answer],
) -> None:
    answer = asked(way(Channel.ONLINE), counter(working(1)))

    assert last(answer).endswith(f"hạn trả là thứ Tư 25/11 (nộp trực tiếp). {HOLIDAY}")


def test_the_two_cases_of_a_time_each_get_a_day_in_their_order(
    asked: Callable[..., Answer],
) -> None:
    answer = asked(counter(working(0, "trước 15 giờ"), working(1, "sau 15 giờ")))

    assert last(answer).endswith(f"thì hạn trả lần lượt là thứ Hai 23/11, thứ Tư 25/11. {HOLIDAY}")
    assert answer.due == date(2026, 11, 25)


def test_the_usual_time_is_counted_and_not_that_of_a_special_case(
    asked: Callable[..., Answer],
) -> None:
    answer = asked(counter(working(1), working(20, "phải xác minh")))

    assert answer.due == date(2026, 11, 25)


@pytest.mark.parametrize(
    "durations",
    [
        (Duration(count=4, unit=Unit.WORKING_HOUR),),
        (Duration(count=2, unit=Unit.MONTH),),
        (working(3, "không phải xác minh"),),
        (working(3), working(5)),
        (working(3, "kể từ ngày thụ lý"), working(5, "kể từ ngày thụ lý, vùng xa")),
        (working(1, "a"), working(2, "b"), working(3, "c")),
        (),
    ],
)
def test_a_time_that_cannot_be_counted_gives_no_day(
    asked: Callable[..., Answer], durations: tuple[Duration, ...]
) -> None:
    answer = asked(counter(*durations))

    assert answer.due is None
    assert "hạn trả" not in answer.text


def test_a_doubtful_or_unverified_time_gives_no_day(asked: Callable[..., Answer]) -> None:
    own = Source(title="Báo", as_of=date(2026, 7, 1))
    doubt = Doubt(field="submissions.counter.time", reason="no unit")

    assert asked(counter(working(3)), doubts=(doubt,)).due is None
    sources = (FieldSource(fields=("durations",), source=own),)
    assert asked(counter(working(3)), field_sources=sources).due is None


def test_a_procedure_out_of_force_gives_no_day(asked: Callable[..., Answer]) -> None:
    assert asked(counter(working(3)), valid_to=FRIDAY).due is None
    assert asked(counter(working(3)), valid_from=date(2027, 1, 1)).due is None


def test_papers_handed_in_long_ago_get_no_day(asked: Callable[..., Answer]) -> None:
    assert asked(counter(working(3)), question="nộp ngày 2/3/2025 thì bao giờ có").due is None


def test_the_wards_working_saturday_counts_only_at_its_own_counter(
    asked: Callable[..., Answer],
) -> None:
    ward = Ward(
        name="phường Bến Gỗ", province="thành phố Mây", opening=Opening(saturday_counts=True)
    )
    here: dict[str, Any] = {"levels": (Level.COMMUNE,), "place": "UBND xã, phường"}
    police: dict[str, Any] = {"levels": (Level.COMMUNE,), "place": "Công an xã, phường"}

    assert asked(counter(working(1)), today=FRIDAY, home=ward, **here).due == date(2026, 11, 21)
    assert asked(counter(working(1)), today=FRIDAY, home=ward, **police).due == MONDAY
    assert asked(counter(working(1)), today=FRIDAY, **here).due == MONDAY


def test_only_an_answer_about_the_time_names_a_day(procedure: Make) -> None:
    known = procedure(submissions=(counter(working(1)),))

    assert procedure_answer(known, Aspect.FEE, "", MONDAY).due is None
    assert procedure_answer(known, None, "", MONDAY).due is None
    both = procedure_answer(known, Aspect.FEE, "", MONDAY, also=(Aspect.TIME,))
    assert both.due == date(2026, 11, 25)
    assert "thì hạn trả là thứ Tư 25/11." in both.text


def test_a_day_that_is_in_no_calendar_is_told_to_be_none(asked: Callable[..., Answer]) -> None:
    answer = asked(counter(working(2)), said="nộp ngày 31/11 thì bao giờ có")

    assert answer.due is None
    assert "Tháng 11 chỉ có 30 ngày, không có ngày 31/11." in answer.text


def test_a_holiday_that_puts_no_date_off_is_not_named(asked: Callable[..., Answer]) -> None:
    before = asked(counter(working(1)), today=FRIDAY)
    days = asked(counter(Duration(count=5, unit=Unit.DAY)))
    weekend = asked(counter(working(2)), question="nộp thứ 6 thì hôm nào lấy")

    assert all("nghỉ lễ" not in last(answer) for answer in (before, days, weekend))


def test_calendar_days_that_end_on_a_holiday_name_it(asked: Callable[..., Answer]) -> None:
    answer = asked(counter(Duration(count=1, unit=Unit.DAY)))

    assert last(answer).endswith(f"thì hạn trả là thứ Tư 25/11. {HOLIDAY}")


def test_the_new_year_days_are_named_together(asked: Callable[..., Answer]) -> None:
    answer = asked(counter(working(5)), today=date(2027, 2, 3))

    assert last(answer).endswith(
        "thứ Tư 17/02. Không tính 5 ngày nghỉ lễ, từ thứ Năm 04/02 đến thứ Tư 10/02."
    )
