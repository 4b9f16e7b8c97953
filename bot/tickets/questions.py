"""Hear what residents ask about a report itself: when, by whom, and whether it stays secret."""

import re
from typing import Literal

from knowledge.text import expand, fold

_WHEN = r"(?:bao gio|khi nao|bao lau|chung nao|luc nao|may (?:hom|ngay|bua|gio|tieng)|bh|lau khong)"
_DONE = (
    r"(?:giai quyet|xu ly|co nguoi|nguoi (?:xuong|den|ra|toi)|xuong (?:xem|sua|kiem tra|don|xu)"
    r"|(?:den|ra|toi) (?:xem|sua|kiem tra|don|xu)|duoc sua|sua (?:xong|cho)|don (?:xong|cho|di)"
    r"|tra loi|phan hoi|co (?:tra loi|ket qua))"
)
_QUESTIONS = {
    "when": re.compile(rf"\b{_WHEN}\b.*\b{_DONE}\b|\b{_DONE}\b.*\b{_WHEN}\b"),
    "who": re.compile(
        r"\bai (?:xu ly|giai quyet|xuong|lo|nhan|den)\b|\b(?:gui|chuyen) (?:cho )?ai\b"
    ),
    "secret": re.compile(
        r"\b(?:bi mat|lo (?:ten|thong tin|so)|(?:ho|nguoi ta|hang xom) (?:co )?biet)\b"
    ),
}
# A procedure that is named is asked about instead.
_FEW_WORDS = 14
_PAPERS = re.compile(
    r"\b(?:ho so|giay|dang ky|khai (?:sinh|tu)|can cuoc|ho chieu|so do|cap|thu tuc|tam tru|thue)\b"
)


def report_question(text: str) -> Literal["when", "who", "secret"] | None:
    """Return what a short message asks about a report; None if it asks nothing of that."""
    plain = fold(expand(text))
    if len(plain.split()) > _FEW_WORDS or _PAPERS.search(plain):
        return None
    if _QUESTIONS["when"].search(plain):
        return "when"
    if _QUESTIONS["who"].search(plain):
        return "who"
    return "secret" if _QUESTIONS["secret"].search(plain) else None
