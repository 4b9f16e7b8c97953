"""Hear what is said beside the form's question: a question, a wish for a person, more."""

import re
import unicodedata

from components.lexicon import typed_words
from components.place import folded
from components.words import find_aspect

# "Đâu" and "đầu", "mấy" and "máy" are told apart by their accents only.
_ASKING_WORD = re.compile(
    r"\b(?:gì|nào|đâu|mấy|sao|bao nhiêu|bao lâu|bao giờ|(?:được|có|phải) (?:hông|hong|hem|hok))\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\b(?:bao nhieu|may (?:tien|ngay|gio|ban|to|hom|bua|buoc)|the nao|la gi|can gi|lam sao"
    r"|nhu nao|bao lau|bao gio|khi nao|giay to|thu tuc|le phi|ho so gi|(?:duoc|co|phai) khong$"
    r"|cho \w+ hoi|hoi (?:chut|ti|them|cai|luon)|lam gi|nhung gi|giay gi|gi$|ai (?:lam|giai quyet"
    r"|xu ly)|nop cho nao|o cho nao|cac buoc"
    r"|(?:co|duoc)(?: \w+){1,3} gi (?:khong|ko|hong))\b"
)
# "Chưa gửi đâu", "không sai gì": these words deny, they do not ask.
# "Ở đầu ngõ" is a place.
_BARE_WHERE = re.compile(
    r"\bo dau\b(?! (?:ngo|ngach|hem|duong|pho|xom|lang|thon|to|cau|cho|khu|day|doc|day nha)\b)"
)
_DENIED = re.compile(
    r"\b(?:không|chưa|chẳng|chả|đừng)(?: \w+){0,4} (?:đâu|gì|nào)\b", re.IGNORECASE
)
_MOST_FOLLOWING = 7
_BEGINS_FOLLOWING = re.compile(
    r"^(?:(?:a|u|da|ok|roi|ma|e|em|ad|nay) )*(?:the|vay|con|nhu vay|lam|nop|mat|het|ton|can|bao lau"
    r"|bao nhieu|le phi|phi|may ngay|may hom|giay to|ho so)\b"
)

_PERSON = (
    r"(?:can bo|nhan vien|nguoi that|nguoi (?:truc|phu trach|tu van)|chuyen vien|tong dai"
    r"|tu van vien|dieu phoi|lanh dao|chu tich|bo phan (?:tiep|truc))"
)
_TO_SOMEBODY = (
    r"(?:gap|noi (?:chuyen |truc tiep )*(?:voi )?|trao doi (?:truc tiep )?(?:voi )?|chat (?:voi )?"
    r"|ket noi (?:voi |toi |den |cho )*|noi may (?:voi |toi |cho )*"
    r"|chuyen (?:may |toi |sang |cho )*|goi (?:cho |giup )*|lien he (?:voi )?)"
)
_WISH = re.compile(
    r"^(?:(?:a|u|da|oi|ma|e|em|anh|chi|minh|toi|tui|bac|chau|con|thoi|gio|lam on|ban|bot|nay) )*"
    r"(?:(?:cho|muon|xin|can|de|duoc|hay|nho|giup|phep|dang|thich) (?:(?:toi|tui|em|minh|bac|chau"
    r"|con|phep|duoc|xin) )*)+"
    rf"{_TO_SOMEBODY} ?(?:(?:truc tiep|mot|1|anh|chi|em|vi|ai|ban|cac|may|giup|toi|minh|luon) )*"
    rf"{_PERSON}"
    r"(?: (?:phuong|truc|that|tu van|phu trach|nao|cua|tiep dan|di|a|nhe|nha|voi|duoc khong|duoc"
    r"|gap|luon|ngay|em|oi|giup|toi|minh|co|khong|ho tro|ban|con|hon|chu|bot"
    r"|de|phan anh|noi|hoi|trao doi|trinh bay|viec nay))*\s*(?:$|[,.;!?])"
)
_NAMES_PERSON = re.compile(
    rf"\b(?:{_PERSON}|gap|noi chuyen|truc tiep|ho tro|nguoi khac|co ai|ai do|tu van|goi ai)\b"
)
# One of these stands in every wish for a person; an address and a complaint have none.
_CONTACT = re.compile(
    r"\b(?:gap|noi|nc|chat|tro chuyen|trao doi|hoi|goi|alo|lien (?:he|lac)|ket noi|chuyen|hotline"
    r"|duong day nong|tong dai|so (?:may|dt|dien thoai|nao|can bo|lien lac)|sdt|dt|zalo"
    r"|that|con nguoi|nguoi thiet|tu van|nhan lai|loi nhan"
    r"|keu|nho|can|muon|xin|cho|dau|ai|truc|may|bot|robot|tu dong|ho tro|tra loi|rep|giai thich"
    r"|giup|huong dan|tiep toi|tiep em)\b"
)
# Without their accents these would be "cần", "cho" and "máy".
_NO_CONTACT = re.compile(r"\b(?:cán bộ|can bo|chỗ|chợ|chờ|mấy)\b", re.IGNORECASE)
_STAFF = r"(?:can bo|nhan vien|mot cua|cong chuc)"
_BEHAVES = (
    r"(?:thai do|hach (?:dich|sach)|quat|chui|nat dan|nat no|cau gat|cau ky|coc loc|vo le"
    r"|nhung nhieu|hanh dan|hanh ha|lam kho|gay kho|kho de|bat (?:\w+ )?(?:cho|doi|di lai)"
    r"|cho (?:\w+ )?lau|cham"
    r"|(?:khong|ko|k|chang|chua) (?:dung gio|lam viec|tiep|co (?:ai|mat|nguoi|bien lai|o)"
    r"|giai quyet|xu ly|chiu|ton trong|chao)|lay tien|thu (?:\w+ )?tien|thieu (?:ton trong"
    r"|trach nhiem)|tat trach|vo (?:trach nhiem|cam)|dun day|(?:den|di|toi) (?:muon|tre)|ve som"
    r"|ngoi choi|choi (?:dien thoai|game)|ngu gat|say (?:ruou|xin)|bo viec|hen lan|hen di hen lai)"
)
_CONDUCT = re.compile(rf"\b{_STAFF}\b.*\b{_BEHAVES}\b")
# Who passes on what an official has said, or asks for a way to complain, does not report.
_NO_CONDUCT = re.compile(
    r"\b(?:(?:can bo|nhan vien)(?: \w+){0,3} (?:bao|noi|keu|yeu cau|huong dan|tra loi)|muon|xin|to"
    r"|to cao|khieu nai|don|ho tro|tro cap)\b"
)
_ALSO = re.compile(
    r"^(?:(?:a|à|ma|mà|u|ừ|da|dạ|em|tôi|toi) )*(?:với lại|voi lai|ngoài ra|ngoai ra|thêm nữa"
    r"|them nua|còn nữa|con nua|còn cái|còn chuyện|còn vụ|cả cái|à còn|mà còn|thêm cái|thêm vụ)\b"
)
_NUMBER_WORDS = re.compile(r"\b(?:so|sdt|dien thoai|lien he|lien lac)\b")
_WHY = re.compile(
    r"\b(?:sao|vi sao|tai sao|lam gi|lam chi|chi vay|bat buoc|can thiet|lo (?:ra|thong tin|khong)"
    r"|bi lo|an toan|bao mat|co (?:can|phai|sao)"
    r"|khong (?:cho|de|ghi|co) (?:\w+ )*(?:duoc|co sao))\b"
)
_OTHER_NUMBER = re.compile(
    r"\b(?:phuong|cong an|truc|can bo|ubnd|uy ban|tong dai|duong day|vneid|can cuoc|sim|ngan hang"
    r"|ho so|dang ky|thay doi|doi|cap lai)\b"
)
_MOST_WHY = 14


def asks_something(text: str, plain: str) -> bool:
    """Say whether a message has the words or the mark of a question."""
    if "?" in text or _QUESTION.search(plain):
        return True
    if text.isascii() and _BARE_WHERE.search(plain):
        return True
    return _ASKING_WORD.search(_DENIED.sub(" ", text)) is not None


def asks_on(text: str) -> bool:
    """Say whether a short message goes on with what was asked before: "thế mấy ngày xong"."""
    plain = folded(" ".join(typed_words(text)))
    if len(plain.split()) > _MOST_FOLLOWING or not _BEGINS_FOLLOWING.match(plain):
        return False
    return find_aspect(text) != "none" and asks_something(text, plain)


def wants_a_person(text: str) -> bool:
    """Say whether a message asks for somebody to talk to; to tell of one is a report."""
    words = typed_words(text)
    # Of "cho", "chỗ" and "chợ" only the first one asks.
    if words and words[0] in ("chỗ", "chợ", "chờ"):
        return False
    return _WISH.search(" ".join(folded(text).split())) is not None


def can_want_a_person(text: str) -> bool:
    """Say whether a message holds any word with which people ask to be put through."""
    said = _NO_CONTACT.sub(" ", unicodedata.normalize("NFC", text))
    return _CONTACT.search(" ".join(folded(said).split())) is not None


def complains_of_staff(text: str) -> bool:
    """Say whether a message tells how somebody at the counter behaves, and asks nothing."""
    plain = " ".join(folded(text).split())
    is_told = _CONDUCT.search(plain) is not None and _NO_CONDUCT.search(plain) is None
    return is_told and not asks_something(text, plain)


def names_a_person(text: str) -> bool:
    """Say whether a message holds any word with which people ask for a person."""
    return _NAMES_PERSON.search(folded(text)) is not None


def also_tells(text: str) -> bool:
    """Say whether a message begins as one that adds something to what was said."""
    return _ALSO.match(" ".join(typed_words(text))) is not None


def asks_why_a_number(text: str) -> bool:
    """Say whether a message asks why a telephone number is wanted, or whether it must be given."""
    plain = folded(" ".join(typed_words(text)))
    if len(plain.split()) > _MOST_WHY or _OTHER_NUMBER.search(plain) or not _WHY.search(plain):
        return False
    return _NUMBER_WORDS.search(plain) is not None or len(plain.split()) <= _MOST_WHY // 2
