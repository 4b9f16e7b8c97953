"""Read the short replies of everyday speech: yes, no, leave it out, stop; and telephone numbers."""

import re

YES, JOIN = "yes", "join"

# A reply in more words asks or tells something.
FEW_WORDS = 12

FILLERS = frozenset(
    "a ad ah anh ban bac bay bot cai cam can cau chau chi cho chu con co da day di do duoc dum e em"
    " gio giup gium ha ho hom la luon ma minh moi nay nha nhe nhieu nhieu noi oi on roi that the"
    " thi thoi toi tui u uh vang vay voi xin y".split()
)
_YES_WORDS = frozenset(
    "chac chap chinh chuan co confirm dong dung duoc duyet gui hop it le nhan nop oke okay okie ok"
    " on phai send submit tot u uh uhm um vang vay xac yes y".split()
)
_DO_NOT = re.compile(r"\b(?:đừng|dừng|ngừng|khoan|chớ)\b", re.IGNORECASE)
# What is sent may be named.
_SENT = frozenset({"phan", "anh", "kien", "nghi", "cai", "nay", "don", "ngay", "lien"})
_NO = frozenset({"khong", "chua", "sai", "nham", "khoan", "dau", "no", "nope"})
_SKIP_HEADS = frozenset({"khong", "khoi", "bo", "skip", "no", "de", "an", "thoi", "chua", "mien"})
_SKIP_WORDS = frozenset(
    "bo can chua cho co cung danh dau de di dien duoc em ghi giau he in khoi khong lai lam lien lo"
    " luu muon mien nao no phai qua sau sao skip so tien thich thoai thoi thong tin toi trong"
    " truong tu tui minh an cai nay cung muc do nhe nha a da nhap lay ca gi het day".split()
)
_CANCEL = re.compile(
    r"^(?:(?:a|u|da|oi|ma|e|em|anh|chi|minh|toi|bac|thi|vang) )*(?:thoi )?"
    r"(?:huy(?! hoai)|cancel|stop|thoat|dung lai|ngung lai|bo di|bo het|xoa di|xoa het"
    r"|(?:khong|dung|chang|khoi|khong muon|khong can|khong thich)"
    r" (?:gui|bao|phan anh|kien nghi|lam|nop|can|viet|khai|dien)"
    r"(?: (?:phan anh|cai|nay|don|gi|kien nghi))* nua)\b"
)
_JUST_ENOUGH = re.compile(
    r"^(?:(?:a|da|u|em|minh|toi) )*thoi(?: (?:a|nhe|nha|em|bo qua|khoi|khong|can|ma))*$"
)
_HUY = re.compile(r"\bh(?:ủy|uỷ|ũy|uỹ)\b", re.IGNORECASE)
_JOIN = re.compile(r"\b(?:ghep|gop|gom|join|cung (?:mot |1 )?(?:viec|vu|chuyen)|theo doi chung)\b")
_APART = re.compile(r"\b(?:gui|rieng|viec khac|moi|khac nhau|khong phai cung)\b")
_OWN_PHONE = re.compile(
    r"(?:sđt|sdt|số điện thoại|so dien thoai|đt|dt|điện thoại|dien thoai|gọi|goi|liên hệ|lien he"
    r"|lh|alo|số (?:của )?(?:tôi|em|mình|cháu|con|anh|chị)|so (?:cua )?(?:toi|em|minh|chau|con))"
    r"[^\d+]{0,25}$",
    re.IGNORECASE,
)
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)?\d[\d\s.()\-–]{7,20}\d(?![\w])")
_BETWEEN_DIGITS = re.compile(r"[\s.()\-–]")
# Mobile numbers by their five prefixes, and fixed ones, which all have eleven digits since 2017.
_NUMBER = re.compile(r"0(?:[35789]\d{8}|2\d{9})")
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
    for found in _PHONE.finditer(text):
        if _OWN_PHONE.search(text[: found.start()]) and (number := phone(found.group())):
            return number
    return None


def confirmed(text: str, words: list[str], *, may_join: bool) -> str | None:
    """Return YES to send the report, JOIN to add it to an earlier one, None if neither is clear.

    Asked whether to join, a bare "yes" may mean either.
    """
    plain = " ".join(words)
    if len(words) > FEW_WORDS or _DO_NOT.search(text):
        return None
    if may_join:
        denies = not _NO.isdisjoint(words)
        if _JOIN.search(plain):
            return None if denies and not _APART.search(plain) else (YES if denies else JOIN)
        return YES if _APART.search(plain) else None
    rest = {word for word in words if word in _YES_WORDS or word not in FILLERS | _SENT}
    if rest and rest <= _YES_WORDS:
        # Without diacritics "dung gui" is as likely "don't" as "right".
        return None if plain.startswith("dung gui") else YES
    return None


def is_thumbs_up(text: str) -> bool:
    """Say whether a text without words is an emoji that says yes."""
    return not _THUMBS_UP.isdisjoint(text)


def skips(words: list[str]) -> bool:
    """Say whether a reply leaves the question out: "không", "bỏ qua", "thôi khỏi"."""
    while words and words[0] in ("da", "a", "u", "thoi", "toi", "em", "minh", "vang", "xin"):
        if words[0] == "thoi" and len(words) == 1:
            return True
        words = words[1:]
    if not words or words[0] not in _SKIP_HEADS:
        return False
    return len(words) <= FEW_WORDS and all(word in _SKIP_WORDS for word in words)


def is_yes_or_no(words: list[str]) -> bool:
    """Say whether a reply is a yes or no and tells nothing else."""
    known = _YES_WORDS | _NO | {"bo", "qua", "skip", "khoi"}
    telling = [word for word in words if word in known or word not in FILLERS]
    return bool(telling) and known.issuperset(telling)


def cancels(text: str, plain: str, *, to_content: bool, to_contact: bool) -> bool:
    """Say whether a reply to a question of the form ends it: "hủy", "thôi không gửi nữa"."""
    words = plain.split()
    if len(words) > FEW_WORDS:
        return False
    if not to_contact and _JUST_ENOUGH.match(plain):
        return True
    found = _CANCEL.match(plain)
    if not found:
        return False
    # "Huy" is a name too: with other diacritics in the text its own are expected.
    if "huy" in found.group().split() and not text.isascii() and not _HUY.search(text):
        return False
    # A report may begin with such a word: "dừng lại giữa đường ...".
    return not to_content or len(words) <= 6
