"""Hear what residents ask about a report itself: when, by whom, and whether it stays secret."""

import re
from typing import Literal

from bot.cues import cues
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
    "number": re.compile(
        r"\b(?:sao|vi sao|tai sao|can gi|lam gi|lam chi) (?:\w+ ){0,3}"
        r"(?:cho|de lai|xin|lay|ghi|khai|can|hoi) (?:\w+ ){0,2}(?:sdt|so dien thoai|so$)"
        r"|\b(?:cho|xin|lay|ghi|hoi) (?:\w+ ){0,2}(?:so dien thoai|sdt|so)(?: \w+)?"
        r" lam (?:gi|chi)\b"
    ),
    "secret": re.compile(
        r"\b(?:lo (?:ten|thong tin|so)|(?:ho|nguoi ta|hang xom) (?:co )?biet"
        r"|cong khai (?:\w+ )?(?:so|ten|sdt|thong tin|noi dung)"
        r"|ai (?:(?:se|duoc|co the) )?(?:doc|xem|thay|biet) (?:duoc )?"
        r"(?:phan anh|noi dung|tin|ten|so))\b"
    ),
}
_LEAD = r"(?:(?:da|a|em|toi|minh|tui|cho|hoi|xin|the|vay|ad|oi|muon|neu) )*"
_REPORTING = r"(?:(?:gui|viet|lam|de gui) )?(?:cai |mot |1 )?(?:phan anh|kien nghi|gop y)"
_ENDS = r"(?: (?:a|em|ad|vay|the|nhe|ban|day))*\W*$"
# Before one is written; a sentence about something else has more words.
_BEFOREHAND = {
    "free": re.compile(
        rf"^{_LEAD}{_REPORTING}(?: \w+){{0,3}} (?:mat|ton|dong)(?: \w+)? (?:tien|phi)"
        rf"(?: gi)? (?:khong|bao nhieu){_ENDS}"
    ),
    "how": re.compile(
        rf"^{_LEAD}(?:cach )?{_REPORTING}(?: (?:o day|thi|la|phai|len phuong|cho phuong))*"
        r" (?:(?:can|phai co|gom|ghi|viet|khai)(?: (?:nhung|cac|cai))? gi"
        rf"|(?:nhu|lam) the nao|lam sao|kieu gi|bang cach nao){_ENDS}"
    ),
    "photo": re.compile(
        rf"^{_LEAD}(?:gui|dinh kem|them|kem)(?: (?:hinh|them|cai))? (?:anh|hinh)(?: \w+){{0,2}}"
        rf" (?:kieu gi|(?:nhu |lam )?the nao|lam sao|sao|o dau|cach nao|bang cach nao){_ENDS}"
    ),
}
_NAMES_REPORT = re.compile(r"\b(?:phan anh|kien nghi|gop y)\b")
# "Bị mất" has the same letters.
_SECRET = cues((), accented=(r"bí mật",), bare=(r"bi mat(?! (?:trom|cap|nap|cay|den|gan|xe))",))
# What may be asked on about when a report or a call for a person was answered last.
_ASKS_ON = re.compile(
    rf"\b{_WHEN}\b|\b(?:sao|the nao|(?:den|toi) dau|gi) (?:roi|chua)\b|\bchua\b|\bket qua\b"
    r"|\bai (?:lam|sua|lo|nhan|xem|giai|xu)\b"
)
# Whoever says anything else asks about something else: "khai sinh bao giờ xong".
_ASKING_WORDS = frozenset(
    "the vay con thi bao gio khi nao lau chung luc may hom ngay bua tieng thang tuan xong sua don "
    "lam xu ly giai quyet co moi duoc ket qua roi chua a ah da ad em anh chi ban oi cho toi minh "
    "nha nhe phan anh viec nay do nua la khong ko nguoi den ra xem kiem tra tra loi hoi dau sao o "
    "nhan biet nhi ha ai mat het phai doi lo vu cua gui bh k gi tien trien".split()
)
# A procedure that is named is asked about instead.
_FEW_WORDS = 14
_PAPERS = re.compile(
    r"\b(?:ho so|giay|dang ky|khai (?:sinh|tu)|can cuoc|ho chieu|so do|cap|thu tuc|tam tru|thue)\b"
)


Asked = Literal["when", "who", "number", "secret", "free", "how", "photo"]


def report_question(text: str) -> Asked | None:
    """Return what a short message asks about a report; None if it asks nothing of that."""
    plain = fold(expand(text))
    if len(plain.split()) > _FEW_WORDS or _PAPERS.search(plain):
        return None
    if _BEFOREHAND["free"].search(plain):
        return "free"
    if _BEFOREHAND["how"].search(plain):
        return "how"
    if _BEFOREHAND["photo"].search(plain):
        return "photo"
    if _QUESTIONS["when"].search(plain):
        return "when"
    if _QUESTIONS["who"].search(plain):
        return "who"
    if _QUESTIONS["number"].search(plain):
        return "number"
    is_secret = _QUESTIONS["secret"].search(plain) or _SECRET.found_in(text)
    return "secret" if is_secret else None


def asked_beforehand(text: str) -> Asked | None:
    """Return what a message asks about reporting while nothing is being reported."""
    asked = report_question(text)
    if asked in ("free", "how", "photo"):
        return asked
    is_named = _NAMES_REPORT.search(fold(expand(text))) is not None
    return asked if asked in ("secret", "number") and is_named else None


def asks_on(text: str) -> bool:
    """Say whether a message asks when, or how far, and names nothing: "thế bao giờ xong"."""
    words = re.findall(r"\w+", fold(expand(text)))
    return _ASKING_WORDS.issuperset(words) and bool(_ASKS_ON.search(" ".join(words)))
