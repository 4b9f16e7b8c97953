"""On which day somebody means to hand papers in."""

from datetime import date

import pytest

from bot.named_day import named_day, no_such_day, says_when, without_day

SUNDAY, MONDAY = date(2026, 11, 22), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("nộp hôm nay bao giờ có", "2026-11-22"),
        ("hôm nay nộp thì khi nào lấy", "2026-11-22"),
        ("nop mai thi bao lau", "2026-11-23"),
        ("nộp thứ 6 thì hôm nào lấy", "2026-11-27"),
        ("thứ tư tôi nộp thì bao giờ xong", "2026-11-25"),
        ("nộp hồ sơ vào sáng t6", "2026-11-27"),
        ("nộp online thứ bảy được không", "2026-11-28"),
        ("nop thu 2 tuan sau khi nao co", "2026-11-23"),
        ("nộp thứ ba tuần trước mà chưa có", "2026-11-10"),
        ("nộp ngày 30/11 thì khi nào xong", "2026-11-30"),
        ("nộp ngày 5 tháng 12 năm 2027", "2027-12-05"),
        ("em nộp hôm 20/11 thì khi nào có", "2026-11-20"),
        ("nộp 5/1 thì bao giờ có", "2027-01-05"),
        ("nộp ngày 30 thì hôm nào nhận", "2026-11-30"),
        ("nộp ngày 5 thì hôm nào nhận", "2026-12-05"),
        ("nộp thứ 5, à không, nộp thứ 6", "2026-11-27"),
    ],
)
def test_the_day_of_handing_in_is_read(text: str, day: str) -> None:
    assert named_day(text, SUNDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "làm khai sinh cho con thứ hai mất bao lâu",
        "nộp lần thứ 2 thì mất bao lâu",
        "con sinh ngày 30/11 nộp ở đâu",
        "nộp trong 30 ngày",
        "nộp ngày 31/2",
        "phải nộp mấy bản",
        "căn cước hết hạn 30/11 thì bao lâu có cái mới",
        "nộp phí 7.000 thì bao lâu",
    ],
)
def test_another_day_is_not_taken_for_it(text: str) -> None:
    assert named_day(text, SUNDAY) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("thứ 6 nộp thì hôm nào lấy", "2026-11-27"),
        ("trích lục khai tử thứ 6 nộp thì hôm nào lấy", "2026-11-27"),
        ("thứ sáu tuần này nộp thì bao giờ có", "2026-11-27"),
        ("thu sau tuan nay nop khi nao co", "2026-11-27"),
        ("ngày 20/11 nộp thì hạn hôm nào", "2026-11-20"),
        ("20-11 em nộp", "2026-11-20"),
        ("20 tháng 11 gửi hồ sơ", "2026-11-20"),
        ("mồng 1 tháng 1 nộp thì bao giờ xong", "2027-01-01"),
        ("mùng 3/12 ra phường nộp", "2026-12-03"),
        ("mai nộp thì hôm nào lấy", "2026-11-24"),
        ("mai em mới đi nộp thì hôm nào lấy", "2026-11-24"),
        ("t2 tuần sau nộp", "2026-11-30"),
        ("tuần sau thứ 2 nộp", "2026-11-30"),
        ("thứ 3 tuần sau nữa nộp", "2026-12-08"),
        ("thứ 4 nộp", "2026-11-25"),
        ("thứ 2 này nộp", "2026-11-23"),
        ("thứ 2 tới nộp", "2026-11-30"),
        ("hôm qua nộp rồi", "2026-11-22"),
        ("hôm kia nộp", "2026-11-21"),
        ("thứ 6 nộp rồi thì bao giờ có", "2026-11-20"),
        ("thứ sáu vừa rồi em nộp", "2026-11-20"),
        ("em đã nộp hồ sơ thứ 5 bao giờ có", "2026-11-19"),
        ("ngày 20 em nộp rồi", "2026-11-20"),
        ("ngày 20 tháng sau nộp", "2026-12-20"),
        ("thứ 6 em mang giấy tờ ra phường thì bao giờ có", "2026-11-27"),
        ("nộp hồ sơ đăng ký kết hôn thứ 6 thì khi nào có", "2026-11-27"),
        ("nộp hôm nay thì thứ 6 có lấy được không", "2026-11-23"),
        ("nộp thứ 5, à không, thứ 6", "2026-11-27"),
        ("nộp thứ 5 thì hôm nào có ngày 20/11 nộp thì hạn", "2026-11-20"),
        ("thế thứ 6 thì sao", "2026-11-27"),
        ("nộp 30/11/26 bao lâu", "2026-11-30"),
        ("em nộp cách đây 5 ngày bao giờ có", "2026-11-18"),
        ("nộp cách đây hai tuần khi nào lấy", "2026-11-09"),
        ("thứ 6 vừa qua em nộp bao giờ có", "2026-11-20"),
        ("ngày 10 vừa rồi em nộp", "2026-11-10"),
        ("nộp hồ sơ hồi thứ sáu tuần trước thì khi mô có", "2026-11-20"),
        ("hôm 10/11 em có nộp hồ sơ thì bao giờ lấy", "2026-11-10"),
    ],
)
def test_the_day_is_read_before_and_after_the_verb(text: str, day: str) -> None:
    assert named_day(text, MONDAY) == date.fromisoformat(day)


@pytest.mark.parametrize(
    "text",
    [
        "cuối tháng nộp thì bao giờ có",
        "tuần sau nộp thì hôm nào lấy",
        "nộp tuần trước rồi",
        "nộp ngày 31/2",
        "ngày 45 nộp",
        "mùng 5 tết nộp thì bao giờ xong",
        "mồng một tháng giêng nộp",
        "nộp ngày 1/1 âm lịch",
        "mai mốt nộp",
        "ngày hai mươi nộp",
        "3 ngày nữa nộp",
        "nộp thứ 8",
        "nộp trước ngày 30/11 thì bao giờ có",
        "nộp thứ 5, à không, cuối tháng nộp",
        "hôm thứ 6 em nộp",
        "em nộp hồ sơ rồi bao giờ có",
        "đã nộp thì bao lâu có",
    ],
)
def test_a_time_that_is_no_certain_day_is_heard_but_not_guessed(text: str) -> None:
    assert says_when(text)
    assert named_day(text, MONDAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "nộp thì mất bao lâu",
        "con sinh ngày 30/11 nộp ở đâu",
        "căn cước hết hạn 5/12 nộp ở đâu",
        "cấp ngày 5/3/2020 giờ nộp đổi mất mấy ngày",
        "thứ 7 có làm việc không em muốn nộp",
        "làm khai sinh cho con thứ hai mất bao lâu",
        "bao lâu thì có kết quả",
    ],
)
def test_who_does_not_say_when_is_not_heard_to(text: str) -> None:
    assert not says_when(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("thứ 6 nộp thì sao", "nộp thì sao"),
        ("nộp t2 tuần sau", "nộp"),
        ("con sinh ngày 30/11 nộp ở đâu", "con sinh ngày 30/11 nộp ở đâu"),
    ],
)
def test_only_the_day_of_handing_in_is_taken_out(text: str, left: str) -> None:
    assert without_day(text).strip() == left


@pytest.mark.parametrize(
    "text", ["nộp ngày 31/11", "31/11 có làm không", "nộp 31 tháng 11 năm 2026"]
)
def test_a_day_that_is_in_no_calendar_is_called_so(text: str) -> None:
    assert no_such_day(text) == "Tháng 11 chỉ có 30 ngày, không có ngày 31/11."


@pytest.mark.parametrize(
    "text", ["nộp ngày 30/11", "nộp 29/2", "con sinh ngày 31/11", "nộp ngày 45"]
)
def test_any_other_day_is_not(text: str) -> None:
    assert not no_such_day(text)


def test_february_ends_as_its_year_says() -> None:
    assert "chỉ có 28 hoặc 29 ngày" in no_such_day("nộp 30/2")
    assert "chỉ có 28 ngày" in no_such_day("nộp 29/2/2027")
