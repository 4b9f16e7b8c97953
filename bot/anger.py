"""Hear anger that names no matter, and ask for the matter instead of searching for the words."""

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
    rf"|khung|cut|bien di|im di){_AFTER}"
)
_SLEEP = re.compile(r"\b(?:ngủ|chặn|chân|chăn|chắn|cứt|đột|đợt|đốt)\b", re.IGNORECASE)
_OUTRAGE = re.compile(
    r"\blam an (?:kieu|cai kieu|the|nhu|chan|vo van|gi)\b|\bkieu gi (?:vay|the|day)\b"
    r"|\b(?:qua dang|buc minh|buc xuc|tuc (?:qua|minh|chet)|chiu het noi|het chiu noi"
    r"|coi thuong dan|hanh dan|mat day)\b"
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
    return _INSULT.fullmatch(fold(expand(typed))) is not None


def soothed(text: str) -> Answer | None:
    """Return what is said to somebody who is angry and names no matter; None for others."""
    plain = fold(expand(clean(text)))
    if not is_insult(text):
        is_short = len(plain.split()) <= _MOST_WORDS
        if not is_short or not _OUTRAGE.search(plain) or guess(text) != OTHER:
            return None
    return Answer(status=Status.SAID, text=_SOOTHED, act=Act.WRONG, more=(_REPORT, ASK_PERSON))
