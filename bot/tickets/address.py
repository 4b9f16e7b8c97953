"""Tell a message that is nothing but an address from one that says something."""

import re

from bot.aspect import find_aspects
from bot.tickets.categories import OTHER, guess
from knowledge.text import clean, expand, fold

# "Tổ 3 người", "số 2 ngày": what is counted is no place.
_NUMBER = (
    r"(?:\d{1,4}[a-z]?(?:[/.-]\d{1,4}[a-z]?)*|[a-z]\d{1,3})\b"
    r"(?! (?:nguoi|hom|ngay|thang|nam|tuan|gio|lan|cai|chiec|xe|dua|con|phut|met|m|hang|trieu)\b)"
)
_HOUSE = rf"(?:(?:so nha|nha so|so|nha|sn)\.? ?)?{_NUMBER}"
_ROAD = (
    r"(?:ngo|ngach|hem|kiet|to dan pho|tdp|to|thon|xom|ap|khu pho|kp|toa|chung cu|khu dan cu)"
    rf"\.? ?{_NUMBER}"
)
_NAMED = (
    r"(?:duong|pho|lang|thon|xom|phuong|xa|quan|huyen|tp|thanh pho|tinh|kdt|khu do thi|chung cu"
    r"|toa)(?: \w+){1,4}"
)
_LEADS = (
    r"(?:(?:da|a|o|tai|nha|dia chi|la|minh|toi|em|tui|con|chau|ngay|day|dang|ben|gan|cho|truoc"
    r"|trong|dau|cuoi)[ ,:]+)*"
)
_CALLED_ONE = re.compile(r"\bdia chi\b")
_ADDRESS = re.compile(
    rf"{_LEADS}(?:{_HOUSE}[ ,]+)?(?:{_ROAD}|(?:so nha|nha so|so|sn)\.? ?{_NUMBER}[ ,]+{_NAMED})"
    rf"(?:[ ,]+{_ROAD})*(?: \w+){{0,3}}(?:[ ,]+{_NAMED})*(?: (?:a|nhe|nha|do|day))*[ .!]*"
)


def is_lone_address(text: str) -> bool:
    """Say whether a message names a house or a road by its number, and nothing else."""
    plain = fold(expand(clean(text)))
    # Guessing a kind takes longest.
    if "?" in text or _ADDRESS.fullmatch(plain) is None or guess(text) != OTHER:
        return False
    return not find_aspects(_CALLED_ONE.sub("", plain))
