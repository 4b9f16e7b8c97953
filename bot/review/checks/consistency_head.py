"""What the top of a document says: whose it is, and what it is called."""

import re
from collections import Counter
from collections.abc import Sequence

from bot.review.flat import Flat
from bot.review.head import own_issuer
from bot.review.types import Document
from knowledge.importers.plan_place import units_named

_TYPE = re.compile(
    r"(?:KẾ HOẠCH|QUYẾT ĐỊNH|BÁO CÁO|TỜ TRÌNH|THÔNG BÁO|NGHỊ QUYẾT|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN"
    r"|HƯỚNG DẪN|QUY CHẾ|QUY ĐỊNH|CHỈ THỊ)\b"
)
_BEGINS = re.compile(r"(?:Căn cứ|Thực hiện|Kính gửi|[IVX]+\s*\.|PHẦN|Phần|1\.)")
COMMUNES = ("phường", "xã", "thị trấn", "đặc khu")
DISTRICTS = ("quận", "huyện", "thị xã")
PROVINCES = ("tỉnh", "thành phố")


def is_type(text: str) -> bool:
    """Tell whether a line is a title's first, "KẾ HOẠCH"."""
    return bool(_TYPE.match(text.strip("* ")))


def top_of(plain: Sequence[Flat]) -> int:
    """Return the number of the line that names the type, 0 if none does."""
    for number, each in enumerate(plain[:25]):
        if is_type(each.text):
            return number
    return 0


def title_of(plain: Sequence[Flat], top: int) -> str:
    """Return the type and what the document is about; empty where no type stands."""
    if not plain or not is_type(plain[top].text):
        return ""
    words = [plain[top].text]
    for each in plain[top + 1 : top + 4]:
        if (
            _BEGINS.match(each.text)
            or len(each.text.split()) > 45
            or each.text.endswith((".", ";"))
        ):
            break
        words.append(each.text)
    return " ".join(words)


def unit_of(document: Document, plain: Sequence[Flat], title: str) -> tuple[str, str] | None:
    """Return whose document it is, "phường" and "Mộ Lao"; None if it does not say."""
    for said in (own_issuer(document) or "", title):
        # "PHÒNG VĂN HÓA - XÃ HỘI" is no commune of the name of Hội.
        units = [(kind, name) for kind, name in units_named(said) if name.split()[0] != "Hội"]
        if units:
            return units[-1] if said is not title else units[0]
    words = " ".join(each.text for each in plain)
    named = Counter(units_named(words)).most_common()
    # A ward names the city above it more often than itself.
    for kinds in (COMMUNES, DISTRICTS, PROVINCES):
        for (kind, name), count in named:
            if kind in kinds and count >= 3 and re.search(rf"UBND {kind}\b", words, re.IGNORECASE):
                return kind, name
    return None
