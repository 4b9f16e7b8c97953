"""Words that ask rather than say: they tell nothing about what a question is about."""

import re

from knowledge.text import fold

ASKING = frozenset(
    "ai anh bao bi cac can cho chi co con cua duoc den em gi gio hay hoi khi khong la lam may mot "
    "nao nay nhieu nhu o phai ra sao se tai the thi thu toi trong va vay ve viec voi a ad oi nhe "
    "minh ban muon xin tuc bn nhiu ko k dc phan tram".split()
)
"""Folded syllables."""

SETTING = frozenset(
    # Who it is about, and small words of talk.
    "tui tao may ong ba bo cha me ma vo chong chau bac chu di cau be ho nha nguoi ay no "
    "da vang ah uh oi nha nhi vay luon thoi nua cung van lai len xuong cai chiec chuyen neu vi nen "
    "ma rang rat lam qua hom mai kia ngay tuan thang nam moi vua dang roi chua".split()
)
"""Folded syllables that tell who asks for whom and when. Like asking words they say nothing about
which record answers, though colloquial ones are rare in records: "ba tôi hôm qua ở nhà"."""

# "Mất", "hết", "tốn" before what asks for a span or a sum: "mất bao lâu", "hết khoảng mấy ngày".
_TAKES = re.compile(
    r"\b(?:mất|mat|hết|het|tốn|ton)\s+(?:(?:khoảng|khoang|chừng|chung|tầm|tam|độ|cỡ|co)\s+)?"
    r"(?=(?:bao\s+(?:lâu|lau|nhiêu|nhieu)|nhiêu|nhieu|bn"
    r"|(?:mấy|may)\s+(?:ngày|ngay|hôm|hom|bữa|bua|tuần|tuan|tháng|thang|năm|nam|giờ|gio|tiếng"
    r"|tieng|buổi|buoi|lâu|lau|tiền|tien|đồng|dong|trăm|tram|k|chục|chuc|triệu|trieu|phút|phut)"
    r"|nhiều\s+(?:tiền|thời gian)|nhieu\s+(?:tien|thoi gian)|lâu|lau|thời gian|thoi gian"
    r"|(?:gì\s+)?tiền|tien|phí|phi|lệ phí|le phi)\b)",
    re.IGNORECASE,
)

_NOT = r"(?:không|khong|ko|k|hông|hong|hok|hem)\b"
_PUNISHED = re.compile(
    r"(?:\b(?:thì|thi|liệu|lieu)\s+)?\b(?:có|co)\s+(?:bị\s+|bi\s+)?(?:xử\s+|xu\s+)?(?:phạt|phat)"
    rf"(?:\s+(?:tiền|tien|gì|gi|nặng|nang|vạ|va|hay))*\s+{_NOT}",
    re.IGNORECASE,
)
# "Có sao không", after what says that it is late.
_MATTERS = re.compile(
    r"\s+(?:thì\s+|thi\s+)?(?:có|co)\s+(?:bị\s+|bi\s+)?(?:làm\s+|lam\s+)?(?:sao|gì|gi)\s+"
    rf"{_NOT}",
    re.IGNORECASE,
)
_LATE = re.compile(
    r"\b(trễ|tre|muộn|muon|chậm|cham)\s+(?:hạn|han|hẹn|hen)\b|\b(trễ|muộn|chậm)\b",
    re.IGNORECASE,
)
# A child, a nationality, a name is carried otherwise.
_FORGOTTEN = re.compile(
    r"\b(?:quên|quen|không|khong|ko|k|chưa|chua|hổng|hong)\s+(?:mang|đem|dem|cầm)\s+"
    r"(?!(?:thai|bầu|bau|quốc|quoc|song|hai|họ|ho|tên|ten)\b(?!\s+chiếu|\s+chieu))"
    r"(?:theo\s+)?(?:[^\W\d_]+\s+){1,4}?"
    r"(?:thì|thi|mà|ma|,|(?=(?:có|co)\s+(?:làm|lam|đăng|dang)))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_FEW_WORDS = 3
_NAME_WORDS = 2


def without_cost(text: str) -> str:
    """Return the text with "mất bao lâu" as "bao lâu", where "mất" is no loss and "hết" no end."""
    return _TAKES.sub("", text)


def without_penalty(text: str) -> str:
    """Return the text without "có bị phạt không": what is feared is not what is to be done.

    Nor is it a deadline ("trễ hạn"), for whoever fears to be late. Where little else is said it is
    the subject, and stays.
    """
    rest = _PUNISHED.sub(" ", text)
    if _LATE.search(rest):
        rest = _MATTERS.sub(" ", rest)
        if rest != text:
            rest = _LATE.sub(lambda late: late[1] or late[2], rest)
    return rest if len(_WORD.findall(rest)) >= _FEW_WORDS else text


def without_forgotten(text: str) -> str:
    """Return the text without "quên mang căn cước thì": a paper left at home is not asked for.

    Where little else is said it is the subject, and stays.
    """
    rest = _FORGOTTEN.sub(" ", text)
    return rest if len(set(_WORD.findall(fold(rest))) - ASKING) >= _NAME_WORDS else text
