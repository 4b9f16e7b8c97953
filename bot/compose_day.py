"""Say whether the counter can be open on a day that a message names: weekend, holiday or not."""

import re
from datetime import date, timedelta

from bot.named_day import mentioned_day
from bot.opening import (
    Opening,
    has_hours,
    hours_text,
    is_working_day,
    public_holiday,
    received_on,
)
from bot.types import Answer, Status
from bot.ward import Ward
from bot.wording import capital, weekday
from knowledge.text import expand, fold

_WORK = r"(?:lam(?: viec)?|mo(?: cua)?|nghi(?: le| lam)?|truc|tiep(?: dan)?|nhan(?: ho so)?)"
_CAN = r"(?:duoc|dc|kip|co ai|co nguoi|co)"
_WHETHER = r"(?:khong|ko|k|hong|hok|hem|chu|ha|a|nhi)"
_ASKS = re.compile(
    rf"\b(?:nop|lay|nhan|den|ra|len|toi|di|gui|lam|qua|ghe)\b(?: \w+){{0,6}} (?:duoc|dc|kip)"
    rf" {_WHETHER}\b|\b{_CAN} (?:\w+ )?{_WORK}\b(?: \w+){{0,4}} {_WHETHER}\b"
    rf"|\b{_WORK}(?: \w+){{0,3}} {_WHETHER}\b"
    rf"|\bnghi (?:gi|le gi)\b|\b(?:ngay|le) gi\b"
)
# Online nobody has to be there; who asks when something is ready, or tells of a day in the past, is
# not asking for the counter.
_ELSE = re.compile(
    r"\b(?:online|truc tuyen|qua mang|tren mang|dich vu cong|vneid|buu dien|bao gio|khi nao|bao lau"
    r"|may ngay|co chua|xong|han|tre|muon|sinh ngay|da nop|ngan hang|truong"
    r"|benh vien|tram y te|buu cuc|toa an|kho bac|thue|cong an|khong can|chu tich|bac si)\b"
)
_FETCHES = re.compile(r"\b(?:lay|nhan(?! ho so)) (?:\w+ ){0,3}(?:duoc|dc|kip)\b")
_MOST_WORDS = 16
_NO_HOURS = "Giờ mở cửa của {ward} tôi chưa có, anh/chị xem bảng tại trụ sở."
_FRIDAY, _SATURDAY = 4, 5


def day_answer(ward: Ward, text: str, today: date) -> Answer | None:
    """Return whether people are received on the day named; None if no such thing is asked."""
    plain = fold(expand(text))
    if len(plain.split()) > _MOST_WORDS or _ELSE.search(plain) or not _ASKS.search(plain):
        return None
    day = mentioned_day(text, today)
    if day is None:
        return None
    said, opening = capital(weekday(day, today=today)), ward.opening
    if _FETCHES.search(plain) and received_on(day, ward.opening) == day:
        return None  # whether it is ready is another question
    if ward.hours and not has_hours(opening) and not public_holiday(day):
        return None  # in the ward's own words: they may say that Saturdays are worked
    if received_on(day, opening) == day:
        hours = hours_text(opening)
        known = f"Giờ tiếp nhận: {hours}." if hours else _NO_HOURS.format(ward=ward.name)
        told = f"{said} là ngày làm việc. {known}"
    else:
        told = f"{said} {_why(day, opening)} nên {_closed(day, ward)}. {_next(day, today, opening)}"
    return Answer(status=Status.SAID, text=told, act="ward")


def _why(day: date, opening: Opening) -> str:
    if name := public_holiday(day):
        return f"là ngày nghỉ lễ ({name})"
    return "là ngày nghỉ cuối tuần" if day.weekday() > _FRIDAY else "là ngày nghỉ"


def _closed(day: date, ward: Ward) -> str:
    is_saturday = day.weekday() == _SATURDAY and not public_holiday(day)
    if is_saturday and not has_hours(ward.opening):
        return f"thường không tiếp nhận; {ward.name} có làm thứ Bảy hay không thì tôi chưa rõ"
    return f"{ward.name} không tiếp nhận tại quầy"


def _next(day: date, today: date, opening: Opening) -> str:
    after = received_on(day + timedelta(days=1), opening)
    said = f"Anh/chị đến {weekday(after, today=today)} giúp tôi"
    before = day - timedelta(days=1)
    if before >= today and is_working_day(before, opening):
        said += f", hoặc trước đó, {weekday(before, today=today)}"
    return f"{said}. Nộp trực tuyến thì ngày nào cũng gửi được, hồ sơ được tính từ ngày làm việc."
