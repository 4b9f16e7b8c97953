"""Read the reply to "shall the report be sent?": nothing but a clear yes sends or joins it."""

import re

from components.lexicon import COURTESY, Lexicon, is_made_of, lexicon, typed_words
from components.place import folded

YES, JOIN = "yes", "join"

# Said with much courtesy; more words ask or tell something.
_MOST_WORDS = 16

# Taken out first: without diacritics "ơn" is "ổn" too, and "dung" is "đúng".
_THANKS = re.compile(r"\b(?:cam on|noi dung)\b")
# Without diacritics "goi" is "gọi" as well, so that it says nothing.
SEND = Lexicon(frozenset({"gửi", "gởi"}), frozenset({"gui"}))
_YES = SEND | lexicon(
    "đúng đr dr ok oke okê okie okay oki okela ổn ừm uh uhm um uk ừa vâng vâg chuẩn chốt duyệt yes"
    " yep confirm send submit tốt ừ"
)
# These begin many a sentence: a yes with courtesy only, not beside "nội dung".
_WEAK_YES = lexicon("có được đc dc phải chắc y")
_YES_PHRASE = re.compile(
    r"\b(?:dong y|nhat tri|chinh xac|xac nhan|chap nhan|hop le|chac chan"
    r"|(?:khong|ko|k|chang|cha) (?:co (?:gi |cho nao )?)?(?:sai|nham|thieu)(?: (?:gi|cho nao))?"
    r"(?: (?:ca|het|dau))*"
    r"|(?:khong|ko|k|chang|cha) (?:can |phai )*(?:sua|doi|thay doi|chinh)(?: lai)?(?: them)? gi)\b"
)
# Beside a yes: what is sent, to whom, how.
_BESIDE = COURTESY | lexicon(
    "phản ánh kiến nghị góp ý đơn báo cáo tin thông nội dung phường xã ubnd uỷ ủy ban lên tới đến"
    " sang ngay liền cả hết tất toàn hoàn như trên vậy thật quả y đúng muốn cứ xong rất"
    " ờ i các đồng chí mệ mạ rứa quý lãnh đạo"
)
# "Gửi rồi" tells or asks whether it was sent.
_UNCLEAR = re.compile(r"\bgui (?:\w+ )?roi\b|\bnao$")
# Without diacritics "dung gui" is as likely "don't" as "right".
_BARE_DUNG = re.compile(r"\bdung(?! (?:roi|het|vay|the|do|day|a|ca|y|hoan|tat|nhu|ok|r)\b|$)")
_ASKS = re.compile(r"[?？]|\b(?:đừng|dừng|ngừng|khoan|chớ|à|hả|nhỉ)\s*$")
_JOIN = re.compile(
    r"\b(?:ghep|gop|gom|join|cung (?:mot |1 )?(?:viec|vu|chuyen|noi dung|su viec)"
    r"|(?:theo doi|gui|nhap) chung)\b"
)
_APART = re.compile(r"\b(?:gui|rieng|(?:viec|vu|chuyen) khac|moi|khac nhau|khong phai cung|tach)\b")
_OTHER = re.compile(r"\b(?:rieng|khac|moi|tach)\b")
# With a comma after its "không" it is the contrary.
_NOT_APART = re.compile(r"\b(?:khong|ko|k) (?:can |muon )?(?:gui|tach|rieng|tao)\b")
_JOINING = (
    _BESIDE
    | _YES
    | _WEAK_YES
    | lexicon(
        "ghép gộp gom join chung cùng một 1 việc vụ chuyện sự theo dõi nhập riêng khác nhau mới tạo"
        " tách ra không ko k phải"
    )
)
_DENIES = lexicon("không ko k đừng chưa chẳng chả")

_DELAYS = lexicon("chưa khoan đợi chờ từ đừng chậm")
_DELAYING = (
    COURTESY
    | _YES
    | _WEAK_YES
    | _DELAYS
    | lexicon(
        "đã đâu vội gì xíu chút tí lát một nghĩ suy xem hỏi coi nhà vợ chồng để gửi không ko k"
        " kiểm tra đọc lại được hết nữa phản ánh"
    )
)

_LET_ME_SEE = re.compile(
    r"^(?:(?:à|a|ừ|thôi|thoi|dạ|da|khoan) )*(?:để|de) (?:tôi|toi|tui|em|mình|minh|anh|chị|chi|bác"
    r"|bac|cháu|chau|con) (?:hỏi|hoi|xem|coi|nghĩ|nghi|tìm|tim|đọc|doc|kiểm tra|kiem tra)\b"
)

_FEW = 7
_I = r"(?:tôi|toi|tui|em|mình|minh|anh|chị|chi|bác|bac|cô|co|chú|chu|cháu|chau|con|bà|ba|ông|ong)"
_PUT_OFF = re.compile(
    r"(?:(?:à|a|ừ|u|ơi|oi|thôi|thoi|dạ|da|ấy|ay|ok|em|bạn|ban|con) )*"
    r"(?:khoan(?: (?:đã|da|hãy|hay|vội|voi|gửi|gui|chờ|cho|đợi|doi))*|từ từ|tu tu"
    r"|(?:đợi|doi|chờ|cho) (?:đã|da|tí|ti|tý|ty|chút|chut|xíu|xiu|lát|lat|một|mot|1)"
    r"(?: (?:tí|ti|tý|ty|chút|chut|xíu|xiu|lát|lat|nữa|nua))*"
    r"|(?:chưa|chua|đừng|dung|khoan) (?:gửi|gui) (?:vội|voi|đã|da))"
    r"(?: (?:đã|da|vội|voi|nhé|nhe|nha|em|ạ|a|nào|nao|chút|chut|tí|ti))*(?: |$)"
)
_FETCH = (
    rf"{_I}(?: (?:đi|di|còn|con|phải|phai|chạy|chay|ra|vào|vao))* (?:hỏi|hoi|xem|coi|nghĩ|nghi|tìm"
    r"|tim|đọc|doc|kiểm|kiem|chụp|chup|lấy|lay|bàn|ban|gọi|goi|suy)\b.*"
)
_FETCHES = re.compile(rf"(?:(?:để|de) )?{_FETCH}")
_MOST_PUT_OFF = 14
# Without diacritics "toi" is "tối" and "tôi": who says "de toi gui" has not sent it either.
_SOON = (
    r"(?:(?:sang|trua|chieu|toi|ngay) mai|(?:toi|chieu|trua|lat) nay|mai|mot lat|(?:ti|chut|lat|xiu"
    r"|hoi|mot ti|mot chut) nua|ti|lat|xiu|sau|toi|toi ve|chieu|chieu ve|(?:toi )?ve nha"
    r"|(?:luc|hom|khi|bua) khac)"
)
_SELF = r"(?:toi|tui|em|minh|anh|chi|bac|co|chu|chau|con|ba|ong|tao)"
_DOES = r"(?:gui|goi|bao|lam|ghi|viet|chup|xem|noi|nhan|tra loi|phan anh|khai)"
_END = r"(?: (?:nhe|nha|a|em|ad|cho|tiep|sau|da|vay|luon|di|ban|thoi|ma|duoc))*"
_SENDS_LATER = re.compile(
    rf"(?:(?:a|da|u|thoi|ok|oi|uh) )*(?:{_SELF} (?:dang|ban|con|phai|chua ranh)(?: \w+){{0,5}} )?"
    rf"(?:de )?(?:{_SELF} )?(?:"
    rf"{_SOON}(?: {_SELF})?(?: (?:ve|se|moi|roi|ranh|thi))* {_DOES}(?: {_SELF})?"
    r"|(?:lat|ti|chut|xiu|hoi|mot lat) nua|de (?:sau|mai|toi)"
    rf"){_END}"
    rf"|(?:(?:a|da|thoi|de) )*(?:{_SELF} )?(?:can )?(?:suy )?nghi (?:lai|them|da|xem)(?: \w+)?"
    rf"{_END}"
    rf"|(?:(?:a|da|thoi) )*de {_SELF} (?:kiem|tim|lay|hoi|coi|xem)(?: \w+){{0,4}} da{_END}"
)
_NOT_SENT = re.compile(
    r"(?:(?:à|a|dạ|da|ừ|u|thôi|thoi|ơi|oi|tôi|toi|em|mình|minh|tui) )*"
    r"(?:(?:đừng|không|khong|ko|k|chưa|chua|khỏi"
    r"|khoi)(?: (?:muốn|muon|cần|can))? (?:gửi|gui|gởi))"
    r"(?: (?:đâu|dau|nhé|nhe|nha|ạ|a|em|đi|di|vội|voi))*"
)

_EDITS = lexicon("sửa chỉnh đổi")
_EDITING = (
    COURTESY
    | _EDITS
    | lexicon("thay lại chút tí xíu một cần muốn thông tin phản ánh phải được không cho vài chỗ đã")
)


def confirmed(text: str, *, may_join: bool) -> str | None:
    """Return YES to send the report, JOIN to add it to an earlier one, None if neither is clear.

    A message with any word beyond yes and courtesy is neither. Asked whether to join, a bare "yes"
    may mean either.
    """
    words = typed_words(text)
    if not words or len(words) > _MOST_WORDS or _ASKS.search(text.lower().strip(" .!,")):
        return None
    plain = folded(" ".join(words))
    if may_join:
        return _joined(text, words, plain)
    if _UNCLEAR.search(plain) or (text.isascii() and _BARE_DUNG.search(plain)):
        return None
    says = _YES_PHRASE.search(plain) is not None
    left = typed_words(_cut(" ".join(words), plain, _YES_PHRASE, _THANKS))
    says = says or any(word in _YES for word in left)
    if says:
        return YES if all(word in _YES | _WEAK_YES | _BESIDE for word in left) else None
    is_weak = "noi dung" not in plain and any(word in _WEAK_YES for word in left)
    return YES if is_weak and all(word in _WEAK_YES | COURTESY for word in left) else None


def _cut(typed: str, plain: str, *patterns: re.Pattern[str]) -> str:
    """Return the typed text without what the patterns find in the plain one, of equal length."""
    for pattern in patterns:
        for found in pattern.finditer(plain):
            start, end = found.span()
            typed = typed[:start] + " " * (end - start) + typed[end:]
    return typed


def _joined(text: str, words: list[str], plain: str) -> str | None:
    if not is_made_of(text, _JOINING):
        return None
    denies = any(word in _DENIES for word in words)
    if _NOT_APART.search(folded(text)):
        return None
    if _JOIN.search(plain):
        return None if denies and not _APART.search(plain) else (YES if denies else JOIN)
    if _UNCLEAR.search(plain) or (text.isascii() and plain.startswith("dung gui")):
        return None
    # "Không gửi" sends nothing, "không, gửi riêng" does.
    if denies and not _OTHER.search(plain):
        return None
    return YES if _APART.search(plain) else None


def delays(text: str) -> bool:
    """Say whether a message puts the answer off: "khoan đã", "chưa gửi đâu nhé"."""
    words = typed_words(text)
    if len(words) <= _FEW and _LET_ME_SEE.match(" ".join(words)):
        return True
    return any(word in _DELAYS for word in words) and is_made_of(text, _DELAYING)


def puts_off(text: str) -> bool:
    """Say whether a message asks to wait, whatever for: "từ từ, để tôi hỏi bà xã".

    What goes on to tell something is no such message.
    """
    words = typed_words(text)
    said = " ".join(words)
    if len(words) <= _MOST_PUT_OFF and _SENDS_LATER.fullmatch(folded(said)):
        return True
    found = _PUT_OFF.match(said)
    if found is None or len(words) > _MOST_PUT_OFF:
        return _LET_ME_SEE.match(said) is not None and len(words) <= _FEW
    rest = said[found.end() :]
    return not rest or _FETCHES.fullmatch(rest) is not None or is_made_of(rest, _DELAYING)


def says_send(text: str) -> bool:
    """Say whether a message has the word for sending, or for joining, in it."""
    words = typed_words(text)
    return any(word in SEND for word in words) or _JOIN.search(folded(" ".join(words))) is not None


def sends_nothing(text: str) -> bool:
    """Say whether the reply is that it shall not be sent: "đừng gửi"; "dung gui" may be "đúng"."""
    return _NOT_SENT.fullmatch(" ".join(typed_words(text))) is not None


def wants_an_edit(text: str) -> bool:
    """Say whether a message wants something changed and does not say what: "sửa lại giúp tôi"."""
    return any(word in _EDITS for word in typed_words(text)) and is_made_of(text, _EDITING)
