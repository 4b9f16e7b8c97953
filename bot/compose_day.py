"""Say whether the counter can be open on a day that a message names: weekend, holiday or not."""

import re
from datetime import date, timedelta

from bot.named_day import mentioned_day, no_such_day
from bot.named_holiday import Holiday, holiday_around, named_holiday
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
    rf"|\bnghi (?:gi|le gi)\b|\b(?:ngay|le) gi\b|\bco ai\b(?: \w+){{0,2}} {_WHETHER}\b"
    rf"|\bmay (?:gio|h)\b(?: \w+){{0,3}} (?:{_WORK}|dong cua)\b"
    r"|\b(?:mo cua|dong cua|lam viec|tiep dan)\b(?: \w+){0,2} may (?:gio|h)\b"
)
_WHICH_DAY = r"(?:(?:bua|ngay|hom) (?:nao|may)|khi nao|bao gio|chung nao|luc nao|may (?:tay|duong))"
# How long a holiday is, and when it ends.
_ASKS_SPAN = re.compile(
    r"\b(?:nghi|le|tet)\b(?: \w+){0,6} (?:may|bao nhieu) (?:ngay|bua|hom)\b"
    rf"|\b(?:nghi|nghi le)\b.*\b{_WHICH_DAY}"
    rf"|\b{_WHICH_DAY}(?: \w+){{0,5}} (?:nghi|lam|mo cua|tiep)\b"
    rf"|\b(?:lam(?: viec)?|mo(?: cua)?|tiep dan)(?: lai)?(?: tu| den| toi)* {_WHICH_DAY}"
    r"|\b(?:gio to|quoc khanh)\b(?: \w+){0,5} (?:la )?(?:ngay|hom|bua) (?:nao|may)\b"
    r"|\bngay nghi (?:le )?(?:nao|gi)\b|\blich nghi\b|\b(?:lam viec|mo cua|tiep dan) chua\b"
)
# What else is done around a holiday, and by whom.
_ELSE_THEN = re.compile(
    r"\b(?:nop|gui|lay|xong|tra|han|co ket qua|luong|thuong|phat|tien|ho tro|cho hoa|ban hoa|phao"
    r"|giay|ho so|don|thu tuc|can cuoc|ho khau|khai sinh|ket hon|ho ngheo|nguoi gia|chinh sach"
    r"|tro cap|cong ty|nha may|xi nghiep|hoc sinh|hoc|truong|ngan hang|benh vien|tram y te|buu dien"
    r"|hang quan|ve que|xe|tang)\b"
)
# Online nobody has to be there; who asks when something is ready, or tells of a day in the past, is
# not asking for the counter.
_ELSE = re.compile(
    r"\b(?:online|truc tuyen|qua mang|tren mang|dich vu cong|vneid|buu dien|bao gio|khi nao|bao lau"
    r"|may ngay|co chua|xong|han|tre|muon|sinh ngay|da nop|ngan hang|truong"
    r"|benh vien|tram y te|buu cuc|toa an|kho bac|thue|cong an|khong can|chu tich|bac si)\b"
)
_FETCHES = re.compile(r"\b(?:lay|nhan(?! ho so)) (?:\w+ ){0,3}(?:duoc|dc|kip)\b")
# A word for a day that also means something else elsewhere.
_DAYS = {
    "cuoi tuan": "thu bay", "mot": "ngay mot", "noel": "25/12", "giang sinh": "25/12",
    "bua ni": "hom nay", "tuan ni": "tuan nay", "man": "lam", "bua mo": "bua nao",
    "ngay mo": "ngay nao", "khi mo": "khi nao", "tet ni": "tet nay",
}  # fmt: skip
_AS_A_DAY = re.compile(
    r"\bcuoi tuan\b|\bnoel\b|\bgiang sinh\b|\b(?:bua|tuan|tet) ni\b|\b(?:bua|ngay|khi) mo\b"
    r"|^mot(?= (?:\w+ )?(?:co|phuong|uy ban|ra|len|ubnd|lam)\b)"
    r"|(?<=co )man(?= )|\bman(?= viec\b)"
)
_TODAY = re.compile(r"\b(?:hom|bua) nay (?:la )?(?:ngay (?:may|bao nhieu)|thu may)\b(?! am)")
_COUNTED = re.compile(
    r"\b(?:ngay (?:le|nghi)|nghi le|thu (?:bay|7)|t7|chu nhat|cn)\b(?: \w+){0,6} tinh\b"
    r"(?: \w+){0,6} (?:khong|ko|k|ha|a|chu|hong)\b"
)
_COUNTING = (
    "Hạn ghi là ngày làm việc thì không tính {off} và ngày lễ. Hạn ghi là ngày thì tính cả, nhưng "
    "ngày cuối rơi vào ngày nghỉ thì dời sang ngày làm việc kế tiếp."
)
# The day on a slip: "giấy hẹn ghi 24/11".
_APPOINTED = re.compile(
    r"\b(?:giay |phieu )?hen(?! mai\b)(?: (?:tra|lay|den|ghi|vao|toi|em|tui|ket qua))*\b"
)
# Nobody has an appointment later than that; a guess.
_APPOINTED_WITHIN = timedelta(days=60)
_MOST_WORDS = 16
_TO_BE_ANNOUNCED = (
    "Ngày này tính theo luật; lịch nghỉ Tết chính thức được thông báo hằng năm và có thể khác, tôi "
    "chưa có thông báo đó, gần Tết anh/chị xem lại."
)
_NO_HOURS = "Giờ mở cửa của {ward} tôi chưa có, anh/chị xem bảng tại trụ sở."
_FRIDAY, _SATURDAY = 4, 5


def day_answer(ward: Ward, text: str, today: date) -> Answer | None:
    """Return whether people are received on the day named; None if no such thing is asked."""
    plain = fold(expand(text))
    if len(plain.split()) > _MOST_WORDS:
        return None
    plain = _AS_A_DAY.sub(lambda said: _DAYS[said[0]], plain)
    if fixed := _fixed(plain, ward, today):
        return Answer(status=Status.SAID, text=fixed, act="ward")
    asks_span = bool(_ASKS_SPAN.search(plain)) and not _ELSE_THEN.search(plain)
    asks = bool(_ASKS.search(plain)) and not _ELSE.search(plain)
    if not (asks or asks_span):
        return None
    day, holiday = mentioned_day(plain, today), None
    if day is None and (wrong := no_such_day(plain)):
        text = f"{wrong} Anh/chị định đến hôm nào, nhắn lại giúp tôi."
        return Answer(status=Status.SAID, text=text, act="ward")
    if day is None:
        holiday = named_holiday(plain, today, ward.opening)
        day = holiday.day if holiday else None
    elif asks_span:
        holiday = holiday_around(day, ward.opening)
    if holiday and (day is None or public_holiday(day)):
        return Answer(status=Status.SAID, text=_holiday(holiday, ward, today), act="ward")
    if day is None or not (asks or holiday):
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
    told += f" {_TO_BE_ANNOUNCED}" if holiday else ""
    return Answer(status=Status.SAID, text=told, act="ward")


def _fixed(plain: str, ward: Ward, today: date) -> str:
    """Return what day today is, what is counted, or when to come if the day on a slip is off."""
    if _TODAY.search(plain):
        return f"Hôm nay là {weekday(today, today=today)}/{today.year}."
    if _COUNTED.search(plain):
        is_counted = ward.opening.saturday_counts
        return _COUNTING.format(off="Chủ nhật" if is_counted else "thứ Bảy, Chủ nhật")
    if not _APPOINTED.search(plain):
        return ""
    day = mentioned_day(_APPOINTED.sub("den", plain), today)
    if day is None or day - today > _APPOINTED_WITHIN or received_on(day, ward.opening) == day:
        return ""
    after = weekday(received_on(day, ward.opening), today=today)
    said = capital(weekday(day, today=today))
    return f"{said} {_why(day, ward.opening)}. Anh/chị mang giấy hẹn đến {after} giúp tôi."


def _holiday(holiday: Holiday, ward: Ward, today: date) -> str:
    """Return from when to when a holiday lasts, and when people are received again."""
    span = weekday(holiday.first, today=today)
    if holiday.last > holiday.first:
        span = f"từ {span} đến hết {weekday(holiday.last, today=today)}"
    told = f"{holiday.name} nghỉ {span} nên {ward.name} không tiếp nhận tại quầy."
    told = f"{told} {_next(holiday.last, today, ward.opening, before=holiday.first)}"
    return f"{told} {_TO_BE_ANNOUNCED}" if holiday.is_new_year else told


def _why(day: date, opening: Opening) -> str:
    if name := public_holiday(day):
        return f"là ngày nghỉ lễ ({name})"
    return "là ngày nghỉ cuối tuần" if day.weekday() > _FRIDAY else "là ngày nghỉ"


def _closed(day: date, ward: Ward) -> str:
    is_saturday = day.weekday() == _SATURDAY and not public_holiday(day)
    if is_saturday and not has_hours(ward.opening):
        return f"thường không tiếp nhận; {ward.name} có làm thứ Bảy hay không thì tôi chưa rõ"
    return f"{ward.name} không tiếp nhận tại quầy"


def _next(day: date, today: date, opening: Opening, before: date | None = None) -> str:
    after = received_on(day + timedelta(days=1), opening)
    said = f"Anh/chị đến {weekday(after, today=today)} giúp tôi"
    before = (before or day) - timedelta(days=1)
    if before >= today and is_working_day(before, opening):
        said += f", hoặc trước đó, {weekday(before, today=today)}"
    return f"{said}. Nộp trực tuyến thì ngày nào cũng gửi được, hồ sơ được tính từ ngày làm việc."
