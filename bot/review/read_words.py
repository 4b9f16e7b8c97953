"""Say whether a text is one that can be reviewed: Vietnamese, and not too long."""

import re

from bot.review.read_errors import refused
from bot.review.types import ReviewError
from knowledge.importers.legacy_fonts import has_marks, is_syllable

MAX_WORDS = 400_000
"""A page holds 350 to 450: some 1,000 pages. Longer ones take minutes and a gigabyte."""
_VIETNAMESE = 0.15
"""Share of words with Vietnamese marks below which a document is not Vietnamese. The five plans
of wards have 0.75 to 0.8, a page of English with Vietnamese names 0.05."""
_WORD = re.compile(r"[^\W\d_]{2,}")


def check_words(text: str, name: str) -> None:
    """Raise ReviewError for a text that is too long, or not Vietnamese."""
    words = _WORD.findall(text)
    if not words:
        raise refused(name, "no text")
    if len(words) > MAX_WORDS:
        length, limit = f"{len(words):,}".replace(",", "."), f"{MAX_WORDS:,}".replace(",", ".")
        raise ReviewError(
            f"{name}: dài {length} chữ, quá mức {limit} chữ máy rà soát được một lần;"
            " anh/chị tách thành nhiều tệp."
        )
    marked = sum(has_marks(word) and is_syllable(word) for word in words[:20_000])
    if marked < _VIETNAMESE * min(len(words), 20_000):
        raise ReviewError(
            f"{name}: không phải văn bản tiếng Việt có dấu; máy chỉ rà soát được tiếng Việt có dấu."
        )
