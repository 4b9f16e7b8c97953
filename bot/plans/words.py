"""Tell what a question about plans names besides the plan itself, and which items say the same."""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from knowledge.asking import ASKING
from knowledge.passages import place_key
from knowledge.text import expand, folded_syllables, has_diacritics, syllables
from knowledge.types import Deadline, Duty, Indicator, Plan, PlanPassage

PlanItem = Indicator | Duty | Deadline | PlanPassage

# How a plan, a part of it or an answer from it is asked for: none of it names a subject. Folded.
_ASKS = re.compile(
    r"\b(?:so sanh|so voi|doi chieu|giong(?: nhau)?|chenh(?: lech| nhau)*|thay doi|tang|giam"
    r"|mau thuan|thong nhat|khop|venh|khac(?: (?:nhau|biet|gi|the nao|ra sao|o diem nao))?"
    r"|(?:cao|thap|som|muon|nhieu|it) hon|ke hoach(?: so)?|chi tieu|muc tieu|nhiem vu"
    r"|muc(?= (?:bao nhieu|may|nao))|chuyen doi(?: so)?|cong viec|dau viec|phan viec|trach nhiem"
    r"|(?:duoc )?(?:giao|phan cong)|(?:phai|can|se|dang) lam|lam (?:nhung )?(?:viec )?gi|phu trach"
    r"|chu tri|phoi hop|chiu trach nhiem|dam nhan|thuc hien|trien khai|liet ke|danh sach|ke ra"
    r"|lien quan(?: (?:den|toi))?|theo doi|(?:den|toi|sap|qua|tre) han|thoi (?:han|gian|diem)|han"
    r"|cac moc|moc|deadline"
    r"|hoan thanh|phai (?:xong|nop|dat)|xong|nop|gui|bao gio|khi nao|truoc ngay"
    r"|(?:ngay|thang|quy) (?:nao|may)|dat (?:muc|ra)|dat|quy dinh|de ra|dua ra|neu|ghi"
    r"|trong van ban|phu luc|phan loi|trong bang"
    r"|(?:moi|tung|cac|nhung) (?:phuong|noi|don vi|dia phuong|dia ban|ke hoach|xa)"
    r"|(?:phuong|noi|dia phuong|don vi|co quan|phong|bo phan|ben|xa) nao|dau moi"
    r"|phuong (?:minh|ta|em|toi|nay)|bao nhieu|phan tram|ti le|ty le|(?:so )?luong"
    r"|(?:dung|phai) khong|co phai|cho (?:em|toi|minh|biet)|giup(?: voi)?"
    r"|nam (?:nay|ngoai|truoc|sau|toi)|hien nay|nao|viec|(?:co gi |diem )?moi)\b|%"
)
# Small words, as they are spelt; without diacritics only those that mean little else.
_SMALL = frozenset(
    "ai anh bao nhiêu bị các cần cho chị có còn con của cũng dưới được đến em gì giờ hay hỏi "
    "khi không là làm mấy một nào này nhiều như ở phải ra rằng sao sẽ tại thế thì thôi trong và "
    "vậy về việc với ạ à ơi nhé nhỉ mình bạn muốn xin tức những từng mỗi giữa cả hai đó đấy ấy "
    "kia đây nha thêm nữa luôn hoặc lại hết gồm rồi chưa theo từ nếu vào lên ta năm ngày "
    "tháng hàng hằng định do phường xã quận huyện tỉnh p tp ubnd ad tôi giúp dùm giùm kể đang "
    "trên địa bàn số đặt đạt vì bên nơi mà chỗ trước ngoái so sánh lo".split()
)
_SMALL_BARE = frozenset(
    "ai anh bao nhieu bi cac can cho chi co con cua cung duoc den em gi gio hay hoi khi khong "
    "la lam may mot nao nay nhu o phai ra rang sao se the thi trong va vay ve viec voi a oi nhe "
    "nhi minh muon xin nhung tung moi giua ca hai do kia day nha them nua luon hoac lai het gom "
    "roi chua theo neu vao len nam ngay hang phuong xa quan huyen tinh p tp ubnd ad toi giup "
    "dang tren dia vi ben noi ma so".split()
)
# Units and acts go by several names; each is brought to one. Folded.
_SAME = (
    (re.compile(r"\bcds\b"), "chuyen doi so"),
    (re.compile(r"\bto (?:cong nghe|chuyen doi) so\b"), "to cong nghe so"),
    # Staff say the shorthand without the word for the kind of unit.
    (re.compile(r"\b(?:p(?:hong)? )?vhxh\b"), "phong van hoa xa hoi"),
    (re.compile(r"\bvan hoa va xa hoi\b"), "van hoa xa hoi"),
    (re.compile(r"\bvan hoa va thong tin\b|\bvhtt\b"), "van hoa thong tin"),
    (re.compile(r"\b(?:hdn|hdnd) (?:va )?ubnd\b|\bhdnd ubnd\b"), "hdnd ubnd"),
    (re.compile(r"\bhoi dong nhan dan\b"), "hdnd"),
    (re.compile(r"\buy ban nhan dan\b"), "ubnd"),
    (re.compile(r"\b(?:ub)?mttq\b"), "mat tran to quoc"),
    (re.compile(r"\b(?:uy ban )?mat tran to quoc(?: viet nam)?\b"), "mat tran to quoc"),
    (re.compile(r"\bca phuong\b"), "cong an phuong"),
    (re.compile(r"\bmot cua\b"), "phuc vu hanh chinh cong"),
    (re.compile(r"\bcac truong(?: hoc)?\b"), "cac nha truong"),
    (re.compile(r"\bvp(?= (?:hdnd?|ubnd|phuong)\b)"), "van phong"),
)
_SHORT = re.compile(r"\btt\s*(?:&|và|va|-)\s*tt\b", re.IGNORECASE)
# Before the common shorthand is read, in which "đt" is a telephone.
_SHORT_INFRA = re.compile(r"\b(?:p(?:h[oò]ng)?[. ]*)?kt\W*ht\W*(?:v[aà]\W*)?[đd]t\b", re.IGNORECASE)
# Stands in the name of every other target, and tells none apart.
_COMMON = re.compile(
    r"\b(?:ho so|thu tuc hanh chinh|tthc|xu ly|giai quyet|tiep nhan|ti le|ty le|thuc hien|phuong"
    r"|xa)\b"
)
# A pair of neighbouring syllables says more than each: "chữ ký", "ký số".
_PAIR = 1.5


def plain(text: str) -> str:
    """Return the folded syllables of a text, shorthand written out, units by one name each."""
    said = " ".join(folded_syllables(expand(_written_out(text))))
    for pattern, same in _SAME:
        said = pattern.sub(same, said)
    return said


def _written_out(text: str) -> str:
    said = _SHORT.sub("thông tin và truyền thông", text)
    return _SHORT_INFRA.sub("phòng kinh tế hạ tầng và đô thị", said)


def name_of(item: PlanItem) -> str:
    """Return what the item is about, without its figure, date and units."""
    match item:
        case Indicator():
            return item.name
        case Deadline():
            return item.what
        case Duty() | PlanPassage():
            return item.text


def without_places(folded: str, plans: Iterable[Plan]) -> str:
    """Return folded text without the plans' places and without years."""
    keys = sorted({place_key(plan.place) for plan in plans}, key=len, reverse=True)
    unit = r"(?:(?:phuong|p|tp|thanh pho|xa) )?"
    names = "|".join(re.escape(key) for key in keys if key)
    found = rf"\b{unit}(?:{names})\b|" if names else ""
    return re.sub(rf"{found}\b(?:nam )?20[12]\d\b", " ", folded)


def subject_of(said: str, plans: Iterable[Plan], *, unit: Sequence[str] = ()) -> list[str]:
    """Return the folded syllables of what a question names apart from the plan and the asking.

    `unit` are the syllables of the unit that it names, which are left out.
    """
    spelt = has_diacritics(said)
    words = syllables(expand(_written_out(said)))
    small = _SMALL if spelt else frozenset[str]()
    text = without_places(plain(" ".join(word for word in words if word not in small)), plans)
    text = _without_unit(" ".join(text.split()), unit)
    text = _ASKS.sub(" ", " ".join(text.split()))
    named = [word for word in text.split() if spelt or word not in _SMALL_BARE]
    return [word for word in named if re.search(r"[a-z]|^\d+$", word)]


def _without_unit(text: str, unit: Sequence[str]) -> str:
    """Return the text without the unit, whose small words may be gone: "tổ công nghệ (số)"."""
    for is_whole in (True, False):
        parts = [
            rf"{word} (?:\w+ )??" if is_whole or word not in _SMALL_BARE else rf"(?:{word} )?"
            for word in unit
        ]
        left, count = re.subn(rf"\b{''.join(parts)}", " ", f"{text} ") if unit else (text, 0)
        if count:
            return left
    return text


def terms_of(text: str) -> list[str]:
    """Return the folded syllables of a name that say something, and their neighbouring pairs."""
    said = _COMMON.sub(" ", plain(text))
    words = [word for word in said.split() if word not in ASKING]
    return [*words, *(f"{a}_{b}" for a, b in pairwise(words))]


def weights_of(names: Collection[str]) -> Mapping[str, float]:
    """Return how much each term of the names says: the rarer the more, pairs more than words."""
    frequency = Counter(term for name in names for term in set(terms_of(name)))
    return {
        term: math.log(1 + len(names) / count) * (_PAIR if "_" in term else 1.0)
        for term, count in frequency.items()
    }


def likeness(one: str, other: str, weights: Mapping[str, float]) -> float:
    """Return how much two names share of what they say, 0 to 1 (weighted Dice coefficient)."""
    first, second = set(terms_of(one)), set(terms_of(other))
    usual = max(weights.values(), default=1.0)

    def mass(terms: Iterable[str]) -> float:
        return sum(weights.get(term, usual) for term in terms)

    return 2 * mass(first & second) / max(mass(first) + mass(second), 1e-9)


def held_share(words: Sequence[str], text: str) -> float:
    """Return the share of the words that stand in the text."""
    if not words:
        return 0.0
    there = set(plain(text).split())
    return sum(word in there for word in words) / len(words)
