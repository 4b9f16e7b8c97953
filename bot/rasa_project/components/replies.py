"""Read the short replies of everyday speech: no, leave it out, stop; and telephone numbers."""

import re

from components.lexicon import COURTESY, is_made_of, lexicon, typed_words
from components.place import folded

# A reply in more words asks or tells something.
FEW_WORDS = 12

_YES_OR_NO = lexicon(
    "đúng được đc có ok oke ổn phải vâng ừ ừm uh chuẩn đồng ý gửi gởi xác nhận chính hợp lệ duyệt"
    " tốt yes không ko k chưa sai nhầm khoan no nope bỏ qua skip khỏi hông hổng hem"
)
_LEAVES_OUT = lexicon(
    "không ko k kg khỏi bỏ skip no để ẩn thôi chưa miễn đéo đếch đek dek dell éo hông hổng hem hok"
    " khum chẳng chả"
)
_SKIP_HEADS = frozenset(
    "khong khoi bo skip no de an thoi chua mien deo dech dek dell eo hong chang cha".split()
)
_BEFORE_SKIP = frozenset("da a u thoi toi em minh vang xin tao tui".split())
_SKIP_WORDS = frozenset(
    "bo can chua cho co cung danh dau de di dien duoc em ghi giau he in khoi khong lai lam lien lo"
    " luu muon mien nao no phai qua sau sao skip so tien thich thoai thoi thong tin toi trong"
    " truong tu tui minh an cai nay cung muc do nhe nha a da nhap lay ca gi het day dt sdt ten noi"
    " biet deo dech dek dell eo tao hong chang cha con chau bac co chu ong ba oi"
    " ban ma".split()
)
_CANCEL = re.compile(
    r"^(?:(?:a|u|da|oi|ma|e|em|anh|chi|minh|toi|bac|thi|vang) )*(?:thoi )?"
    r"(?:huy(?! hoai)|cancel|stop|thoat|dung lai|ngung lai|bo di|bo het|xoa di|xoa het"
    r"|(?:khong|dung|chang|khoi|khong muon|khong can|khong thich)"
    r" (?:gui|bao|phan anh|kien nghi|lam|nop|can|viet|khai|dien)"
    r"(?: (?:phan anh|cai|nay|don|gi|kien nghi))* nua)\b"
)
_BEFORE_STOP = (
    r"(?:(?:à|ạ|ừ|dạ|ơi|mà|e|em|anh|chị|mình|tôi|tui|toi|minh|bác|cháu|con|thì|vâng|thôi|thoi|nhưng"
    r"|muốn|muon|xin|cho|phép|được|hãy|giờ|bây|ok) )*"
)
_AFTER_STOP = (
    r"(?: (?:ạ|a|nhé|nhe|nha|đi|di|luôn|thôi|em|anh|chị|bạn|ơi|giúp|tôi|rồi|đây|nào|cái|này))*"
)
# A whole clause that stops. Without diacritics "dung" alone is as likely "đúng".
_STOPS = re.compile(
    rf"{_BEFORE_STOP}"
    r"(?:(?:dừng|ngừng|ngưng|kết thúc)(?: lại| ở đây| tại đây| phản ánh| việc này| khai| nhập)?"
    r"|(?:dung|ngung) (?:lai|o day|tai day)|ket thuc|(?:quit|exit|cancel|stop|thoát|thoat)(?: ra)?"
    r"|(?:đừng|dung|không|khong|ko|khỏi|khoi)(?: có| cần)?"
    r" (?:hỏi|hoi|gửi|gui|phản ánh|phan anh|khai|làm|lam|trả lời|tra loi)(?: \w+){0,3} (?:nữa|nua)"
    r"(?: (?:đâu|dau))?"
    r"|(?:đổi|doi) (?:ý|y)(?: (?:rồi|roi))?)"
    rf"{_AFTER_STOP}"
)
_LATER = re.compile(
    rf"{_BEFORE_STOP}(?:để|de) (?:lúc|khi|hôm|bữa|luc|khi|hom|bua) (?:khác|khac){_AFTER_STOP}"
)
# "Thôi khỏi, có người sửa rồi": nobody has to be sent any more. "Thôi được rồi" agrees.
_DONE = (
    r"(?:sửa|sua|dọn|don|thay|chữa|xử lý|xu ly|giải quyết|giai quyet|khắc phục|khac phuc|làm|lam"
    r"|(?:gọi|goi|báo|bao|nhờ|nho)(?= \w+ \w)(?! (?:số|so|địa|dia)\b))(?: \w+){0,4}?"
    r"(?<!được)(?<!duoc)(?<!vậy)(?<!vay)(?<!thế)(?<!the)(?<!đủ)(?<!lần)(?<!lan) (?:rồi|roi)"
)
_SETTLED = (
    re.compile(
        rf"{_BEFORE_STOP}(?:thôi|thoi|khỏi|khoi|(?:không|khong|ko) (?:cần|can))\b.*\b{_DONE}"
        rf"{_AFTER_STOP}"
    ),
    re.compile(
        rf".*\b{_DONE}(?: \w+){{0,3}} (?:khỏi|khoi|(?:không|khong|ko) (?:cần|can|gửi|gui))"
        r"(?: \w+){0,3}"
    ),
)
# Nobody names a place, or a matter, with these alone.
FEELINGS = lexicon(
    "trời đất giời ối úi chời bực mình quá mệt tức ghê thật chán khổ nản ức giận lắm hết sức chịu"
    " nổi nỗi bó tay má thiệt tình ui chao ôi sốt ruột khiếp buồn phiền phức lâu thế trùi"
)
_CLAUSE_END = re.compile(r"[,.;!…\n]+")
_JUST_ENOUGH = re.compile(
    r"^(?:(?:a|da|u|em|minh|toi) )*thoi(?: (?:a|nhe|nha|em|bo qua|khoi|khong|can|ma))*$"
)
_HUY = re.compile(r"\bh(?:ủy|uỷ|ũy|uỹ)\b", re.IGNORECASE)
_OWN_PHONE = re.compile(
    r"(?:sđt|sdt|số điện thoại|so dien thoai|đt|dt|điện thoại|dien thoai|gọi|goi|liên hệ|lien he"
    r"|lh|alo|số (?:của )?(?:tôi|em|mình|cháu|con|anh|chị)|so (?:cua )?(?:toi|em|minh|chau|con))"
    r"[^\d+]{0,25}$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\d[\d\s.()\-–]{7,20}\d(?![\w])")
_WITH_PHONE = COURTESY | lexicon(
    "số điện thoại sđt sdt đt dt gọi liên hệ lạc lh alo thêm bổ sung nhầm qua theo zalo di động máy"
    " bàn khi cần bị có để mới nữa nhắn đúng sai nhưng cũng"
)
# "Đừng bỏ số" keeps it; without diacritics "dung so" is "đúng số".
_NO_NUMBER = re.compile(
    r"\b(?:bo|xoa|go|an|khong|ko|k|chang|khoi|hong|dung(?= (?:de|ghi|luu|cho|hien|giu|gui)\b))"
    r"(?: \w+){0,4} (?:so|sdt|dt|dien thoai)\b"
)
_KEEPS_NUMBER = re.compile(r"\b(?:khong|ko|k|dung|khoi|chang|khoan) (?:\w+ )?(?:bo|xoa|go)\b")
_OF_NO_NUMBER = COURTESY | lexicon(
    "đừng không ko k chẳng khỏi hổng hông bỏ xóa xoá gỡ ẩn để ghi lưu hiện giữ gửi nhớ có muốn cần"
    " số điện thoại sđt sdt đt dt liên hệ nữa đâu hết ra"
)
_BETWEEN_DIGITS = re.compile(r"[\s.()\-–]")
# Mobile numbers by their five prefixes, and fixed ones, which all have eleven digits since 2017.
_NUMBER = re.compile(r"0(?:[35789]\d{8}|2\d{9})")
# Behind the report, with or without a name; another's number is told of in a sentence.
_SIGNED = re.compile(
    r"(?:[.,;:!\n]|(?:^|[ ,.])(?:tôi|toi|tui|em|mình|minh|cháu|chau|anh|chị|chi|bác|bac)"
    r" (?:là|la|tên|ten)(?: \w+){1,4},?)\s*$",
    re.IGNORECASE,
)
# The number of a lane ends before: "ngõ 3. 0912345678".
_NUMBER_BEFORE = re.compile(r"(?<=\d)(?:[.,] |\n)(?=(?:\+84|0)\d)")
_OTHERS_NUMBER = re.compile(
    r"\b(?:quang cao|dan|son|ve|viet|so la|lua|lua dao|hotline|so nay|nhan tin|tin nhan|khoan cat"
    r"|doi no|cho vay|quay roi|hut ham)\b"
)
_HIDES = re.compile(
    r"\b(?:an danh|giau (?:ten|danh tinh)"
    r"|(?:khong|ko|k|dung) (?:\w+ ){0,2}?(?:(?:de |cho )?(?:ai|ho|hang xom|nguoi (?:ta|khac)) biet"
    r"|lo)(?: (?:ten|toi|minh|em|la|ai|ra|danh tinh|cua))*"
    r"|(?:khong|ko|k) (?:muon |can )?(?:ghi|de|neu|xung|lo) ten)\b"
)
_NO_PHOTO = re.compile(
    r"(?:(?:a|da|u|thoi|nhung|ma|toi|em|minh|tui|con|chau|bac|ok|oi) )*"
    r"(?:khong|ko|k|chua|khoi|chang|hong|dung)"
    r"(?: (?:co|can|gui|chup|kip|biet|kem|muon|san|phai|duoc|cach|cai|tam))* (?:hinh anh|anh|hinh)"
    r"(?: (?:dau|a|nhe|nha|em|nao|ca|gi|luon|het|duoc|day))*"
)
_PICTURE = re.compile(r"\b(?:ảnh|hình)\b")
_THUMBS_UP = frozenset("👍👌✅🆗")


def phone(text: str) -> str | None:
    """Return a Vietnamese telephone number as "0912345678", None if the text is none."""
    digits = _BETWEEN_DIGITS.sub("", text)
    if digits.startswith(("+84", "0084")) or (digits.startswith("84") and len(digits) >= 11):
        digits = "0" + digits.split("84", 1)[1].removeprefix("0")
    return digits if digits.isascii() and _NUMBER.fullmatch(digits) else None


def phone_in(text: str) -> str | None:
    """Return the first telephone number that a text holds, None if it holds none."""
    numbers = (phone(found.group()) for found in _PHONE.finditer(text))
    return next((number for number in numbers if number), None)


def own_phone(text: str) -> str | None:
    """Return the number that a text gives as its writer's, None if it gives none.

    Other numbers are not taken: a report may be about one painted on a wall.
    """
    tells_of_others = _OTHERS_NUMBER.search(folded(text)) is not None
    text = _NUMBER_BEFORE.sub(";", text)
    for found in _PHONE.finditer(text):
        before, behind = text[: found.start()], text[found.end() :].strip(" .!")
        is_signed = not (behind or tells_of_others) and _SIGNED.search(before)
        is_own = _OWN_PHONE.search(before) or is_signed
        if is_own and (number := phone(found.group())):
            return number
    return None


def stays_unknown(text: str) -> bool:
    """Say whether a message wants its sender unknown: "phản ánh ẩn danh"."""
    return _HIDES.search(folded(text)) is not None


def without_wish_to_hide(text: str) -> str:
    """Return the text without the words that want its sender unknown."""
    said = text
    for found in _HIDES.finditer(folded(text)):
        said = said[: found.start()] + " " * len(found[0]) + said[found.end() :]
    return said


def bare_phone(text: str) -> str | None:
    """Return the number of a message that gives a number and says nothing else."""
    number = phone_in(text)
    clauses = _CLAUSE_END.split(_PHONE.sub(" ", text))
    beside = [word for each in clauses if not has_no_photo(each) for word in typed_words(each)]
    return number if number and all(word in _WITH_PHONE for word in beside) else None


def has_no_photo(text: str) -> bool:
    """Say whether a message says that no picture comes, and nothing else.

    Without its mark "anh" is "you", too: "khong gui anh dau" still ends nothing.
    """
    said = " ".join(typed_words(text))
    is_picture = text.isascii() or _PICTURE.search(said) is not None
    return is_picture and "?" not in text and _NO_PHOTO.fullmatch(folded(said)) is not None


def takes_back_phone(text: str) -> bool:
    """Say whether a message wants no number in the report: "bỏ số điện thoại đi"."""
    plain = folded(" ".join(typed_words(text)))
    if "?" in text or _KEEPS_NUMBER.search(plain) or not is_made_of(text, _OF_NO_NUMBER):
        return False
    return _NO_NUMBER.search(plain) is not None


def _words_only(text: str) -> list[str]:
    return typed_words(_PHONE.sub(" ", text))


def is_thumbs_up(text: str) -> bool:
    """Say whether a text without words is an emoji that says yes."""
    return not _THUMBS_UP.isdisjoint(text)


def skips(words: list[str]) -> bool:
    """Say whether a reply leaves the question out: "không", "bỏ qua", "thôi khỏi"."""
    while words and words[0] in _BEFORE_SKIP:
        if words[0] == "thoi" and len(words) == 1:
            return True
        words = words[1:]
    if not words or words[0] not in _SKIP_HEADS:
        return False
    return len(words) <= FEW_WORDS and all(word in _SKIP_WORDS for word in words)


def leaves_out(text: str) -> bool:
    """Say whether a reply has a word for leaving out as it was typed: "chùa" is no "chưa"."""
    return any(word in _LEAVES_OUT for word in typed_words(text))


def is_yes_or_no(text: str) -> bool:
    """Say whether a reply is a yes or no and tells nothing else."""
    return is_made_of(text, _YES_OR_NO | COURTESY)


def cancels(text: str, plain: str, *, to_content: bool, to_contact: bool) -> bool:
    """Say whether a reply to a question of the form ends it: "hủy", "thôi không gửi nữa"."""
    words = plain.split()
    if len(words) > FEW_WORDS:
        return False
    if not to_contact and _JUST_ENOUGH.match(plain):
        return True
    if _is_settled(text):
        return True
    clauses = [clause for clause in _CLAUSE_END.split(text.lower()) if clause.strip()]
    if any(_stops(clause) for clause in clauses[:1] + clauses[1:][-1:]):
        return True
    if not to_contact and len(clauses) == 1 and _LATER.fullmatch(" ".join(typed_words(text))):
        return True
    found = _CANCEL.match(plain)
    if not found:
        return False
    # "Huy" is a name too: with other diacritics in the text its own are expected.
    if "huy" in found.group().split() and not text.isascii() and not _HUY.search(text):
        return False
    # A report may begin with such a word: "dừng lại giữa đường ...".
    return not to_content or len(words) <= 6


def _is_settled(text: str) -> bool:
    said = " ".join(typed_words(text))
    return any(pattern.fullmatch(said) for pattern in _SETTLED)


def _stops(clause: str) -> bool:
    return _STOPS.fullmatch(" ".join(typed_words(clause))) is not None
