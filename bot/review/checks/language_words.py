"""The words of a document in the order of reading, and which of them stand side by side."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.review.flat import Flat
from bot.review.types import BlockKind, Span
from knowledge.text import fold, modern_tones

_WORD = re.compile(r"[^\W_]+")
# Addresses are no words, and neither is what extraction left of formulas.
_RUN = re.compile(r"\S+")
_ADDRESS = re.compile(r"://|www\.|@|\.(?:vn|com|net|org|gov|edu)\b")
_FORMULA = re.compile(r"\$[^$]{1,80}\$|\\[a-z]+")
# Words that stand beside any other: what they were never seen beside says little.
FREE = frozenset(
    (
        "ai anh ba bà bác bán bé bên bật bị bỏ cho cháu chú chơi chưa chạy chỉ chị chồng "
        "con các cái còn có cô cùng cũ cũng cả cảm cần của do dì dễ em gì gặp hai hay hoặc hãy "
        "hơn hết khi khó không kia là làm lên lại lớn mua mà màu mình mọi mỗi một mới mở nay "
        "ngay nghe ngồi nhanh nhiều nhà nhé nhìn như nhưng nhỏ những nào này nên nó nói nơi nếu "
        "nửa phải qua ra rưỡi rất rồi sang sau sẽ sợ số thay theo thì thế to trong trên trước "
        "trắng tìm tôi tại tắt tốt từ từng uống viết việc và vài vàng vào vì vẫn vậy về với vợ "
        "vừa xanh xem xin xuống xấu ít ông ăn đang đen đi đâu đây đã đó đóng được đẹp đến để "
        "đọc đỏ ơn ở"
    ).split()
)
# Characters on each side in which a few words stand.
_NEAR = 60
# The mark of a footnote sticks to the word before it: "thủ tục hành chính1".
_NOTED = re.compile(r"([^\W\d_]{3,})\d{1,2}$")
_ENDS = tuple(".;:!?…/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """A run of letters and digits."""

    text: str
    lower: str
    """In lower case and with the tone where today's spelling puts it."""
    flat: Flat
    start: int
    end: int
    is_joined: bool
    """Only a blank, or the break of a line or page, parts it from the word before."""
    is_first: bool
    """It begins a sentence or a block."""

    @property
    def span(self) -> Span:
        """Where it stands in the document."""
        return self.flat.span(self.start, self.end)

    @property
    def is_capital(self) -> bool:
        """Its first letter is one, and others are not."""
        return self.text[:1].isupper() and not self.text[1:].isupper()


@lru_cache(maxsize=16_384)
def normal(text: str) -> str:
    """Return a word in lower case and today's spelling."""
    return modern_tones(text.lower())


@lru_cache(maxsize=16_384)
def folded(word: str) -> str:
    """Return a word without any marks."""
    return fold(word)


def hidden_parts(text: str) -> list[tuple[int, int]]:
    """Return the places of addresses and formulas, in order."""
    found = [each.span() for each in _FORMULA.finditer(text)]
    if _ADDRESS.search(text):
        found += [each.span() for each in _RUN.finditer(text) if _ADDRESS.search(each[0])]
    return sorted(found)


def words(texts: Iterable[Flat]) -> list[Word]:
    """Return the words of blocks; addresses and what Word numbers by itself are left out."""
    found: list[Word] = []
    is_open = False
    for flat in texts:
        is_whole = flat.block.kind is BlockKind.PARAGRAPH
        inside = list(_words(flat, is_continued=is_open and is_whole))
        found.extend(inside)
        is_open = is_whole and bool(inside) and not flat.text.endswith(_ENDS)
    return found


def _words(flat: Flat, *, is_continued: bool) -> Iterator[Word]:
    text = flat.text
    hidden = hidden_parts(text)
    end = -1
    for match in _WORD.finditer(text, flat.block.label):
        start = match.start()
        while hidden and hidden[0][1] <= start:
            hidden.pop(0)
        if hidden and hidden[0][0] <= start:
            continue
        noted = _NOTED.match(match[0])
        word = noted[1] if noted and not noted[1].isupper() else match[0]
        between = text[end:start] if end >= 0 else text[flat.block.label : start]
        is_begun = end < 0
        yield Word(
            text=word,
            lower=normal(word),
            flat=flat,
            start=start,
            end=start + len(word),
            is_joined=(
                is_continued and start == 0 and match[0].islower() if is_begun else between == " "
            ),
            is_first=is_begun or any(mark in between for mark in '.:;!?\t-–+•*“"'),
        )
        end = match.end()


def around(flat: Flat, start: int, end: int, *, words_each_side: int = 2) -> Span:
    """Return the span of a piece with a little of what stands around it."""
    near = max(0, start - _NEAR)
    if near and _WORD.match(flat.text, near - 1):  # begin with a whole word
        near = flat.text.find(" ", near, start) + 1 or start
    before = [each.start() for each in _WORD.finditer(flat.text, near, start)]
    after = [each.end() for each in _WORD.finditer(flat.text, end, end + _NEAR)][:words_each_side]
    first = before[-words_each_side:][0] if before[-words_each_side:] else start
    return flat.span(first, max([end, *after]))
