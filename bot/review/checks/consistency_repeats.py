"""Paragraphs and headings that stand in the document twice."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from bot.review.checks.consistency_whole import Part, Whole, folded
from bot.review.rules import rule
from bot.review.types import Finding, Severity
from knowledge.importers.plan_blocks import Mark

_LEAST_WORDS = 14
_LONG_WORDS = 25
_SHINGLE = 6
# A shingle that many paragraphs share is a formula of officialese.
_COMMON = 8
_SHARED = 0.35
# Read by hand on the five plans: from 90 on the same was said twice, below often of others.
_ALIKE = 90
_BASIS = re.compile(r"\bcan cu\b")
_CITES = re.compile(r"\bsố\s+\d+\S*/\S+", re.IGNORECASE)
_QUOTE = 390


@dataclass(frozen=True, kw_only=True)
class _Said:
    part: Part
    start: int
    """Where the words begin behind the number or dash."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        return tuple(re.findall(r"\w+", folded(self.part.text[self.start :])))

    @cached_property
    def shingles(self) -> frozenset[tuple[str, ...]]:
        last = len(self.words) - _SHINGLE + 1
        return frozenset(self.words[at : at + _SHINGLE] for at in range(max(last, 0)))


def check(whole: Whole) -> Iterator[Finding]:
    """Yield paragraphs said before, and headings that repeat the one above."""
    yield from _headings(whole)
    said = [each for part in whole.body if (each := _said(part))]
    done: set[int] = set()
    for one, other in _candidates(said):
        if other in done:
            continue
        if found := _compared(said[one], said[other]):
            done.add(other)
            yield found


def _said(part: Part) -> _Said | None:
    if part.is_heading or _BASIS.search(folded(" ".join([*part.path, part.text[:12]]))):
        return None
    label = re.match(r"\s*(?:[-+•*–]|[IVX]+\.|\d+(?:\.\d+)*[.)]?|[a-zđ]\))\s*", part.text)
    found = _Said(part=part, start=label.end() if label else 0)
    is_list_of_acts = len(_CITES.findall(part.text)) * 25 > len(found.words)
    return found if len(found.words) >= _LEAST_WORDS and not is_list_of_acts else None


def _candidates(said: Sequence[_Said]) -> Iterator[tuple[int, int]]:
    """Yield pairs that share many runs of words, in the order of the later one."""
    places: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, each in enumerate(said):
        for shingle in each.shingles:
            places[shingle].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in places.values():
        if len(numbers) <= _COMMON:
            shared.update((a, b) for at, a in enumerate(numbers) for b in numbers[at + 1 :])
    for (one, other), count in sorted(shared.items(), key=lambda item: (item[0][1], item[0][0])):
        if count >= _SHARED * min(len(said[one].shingles), len(said[other].shingles)):
            yield one, other


def _compared(one: _Said, other: _Said) -> Finding | None:
    if one.part.is_planned is not other.part.is_planned:
        return None
    where = " ".join(one.part.text.split()[:12])
    is_same = one.words == other.words
    if not is_same:
        likeness = fuzz.ratio(" ".join(one.words), " ".join(other.words))
        if likeness < _ALIKE or _numbers(one) != _numbers(other) or _other_object(one, other):
            return None
    end = min(len(other.part.text), other.start + _QUOTE)
    heading = f" (mục “{one.part.path[-1][:60]}”)" if one.part.path else ""
    if is_same:
        is_short = len(one.words) < _LONG_WORDS
        return rule("consistency.paragraph_twice").found(
            other.part.flat.span(other.start, end),
            f"Đoạn này đã có nguyên văn ở trên{heading}: “{where}…”.",
            suggestion="Giữ một chỗ, bỏ chỗ kia",
            severity=Severity.LOW if is_short else None,
        )
    return rule("consistency.paragraph_alike").found(
        other.part.flat.span(other.start, end),
        f"Đoạn này gần như lặp lại đoạn ở trên{heading}: “{where}…”.",
        suggestion="Gộp hai đoạn, hoặc nói rõ chỗ khác nhau",
    )


def _numbers(said: _Said) -> list[str]:
    return [word for word in said.words if word.isdigit()]


def _other_object(one: _Said, other: _Said) -> bool:
    """Tell whether the two differ at their very beginning: by what is to be done."""
    return one.words[:2] != other.words[:2]


def _headings(whole: Whole) -> Iterator[Finding]:
    seen: dict[tuple[tuple[str, ...], str], Part] = {}
    for part in whole.body:
        if not part.is_heading or part.mark is Mark.PART:
            continue
        title = _title(part)
        if len(title.split()) < 2:
            continue
        above = _plain(part.path[-1]) if part.path else ""
        if above == title:
            yield rule("consistency.heading_as_above").found(
                part.flat.span(0, len(part.text)),
                f"Tên mục này trùng với tên mục cấp trên “{part.path[-1]}”.",
                suggestion="Đặt tên riêng cho mục con",
            )
            continue
        before = seen.setdefault((part.path, title), part)
        if before is not part:
            yield rule("consistency.heading_twice").found(
                part.flat.span(0, len(part.text)),
                f"Trong cùng một mục đã có đề mục “{before.text}”.",
                suggestion="Gộp hai mục, hoặc đổi tên một mục",
            )


def _title(part: Part) -> str:
    return _plain(part.text)


def _plain(heading: str) -> str:
    return " ".join(
        re.findall(r"\w+", re.sub(r"^(?:[ivx]+|\d+(?:\.\d+)*|[a-z])[.)]\s*", "", folded(heading)))
    )
