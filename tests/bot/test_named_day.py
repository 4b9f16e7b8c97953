"""On which day somebody means to hand papers in."""

from datetime import date

import pytest

from bot.named_day import named_day

SUNDAY = date(2026, 11, 22)


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
