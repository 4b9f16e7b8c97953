"""Words that fell out of a fixed term: "cơ sở hộ tịch" for "cơ sở dữ liệu hộ tịch"."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from bot.review.checks.language_counts import counts, terms
from bot.review.checks.language_words import Word
from bot.review.rules import rule
from bot.review.types import Finding, Span

# Of other terms what is left says something too: "phát triển (kinh tế) xã hội".
_HEADS = (
    ("cơ", "sở", "dữ", "liệu"), ("kho", "dữ", "liệu"), ("hệ", "thống", "thông", "tin"),
    ("kết", "quả", "giải", "quyết"), ("cổng", "dịch", "vụ"), ("trang", "thông", "tin"),
    ("cổng", "thông", "tin"), ("thanh", "toán", "không", "dùng"), ("giấy", "chứng", "nhận"),
)  # fmt: skip
_STARTS = frozenset(head[0] for head in _HEADS)
_SHORTEST_TERM = 5
_SHORTEST_REST = 4
_MOST_LOST = 2
_LONGEST = 9


def missing_words(words: Sequence[Word]) -> Iterator[Finding]:
    """Yield terms of five syllables and more that lack one or two in the middle."""
    known = counts()
    index = _index()
    done = -1
    for place in range(1, len(words)):
        a, b = words[place - 1], words[place]
        if place <= done or not b.is_joined or known.is_known(a.lower, b.lower):
            continue
        best = _best(words, place, index)
        if best:
            first, last, term = best
            done = last
            said = " ".join(word.text for word in words[first : last + 1])
            yield rule("language.missing_word").found(
                Span(start=words[first].span.start, end=words[last].span.end),
                f"“{said}” có lẽ thiếu chữ: “{' '.join(term)}”.",
                suggestion=" ".join(term),
            )


def _best(
    words: Sequence[Word], place: int, index: Mapping[tuple[str, ...], tuple[str, ...]]
) -> tuple[int, int, tuple[str, ...]] | None:
    """Return the longest term that is whole but for what is lost right before a place."""
    first = place - 1
    while first > 0 and words[first].is_joined and place - first < _LONGEST:
        first -= 1
    last = place
    while last + 1 < len(words) and words[last + 1].is_joined and last - place < _LONGEST:
        last += 1
    found = None
    for start in range(first, place):
        if words[start].lower not in _STARTS:
            continue
        for end in range(last, place - 1, -1):
            if not _SHORTEST_REST - 1 <= end - start < _LONGEST:
                continue
            rest = tuple(word.lower for word in words[start : end + 1])
            term = index.get((str(place - start), *rest))
            if term and (found is None or end - start > found[1] - found[0]):
                found = start, end, term
    return found


@cache
def _index() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return terms by where something is lost, and what is left of them."""
    found: defaultdict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for term in sorted(terms()):
        if not any(term[: len(head)] == head for head in _HEADS):
            continue
        for lost in range(1, _MOST_LOST + 1):
            if len(term) < _SHORTEST_TERM or len(term) - lost < _SHORTEST_REST:
                continue
            for at in range(1, len(term) - lost):
                found[(str(at), *term[:at], *term[at + lost :])].append(term)
    return {rest: min(each, key=len) for rest, each in found.items()}
