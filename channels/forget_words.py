"""Read the wish to be forgotten, however it is written: "/xoá", "xóa dữ liệu của tôi"."""

import re

from channels.words import FORGET_YES
from knowledge.text import fold

# All folded. The whole message, so that no question about a procedure is taken for it.
_COMMAND = re.compile(r"/ ?xoa")
_WISH = re.compile(
    r"(?:(?:hay|xin|lam on|giup|cho|nho|vui long|toi|em|minh|chau|ban|anh|chi|muon|yeu cau|can)"
    r" )*"
    r"xoa(?: (?:bo|het|toan bo|tat ca|moi|cac|nhung|di|giup|ho|cho|toi|em|minh))*"
    r" (?:du lieu|thong tin|tin nhan|lich su|cuoc tro chuyen|doan chat)"
    r"(?: (?:ca nhan|tro chuyen|chat|nhan tin|da luu|da gui))*"
    r"(?: (?:cua|ve) (?:toi|em|minh|chau|con|tui))?"
    r"(?: (?:o day|tai day|di|nhe|nha|a|voi|giup|giup toi|giup em))*"
)
_NO = re.compile(
    r"(?:(?:da|a|u|vang|toi|em|minh) )*(?:khong|ko|k|thoi|huy|dung)"
    r"(?: (?:xoa|can|muon|nua|dau|a|nhe|de do|khong|thoi))*"
)


def asks_to_forget(text: str) -> bool:
    """Say whether the resident wants what is kept about them deleted."""
    plain = _plain(text)
    return bool(_COMMAND.fullmatch(plain) or _WISH.fullmatch(plain) or plain == FORGET_YES)


def confirms(text: str) -> bool:
    """Say whether it is what we asked for as a confirmation."""
    return _plain(text) == FORGET_YES


def takes_back(text: str) -> bool:
    """Say whether it is a no to our asking."""
    return bool(_NO.fullmatch(_plain(text)))


def _plain(text: str) -> str:
    return " ".join(fold(text).strip(" .!?\"'“”").replace(",", " ").split())
