"""Find what a message changes of the open report: "sửa địa điểm", "sai số nhà", "nội dung: …"."""

import re
import unicodedata

from components.lexicon import COURTESY, is_made_of, lexicon, typed_words
from components.place import folded, starts_as_road

CONTENT, PLACE, CONTACT = "content", "place", "contact"

# By their accents, because "đổi số" is an edit, "đổi sổ đỏ" and "đối diện số 60" are none.
_VERB = (
    r"(?:sửa|(?<!chuyển )đổi|thay|chỉnh|cập nhật|ghi lại|viết lại|nhập lại|điền lại|bổ sung|nhầm"
    r"|sai)"
)
_WHAT = (
    r"(?P<what>địa điểm|địa chỉ|vị trí|chỗ|nơi xảy ra|nội dung|mô tả|số điện thoại|điện thoại|sđt"
    r"|số nhà|tên đường|tên phố"
    r"|số(?! (?:nhà )?\d{1,4}\b)(?=[ :]*(?:$|[+0]|(?:của|mới|cũ|khác|lại|này|giúp|cho|rồi|liên|máy"
    r"|di|nhé|nha|ạ|đi|thành|sang|là|em|tôi|với)\b))"
    r"|liên hệ|liên lạc)\b"
)
_EDIT = rf"\b{_VERB}\b(?: (?!địa|nội dung|số|chỗ|vị|liên)\w+){{0,3}}? {_WHAT}"
_MISTAKEN = r"\b(?:sai|nhầm) (?:cái |tên )?(?P<what>ngõ|ngách|hẻm|đường|phố|thôn|xóm|tòa|toà)\b"
_ACCENTED = tuple(re.compile(pattern) for pattern in (_EDIT, _MISTAKEN))
# "Cho" is "chỗ" only after a mistake, "doi dien" is "đối diện". Folding is lower case, and the one
# capital of a pattern is syntax.
_BARE = tuple(
    re.compile(folded(pattern).replace("(?p<", "(?P<"))
    for pattern in (
        _EDIT.replace("|chỗ|", "|").replace(")đổi", ")đổi(?! diện (?!thoại))"),
        _MISTAKEN.replace("ngõ|", "ngõ|chỗ|"),
    )
)
_EDITED = {
    "noi dung": CONTENT, "mo ta": CONTENT, "so dien thoai": CONTACT, "dien thoai": CONTACT,
    "sdt": CONTACT, "so": CONTACT, "lien he": CONTACT, "lien lac": CONTACT,
}  # fmt: skip
# "Cho tôi xin được sửa ..." is one, a sentence with "sửa" at its end is not.
_BEFORE_EDIT = 5
_VALUE = re.compile(r"(?::|\b(?:thành|sang|là|thanh|la)\b)\s*(?P<value>\S.*)$", re.S | re.I)
_LABELLED = re.compile(
    r"^\W*(?:(?:à|a|ừ|dạ|da|thêm|them|bổ sung|ghi)\s+)?"
    r"(?P<what>nội dung|noi dung|mô tả|mo ta|địa điểm|dia diem|địa chỉ|dia chi|vị trí|vi tri"
    r"|số điện thoại|so dien thoai|điện thoại|dien thoai|sđt|sdt)"
    r"(?: (?:mới|moi|đúng|dung|phản ánh|phan anh|của tôi|cua toi))?\s*[:=]\s*(?P<value>\S.*)$",
    re.S | re.I,
)
_AFTER = COURTESY | lexicon(
    "phản ánh phần mục được không ko mới cũ xảy ra cho đúng rõ hơn sự việc ở trên chút tí xíu một"
    " liên hệ ghi nữa bị thành sang để tôi ra đã sai nhầm chưa lắm"
)

_WRONG = re.compile(
    r"\b(?:nham|sai|lon|(?:khong|chua|ko) (?:phai|dung)|moi (?:dung|phai)|moi la dung)\b"
)
# The wrong one, which may be named beside the right one.
_NOT_THAT = re.compile(
    r"(?:,? ?\bchứ\b|,? ?\bchu\b)? ?\b(?:không|khong|ko|đâu) (?:phải|phai)(?: là| la| ở| o)? "
    r"(?=\D{2,12}\d|\d)[^,.;]*?(?=$|[,.;]|,? m[àa] (?:là|la|ở|o)\b)",
    re.I,
)
_AROUND = COURTESY | lexicon(
    "nhầm sai lộn không chưa ko phải đúng mới cơ kia chứ ở tại địa chỉ điểm chỗ nơi số nhà ngõ tên"
    " vị trí bị ghi viết gõ mất hết cả xin lỗi ừ ừm ủa quên nhưng thực ra chính xác tôi sửa đổi"
    " thành mới khoan"
)
# "Nội dung sai": which one is wrong stands before.
_WHAT_IS_WRONG = re.compile(
    r"^(?:(?:cái|cai|phần|phan|à|a|ơ|o) )*(?P<what>địa điểm|dia diem|địa chỉ|dia chi|nội dung"
    r"|noi dung|số điện thoại|so dien thoai|sđt|sdt)"
    r"(?: (?:này|nay|bị|bi|ghi|đó|do|của tôi|cua toi|vẫn|van))* (?:sai|nhầm|nham|(?:chưa|chua"
    r"|không|khong) (?:đúng|dung))(?: (?:rồi|roi|ạ|a|em|nhé|nhe|mà|ma))*\W*$"
)
_EDGE = re.compile(r"[^\W_]+")
_MOST_CORRECTING = 20


def place_corrected(text: str) -> str | None:
    """Return the place that a message says instead of a wrong one: "nhầm, ở ngõ 5 chứ"."""
    typed = typed_words(text)
    if "?" in text or len(typed) > _MOST_CORRECTING or not _WRONG.search(folded(" ".join(typed))):
        return None
    said = _NOT_THAT.sub(" ", unicodedata.normalize("NFC", text))
    words = [(found.start(), found.end(), found.group().lower()) for found in _EDGE.finditer(said)]
    while words and words[-1][2] in _AROUND:
        words.pop()
    while words:
        place = said[words[0][0] : words[-1][1]]
        if starts_as_road(place):
            return place
        if words[0][2] not in _AROUND:
            return None
        words = words[1:]
    return None


def edited(text: str, *, is_question: bool) -> tuple[str, str | None] | None:
    """Return the slot that a message edits and the new value, None where it does not say it yet.

    What asks about the address in an identity card or in a register is no edit.
    """
    if label := _LABELLED.search(text):
        return _slot(label["what"]), label["value"].strip()
    typed = re.sub(r"\s+", " ", text).lower()
    if wrong := _WHAT_IS_WRONG.match(typed):
        return _slot(wrong["what"]), None
    patterns = _BARE if text.isascii() else _ACCENTED
    found = next((match for pattern in patterns if (match := pattern.search(typed))), None)
    if found is None or len(typed[: found.start()].split()) > _BEFORE_EDIT:
        return None
    rest = typed[found.end() :]
    value = _VALUE.search(text)
    between = _VALUE.sub("", rest)
    if between.strip(" .,;:!?") and not is_made_of(between, _AFTER) and is_question:
        return None
    slot = _slot(found["what"])
    if value is None and slot == PLACE and any(each.isdigit() for each in rest):
        # "Sửa địa điểm số 27 ngõ 2": a number is part of the new place.
        said = re.sub(r"\s+", " ", text)[found.end() :].strip(" ,.:;")
        return slot, said or None
    return slot, value["value"].strip() if value else None


def _slot(what: str) -> str:
    return _EDITED.get(folded(what), PLACE)
