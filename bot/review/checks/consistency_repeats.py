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
# One held by the other nearly whole; two neighbours; one duty of two units.
_HELD, _ALIKE_HELD = 0.9, 80
_SHARED_NEAR, _NEAR_WORDS = 0.5, 40
_SHARED_LEAD = 0.7
_CLAUSE_WORDS = 6
_BASIS = re.compile(r"\bcan cu\b")
_CITES = re.compile(r"\bsố\s+\d+\S*/\S+", re.IGNORECASE)
_QUOTE = 390
_SENTENCE = re.compile(r".+?(?:[.;!?](?:/\.)?(?=\s|$)|$)")
_SENTENCE_WORDS = 10


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
    again: set[int] = set()
    for one, other in _candidates(said):
        if other in done:
            continue
        if found := _compared(said[one], said[other]):
            done.add(other)
            again.add(said[other].part.number)
            yield found
    yield from _sentences([part for part in whole.body if part.number not in again])
    for part in whole.body:
        yield from _clauses(part)


def _said(part: Part) -> _Said | None:
    if part.is_heading:
        return None
    label = re.match(r"\s*(?:[-+•*–]|[IVX]+\.|\d+(?:\.\d+)*[.)]?|[a-zđ]\))\s*", part.text)
    found = _Said(part=part, start=label.end() if label else 0)
    return found if len(found.words) >= _LEAST_WORDS else None


def _is_basis(said: _Said) -> bool:
    """Tell whether a paragraph cites more than it says: such are alike by nature."""
    above = folded(" ".join([*said.part.path, said.part.text[:12]]))
    is_list = len(_CITES.findall(said.part.text)) * 25 > len(said.words)
    return is_list or bool(_BASIS.search(above))


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
    likeness = fuzz.ratio(" ".join(one.words), " ".join(other.words))
    shared = len(one.shingles & other.shingles) / min(len(one.shingles), len(other.shingles))
    if not is_same and (found := _two_leads(one, other, shared)):
        return found
    if not is_same and not _is_alike(one, other, likeness, shared):
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


def _is_alike(one: _Said, other: _Said, likeness: float, shared: float) -> bool:
    if _numbers(one) != _numbers(other) or _is_basis(one) or _is_basis(other):
        return False
    if one.words[:2] == other.words[:2] and likeness >= _ALIKE:
        return True
    if shared >= _HELD and likeness >= _ALIKE_HELD:
        return True
    is_near = one.part.path == other.part.path and other.part.number - one.part.number <= 2
    is_long = min(len(one.words), len(other.words)) >= _NEAR_WORDS
    return is_near and is_long and shared >= _SHARED_NEAR


def _two_leads(one: _Said, other: _Said, shared: float) -> Finding | None:
    """Return a duty that two units are both to lead."""
    is_led = all(each.words[:2] == ("chu", "tri") for each in (one, other))
    is_far = one.part.path != other.part.path and one.part.path[:-1] == other.part.path[:-1]
    if not (is_led and is_far and shared >= _SHARED_LEAD):
        return None
    units = [re.sub(r"^[\d.]+\s*", "", each.part.path[-1]).strip(" :") for each in (one, other)]
    return rule("consistency.two_leads").found(
        other.part.flat.span(other.start, min(len(other.part.text), other.start + _QUOTE)),
        f"Việc này đã giao {units[0]} chủ trì ở trên, ở đây lại giao {units[1]} chủ trì.",
        suggestion="Giao một đơn vị chủ trì, đơn vị kia phối hợp",
    )


def _numbers(said: _Said) -> list[str]:
    return [word for word in said.words if word.isdigit()]


def _sentences(parts: Sequence[Part]) -> Iterator[Finding]:
    """Yield a sentence that stands twice: in one paragraph, or a long one anywhere."""
    seen: dict[tuple[bool, tuple[str, ...]], Part] = {}
    for part in parts:
        for sentence in _SENTENCE.finditer(part.text):
            words = tuple(re.findall(r"\w+", folded(sentence.group(0))))
            if len(words) < _SENTENCE_WORDS:
                continue
            before = seen.setdefault((part.is_planned, words), part)
            start = sentence.start() + len(sentence.group(0)) - len(sentence.group(0).lstrip())
            span = part.flat.span(start, min(sentence.end(), start + _QUOTE))
            is_again = sentence.start() > 0 and before is part and _is_second(part, words, start)
            if is_again:
                yield rule("consistency.paragraph_twice").found(
                    span, "Câu này vừa có nguyên văn ở ngay trên.", suggestion="Bỏ một câu"
                )
            elif before is not part and len(words) >= _LONG_WORDS:
                yield rule("consistency.paragraph_alike").found(
                    span,
                    f"Câu này đã có nguyên văn ở trên: “{' '.join(before.text.split()[:12])}…”.",
                    suggestion="Giữ một chỗ, bỏ chỗ kia",
                )


def _is_second(part: Part, words: tuple[str, ...], at: int) -> bool:
    """Tell whether the paragraph holds the same words before a place."""
    return " ".join(words) in " ".join(re.findall(r"\w+", folded(part.text[:at])))


def _clauses(part: Part) -> Iterator[Finding]:
    """Yield a clause that begins like an earlier one of its sentence."""
    for sentence in re.finditer(r"[^.;:]+", part.text):
        seen: dict[tuple[str, ...], str] = {}
        for clause in re.finditer(r"[^,()]+", sentence.group(0)):
            words = re.findall(r"\w+", folded(clause.group(0)))
            key = tuple(words[:_CLAUSE_WORDS])
            if len(key) < _CLAUSE_WORDS:
                continue
            if key not in seen:
                seen[key] = clause.group(0).strip()
                continue
            start = sentence.start() + clause.start()
            start += len(clause.group(0)) - len(clause.group(0).lstrip())
            end = sentence.start() + clause.start() + len(clause.group(0).rstrip())
            yield rule("consistency.clause_twice").found(
                part.flat.span(start, min(end, start + 150)),
                f"Trong cùng một câu đã có “{seen[key][:80]}”.",
                suggestion="Bỏ phần lặp lại",
            )


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
