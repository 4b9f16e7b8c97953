"""Tell which part of a procedure a question asks about, from its words alone.

Both worlds load this very file: the Rasa component (Python 3.10) and the gateway when Rasa is
down. So it needs the standard library only and runs on 3.10; aspects are plain names.
"""

import re
import unicodedata
from functools import lru_cache

NONE = "none"

_WORD = re.compile(r"[a-z0-9]+|%")

# Shorthand whose folded form has one reading. Left out on purpose: "hk" (hộ khẩu, học kỳ), "kh"
# (kế hoạch, không), "bh" (bảo hiểm, bây giờ), "tt", "tk", "hong" (hông, hỏng, hồng).
_SHORTHAND = {
    "%": "phan tram", "bjo": "bao gio", "bgio": "bao gio", "bn": "bao nhieu", "bnh": "bao nhieu",
    "bnhieu": "bao nhieu", "cbi": "chuan bi", "cccd": "can cuoc", "cd": "cong dan", "dc": "duoc",
    "dk": "dang ky", "dki": "dang ky", "dky": "dang ky", "dkkh": "dang ky ket hon",
    "dkks": "dang ky khai sinh", "dvc": "dich vu cong", "dvctt": "dich vu cong truc tuyen",
    "e": "em", "gks": "giay khai sinh", "gplx": "bang lai xe", "gt": "giay to", "gto": "giay to",
    "hem": "khong", "hkd": "ho kinh doanh", "hok": "khong", "hs": "ho so", "hso": "ho so",
    "j": "gi", "k": "khong", "kg": "khong", "khg": "khong", "khum": "khong", "ko": "khong",
    "ks": "khai sinh", "lm": "lam", "lp": "le phi", "mun": "muon", "ng": "nguoi", "nhiu": "nhieu",
    "nhju": "nhieu", "ntn": "nhu the nao", "onl": "online", "r": "roi", "sdt": "so dien thoai",
    "tgian": "thoi gian", "tthc": "thu tuc hanh chinh", "tnao": "the nao", "v": "vay",
    "vb": "van ban", "vs": "voi", "xien": "tien", "z": "vay", "zay": "vay", "zi": "gi",
}  # fmt: skip

# Phrases that hold a cue word but ask something else; removed before looking.
_MISLEADING = re.compile(
    r"\b(?:phi (?:nong nghiep|vat the|chinh phu|thuong mai)|hoc phi|vien phi|an phi"
    r"|xe may(?! (?:ngay|hom|tuan|thang|bao|lau))|may (?:bay|moc|tinh|anh|in|chieu)"
    r"|mau giao|noi dung|(?:dau|uu) tien|tien (?:an|su|hanh|trinh)|han quoc|(?:nguoi|chong|vo) han"
    r"|gia han|(?:chua|khong)(?: \w+){0,3} bao gio"
    # What has been handed in is not asked for.
    r"|nop (?:giay(?: to)?|ho so|don)(?= (?:(?!gi\b|nao\b|nhung\b|may\b)\w+ ){0,6}(?:xong|roi)\b)"
    # Money somebody has, lacks, lends or is owed.
    r"|(?:chua co|khong co|dang (?:linh|lanh|nhan)|quyt|vay|muon) tien|tien (?:cong|luong|bao hiem)"
    # "trợ cấp được bao nhiêu tiền" is what one receives, "phạt bao nhiêu" is a penalty: no fee.
    r"|(?:muc (?:huong|phat|luong|tro cap)|phat)(?: (?!mat|het|ton|nop|dong)\w+){0,2}"
    r" bao nhieu(?: tien)?"
    r"(?! (?:ngay|hom|tuan|thang|lau|ban|bo)))\b"
)
_MEASURED = re.compile(r"\b(?:phan tram|chi tieu|muc tieu|ty le|ti le|phan dau|ke hoach)\b")

_NOT_MONEY = (
    r"(?! (?:ngay|hom|tuan|thang|nam|lau|gio|tieng|phut|buoi|ban|bo|tam|to|tuoi|buoc|loai|giay"
    r"|nguoi|lan|phan|anh|hinh|m2|met)\b)"
)
# "mấy bữa nay" is lately.
_DAYS = (
    r"(?:ngay|hom|tuan|thang|tieng|gio|phut|buoi"
    r"|bua(?! (?:nay|truoc|roi|gio|com|an|tiec|nua\b(?! (?:co|xong|lay|nhan)))))"
)
_APPLICATION = r"(?:to khai|don(?! (?:vi|gian|than|phuong)))"
_BRING = r"(?:can|phai|mang|dem|nop|chuan bi|cam|kem|xuat trinh|lo)"
_FILLER = r"(?: (?:theo|them|co|nop|nhung|cac|loai|di|ra|san|cai|mang|chuan bi|den|la|ca|kem))"
_OFFICE = r"(?:phuong|xa|quan|huyen|tinh|so|cong an|ubnd|uy ban|toa|thue|mot cua|trung tam)"
_NET = (
    r"(?:online|truc tuyen|(?:qua|tren|bang|nop) mang|(?:tren|bang|qua) (?:dien thoai|may tinh)"
    r"|(?:nop|lam|gui|dang ky) tu xa|qua (?:app|vneid|dich vu cong|cong dich vu|internet))"
)

# (aspect, cue). Of the cues found the earliest wins; where two start together, the first listed.
_STRONG = [
    # What one receives: "được lãnh bao nhiêu tiền", "trợ cấp bao nhiêu", "được tiền gì".
    (
        "result",
        r"(?:duoc|tro cap|ho tro|lanh|linh|tien gia)"
        r"(?: (?!mat|het|ton|nop|dong|tra|giam|mien|lam|cap)\w+){0,4}"
        r" (?:(?:bao )?nhieu|may (?:tram|nghin|ngan|trieu|dong))\b(?: tien)?" + _NOT_MONEY,
    ),
    ("result", r"duoc (?:\w+ )?tien (?:gi|khong|ko)\b"),
    ("result", r"(?:gia tri|hieu luc|su dung|xai|dung)(?: \w+){0,3} (?:bao lau|may nam|may thang)"),
    ("result", r"(?:gia tri|hieu luc|thoi han|han)(?: \w+)? su dung|con (?:gia tri|hieu luc)"),
    (
        "result",
        r"(?:co )?(?:gia tri|hieu luc|thoi han)(?: \w+){0,4} (?:may|bao nhieu) (?:nam|thang)",
    ),
    (
        "result",
        r"(?:co|het) han(?: su dung)? (?:bao lau|may nam|may thang|khi nao|bao gio|sau may)",
    ),
    ("result", r"(?:bao lau|may (?:thang|nam)) (?:thi |la )?het han"),
    ("result", r"co (?:thoi )?han (?:khong|hong)|ban giay hay(?: \w+)? dien tu"),
    ("result", r"ket qua(?: \w+){0,8} (?:gi|la sao|giay nao)\b"),
    (
        "result",
        r"(?:duoc|se|ve|xong)(?: \w+)? (?:cap|nhan|tra|phat)(?: \w+){0,3} (?:gi|giay nao|loai nao)",
    ),
    (
        "result",
        r"(?:nhan|lay) (?:duoc|ve) (?:cai )?(?:gi|giay)|cap (?:cho )?(?:\w+ )?giay (?:gi|nao)",
    ),
    ("legal_basis", r"can cu (?:phap|luat|nao|vao|gi|theo|van|quy)|(?:co so|can cu) phap ly"),
    (
        "legal_basis",
        r"(?:luat|nghi dinh|thong tu|van ban|quyet dinh|nghi quyet|dieu luat|dieu khoan)"
        r"(?: \w+){0,3} (?:(?<!the )nao|so may|so bao nhieu|may$)\b",
    ),
    ("legal_basis", r"van ban (?:phap|quy dinh)|theo (?:quy dinh|dieu)(?: \w+){0,3} (?:nao|may)\b"),
    ("legal_basis", r"dieu may\b|dua (?:vao|theo|tren) (?:luat|quy dinh|van ban|nghi dinh)"),
    ("legal_basis", r"luat (?:\w+ ){0,2}(?:noi|quy dinh) (?:sao|gi|the nao|nhu the nao)\b"),
    ("legal_basis", r"quy dinh (?:o|tai|trong) (?:dau|luat|van ban|nghi dinh|thong tu|dieu)"),
    (
        "form",
        r"(?:mau|" + _APPLICATION + r")(?: \w+){0,3} (?:so may|so bao nhieu|ma so|so gi)\b",
    ),
    (
        "form",
        r"mau (?:don|to khai|giay|phieu|nao|gi|may|so|chuan|cua|o dau|tai|lay|ct|tk|hk|nk|dc)\b",
    ),
    (
        "form",
        r"(?:tai|xin|lay|download|in|cho|gui)(?: \w+){0,2} (?:mau|bieu mau|to khai)\b|bieu mau",
    ),
    (
        "form",
        _APPLICATION + r"(?: \w+){0,2} (?:loai nao|nao|gi|lay|tai|o dau|dien|ghi|viet)\b(?! tien)",
    ),
    (
        "form",
        _APPLICATION + r"(?: \w+){0,6} (?:tai|download|lay|in) (?:o|dau|cho|ve|duoc)",
    ),
    ("form", r"(?:co|xin|tai|lay) (?:san )?mau\b|mau (?:co )?san|mau \w{2}\d|\bform\b"),
    ("form", r"(?:dien|viet|ghi|khai) (?:vao )?(?:don|mau|to khai|phieu)|theo mau"),
    ("fee", r"(?:bao )?nhieu (?:tien|dong|nghin|ngan|trieu|tram|xu|cu|lua)"),
    ("fee", r"may (?:dong|tram|nghin|ngan|trieu|chuc|xu|lit|cu)\b"),
    (
        "fee",
        r"(?:het|ton|mat|thu|dong|tra|nop|lay|gia|cong)(?: \w+){0,2}"
        r" (?:bao nhieu|nhieu$|nhieu khong)" + _NOT_MONEY,
    ),
    ("fee", r"phi(?: \w+){0,6} (?:bao nhieu|nhieu|the nao|khong|sao|may|hong|ha)\b" + _NOT_MONEY),
    (
        "fee",
        r"thu (?:bao )?nhieu\b(?! ngay)|(?<!danh )(?<!tien )(?<!nguoi )(?:gia|cuoc) "
        r"(?:ca |la |khoang |chung )?(?:bao nhieu|nhieu|the nao|sao)\b" + _NOT_MONEY,
    ),
    ("fee", r"(?:ton|mat|het|dong|tra|thu|nop|can|cong) (?:\w+ )?(?:tien|phi|le phi)\b|ton kem"),
    ("fee", r"(?:duoc|co) (?:mien|giam)(?: giam)? (?:khong|hong|bao nhieu)\b"),
    ("fee", r"mien(?: giam| phan)? (?:tien |le )?phi|giam (?:le )?phi|muc (?:thu|phi|le phi)"),
    (
        "place",
        r"may gio (?:thi )?(?:mo|lam viec|dong|nghi|bat dau)|gio (?:lam viec|hanh chinh|mo cua)",
    ),
    ("place", r"(?:thu bay|thu 7|t7|chu nhat|cuoi tuan)(?: \w+){0,4} (?:lam|mo|nhan|khong)"),
    ("time", r"bao lau|(?:may|bao nhieu|nhieu) " + _DAYS + r"\b(?! (?:lam viec )?(?:mo cua))"),
    (
        "time",
        r"(?:khi nao|bao gio|chung nao|luc nao|hom nao|ngay nao|ngay may)(?: \w+){0,2}"
        r" (?:co|xong|nhan|lay|tra|duoc|hoan tat|ra)\b",
    ),
    (
        "time",
        r"(?:co|xong|nhan|lay|tra)(?: \w+){0,3} (?:khi nao|bao gio|chung nao|ngay nao|ngay may)",
    ),
    (
        "time",
        r"(?:thoi gian|thoi han|(?<!het )(?<!qua )han(?! thi))(?: \w+){0,2}"
        r" (?:giai quyet|xu ly|cho|thuc hien|tra|nop)\b",
    ),
    ("time", r"(?:thoi gian|thoi han)(?: \w+){0,8} (?:bao|may|the nao|toi da|nhu|la|sao|lau)\b"),
    ("time", r"(?:co|mat|cho|doi) lau|lau (?:khong|hong|hem)|nhanh (?:khong|nhat)|cham nhat"),
    (
        "time",
        r"(?:lay|co|xong|nhan)(?: \w+)? (?:ngay|lien|trong ngay)(?: \w+)? (?:khong|hong|duoc)",
    ),
    (
        "online",
        _NET + r"(?: \w+){0,4} (?:o dau|trang nao|web nao|link nao|duoc (?:khong|hong|chua)"
        r"|khong$|nhu the nao|the nao|lam sao|sao|kieu gi|cach nao)\b",
    ),
    (
        "online",
        r"(?:o|tai|ngoi) nha (?:\w+ ){0,6}duoc (?:khong|hong)|khong can (?:ra|den|len)"
        r"|(?:ra|den|len) (?:tan|truc tiep)(?: \w+){0,4} (?:khong|hay|hong)\b",
    ),
    (
        "place",
        r"(?:o|den|ra|toi|len|tai|vao|nop|lam|ve|qua|gap|tu|lay)"
        r" (?:dau|mo|cho (?:nao|mo)|noi (?:nao|mo)|co quan nao)\b|(?:nop|gui) (?:\w+ )?cho ai\b"
        r"|^di dau\b",
    ),
    ("place", r"\b(?:cho|noi|co quan|don vi|bo phan|cap|cua|quay|phong) nao|dia chi"),
    ("place", r"\b(?:nop|gui) don(?: \w+){0,3} (?:o )?dau\b"),
    ("place", r"\b(?:phuong|xa|tinh|so|cong an|ubnd|uy ban)(?: \w+)? nao\b|tham quyen"),
    (
        "place",
        r"ai (?:la nguoi )?(?:co quyen )?"
        r"(?:ky|cap|giai quyet|tiep nhan|xac nhan|nhan ho so|lam)\b",
    ),
    ("place", _OFFICE + r"(?: \w+){0,3} (?:hay|hay la|hoac) (?:\w+ ){0,3}" + _OFFICE + r"\b"),
    (
        "documents",
        r"giay to(?: \w+){0,3} (?:gi|nao|can|the nao|ra sao)\b"
        r"|(?:giay|giay to|van ban) (?:gi|nao|chi)\b",
    ),
    ("documents", r"(?:dem|mang)(?: theo)? chi\b|thieu (?:\w+ )?giay"),
    ("documents", _BRING + _FILLER + r"{0,4} (?:gi|nhung gi|giay|ho so gi|may loai)\b"),
    ("documents", r"(?:nhung|cac|loai|can|may|them) (?:\w+ )?giay|(?:thanh phan|tp) ho so"),
    (
        "documents",
        r"ho so(?: \w+){0,6} (?:gom|bao gom|can|gi|nhung gi)\b|gom(?: co)?(?: nhung)? gi",
    ),
    ("documents", r"(?:may|bao nhieu) (?:ban|bo|tam|to|loai giay|anh|hinh)\b"),
    (
        "documents",
        r"(?:ban (?:sao|goc|chinh|photo)|anh the|so ho khau|photo)(?: \w+){0,6} (?:khong|hong)",
    ),
    (
        "documents",
        r"co (?:can|phai)(?: \w+){0,2} (?:mang|nop|kem|dem|xuat trinh|giay|anh|hinh|ban sao)",
    ),
    ("conditions", r"dieu kien|doi tuong|truong hop nao|nhung ai|ai (?:thi )?(?:duoc|phai|moi)"),
    (
        "conditions",
        r"(?:may|bao nhieu) tuoi|du tuoi (?:chua|khong|hong|de)|(?:do )?tuoi nao"
        r"|yeu cau (?:gi|nao|nhung)|tieu chuan",
    ),
    ("steps", r"(?:may|cac|nhung|tung|bao nhieu) buoc|buoc (?:nao|gi|dau|tiep)|quy trinh|trinh tu"),
]

# Tried in this order when no strong cue is found.
_WEAK = [
    ("online", _NET),
    ("time", r"thoi gian|thoi han|bao gio|khi nao|chung nao|han$"),
    (
        "documents",
        r"^(?:\w+ ){0,2}ho so\b|(?:can|phai) (?:co|nop) (?:gi|nhung)|can nhung gi|giay to$",
    ),
    ("form", r"to khai|\bmau$|\bct ?0[0-9]\b"),
    ("legal_basis", r"can cu\b|nghi dinh|thong tu"),
    (
        "place",
        r"(?:ve|o|khac|ngoai) (?:que|tinh|noi tam tru|phuong khac|noi khac)"
        r"(?: \w+){0,6} (?:khong|hong)",
    ),
    ("place", r"(?:o|tai|ra|len|den) " + _OFFICE + r"(?: \w+){0,4} (?:khong|hong|phai khong)$"),
    ("result", r"ket qua"),
    (
        "steps",
        r"(?:cach|phai|can) lam|lam (?:sao|rang|the nao|nhu the nao|kieu gi|cach nao|ra sao|gi)\b",
    ),
    (
        "steps",
        r"(?:thuc hien|tien hanh|dien ra|thu tuc)(?: \w+){0,3} (?:the nao|ra sao|nhu the nao)",
    ),
    ("steps", r"huong dan|chi (?:em|toi|minh|giup|cach)|bat dau tu"),
    ("conditions", r"(?:co|duoc)(?: \w+){1,12} (?:khong|hong)\b|duoc (?:khong|hong)|bat buoc"),
]
# As short as possible, so that the end of one question leaves the next one alone.
_STRONG_RE = [
    (aspect, re.compile(r"\b(?:" + re.sub(r"\{\d,\d+\}", r"\g<0>?", cue) + ")"))
    for aspect, cue in _STRONG
]
_WEAK_RE = [(aspect, re.compile(r"(?:\b|(?=\^))(?:" + cue + ")")) for aspect, cue in _WEAK]
# Words that make a cue a question of its own.
_ASKS = re.compile(r"\b(?:gi|nao|bao|nhieu|may|dau|mo|sao|lau|ai|nhung)\b")
_WHOLLY = re.compile(r"\bhẳn\b", re.IGNORECASE)
_YES_OR_NO = ("online", "fee", "time")
_NO = ("khong", "hong", "chua")
_FEE_WORD = re.compile(r"\b(?:le phi|chi phi|phi|tien(?! (?:tuoi )?gia\b))\b|\bbao nhieu$")


@lru_cache(maxsize=4_096)
def _bare(ch: str) -> str:
    return "" if unicodedata.category(ch) in ("Mn", "Cf") else ch.replace("đ", "d")


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, đ as d; invisible characters dropped."""
    if text.isascii():
        return text.lower()
    composed = unicodedata.normalize("NFKC", text).lower()
    return "".join(map(_bare, unicodedata.normalize("NFD", composed)))


def plain_words(text: str) -> list[str]:
    """Return the folded words in order, shorthand written out, punctuation gone."""
    words: list[str] = []
    for word in _WORD.findall(fold(text)):
        words.extend(_SHORTHAND.get(word, word).split())
    return words


def find_aspect(text: str) -> str:
    """Return the first aspect asked for ("documents", "fee", "time", ...) or "none"."""
    return next(iter(find_aspects(text)), NONE)


def find_aspects(text: str) -> list[str]:
    """Return the aspects asked for, in the order asked: "ở đâu, bao nhiêu tiền" asks for two.

    The legal basis stands alone: "lệ phí theo thông tư nào" does not ask for the fee. Of several
    cues each has to ask something of its own: "trường hợp nào được miễn lệ phí" is one question.
    A weak cue counts only where there is no strong one.
    """
    return list(_find_aspects(text))


# One message is read for its aspects by many; few, for they are a person's words.
@lru_cache(maxsize=64)
def _find_aspects(text: str) -> tuple[str, ...]:
    plain = _MISLEADING.sub(" ", " ".join(plain_words(_without_wholly(text))))
    found = sorted(
        (match.start(), rank, match.end(), aspect)
        for rank, (aspect, cue) in enumerate(_STRONG_RE)
        for match in cue.finditer(plain)
    )
    if any(aspect == "legal_basis" for *_, aspect in found):
        return ("legal_basis",)
    parts: list[tuple[str, int, int]] = []
    for start, _, stop, aspect in found:
        if not parts or start >= parts[-1][2]:
            parts.append((aspect, start, stop))
        elif parts[-1][0] == aspect:
            parts[-1] = (aspect, parts[-1][1], max(stop, parts[-1][2]))
    asked = [parts[0][0]] if parts else []
    if all(_asks(aspect, plain[start:stop]) for aspect, start, stop in parts):
        asked = list(dict.fromkeys(aspect for aspect, *_ in parts))
    if not asked and _FEE_WORD.search(plain) and not _MEASURED.search(plain):
        return ("fee",)
    return tuple(asked or [aspect for aspect, cue in _WEAK_RE if cue.search(plain)][:1])


def _without_wholly(text: str) -> str:
    """Leave out "hẳn" (wholly), which without diacritics is a deadline, "hạn"."""
    return _WHOLLY.sub(" ", unicodedata.normalize("NFC", text))


def _asks(aspect: str, cue: str) -> bool:
    """Say whether a cue is a question of its own."""
    return bool(_ASKS.search(cue)) or (aspect in _YES_OR_NO and cue.endswith(_NO))
