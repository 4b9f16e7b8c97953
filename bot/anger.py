"""Hear anger and sighs that name no matter, and ask for it instead of searching for the words."""

import re

from bot.compose_handover import ASK_PERSON
from bot.tickets.categories import OTHER, guess
from bot.types import Act, Answer, Choice, Status
from knowledge.text import clean, expand, fold, has_diacritics

_MOST_WORDS = 12
_BEFORE = (
    r"(?:(?:da|a|u|oi|do|bot|con|thang|may|bon|tui|sao|he thong|tra loi|noi|ad|cai|nay|ma|dung la"
    r"|phuong|cac (?:anh|ong|ban|nguoi)|toan|nhu) )*"
)
_AFTER = (
    r"(?: (?:qua|the|vay|vl|vcl|vai|nhu|bo|cho|lon|lam|that|ghe|roi|a|nua|luon|het|suc|chung|vo|ca"
    r"|day))*[ .!?]*"
)
# "Ngủ" is "ngu" without its mark: only what is typed so, or in a message without marks, insults.
_INSULT = re.compile(
    rf"{_BEFORE}(?:ngu|dot|oc cho|nham nhi|vo van|linh tinh|tao lao|vo dung|vo tich su|chan|do hoi"
    rf"|khung|cut|bien di|im di|(?<=do )rac(?: ruoi)?){_AFTER}"
)
# "Đổ rác" throws it away: only so typed it calls names.
_RUBBISH = re.compile(r"\brac\b")
_CALLED_RUBBISH = re.compile(r"\bđồ rác\b", re.IGNORECASE)
_SLEEP = re.compile(r"\b(?:ngủ|chặn|chân|chăn|chắn|cứt|đột|đợt|đốt)\b", re.IGNORECASE)
_OUTRAGE = re.compile(
    r"\blam an (?:kieu|cai kieu|the|nhu|chan|vo van|gi)\b|\bkieu gi (?:vay|the|day)\b"
    r"|\b(?:qua dang|buc minh|buc xuc|tuc (?:qua|minh|chet)|chiu het noi|het chiu noi"
    r"|coi thuong dan|hanh dan|mat day)\b"
)
# Of a time, a fee or a list that was just told. Weariness may be more than a sigh: bot/despair.py.
_SIGH = re.compile(
    r"(?:(?:troi(?: dat)?(?: oi)?|oi(?: (?:troi|gioi|doi))?(?: oi)?|gioi oi|chao oi|hic|huhu|haiz+"
    r"|ui|u|sao|ma|gi ma|nghe|thay|the thi|vay thi|lam gi ma)[ ,.!]*)*"
    r"(?:lau|cham|dat|mac|phien(?: phuc| ha)?|rac roi|ruom ra|phuc tap|lang nhang|loang ngoang)"
    r"(?: (?:qua|the|vay|ghe|lam|di|mat|thoi|nhi|nhe|a|ha|luon|that|du|day|do|em|ad|ta|troi|oi))+"
    r"[ .!?~]*"
)
# Papers are tiring to death: nobody has died.
_WEARY = re.compile(
    r"(?:(?:chac|toi|em|minh|con|tui|cung|lam|chay|di|may cai|cai|mo|voi) )*"
    r"(?:chet (?:vi|voi|mat voi) (?:(?:cai|may|mo|dong|lam|chay) )*(?:thu tuc|giay to|ho so|don tu)"
    r"(?: (?:nay|kia|do|mat|qua|thoi|day|luon))*"
    r"|(?:thu tuc|giay to|ho so|don tu)(?: (?:nay|kia|gi|ma|thoi|cung|toi|em))* (?:met|moi|nan|oai)"
    r"(?: (?:qua|ma))* (?:muon|den|toi|sap) chet(?: (?:luon|mat|di duoc|roi|day))*)[ .!?~]*"
)
_SIGHED = (
    "Dạ, tôi hiểu là anh/chị thấy phiền. Anh/chị vướng ở chỗ nào thì hỏi tiếp, tôi chỉ từng bước. "
    "Hồ sơ đã nộp mà quá ngày hẹn thì anh/chị hỏi lại nơi nộp, hoặc gửi phản ánh."
)
_REPORT = Choice(title="Gửi phản ánh", code=None, payload="tôi muốn phản ánh")
_SOOTHED = (
    "Tôi xin lỗi vì đã để anh/chị bực mình. Anh/chị kể giúp tôi việc đang vướng: cần giấy tờ gì "
    "thì tôi chỉ, việc phải xử lý thì tôi ghi thành phản ánh gửi bộ phận phụ trách. Muốn nói với "
    'người, anh/chị nhắn "gặp cán bộ".'
)


def is_insult(text: str) -> bool:
    """Say whether a message calls us or the answer names, and says nothing else."""
    typed = clean(text)
    if has_diacritics(typed) and _SLEEP.search(typed):
        return False
    plain = fold(expand(typed))
    if _RUBBISH.search(plain) and not _CALLED_RUBBISH.search(typed):
        return False
    return _INSULT.fullmatch(plain) is not None


def is_sigh(text: str) -> bool:
    """Say whether a message finds something slow, dear or tiresome, and says nothing else."""
    plain = fold(expand(clean(text)))
    return (_SIGH.fullmatch(plain) or _WEARY.fullmatch(plain)) is not None


def soothed(text: str) -> Answer | None:
    """Return what is said to somebody who is angry or sighs and names no matter; else None."""
    if is_sigh(text):
        return Answer(status=Status.SAID, text=_SIGHED, act="smalltalk", more=(_REPORT, ASK_PERSON))
    plain = fold(expand(clean(text)))
    if not is_insult(text):
        is_short = len(plain.split()) <= _MOST_WORDS
        if not is_short or not _OUTRAGE.search(plain) or guess(text) != OTHER:
            return None
    return Answer(status=Status.SAID, text=_SOOTHED, act=Act.WRONG, more=(_REPORT, ASK_PERSON))
