"""Read the wish to get the ward's notices, and the stop word, however they are written.

The whole message counts: "đăng ký nhận trợ cấp" is a question about a procedure.
"""

import re
from enum import StrEnum

from bot.ward import Ward
from knowledge.text import fold

# All folded.
_POLITE = r"(?:(?:cho|toi|em|minh|chau|con|tui|muon|can|xin|vui long|nho|giup|lam on|hay|duoc) )*"
_END = r"(?: (?:a|nhe|nha|voi|giup|giup toi|giup em|cho toi|cho em|nua|di|ngay|luon))*"
_NEWS = r"(?:ban tin|tin tuc|thong bao|tin nhan|tin)"
# "nhan tin" alone is also "nhắn tin" (to write): only with "đăng ký" before it.
_WISH = rf"(?:(?:dang ky|dk)(?: de)? nhan {_NEWS}|nhan (?:ban tin|tin tuc|thong bao))"
_PLACE = r"(?: (?:cua|tu) {place})?"
_PLACES = r"(?:phuong|xa|thi tran|dac khu|dia phuong|ubnd|uy ban)(?: (?:minh|ta|toi|em|phuong|xa))?"
_STOP = (
    rf"(?:(?:dung|ngung|huy|thoi|bo|tat|ngat|khong)(?: (?:dang ky|dk|muon|can))*(?: nhan)? {_NEWS}"
    r"|(?:huy|bo) (?:dang ky|dk) nhan tin)"
)
_BARE_STOP = re.compile(r"/? ?(?:stop|unsubscribe)")
_MOST = 80


class Wish(StrEnum):
    """What is wanted of notices."""

    ON = "on"
    OFF = "off"
    STOP = "stop"
    """The bare word: to be heard by subscribers alone, for others it may mean anything."""


def read_wish(text: str, ward: Ward) -> Wish | None:
    """Return what a message wants of the ward's notices; None for any other message."""
    if len(text) > _MOST:
        return None
    plain = " ".join(fold(text).strip(" .!\"'“”").replace(",", " ").split())
    if _BARE_STOP.fullmatch(plain):
        return Wish.STOP
    place = _PLACE.format(place=rf"(?:{re.escape(fold(ward.name))}|{_PLACES})")
    if re.fullmatch(rf"{_POLITE}{_STOP}{place}{_END}", plain):
        return Wish.OFF
    if re.fullmatch(rf"{_POLITE}{_WISH}{place}{_END}", plain):
        return Wish.ON
    return None
