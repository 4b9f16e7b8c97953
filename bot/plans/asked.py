"""Recognise questions about plans that ask for a list, a comparison or a table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.cues import cues
from bot.evidence import has_plan_words
from bot.plans.due import Span, asked_span
from bot.plans.units import Unit, named_unit
from bot.plans.words import subject_of
from knowledge.passages import place_key
from knowledge.text import fold
from knowledge.types import Plan

_YEAR = re.compile(r"\b20[12]\d\b")


class Wants(StrEnum):
    """What kind of answer a question about plans wants."""

    DUTIES = "duties"
    """Everything that one unit is to do."""
    DUE = "due"
    """What falls due, in a span or at all."""
    CHANGES = "changes"
    """The targets of two plans side by side."""
    TABLE = "table"
    """What every plan says about one thing."""
    TARGETS = "targets"
    """The targets of a plan, or of a part of it."""
    DIFFERS = "differs"
    """Where a plan's parts disagree."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question about plans, understood."""

    wants: Wants
    subject: tuple[str, ...] = ()
    """Folded syllables of what the list is to be about; empty: everything."""
    unit: Unit | None = None
    span: Span | None = None
    only_targets: bool = False
    """Targets are asked for, no duties."""
    only_support: bool = False
    """The unit is asked for as one that cooperates."""


_DUTY = cues(
    (
        r"(?:phải|cần|sẽ|được|có) (?:phải )?làm (?:những )?(?:việc )?(?:gì|nào)"
        r"|làm (?:những )?(?:việc )?gì",
        r"(?:được|bị) (?:giao|phân công)|nv",
        r"giao (?:cho )?.{0,40} (?:việc|nhiệm vụ|chỉ tiêu) (?:gì|nào)",
        r"(?:có |những |các )?(?:nhiệm vụ|trách nhiệm|đầu việc|phần việc|công việc)"
        r"(?: gì| nào| của| cho| giao)?|việc (?:gì|nào|của)|(?:liệt kê|các|những) việc",
        r"(?:phụ trách|chủ trì|phối hợp|đảm nhận|lo) (?:những |các )?(?:việc |chỉ tiêu |nhiệm vụ )?"
        r"(?:gì|nào)|(?:chỉ tiêu|nhiệm vụ|việc) (?:nào|gì) (?:do|thuộc|của|giao)",
        r"(?:những|các|bao nhiêu) (?:chỉ tiêu|nhiệm vụ)",
    )
)
_TARGETS = cues((r"(?:những |các |bao nhiêu )?chỉ tiêu(?: nào| gì| của| do)?",))
_WORK = cues((r"chỉ tiêu|nhiệm vụ|công việc|phần việc|trách nhiệm",))
_TARGET_LIST = cues(
    (
        r"(?:những|các|liệt kê|tất cả|toàn bộ|danh sách) (?:các |những )?(?:chỉ tiêu|mục tiêu)"
        r"|(?:chỉ tiêu|mục tiêu)(?: \w+){0,2} (?:nào|gì|về|những gì|ra sao)"
        r"|(?:bao nhiêu|mấy) chỉ tiêu",
    )
)
_ONE_FIGURE = cues((r"(?:bao nhiêu|mấy) (?:phần trăm|%)|là bao nhiêu|chủ trì|phối hợp",))
_DUTIES_TOO = cues((r"nhiệm vụ|việc|làm gì|làm những gì",))
_SUPPORT = cues((r"phối hợp",))
_LEAD = cues((r"chủ trì|phụ trách|đầu mối",))
_DUE = cues(
    (
        r"(?:đến|tới|sắp|quá|trễ) hạn|hạn (?:chót|cuối)|mốc(?: thời gian| thời hạn)?|thời hạn"
        r"|các hạn|deadline|lịch (?:báo cáo|thực hiện)"
        r"|(?:phải|cần) (?:xong|nộp|làm xong)|hoàn thành|báo cáo",
    )
)
_LISTS = cues(
    (
        r"(?:việc|nhiệm vụ|báo cáo|mô hình|chỉ tiêu|mốc|hạn|nội dung|cái) (?:nào|gì)|(?:những|các) "
        r"(?:việc|nhiệm vụ|báo cáo|mô hình|mốc|hạn|thời hạn|kỳ báo cáo|chỉ tiêu|đợt)|liệt kê"
        r"|(?:phải|cần) (?:nộp|báo cáo|xong|hoàn thành) (?:những )?gì|làm (?:những )?(?:việc )?gì"
        r"|có (?:việc )?gì"
        r"|lịch báo cáo|báo cáo (?:(?:gửi|nộp|cho) )*(?:ai|đâu)|hạn báo cáo",
    )
)
_REPORT = frozenset({"bao", "cao"})
_CHANGES = cues(
    (
        r"khác|so sánh|so với|đối chiếu|thay đổi|chênh(?: lệch)?|(?:cao|thấp|sớm|muộn|nhiều|ít) hơn"
        r"|giống|tăng|giảm|điều chỉnh",
    )
)
_TABLE = cues(
    (
        r"(?:những |các )?(?:phường|nơi|xã|địa phương|đơn vị nào|kế hoạch|chỗ) nào"
        r"|(?:từng|mỗi|các|những|mấy) (?:phường|nơi|xã|địa phương|kế hoạch)",
    )
)
_GIVEN = cues((r"giao|phụ trách|chủ trì|đảm nhận",))
_DIFFERS = cues(
    (
        r"mâu thuẫn|không (?:thống nhất|khớp|trùng|giống nhau)|vênh|lệch nhau|sai lệch"
        r"|(?:ghi|nói|nêu|gọi|số liệu) khác(?: nhau)?|bất nhất|khác (?:với )?(?:phụ lục|phần lời)",
    )
)
_PARTS = cues((r"phụ lục|phần lời|trong văn bản|bảng|mục|trong kế hoạch|văn bản",))
_EVERYTHING = frozenset("noi dung van ban lieu".split())

# Without one of them nothing below is asked for.
_NEEDED = (_DIFFERS, _CHANGES, _TABLE, _LISTS, _TARGET_LIST, _DUTY, _WORK)
_EARLIER = cues((r"năm (?:trước|ngoái)|kế hoạch (?:trước|cũ)",))
_OF_SPANS = frozenset(
    "thang quy nam tuan cuoi dau sap toi tre qua i ii iii iv mot hai ba bon "
    "nhung cac gi ai lich ky lan nay".split()
)


def read(said: str, plans: Sequence[Plan], *, year: int, today: date) -> Asked | None:
    """Return what kind of list or comparison a message asks for; None if it asks for a single fact.

    `plans` are those that the reader may see; `year` is taken for a month without one.
    """
    # Every message is read for it, and most hold none of these words: units are dear to look for.
    if not any(each.found_in(said) for each in _NEEDED):
        return None
    unit = named_unit(said, plans)
    subject = tuple(subject_of(said, plans, unit=unit.key if unit else ()))
    if _DIFFERS.found_in(said) and (_PARTS.found_in(said) or not _names_two(said, plans)):
        left = tuple(word for word in subject if word not in _EVERYTHING)
        if _PARTS.found_in(said) or "chi tieu" in fold(said):
            return Asked(wants=Wants.DIFFERS, subject=left)
    if _CHANGES.found_in(said) and _compares(said, plans):
        return Asked(wants=Wants.CHANGES, subject=subject, unit=unit)
    is_of_plans = has_plan_words(said) or (unit and _GIVEN.found_in(said))
    if _TABLE.found_in(said) and (subject or unit) and is_of_plans:
        return Asked(wants=Wants.TABLE, subject=subject, unit=unit)
    span = asked_span(said, year, today)
    if _DUE.found_in(said) and _LISTS.found_in(said):
        left = without_span(subject)
        if span or set(left) <= _REPORT | {"mo", "hinh"}:
            return Asked(wants=Wants.DUE, subject=left, span=span, unit=unit)
    if span and _LISTS.found_in(said) and unit is None:
        left = without_span(subject)
        if set(left) <= _REPORT | {"mo", "hinh"}:
            return Asked(wants=Wants.DUE, subject=left, span=span)
    if unit is None and _TARGET_LIST.found_in(said) and not _ONE_FIGURE.found_in(said):
        return Asked(wants=Wants.TARGETS, subject=subject)
    if unit and (_DUTY.found_in(said) or (not subject and _WORK.found_in(said))):
        return Asked(
            wants=Wants.DUTIES,
            subject=subject,
            unit=unit,
            only_targets=_TARGETS.found_in(said) and not _DUTIES_TOO.found_in(said),
            only_support=_SUPPORT.found_in(said) and not _LEAD.found_in(said),
        )
    return None


def without_span(subject: Sequence[str]) -> tuple[str, ...]:
    """Return the syllables that name something else than a time."""
    return tuple(word for word in subject if not word.isdigit() and word not in _OF_SPANS)


def compares(said: str) -> bool:
    """Say whether a message sets one thing against another."""
    return _CHANGES.found_in(said)


def places_named(said: str, plans: Sequence[Plan]) -> list[str]:
    """Return the keys of the plans' places that the text names, in its order."""
    words = f" {' '.join(re.findall(r'[a-z0-9]+', fold(said)))} "
    keys = {place_key(plan.place) for plan in plans}
    at = {key: words.find(f" {key} ") for key in keys}
    return sorted((key for key in keys if at[key] >= 0), key=lambda key: at[key])


def years_named(said: str) -> list[int]:
    """Return the years that the text names, in its order."""
    return list(dict.fromkeys(int(year) for year in _YEAR.findall(said)))


def _names_two(said: str, plans: Sequence[Plan]) -> bool:
    return len(places_named(said, plans)) > 1 or len(years_named(said)) > 1


def _compares(said: str, plans: Sequence[Plan]) -> bool:
    """Say whether the message names two plans: two places of theirs, two years, an earlier one."""
    if len(places_named(said, plans)) > 1:
        return True
    return (len(years_named(said)) > 1 or _EARLIER.found_in(said)) and has_plan_words(said)
