"""Say to who comes late, or fears a penalty, what the record knows of it and what it does not."""

import re
from collections.abc import Collection

from bot.wording import sentence
from knowledge.text import clean
from knowledge.types import Aspect, Procedure

_LATE = re.compile(
    r"\b(?:trễ|muộn|chậm|quá (?:hạn|lâu|\d+ (?:ngày|tháng))|qua han|(?:tre|cham) (?:han|hen)"
    r"|(?:rồi|roi|giờ|gio) (?:mới|moi) (?:(?:đi|di|ra|đến) )?(?:làm|lam|khai|đăng|dang|báo|nộp))\b",
    re.IGNORECASE,
)
# Then the office is late, not the person.
_OFFICE_LATE = re.compile(
    r"\b(?:trả|giải quyết)\b[^.?]*\b(?:chậm|trễ|muộn)"
    r"|\b(?:chậm|trễ|muộn) (?:trả|giải quyết|hẹn|có kết)",
    re.IGNORECASE,
)
_NUMBER = r"(?:\d+|hai|ba|bốn|bon|năm|nam|sáu|sau|bảy|bay|tám|tam|chín|chin|mười|muoi)"
_MONTHS = r"(?:[3-9]|1\d|ba|bốn|bon|năm|nam|sáu|sau|bảy|bay|tám|tam|chín|chin|mười|muoi)"
# "Em 17 tuổi mới sinh con" tells the mother's age; "3 tháng nữa sinh" is no age yet.
_CHILD = re.compile(
    r"\b(?:con|cháu|chau|bé|be|nhóc)\b(?: (?!sinh|đẻ|de)[^\W\d]+){0,3} (?:được |duoc )?"
    rf"(?:{_NUMBER} ?(?:t|tuổi|tuoi)|{_MONTHS} ?(?:tháng|thang))\b"
    r"(?! (?:nữa|nua))(?!.*\b(?:sinh|đẻ) (?:con|em|bé|cháu))",
    re.IGNORECASE,
)
_PENALTY = re.compile(
    r"\bphạt(?: (?:tiền|gì|nặng|vạ|hay|chi))* (?:không|khong|ko|k|hông|hong|hok|hem)\b"
    r"|\bphat(?: (?:tien|gi|nang|va|hay|chi))* (?:khong|ko|k|hong|hok|hem)\b"
    r"|\b(?:bị|bi|có|co) (?:(?:làm|lam) )?(?:gì|gi|sao) (?:không|khong|ko|k|hông|hong)\b",
    re.IGNORECASE,
)
# An overview (None) and the times name the deadline.
_TOLD_WITH = frozenset({None, Aspect.TIME})
_OF_BIRTH = "kể từ ngày sinh"
_OVERDUE = re.compile(r"quá hạn", re.IGNORECASE)


def late_text(procedure: Procedure, asked: Collection[Aspect | None], said: str) -> str:
    """Return the deadline, what holds after it, and that no penalty is known; "" if not asked.

    What the `asked` aspects tell anyway is left out. No record says who is fined, so that is left
    open: a "no" would be believed.
    """
    text = clean(said)
    is_late = bool(_LATE.search(text)) and not _OFFICE_LATE.search(text)
    is_late |= _OF_BIRTH in procedure.apply_within and bool(_CHILD.search(text))
    fears = fears_penalty(said)
    lines = []
    if procedure.apply_within and (is_late or fears):
        if not _TOLD_WITH.intersection(asked):
            lines.append(f"Hạn làm việc này: {sentence(procedure.apply_within)}")
        if overdue := _after_it(procedure):
            costs = "" if Aspect.FEE in asked else f" {overdue}"
            lines.append(f"Quá hạn vẫn làm được, nên đi sớm.{costs}")
    if fears:
        lines.append(
            "Có bị phạt hay không thì nguồn tôi có không ghi, tôi không dám nói chắc. "
            "Anh/chị hỏi quầy một cửa."
        )
    return "\n".join(lines)


def fears_penalty(said: str) -> bool:
    """Say whether a message asks if there is a penalty."""
    return bool(_PENALTY.search(clean(said)))


def _after_it(procedure: Procedure) -> str:
    """Return what the record says of handing in after the deadline, or ""."""
    notes = (submission.note for submission in procedure.submissions)
    return next((sentence(note) for note in notes if note and _OVERDUE.search(note)), "")
