"""Derive the indicators of a plan from its bullets and table rows."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.importers.plan_compare import bound, compare, numbers
from knowledge.importers.plan_outline import OPENING, Entry
from knowledge.importers.plan_tables import INDEX, Finding
from knowledge.importers.plan_words import fold, sentences
from knowledge.types import Indicator, Locator


@dataclass(frozen=True, kw_only=True)
class Target:
    """One target as a sentence or a table row states it."""

    name: str
    target: str
    by: str = ""
    lead: str = ""
    support: str = ""


_PERCENT = (
    r"(?:\bđạt\s*:?\s*)?(?:(?:\b(?:tối thiểu|ít nhất|tối đa|không dưới|không quá|trên|dưới|khoảng)"
    r"|≥|≤|>=|<=|>|<)\s*)?\d+(?:[.,]\d+)?\s*%(?:\s+trở lên)?"
)
_TARGET = re.compile(_PERCENT, re.IGNORECASE)
_COUNT = re.compile(
    r"^(?:có|xây dựng|thành lập|hình thành|lắp đặt|tổ chức)?\s*"
    r"((?:(?:tối thiểu|ít nhất)\s+)?\d{1,4}\s+(?:hệ thống|điểm|mô hình|lớp|buổi|tổ|doanh nghiệp"
    r"|sản phẩm|tin bài|cuộc|dịch vụ|thiết bị|nền tảng|kênh|cơ sở|hộ|phòng họp))\s+(\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BY = re.compile(
    r"[\s,–-]*\(?\s*tính\s+(?:tại thời điểm|đến|từ)\s+"
    r"((?:hết\s+)?(?:ngày\s+|tháng\s+|năm\s+|quý\s+)?[\d/,. ]*\d)\s*\)?",
    re.IGNORECASE,
)
_FROM = re.compile(r"tính\s+từ\s+((?:ngày\s+)?[\d/]+\d)", re.IGNORECASE)
_OPENING_DATE = re.compile(
    r"((?:đến|trong|phấn đấu đến) (?:hết )?(?:năm|tháng|quý) [\d/]+\d)\s*,?\s*(?:có\s+)?",
    re.IGNORECASE,
)
_ENSURE = re.compile(r".*\b(?:đảm bảo|bảo đảm)\s*$", re.IGNORECASE | re.DOTALL)
_VERB = re.compile(
    r"\b(?:được|có|đạt|sử dụng|thực hiện|triển khai|hoàn thành|hoàn thiện|tham gia|kết nối|phủ"
    r"|ứng dụng|hình thành|xử lý|cung cấp|tiếp nhận|chỉ đạo|tiếp cận|quản trị|đều|biết)\b"
)
# Sections that report what was done, or name what the plan rests on, set no targets.
_NOT_PLANNED = re.compile(
    r"\b(?:tinh hinh|thuc trang|ket qua (?:dat duoc|thuc hien)|danh gia ket qua|can cu|mo dau"
    r"|noi nhan|ky ban hanh|chu thich)\b"
)
_AIMS = re.compile(r"\b(?:muc tieu|chi tieu)\b")


def plans_something(path: Sequence[str]) -> bool:
    """Tell whether what stands here is planned, and not reported or cited."""
    return not any(_NOT_PLANNED.search(fold(part)) for part in path if not _is_task(part))


def _is_task(heading: str) -> bool:
    """Tell whether a heading is a task that only sounds like a report ("1. Đánh giá …")."""
    return bool(re.match(r"\d", heading))


def indicators(plan: str, entries: Sequence[Entry]) -> tuple[list[Indicator], list[Finding]]:
    """Return the indicators of the entries, with text and annex compared."""
    found: list[Indicator] = []
    used: set[str] = set()
    for entry in entries:
        if OPENING in entry.path or not plans_something(entry.path):
            continue
        for target in _targets(entry):
            identity = _unused(f"{plan}:indicator:{entry.line_from}", used)
            found.append(
                Indicator(
                    id=identity,
                    name=target.name,
                    target=target.target,
                    by=target.by,
                    lead=target.lead,
                    support=target.support,
                    at=Locator(
                        section=entry.section, line_from=entry.line_from, line_to=entry.line_to
                    ),
                )
            )
    return compare(found, {entry.line_from for entry in entries if entry.row})


def _unused(identity: str, used: set[str]) -> str:
    number, name = 1, identity
    while name in used:
        number += 1
        name = f"{identity}.{number}"
    used.add(name)
    return name


def _targets(entry: Entry) -> list[Target]:
    if entry.row:
        return _row_targets(entry)
    by = _section_by(entry.path)
    aims = any(_AIMS.search(fold(part)) for part in entry.path)
    found = []
    for sentence in sentences(entry.text):
        opening = _OPENING_DATE.match(sentence)
        date = opening.group(1) if opening else (by if aims else "")
        for clause in _clauses(sentence):
            if target := read_target(clause, counts=aims):
                found.append(replace(target, by=target.by or date))
    return found


def _section_by(path: Sequence[str]) -> str:
    """Return the date a heading sets for what stands under it ("đến hết năm 2026")."""
    for part in path:
        if match := re.search(r"đến hết (?:năm|tháng) [\d/]+\d|\bnăm 20\d\d", part):
            return match.group(0)
    return ""


def _clauses(sentence: str) -> list[str]:
    """Return the parts of a sentence that each state a whole target, in order."""
    parts = [part.strip() for part in re.split(r";(?![^(]*\))", sentence) if part.strip()]
    clauses: list[str] = []
    open_clause = False
    for part in parts:
        has_target = bool(_TARGET.search(part))
        hangs = re.match(r"(?:trong đó|riêng)\b", part, re.IGNORECASE)
        if clauses and has_target and (open_clause or hangs):
            clauses[-1] = f"{clauses[-1]}; {part}"
        else:
            clauses.append(part)
        # "100% siêu thị; 85% chợ có …": what is said of both comes at the end.
        begins = re.match(_PERCENT, part, re.IGNORECASE)
        open_clause = bool(begins) and not _VERB.search(part)
    return clauses


def read_target(clause: str, *, counts: bool = False) -> Target | None:
    """Return the target a clause states, or None when it states none with certainty.

    `counts` also takes "Có 01 hệ thống …", which is a target only where aims are listed.
    """
    text = clause.strip().rstrip(" .;,")
    by = ""
    if match := _BY.search(text):
        start = _FROM.search(match.group(0))
        by = f"tính từ {start.group(1)}" if start else match.group(1).strip()
        text = f"{text[: match.start()]} {text[match.end() :]}"
    elif match := _OPENING_DATE.match(text):
        by, text = match.group(1), text[match.end() :]
    marks = list(_TARGET.finditer(text))
    if not marks:
        counted = _COUNT.match(text) if counts else None
        if not counted:
            return None
        noun = re.sub(r"^.*?\d+\s+", "", counted.group(1))
        return Target(name=_name(f"{noun} {counted.group(2)}"), target=counted.group(1), by=by)
    if len(marks) > 1:
        return _many(text, marks, by)
    mark = marks[0]
    value = re.sub(r"^đạt\s*:?\s*", "", mark.group(0), flags=re.IGNORECASE)
    before, after = text[: mark.start()], text[mark.end() :]
    if _ENSURE.match(before) and len(after.split()) >= 4:
        # "Duy trì hệ thống …, đảm bảo 75% văn bản …": the target is about what follows.
        before = ""
    name = _name(f"{before} {after}")
    return Target(name=name, target=_squeeze(value), by=by) if name else None


def _many(text: str, marks: Sequence["re.Match[str]"], by: str) -> Target:
    first = marks[0]
    after = re.search(r";\s*(?:trong đó|riêng)", text)
    if after and first.end() <= after.start():
        value = re.sub(r"^đạt\s*:?\s*", "", text[first.start() :], flags=re.IGNORECASE)
        return Target(
            name=_name(text[: first.start()]) or _name(text), target=_squeeze(value), by=by
        )
    name = _name(_TARGET.sub(" ", text))
    return Target(name=name or text, target=_squeeze(text), by=by)


def _name(text: str) -> str:
    """Return the words around a target as a name."""
    name = re.sub(r"^(?:\d{1,2}(?:\.\d{1,2})*\.|[a-zđ]\))\s+", "", _squeeze(text))
    name = re.sub(r"\s*(?:phấn đấu|phân đầu|phân đấu)?\s*\bđạt\s*:?\s*(?=$|[,;(–])", " ", name)
    name = re.sub(r"^(?:phấn đấu|phân đầu|phân đấu|đảm bảo|bảo đảm)\s+", "", name, flags=re.I)
    name = re.sub(r"\s*(?:phấn đấu|phân đầu|phân đấu)$", "", _squeeze(name))
    name = re.sub(r"\(\s*\)", "", name).strip(" .,:;–-")
    name = re.sub(r"\s+([,;.)])", r"\1", _squeeze(name))
    return name[:1].upper() + name[1:]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" ,;")


def _row_targets(entry: Entry) -> list[Target]:
    columns = {name: cell for name, cell in entry.row if name != INDEX}
    value_column = column(columns, r"^muc tieu|^chi tieu (?:nam|giao|phan dau)|^ke hoach nam")
    name_column = column(
        columns, r"^chi tieu|^noi dung|^ten chi tieu|^tieu chi", other=value_column
    )
    if not name_column or not value_column:
        return []
    lead, support = owners(columns)
    value, name = columns[value_column], columns[name_column]
    by = _section_by([value_column])
    if not value.strip():
        return [
            replace(target, by=target.by or by, lead=lead, support=support)
            for clause in _clauses(name)
            if (target := read_target(clause))
        ]
    if not re.search(r"\d", value):
        return []
    stated = read_target(name)
    shown = value
    if stated and numbers(stated.target) == numbers(value) and not bound(value):
        shown = stated.target
    own = stated.by if stated else ""
    clean = stated.name if stated and numbers(stated.target) == numbers(value) else ""
    if not clean:
        match = _BY.search(name)
        own = match.group(1).strip() if match else ""
        clean = _name(f"{name[: match.start()]} {name[match.end() :]}" if match else name)
    return [Target(name=clean, target=shown, by=own or by, lead=lead, support=support)]


def column(columns: dict[str, str], pattern: str, other: str = "") -> str:
    """Return the first column whose folded name matches, or nothing."""
    return next((name for name in columns if name != other and re.search(pattern, fold(name))), "")


def owners(columns: dict[str, str]) -> tuple[str, str]:
    """Return the unit in charge and the cooperating units of a table row."""
    lead = column(columns, r"chu tri|phu trach|^don vi thuc hien|co quan thuc hien|dau moi")
    support = column(columns, r"phoi hop", other=lead)
    return columns.get(lead, "").strip(" ;"), columns.get(support, "").strip(" ;")
