"""Derive the duties and deadlines of a plan from its organisation part."""

import re
from collections.abc import Sequence

from knowledge.importers.plan_outline import OPENING, Entry
from knowledge.importers.plan_tables import INDEX
from knowledge.importers.plan_targets import column, owners, plans_something
from knowledge.importers.plan_words import fold, sentences, word_count
from knowledge.types import Deadline, Duty, Locator

_ORGANISATION = re.compile(
    r"\b(?:to chuc thuc hien|phan cong|trach nhiem thuc hien|to chuc trien khai)\b"
)
_TASK_WORDS = (
    r"tham mưu|triển khai|tổ chức|xây dựng|thực hiện|tổng hợp|tập huấn|hướng dẫn|rà soát|đăng tải"
    r"|viết|đẩy nhanh|thiết lập|hỗ trợ|trong|tuyên truyền|đánh giá|kiểm tra|theo dõi|cung cấp"
    r"|bố trí|phát triển|thúc đẩy|để|tìm|tham gia"
)
_WITH = re.compile(
    r"[Pp]hối hợp (?:chặt chẽ )?(?:với )?(?P<unit>[^.;:\s]+\s[^.;:]{1,160}?)"
    rf"\s+(?:{_TASK_WORDS})\b"
)
_TOLD = re.compile(
    r"(?:\d[\d.]*\.\s+)?(?:Giao|Đề nghị|Yêu cầu)\s+(?:cho\s+)?([^.,;:]{3,80}?)\s+(?:chủ trì"
    r"|chủ động|có trách nhiệm|chịu trách nhiệm|phối hợp|tham mưu|triển khai|thực hiện|tổ chức"
    r"|xây dựng)\b"
)
_UNIT_WORD = re.compile(
    r"(?:các|cơ quan|doanh nghiệp|ngành|phòng|sở|bộ phận|hiệp hội|trung tâm|công an|ủy ban|uỷ ban"
    r"|ubnd|đoàn|hội|văn phòng|tổ|ban|trạm|cục|chi cục|đơn vị|tập đoàn|vnpt|viettel|viễn thông"
    r"|bưu điện)\b",
    re.IGNORECASE,
)
_DAY = r"(?:ngày\s+)?\d{1,2}/\d{1,2}(?:/\d{4})?"
_YEARLY = r"(?:\s+(?:hằng|hàng)\s+(?:năm|quý|tháng|tuần))?"
_DUE = re.compile(
    rf"(?:trước|chậm nhất(?: là)?|hạn cuối|muộn nhất|hoàn thành trước|xong trước)\s+"
    rf"(?:{_DAY}(?:\s+(?:và|,)\s+{_DAY})*{_YEARLY}"
    rf"|ngày\s+\d{{1,2}}\s+(?:hằng|hàng)\s+(?:tháng|quý|năm)"
    rf"|ngày\s+\d{{1,2}}\s+tháng\s+\d{{1,2}}(?:\s+năm\s+\d{{4}})?"
    rf"|(?:tháng|quý)\s+[\dIV]{{1,3}}(?:/\d{{4}})?(?:\s+năm\s+\d{{4}})?)",
    re.IGNORECASE,
)
_STATED_DAY = re.compile(
    r"(?P<what>\d+ tháng|cả năm|quý \w+|hằng năm|hàng năm|năm)\s*"
    r"\((?P<due>(?:trước\s+)?ngày\s+\d{1,2}/\d{1,2}(?:/\d{4})?)\)",
    re.IGNORECASE,
)
_REGULAR = re.compile(r"định kỳ\s+(?:hằng|hàng)\s+(?:tuần|tháng|quý|năm)", re.IGNORECASE)
_REPORTS = re.compile(r"\bbáo cáo\b", re.IGNORECASE)
_TO = re.compile(
    r"(?:báo cáo(?: kết quả[^,;.]*?)?(?: về| cho| lên)?|gửi(?: báo cáo)?(?: về| cho)?|trình|về)\s+"
    r"(?P<to>(?:Chủ tịch\s+)?(?:UBND|HĐND|Ủy ban nhân dân|Uỷ ban nhân dân)\s+"
    r"(?:[Pp]hường|[Xx]ã|[Tt]hành phố|[Qq]uận|[Hh]uyện|[Tt]ỉnh)"
    r"|(?:Bộ phận|Phòng|phòng|Sở|Văn phòng|Ban)\s+[A-ZĐỦÂ][^,;.()]{2,60}?"
    r"(?=\s+(?:trước|để|tổng hợp|theo|kết quả|tình hình)|[,;.()]|$))"
    r"(?P<via>\s*\(qua [^)]{3,120}\))?"
)


def duties(plan: str, entries: Sequence[Entry]) -> list[Duty]:
    """Return what the organisation part and task tables give to a unit."""
    found = []
    used: set[str] = set()
    for entry in entries:
        if entry.row:
            task = _row_duty(entry)
            if not task:
                continue
            text, lead, support = task
        elif in_organisation(entry.path) and not _is_closing(entry):
            lead, text = unit_of(entry), entry.text
            support = _support(text)
            if not lead:
                continue
        else:
            continue
        found.append(
            Duty(
                id=_unused(f"{plan}:duty:{entry.line_from}", used),
                text=text,
                lead=lead,
                support=support,
                at=_at(entry),
            )
        )
    return found


def in_organisation(path: Sequence[str]) -> bool:
    """Tell whether these headings are the organisation part (tổ chức thực hiện)."""
    return any(_ORGANISATION.search(fold(part)) for part in path[:2])


def unit_of(entry: Entry) -> str:
    """Return the unit in whose charge the organisation part puts an entry, or nothing."""
    if not in_organisation(entry.path):
        return ""
    place = next(i for i, part in enumerate(entry.path) if _ORGANISATION.search(fold(part)))
    below = [
        part for part in entry.path[place + 1 :] if re.match(r"(?:\d[\d.]*\.|[a-zđ]\))\s+\S", part)
    ]
    if not below:
        told = _TOLD.match(entry.text)
        return told.group(1).strip() if told else ""
    heading = re.sub(r"^(?:\d[\d.]*\.|[a-zđ]\))\s+", "", below[0]).strip(" :.")
    heading = re.sub(r"^(?:Đề nghị|Giao|Phối hợp(?: với)?)\s+", "", heading)
    unit = heading[:1].upper() + heading[1:]
    own = re.match(r"([^:]{3,60}):\s", entry.text)
    if own and word_count(own.group(1)) <= 6 and own.group(1).casefold() in unit.casefold():
        return own.group(1).strip()
    return unit


def _is_closing(entry: Entry) -> bool:
    return entry.text.endswith("./.") or entry.text.startswith(("Trên đây là", "("))


def _support(text: str) -> str:
    match = _WITH.search(text)
    if not match:
        return ""
    unit = match.group("unit").strip(" ,")
    return unit if _UNIT_WORD.match(unit) and word_count(unit) <= 20 else ""


def _row_duty(entry: Entry) -> tuple[str, str, str] | None:
    columns = {name: cell for name, cell in entry.row if name != INDEX}
    task = column(columns, r"nhiem vu|noi dung|cong viec|hoat dong")
    lead, support = owners(columns)
    if not task or not lead or column(columns, r"^chi tieu|^muc tieu"):
        return None
    return columns[task], lead, support


def deadlines(plan: str, entries: Sequence[Entry]) -> list[Deadline]:
    """Return the dates by which something is due, with who owes it to whom."""
    found: list[Deadline] = []
    used: set[str] = set()
    for entry in entries:
        if OPENING in entry.path or not plans_something(entry.path):
            continue
        for what, due, to, who in _row_due(entry) if entry.row else _text_due(entry):
            found.append(
                Deadline(
                    id=_unused(f"{plan}:deadline:{entry.line_from}", used),
                    what=what,
                    due=due,
                    who=who,
                    to=to,
                    at=_at(entry),
                )
            )
    return found


def _row_due(entry: Entry) -> list[tuple[str, str, str, str]]:
    columns = {name: cell for name, cell in entry.row if name != INDEX}
    time = column(columns, r"^thoi (?:gian|han|diem)|hoan thanh|^tien do|^han\b")
    what = column(columns, r"noi dung|nhiem vu|cong viec|hoat dong|chi tieu|mo hinh", other=time)
    if (
        not time
        or not what
        or not columns[time]
        or not re.search(r"\d|thường xuyên", columns[time], re.I)
    ):
        return []
    return [(columns[what], columns[time], "", owners(columns)[0])]


def _text_due(entry: Entry) -> list[tuple[str, str, str, str]]:
    found = []
    who = unit_of(entry)
    for sentence in sentences(entry.text):
        stated = list(_STATED_DAY.finditer(sentence))
        if stated:
            base = sentence[: stated[0].start()].rstrip()
            found += [
                (f"{base} {m.group('what')}", m.group("due"), _to(sentence), who) for m in stated
            ]
            continue
        dues = [match.group(0) for match in _DUE.finditer(sentence)]
        if not dues and _REPORTS.search(sentence):
            dues = [match.group(0) for match in _REGULAR.finditer(sentence)]
        found += [(sentence.rstrip(" ./"), due, _to(sentence), who) for due in dues]
    return found


def _to(sentence: str) -> str:
    if not _REPORTS.search(sentence):
        return ""
    match = _TO.search(sentence)
    if not match:
        return ""
    return f"{match.group('to')}{match.group('via') or ''}".strip()


def _at(entry: Entry) -> Locator:
    return Locator(section=entry.section, line_from=entry.line_from, line_to=entry.line_to)


def _unused(identity: str, used: set[str]) -> str:
    number, name = 1, identity
    while name in used:
        number += 1
        name = f"{identity}.{number}"
    used.add(name)
    return name
