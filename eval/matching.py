"""Tell whether an answer says something, however its numbers are written."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_THOUSANDS_COMMA = re.compile(r"(?<=\d),(?=\d{3}(?!\w))")
_GAP_BEFORE_PERCENT = re.compile(r"(?<=\d) +(?=%)")
# "(03) ngày", "03 (ba) ngày" and "3ngày" are all "3 ngày".
_COUNT = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:\(\s?)?\b(?P<count>\d+)\)? ?(?:\([^)\d]{1,20}\) ?)?"
    r"(?=(?:ngày|tháng|giờ|bản|năm|bộ|tuổi)\b)"
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*%|\d\d+(?:[.,/]\d+)*")
_FIRST_SENTENCE = re.compile(r".*?(?<=\D)(?=[.!?])", re.DOTALL)
_DENIAL = re.compile(
    r"\b(?:không|chưa)\b.{0,40}"
    r"\b(?:có|công bố|đề cập|ghi|nêu|quy định|thấy|xác định)\b"
)
_CAUTION = re.compile(
    r"cảnh giác|chính thức|đừng|kẻ gian|kiểm tra kỹ|lừa đảo|chỉ (?:tải|thanh toán)"
    r"|(?:giả|mạo) danh|giả mạo|kh(?:óa|oá) tài khoản"
    r"|không (?:bấm|cài|chia sẻ|chuyển|cung cấp|đưa|làm theo|nhập|quét|truy cập)"
)


def normalise(text: str) -> str:
    """Return the text in one spelling: NFC, lower case, single blanks, counts as "3 ngày".

    A comma between thousands becomes a point, and working days count as days: gold answers
    follow the portal, which mixes both.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).lower().split())
    plain = _THOUSANDS_COMMA.sub(".", plain)
    plain = _GAP_BEFORE_PERCENT.sub("", plain)
    plain = _COUNT.sub(lambda found: f"{int(found['count'])} ", plain)
    return plain.replace("ngày làm việc", "ngày")


def contains(text: str, part: str) -> bool:
    """Say whether a normalised text holds a part; "5%" is not held by "95%" nor "7.5%"."""
    wanted = normalise(part)
    if not wanted:
        return False
    before = r"(?<!\d)(?<!\d[.,])" if wanted[0].isdigit() else ""
    after = r"(?![.,]?\d)" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, text) is not None


def says(text: str, groups: Sequence[Sequence[str]], never: Iterable[str]) -> bool:
    """Say whether the text, of four words at least, holds one part of each group and no other."""
    plain = normalise(text)
    return (
        len(plain.split()) >= 4
        and all(any(contains(plain, part) for part in group) for group in groups)
        and not any(contains(plain, part) for part in never)
    )


def denies(text: str) -> bool:
    """Say whether the first sentence says that the documents do not say."""
    plain = normalise(text)
    first = _FIRST_SENTENCE.match(plain)
    return _DENIAL.search(first.group() if first else plain) is not None


def warns(texts: Iterable[str]) -> bool:
    """Say whether any of the texts puts the reader on guard against fraud."""
    return any(_CAUTION.search(normalise(text)) for text in texts)


def invented_figures(text: str, sources: Iterable[str]) -> list[str]:
    """Return the percentages and numbers of two digits or more that no source holds."""
    source = " ".join(normalise(each) for each in sources)
    return [
        figure
        for figure in _FIGURE.findall(normalise(text))
        if not contains(source, figure) and not contains(source, figure.lstrip("0"))
    ]
