"""Tell what a message itself names, apart from asking: its subject, what is done to it, for whom.

"Cấp lại thẻ căn cước cho con thì lệ phí bao nhiêu" names the subject "căn cước", the action "cấp
lại" and the person "con"; the rest asks. A message without a subject is about what was discussed.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from bot.aspect import find_aspects, plain_words
from bot.plain import plain_text
from knowledge.text import expand, fold, folded_syllables, has_diacritics, syllables
from knowledge.types import Aspect

# What asks for a part of a procedure or plan, and so names none. Folded.
_ASKS = re.compile(
    r"\b(?:(?:bao lau|khi nao|bao gio|may (?:thang|nam)) (?:thi |la )?het han|bat buoc"
    r"|le phi|don vi|chi phi|muc phi|tien nong|bao nhieu(?: tien| ngay| lau)?|bao lau|bao gio"
    r"|khi nao|giai quyet|xu ly|(?:cham|som|nhanh|lau|tre|muon) nhat|xong (?:ho so|xuoi)|hoan tat"
    r"|co (?:the|giay|so|bang|hang|tien)(?: moi)?(?=$| khong| chua| a)"
    r"|may (?:ngay|hom|bua|tuan|thang|tien|ban|to|bo|buoc|gio|tuoi)"
    r"|(?:ngay|thang|luc|hom|cho|noi|co quan|nguoi|giay|mau|don|buoc|loai) (?:nao|may)"
    r"|thoi (?:gian|han)|(?:thanh phan )?ho so|giay to|giay gi|to khai|bieu mau|mau (?:don|gi)"
    r"|o dau|cho nao|truc tuyen|truc tiep|online|(?:qua|tren) (?:mang|app|vneid|dich vu cong|cong)"
    r"|dich vu cong|buu dien|tai nha|dieu kien|yeu cau|ket qua|co so phap ly|can cu (?:phap ly"
    r"|vao|nao)"
    r"|quy trinh|trinh tu|thu tuc|cac buoc|chuan bi|mang theo|dem theo|ban (?:goc|chinh|photo)"
    r"|co mat"
    r"|ai (?:ky|cap|lam|chu tri|phoi hop|giai quyet|phu trach)|chu tri|phoi hop|han chot|han cuoi"
    r"|(?:the|lam) (?:nao|sao|gi)|thi sao|nhu the|ra sao|la sao|the con|dang ky|khai bao|(?:bi|co"
    r"|xu) phat|viec nay|viec do|cai nay"
    r"|cai do|vu do|(?:can|phai) (?:cong chung|chung thuc)|cho hoi(?: them)?|hoi them|cam on"
    r"|khac (?:gi|nhau|the nao|cho nao)(?: nhau)?|phan biet|so sanh|so voi"
    r"|phai khong|duoc khong|mien phi|gia tri|hieu luc|nam (?:nay|ngoai|truoc|sau|toi)"
    r"|ke hoach|chi tieu|nhiem vu)\b"
)
# Subjects whose syllables alone would be taken for something else. Folded.
_COMPOUND = re.compile(
    r"\b(?:mat khau|mat ma|ho (?:chieu|khau|tich|kinh doanh|lao)|can cuoc|(?:khai|bao|chung"
    r"|tuat) tu"
    r"|giam ho|tach (?:ho|thua)|nha (?:o|dat)|dat dai|bien so|nhap (?:ho khau|khau|tich)|the nghe"
    r"|y te"
    r"|di chuc|ban sao|thua ke|hoa giai|to cao|gia dinh|gia tang|tien an|lai xe|cu tru|khu tru"
    r"|mai tang"
    r"|chung (?:sinh|nhan|thuc)|chu ky|dinh danh|the (?:bao hiem|bhyt|can cuoc)|so (?:do|hong)"
    r"|ly lich|mat bang)\b"
)
# Words that ask, point or are polite.
_EMPTY = frozenset(
    (
        "à ạ ah ai alo anh bạn bằng bao bị biết bác các cái cần câu cấp chắc chỉ chính cho chủ "
        "chưa có còn của cũng cứ cô chú da đã dạ đang đăng đâu đầy để đến dễ đi định do đó "
        "đúng dùng được em gì giá giúp giờ giống hả hạn hay hết hem hên hỏi hoặc hông kèm khác "
        "khi không ký kỹ là lại làm lần lâu lên loại lúc luôn lấy mà mất may mấy mình mô mở "
        "mới một mốt mức muốn nào này nè nên nếu ngay ngày nghe nhà nha nhận nhé nhỉ nhiều như "
        "những nộp nữa ở ơi ok oke phải phí qua quá ra rằng riêng rồi sao sẽ tại tất tàu thế "
        "thêm theo thì thôi thu tiền tôi tốn tới trả trong trước tự tui từ tức từng ừ uh và "
        "vâng vào vậy về vì viết việc với xem xin xong ý bây hiện tính cùng nhờ người mang "
        "điền hôm nhân thật ấy bé nhỏ cháu ông bà tụi bọn lắm cả hai đều mỗi lý rõ thứ giữa "
        "đứa vừa gồm dẫn hướng h"
    ).split()
)
_EMPTY_FOLDED = frozenset(fold(word) for word in _EMPTY)
# What is done to a paper or right; without a subject it is done to the one discussed.
# "thôi cái đó để sau, cho em hỏi …", "chuyển qua việc khác".
_LEAVES = re.compile(
    r"\bde (?:sau|mai|bua khac)\b|\b(?:viec|chuyen|cau|vu) khac\b"
    r"|\b(?:qua|sang) (?:viec|chuyen|vu)\b"
    r"|\bhoi (?:(?:sang|qua|them|ve) )?(?:mot |1 )?(?:cai|dieu|thu tuc|mon|thu|de tai) khac\b"
    r"|\b(?:doi|chuyen) (?:sang |qua )?(?:chu de|de tai)\b"
    r"|\b(?:thoi|bo qua) (?:chuyen|viec|cai|vu)\b"
)
# Of other countries: records speak of foreigners only. Accented and not, as people type.
_COUNTRY = (
    r"(?:lào|campuchia|cam ?pu ?chia|thái(?: lan)?|thai lan|hàn"
    r"(?: quốc)?|han quoc|nhật(?: bản)?|nhat(?: ban)?|mỹ|trung quốc|trung quoc|đài loan|dai loan"
    r"|pháp|đức|úc|nga|ấn độ|an do|canada|singapore|philippines?|malaysia|indonesia|tây)"
)
_FOREIGNER = re.compile(
    rf"\b(người|nguoi|vợ|chồng|ck|vk)\s+{_COUNTRY}\b",
    re.IGNORECASE,
)
_NATIONAL = re.compile(
    r"\b((?:vợ|vo|chồng|chong|ck|vk|bố|bo|ba|cha|mẹ|me|má|ma|bạn (?:trai|gái))"
    r"(?:\s+(?:em|tôi|toi|mình|minh|cháu|chau|bé|be|con|nó|no|tui|là|la))*)"
    rf"\s+(?:(?:có|co|mang)\s+)?(?:quốc tịch|quoc tich)\s+{_COUNTRY}\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:h|thoi|da|vang|ok|oke|a|ah|u|uh|the|vay|con|gio|roi|cho|em|toi|tui|minh|anh|chi|ad"
    r"|hoi|them|muon|dinh|tinh|can(?= (?:lam|xin|dang ky))|de|viec|vu|ve|di|thu tuc|tien"
    r"|(?P<does>lam|dang ky|cap|xin|khai|mo|nop ho so)) )*"
)
_WHETHER = re.compile(r"\b(?:khong|ko|k|hong|hok|chua)(?: (?:a|ad|vay|the|em|anh|chi|ban|nhi))*$")
_ACTION = re.compile(
    r"\b(?:cap (?:lai|doi|moi)|lan dau|lam (?:lai|moi)|xin lai|doi (?:lai|moi)|gia han|dieu chinh"
    r"|cai chinh|chinh sua|sua(?: doi)?|bo sung|thay doi|xoa(?: bo)?|huy|bi (?:mat|hong|rach|sai)"
    r"|(?:lam|danh) mat|mat|hong|rach|het han|qua han|tre han|sai|doi|chuyen|tach"
    r"|nhap|cham dut|tam ngung|thu hoi|khieu nai|uy quyen)\b"
)
_NO_ACTION = re.compile(
    r"\b(?:lam|nop|lay|nhan|di) (?:ho|thay|giup)\b(?! (?:chieu|khau|tich|kinh|ngheo))"
    r"|\b(?:qua|tre) han (?:lau|roi|vay|the)\b"
    r"|\bmat (?:bao nhieu|bao lau|may|nhieu|lau|(?:gi )?tien|phi|le phi|cong|gi)\b"
)
# For whom: asks about a case of the procedure discussed. Folded.
_WHO = re.compile(
    r"\b(?:nguoi (?:nuoc ngoai|viet nam|cao tuoi|gia|khuyet tat|ngheo|khac|than|nha|lon|o xa)"
    r"|viet kieu|nuoc ngoai|(?:tu |duoi |tren |du |chua du )*\d+ tuoi|so sinh|tre (?:em|nho"
    r"|so sinh)"
    r"|(?:tu |duoi |tren |du |chua du )*\d+ thang tuoi|moi sinh|ho (?:can )?ngheo|sinh vien"
    r"|hoc sinh|cong nhan"
    r"|(?:hai |ca )?(?:vo chong|bo me|ba me|cha me|ong ba)|(?:dua )?(?:con|chau)(?: nho)?"
    r"(?= (?:em|toi|minh|chau|nho|duoi|tren|moi|thi|luon|can|nua|\d)|$)"
    r"|vo|chong|bo|me|cha|ong|chau|chu (?:nha|ho)|cong ty|doanh nghiep|ca nhan|to chuc|ho gia dinh"
    r"|doc than|ly hon|goa|co bau|bo doi|thuong binh|liet si|o xa|o tinh khac|khac tinh|o que"
    r"|tinh khac|que khac|phuong khac|xa khac|o nuoc ngoai)\b"
)
# Whoever it is done for, the procedure stays.
KIN = frozenset(
    "chu ho vo chong bo me ba cha ong hai ca con chau dua nho than nha khac nguoi cong ty ca "
    "nhan".split()
)
_MOVES_ON = re.compile(
    r"^(?:(?:da|vang|u|ok|oke|oki|uh|a|ah|cam on|em|anh|chi|ban|nhe|nha|roi|the|vay|thoi|chao) )*"
    r"(?:the(?: con)?|vay con|con|a ma|ma|(?:em |toi |minh |cho |xin )*(?:cho )?hoi (?:them|ve"
    r"|viec|cai)"
    r"|cho (?:em|toi|minh|chau) hoi|viec khac|cau khac|chuyen (?:khac|sang)|gio hoi)\b"
)


@dataclass(frozen=True, kw_only=True)
class Named:
    """What a message names, in folded syllables."""

    subject: tuple[str, ...] = ()
    action: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    moves_on: bool = False
    """It begins as somebody does who turns to something else: "thế còn …", "cho hỏi thêm …"."""

    @property
    def case(self) -> tuple[str, ...]:
        """What is done and for whom."""
        return (*self.action, *self.who)

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that it names."""
        return (*self.subject, *self.case)


# A message and its halves are asked several times; few, for they are a person's words.
@lru_cache(maxsize=64)
def named_in(text: str) -> Named:
    """Return what the message names."""
    read = [(word, said) for word in syllables(expand(text)) if (said := plain_words(word))]
    spelt = [word for word, _ in read]
    words = [" ".join(said) for _, said in read]
    plain = " ".join(words)
    free = dict(enumerate(_starts(words)))
    compound = _take(_COMPOUND, plain, free)
    who = _take(_WHO, plain, free)
    _take(_NO_ACTION, plain, free)
    _take(_ASKS, plain, free)
    action = _take(_ACTION, plain, free)
    is_accented = has_diacritics(text)
    rest = {
        n
        for n in free
        if (spelt[n] not in _EMPTY if is_accented else words[n] not in _EMPTY_FOLDED)
    }
    return Named(
        subject=_said(words, compound | rest),
        action=_said(words, action),
        who=_said(words, who),
        moves_on=bool(_MOVES_ON.match(plain)),
    )


# The names of the records that one conversation after another is about.
@lru_cache(maxsize=8_192)
def syllables_of(name: str) -> frozenset[str]:
    """Return the syllables of a name, shorthand written out, without diacritics."""
    return frozenset(folded_syllables(expand(name)))


def leaves_topic(text: str) -> bool:
    """Say whether the message puts what was discussed aside in so many words."""
    return bool(_LEAVES.search(plain_text(text)))


def leads_with_subject(text: str, named: Named) -> bool:
    """Say whether the message begins with a subject that something is done or asked about.

    Not one that asks whether a thing is needed or may be: that is a detail.
    """
    plain = plain_text(text)
    parts = set(find_aspects(text)) - {Aspect.STEPS}
    if not named.subject or (_WHETHER.search(plain) and Aspect.ONLINE not in parts):
        return False
    places = (re.search(rf"\b{word}\b", plain) for word in (*named.subject, *named.action))
    first = min((found.start() for found in places if found), default=0)
    lead = _LEAD.fullmatch(plain[:first])
    return lead is not None and (lead["does"] is not None or bool(parts))


def is_compared(text: str) -> bool:
    """Say whether the message asks the same of something else: "thế X thì sao"."""
    return plain_text(text).endswith(("thi sao", "the nao"))


def without_words(text: str, words: set[str]) -> str:
    """Return the text without the words that hold any of the folded syllables."""
    return " ".join(w for w in text.split() if not set(folded_syllables(w)) & words)


def foreigners(text: str) -> str:
    """Return the text with people of other countries called foreigners: "vợ tôi là người Lào"."""
    return _FOREIGNER.sub(r"\1 nước ngoài", _NATIONAL.sub(r"\1 người nước ngoài", text))


def _starts(words: Sequence[str]) -> list[int]:
    """Return where each word begins in the joined text."""
    return [0, *accumulate(len(word) + 1 for word in words)][: len(words)]


def _take(pattern: re.Pattern[str], plain: str, free: dict[int, int]) -> set[int]:
    """Take the words that the pattern finds among the free ones out, and return their numbers."""
    spans = [match.span() for match in pattern.finditer(plain)]
    starts = [start for start, _ in spans]
    found = {
        n
        for n, at in free.items()
        if (before := bisect_right(starts, at)) and at < spans[before - 1][1]
    }
    for n in found:
        del free[n]
    return found


def _said(words: Sequence[str], numbers: set[int]) -> tuple[str, ...]:
    said = " ".join(words[n] for n in sorted(numbers)).split()
    return tuple(dict.fromkeys(said))
