"""Words written twice: "của các các sở", "thực hiện hiện nghiêm"."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.review.checks.language_counts import Counts, counts, terms
from bot.review.checks.language_words import FREE, Word, around
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import Finding, Span

# Words that no phrase needs twice.
_PLAIN = frozenset(
    "các của và về được cho trong với tại theo để từ đến những bởi nhưng hoặc".split()
)
# Twice they say "every": "nhà nhà thi đua".
_EVERY = frozenset("nhà người ngày đời ngành".split())
_TWICE_DONE = re.compile(
    r"\bđã được (?:(?!(?:và|hoặc|nhưng|mà|thì|nay|đã|khi|nếu|do|vì|theo|trong)\b)"
    r"[^\W\d_]+ ){1,6}đã [^\W\d_]+"
)
# "Các tổ chức tổ chức thực hiện" says two things.
_TWO_SENSES = frozenset(
    {
        ("tổ", "chức"), ("báo", "cáo"), ("quy", "định"), ("kế", "hoạch"), ("hướng", "dẫn"),
        ("yêu", "cầu"), ("đề", "nghị"), ("quyết", "định"), ("thông", "báo"), ("đăng", "ký"),
    }
)  # fmt: skip


def doubled(words: Sequence[Word], texts: Sequence[Flat]) -> Iterator[Finding]:
    """Yield words and pairs of words that stand twice in a row, and a second "đã" to one verb."""
    known = counts()
    done = 0
    for place in range(1, len(words)):
        if place <= done:
            continue
        if _is_doubled(words, place, known):
            yield _found(words, place - 1, place, is_sure=words[place].lower in _PLAIN)
        elif _is_pair(words, place):
            done = place + 2
            yield _found(words, place - 3, place, is_sure=False)

    for flat in texts:
        for found in _TWICE_DONE.finditer(flat.text):
            yield rule("language.doubled").found(
                flat.span(found.start(), found.end()),
                "Lặp chữ “đã” trong một câu.",
                suggestion="Bỏ một chữ “đã”.",
                certain=False,
            )


def _is_doubled(words: Sequence[Word], place: int, known: Counts) -> bool:
    a, b = words[place - 1], words[place]
    if a.lower != b.lower or not b.is_joined or len(b.text) < 2 or not b.text.isalpha():
        return False
    if (
        b.lower in _EVERY
        or b.is_capital
        or b.text.isupper()
        or f"{a.lower} {b.lower}" in known.dictionary
    ):
        return False
    is_twice_before = place > 1 and words[place - 2].lower == a.lower
    if is_twice_before:
        return False
    before = words[place - 2].lower if place > 1 and a.is_joined else ""
    is_followed = place + 1 < len(words) and words[place + 1].is_joined
    after = words[place + 1].lower if is_followed else ""
    # "Giao thông thông minh": each belongs to a word of its own.
    ends = bool(before) and _is_word(before, a.lower, known)
    begins = bool(after) and _is_word(b.lower, after, known)
    if (before, a.lower, after) in _inside_terms():
        return True
    # "Thiết bị bị hỏng": the second stands beside any word.
    return b.lower in _PLAIN or not (ends and (begins or b.lower in FREE))


@cache
def _inside_terms() -> frozenset[tuple[str, ...]]:
    """Return every three syllables in a row of a fixed term."""
    return frozenset(term[at : at + 3] for term in terms() for at in range(len(term) - 2))


def _is_word(a: str, b: str, known: Counts) -> bool:
    return f"{a} {b}" in known.dictionary or (a, b) in terms()


def _is_pair(words: Sequence[Word], place: int) -> bool:
    if place < 3:
        return False
    a, b, c, d = words[place - 3 : place + 1]
    if (a.lower, b.lower) != (c.lower, d.lower) or a.lower == b.lower:
        return False
    if not (b.is_joined and c.is_joined and d.is_joined) or (a.lower, b.lower) in _TWO_SENSES:
        return False
    if not all(each.text.isalpha() and len(each.text) > 1 for each in (a, b)):
        return False
    return (a.text.lower(), b.text, c.text.isupper()) == (c.text, d.text, False)


def _found(words: Sequence[Word], first: int, last: int, *, is_sure: bool) -> Finding:
    typed = words[first : last + 1]
    once = " ".join(word.text for word in typed[: len(typed) // 2])
    start, end = typed[0], typed[-1]
    if start.flat is end.flat:
        span = around(start.flat, start.start, end.end)
    else:
        span = Span(start=start.span.start, end=end.span.end)
    return rule("language.doubled").found(
        span, f"Lặp chữ “{once}”.", suggestion=f"Bỏ một chữ “{once}”.", certain=is_sure
    )
