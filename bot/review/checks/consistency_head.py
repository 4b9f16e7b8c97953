"""What the top of a document says: whose it is, its title, and when it was issued."""

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from bot.review.flat import Flat
from knowledge.importers.plan_place import units_named

_TYPE = re.compile(
    r"(?:KẾ HOẠCH|QUYẾT ĐỊNH|BÁO CÁO|TỜ TRÌNH|THÔNG BÁO|NGHỊ QUYẾT|CHƯƠNG TRÌNH|ĐỀ ÁN|PHƯƠNG ÁN"
    r"|HƯỚNG DẪN|QUY CHẾ|QUY ĐỊNH|CHỈ THỊ)\b"
)
_BEGINS = re.compile(r"(?:Căn cứ|Thực hiện|Kính gửi|[IVX]+\s*\.|PHẦN|Phần|1\.)")
_DATED = re.compile(
    r",\s*ngày\s*(?P<day>\d{1,2})?[\s.…]*tháng\s*(?P<month>\d{1,2})?[\s.…]*năm\s*(?P<year>20\d\d)",
    re.IGNORECASE,
)
COMMUNES = ("phường", "xã", "thị trấn", "đặc khu")
DISTRICTS = ("quận", "huyện", "thị xã")
PROVINCES = ("tỉnh", "thành phố")


def top_of(plain: Sequence[Flat]) -> int:
    """Return the number of the line that names the type, 0 if none does."""
    for number, each in enumerate(plain[:25]):
        if _TYPE.match(each.text.strip("* ")):
            return number
    return 0


def title_of(plain: Sequence[Flat], top: int) -> str:
    """Return the type and what the document is about; empty where no type stands."""
    if not plain or not _TYPE.match(plain[top].text.strip("* ")):
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


def issued_on(head: Sequence[Flat]) -> tuple[date | None, date | None, int | None]:
    """Return the first day it may be of, the day if nothing is left blank, and the year."""
    for each in head:
        found = _DATED.search(each.text)
        if found is None:
            continue
        year, month = int(found["year"]), int(found["month"] or 1)
        try:
            day = date(year, month, int(found["day"] or 1))
        except ValueError:
            return None, None, year
        return day, day if found["day"] and found["month"] else None, year
    return None, None, None


def unit_of(plain: Sequence[Flat], top: int, title: str) -> tuple[str, str] | None:
    """Return whose document it is, "phường" and "Mộ Lao"; None if it does not say."""
    # Above the issuer stands the body that it answers to.
    issuers = units_named(_issuer_lines(plain[:top]))
    if own := [unit for unit in issuers if unit[0] in COMMUNES] or issuers[-1:]:
        return own[0]
    if titled := units_named(title):
        return titled[0]
    words = " ".join(each.text for each in plain)
    named = Counter(units_named(words)).most_common()
    # A ward names the city above it more often than itself.
    for kinds in (COMMUNES, DISTRICTS, PROVINCES):
        for (kind, name), count in named:
            if kind in kinds and count >= 3 and re.search(rf"UBND {kind}\b", words, re.IGNORECASE):
                return kind, name
    return None


def _issuer_lines(head: Sequence[Flat]) -> str:
    """Return what stands above the title up to the number: the issuer's name."""
    kept = []
    for each in head:
        if each.text.lstrip("* ").lower().startswith("số"):
            break
        kept.append(re.sub(r"CỘNG H[OÒ][AÀ].*|Cộng h[oò][aà].*|Độc lập.*", "", each.text))
    return " ".join(kept)
