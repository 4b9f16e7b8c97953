"""Say whether two places in words are the same one, however they are abbreviated."""

import re
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.fuzz import token_set_ratio, token_sort_ratio

from knowledge.text import clean, fold, has_diacritics

# Of the names, without numbers: a slip of the finger passes ("Huu Hung" and "Huu Hunng"),
# another name does not. Set by reading pairs of places, not fitted.
_ALIKE = 85.0

# What follows is the ward and the province, which all places share. Without diacritics
# "phuong" may begin a name (Phương Mai) unless it stands after a comma.
_UNITS = r"(?:phường|xã|quận|huyện|thành phố|tỉnh|tp)\b"
_WARD = re.compile(rf"(?<=\w)[ ,]+{_UNITS}.*", re.IGNORECASE)
_WARD_BARE = re.compile(rf"(?<=\w) ?, ?{fold(_UNITS)}.*", re.IGNORECASE)

_SAME = (
    (re.compile(r"\b(?:to dan pho|tdp)(?![a-z])"), "to "),
    (re.compile(r"\b(?:khu pho|khu dan cu|kp|kdc)(?![a-z])"), "khu "),
    (re.compile(r"\b(?:so nha|nha so|sn|nha(?= ?\d))(?![a-z])"), "so "),
    (re.compile(r"\bduong so\b"), "duong"),
    (re.compile(r"\b(?:(?:hem|kiet)(?![a-z])|(?:ng|h|k)(?=\.? ?\d))"), "ngo "),
    (re.compile(r"\bngh(?=\.? ?\d)"), "ngach "),
)
_NUMBERED = frozenset("ngo ngach so to khu lo toa duong pho thon cot tang lieu ke".split())
# Every street has its lane 88 and its house 5.
_OF_A_STREET = frozenset({"ngo", "ngach", "so", "cot", "tang"})
# Words that tell no place from another.
_IDLE = _NUMBERED | frozenset(
    "d p tp gan truoc sau canh doi dien ngay tai o vuc doan dau cuoi cong cua phuong xa thanh "
    "trong ben kia day voi va pho nga khoang phia mat tien nha toi minh em".split()
)
# What stands there, by its accents: "chợ Đại Mỗ" is not "chùa Đại Mỗ", and "chỗ" is neither.
_LANDMARKS = (
    "chợ|chùa|đình|miếu|nhà thờ|trường|cầu|hồ|ao|công viên|vườn hoa|bệnh viện|trạm y tế|trạm bơm"
    "|nhà văn hóa|sân vận động|sân bóng|bến xe|ngã ba|ngã tư|chung cư|siêu thị|nghĩa trang"
    "|nhà máy|cây xăng|khu đô thị"
)
_LANDMARK = re.compile(rf"\b(?:{_LANDMARKS})\b")
_LANDMARK_BARE = re.compile(rf"\b(?:{fold(_LANDMARKS)})\b")
_TOKEN = re.compile(r"\d+(?:[a-z](?![a-z]))?(?:/\d+[a-z]?)*|[a-z]+")


@dataclass(frozen=True, kw_only=True)
class _Read:
    numbers: frozenset[str]
    """Each with what it numbers: "ngo 5", "so 12a"."""
    names: str
    landmarks: frozenset[str]


def is_same_place(one: str, other: str) -> bool:
    """Say whether both are the same place: equal numbers of houses and lanes, and alike names.

    A lane or a house by its number alone, without a street, is none that could be told.
    """
    first, second = _read(one), _read(other)
    if first.numbers != second.numbers:
        return False
    if first.landmarks and second.landmarks and not first.landmarks & second.landmarks:
        return False
    if not first.names or not second.names:
        tells = any(number.split()[0] not in _OF_A_STREET for number in first.numbers)
        return first.names == second.names and tells
    # A name of one word is part of too many others.
    is_short = min(len(first.names.split()), len(second.names.split())) == 1
    ratio = token_sort_ratio if is_short else token_set_ratio
    return ratio(first.names, second.names) >= _ALIKE


# One report is compared with all of a day, and each of those with the next one.
@lru_cache(maxsize=512)
def _read(place: str) -> _Read:
    typed = clean(place)
    text = fold(_WARD_BARE.sub("", _WARD.sub("", typed)))
    for pattern, same in _SAME:
        text = pattern.sub(same, text)
    numbers: set[str] = set()
    names: list[str] = []
    before = ""
    for token in _TOKEN.findall(text):
        if token[0].isdigit():
            numbers.add(f"{before if before in _NUMBERED else 'so'} {token}")
        elif token not in _IDLE:
            names.append(token)
        before = token
    return _Read(
        numbers=frozenset(numbers), names=" ".join(names), landmarks=_landmarks_in(typed.lower())
    )


def _landmarks_in(typed: str) -> frozenset[str]:
    found = (_LANDMARK if has_diacritics(typed) else _LANDMARK_BARE).findall(typed)
    return frozenset(map(fold, found))
