"""Fixed terms broken by one slip: "chuyển đối số", "phố biến", "phân đầu"."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from bot.review.checks.language_counts import Counts, terms
from bot.review.checks.language_edits import Slip, slip
from bot.review.checks.language_slips import COST, neighbours
from bot.review.checks.language_syllables import is_syllable
from bot.review.checks.language_words import FREE, Word, folded

_LONGEST = 6
# Three right words of a term outweigh what its neighbours make of the wrong one.
_LONG = 4
# Below this many mentions of the word typed and its outer neighbour, the neighbour says nothing.
_EXPLAINS = 8
# What the right word of a term of two must win by, see `language_slips`.
_LEAST_GAIN = -6.0
_LEAST_GAIN_OF_FREE = 5.0
_LEAST_GAIN_OF_SEVERAL = -3.0
# Marks are lost by the word or by the line: the second costs less.
_COST_OF_MORE = 2.0

_Slip = tuple[tuple[str, ...], tuple[str, ...]]
"""Term as typed, and as it should be."""


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A term as it was typed, by the places of its first and last word."""

    first: int
    last: int
    wrong: tuple[int, ...]
    """Places of the words that are wrong."""
    term: tuple[str, ...]
    gain: float
    """How much likelier the term would stand there, as a natural logarithm, cost paid."""


@dataclass(frozen=True, kw_only=True)
class _Index:
    by_gap: Mapping[tuple[str, ...], tuple[str, ...]]
    """Term with one syllable left out as "*" -> the syllables that belong there."""
    by_letters: Mapping[tuple[str, ...], tuple[tuple[str, ...], ...]]
    """Syllables without any marks -> the terms."""
    heads: frozenset[tuple[str, ...]]
    """The first two of every key of both."""


def broken_terms(words: Sequence[Word], known: Counts) -> list[Broken]:
    """Return the terms that are typed wrong, in the order of the text, none inside another."""
    suspects = _suspects(words, known)
    found = _found(words, suspects, known, frozenset())
    # A slip is one wherever it is repeated, also where its neighbours say less.
    again = frozenset((_typed(words, each), each.term) for each in found)
    wrong = {words[at].lower for each in found for at in each.wrong}
    more = _found(words, [at for at in suspects if words[at].lower in wrong], known, again)
    places = {at for each in found for at in range(each.first, each.last + 1)}
    found.extend(each for each in more if places.isdisjoint(range(each.first, each.last + 1)))
    return sorted(found, key=lambda each: each.first)


def _found(
    words: Sequence[Word], suspects: Sequence[int], known: Counts, again: frozenset[_Slip]
) -> list[Broken]:
    found: list[Broken] = []
    for place in suspects:
        if found and place <= found[-1].last and place in found[-1].wrong:
            continue
        candidates = [
            each
            for each in _candidates(words, place, known)
            if _is_wrong(words, each, known, again)
        ]
        if candidates:
            best = max(candidates, key=lambda each: (each.last - each.first, each.gain))
            if not found or best.first > found[-1].last:
                found.append(best)
    return found


def _typed(words: Sequence[Word], broken: Broken) -> tuple[str, ...]:
    return tuple(words[at].lower for at in range(broken.first, broken.last + 1))


def _suspects(words: Sequence[Word], known: Counts) -> list[int]:
    """Return the places of words that nobody puts beside one of their neighbours."""
    places: set[int] = set()
    for place in range(1, len(words)):
        a, b = words[place - 1], words[place]
        if b.is_joined and not known.is_known(a.lower, b.lower):
            places.update((place - 1, place))
    return sorted(places)


def _run(words: Sequence[Word], place: int) -> tuple[int, int]:
    """Return the first and last place of the joined words around a place, as terms are long."""
    first = place
    while first > 0 and place - first < _LONGEST - 1 and words[first].is_joined:
        first -= 1
    last = place
    while last + 1 < len(words) and last - place < _LONGEST - 1 and words[last + 1].is_joined:
        last += 1
    return first, last


def _candidates(words: Sequence[Word], place: int, known: Counts) -> Iterator[Broken]:
    """Yield the terms that what stands around a place may have been."""
    index = _index()
    first, last = _run(words, place)
    typed = [words[at].lower for at in range(first, last + 1)]
    bare = [folded(each) for each in typed]
    has_marks = [a != b for a, b in zip(typed, bare, strict=True)]
    at = place - first
    gapped = [*typed[:at], "*", *typed[at + 1 :]]
    for start in range(at + 1):
        is_gap = tuple(gapped[start : start + 2]) in index.heads
        is_bare = tuple(bare[start : start + 2]) in index.heads
        if not (is_gap or is_bare):
            continue
        for end in range(max(at, start + 1) + 1, min(len(typed), start + _LONGEST) + 1):
            gap = tuple(gapped[start:end])
            for meant in index.by_gap.get(gap, ()):
                if slip(typed[at], meant) is not Slip.FAR:
                    term = (*gap[: at - start], meant, *gap[at - start + 1 :])
                    yield _broken(words, first + start, term, known)
            if any(has_marks[start:end]):
                for term in index.by_letters.get(tuple(bare[start:end]), ()):
                    wrong = sum(a != b for a, b in zip(typed[start:end], term, strict=True))
                    if wrong > 1 and typed[at] != term[at - start]:
                        yield _broken(words, first + start, term, known)


def _broken(words: Sequence[Word], first: int, term: tuple[str, ...], known: Counts) -> Broken:
    last = first + len(term) - 1
    typed = [words[at].lower for at in range(first, last + 1)]
    wrong = [at for at, (a, b) in enumerate(zip(typed, term, strict=True)) if a != b]
    before, after = neighbours(words, first)[0], neighbours(words, last)[1]
    gain = _fit([before, *term, after], known) - _fit([before, *typed, after], known)
    gain -= COST[slip(typed[wrong[0]], term[wrong[0]])] + _COST_OF_MORE * (len(wrong) - 1)
    return Broken(
        first=first, last=last, wrong=tuple(first + at for at in wrong), term=term, gain=gain
    )


def _fit(run: Sequence[str], known: Counts) -> float:
    return sum(known.follows(a, b) for a, b in pairwise(run) if a and b)


def _is_wrong(
    words: Sequence[Word], broken: Broken, known: Counts, again: frozenset[_Slip]
) -> bool:
    """Say whether what is typed means nothing else: a pair in it is unheard of, no name, no word.

    "Theo hướng dân chủ" holds no slip of "hướng dẫn": "dân" belongs to the word after it.
    """
    first, last = broken.first, broken.last
    inside = [(at - 1, at) for at in range(first + 1, last + 1) if {at - 1, at} & set(broken.wrong)]
    if all(known.is_known(words[a].lower, words[b].lower) for a, b in inside):
        return False
    if last == first + 1 and _is_name(words, broken):
        return False
    if not is_syllable(words[broken.wrong[0]].lower):
        return True
    if (_typed(words, broken), broken.term) not in again and broken.gain < _least(words, broken):
        return False
    return len(broken.term) >= _LONG or not _is_explained(words, broken, known)


def _least(words: Sequence[Word], broken: Broken) -> float:
    """Return what a term must win by."""
    if len(broken.wrong) > 1:
        return _LEAST_GAIN_OF_SEVERAL
    at = broken.wrong[0]
    is_edge = at in (broken.first, broken.last)
    is_free = is_edge and words[at].lower in FREE
    return _LEAST_GAIN_OF_FREE if is_free else _LEAST_GAIN


def _is_name(words: Sequence[Word], broken: Broken) -> bool:
    """Say whether a wrong word stands among capitals, as in "phường Lê Đại Hành năm 2025"."""
    for at in broken.wrong:
        before = at > 0 and words[at].is_joined and words[at - 1].is_capital
        after = at + 1 < len(words) and words[at + 1].is_joined and words[at + 1].is_capital
        if words[at].is_capital and not words[at].is_first and (before or after):
            return True
    return False


def _is_explained(words: Sequence[Word], broken: Broken, known: Counts) -> bool:
    """Say whether a word at the edge makes a word with its neighbour outside: "số | kết nối".

    Of longer terms only the wrong word can be explained away.
    """
    first, last = broken.first, broken.last
    is_short = last == first + 1
    if (is_short or first in broken.wrong) and words[first].is_joined and first > 0:
        if _belong(words[first - 1].lower, words[first].lower, known):
            return True
    if (is_short or last in broken.wrong) and last + 1 < len(words) and words[last + 1].is_joined:
        if _belong(words[last].lower, words[last + 1].lower, known):
            return True
    return False


def _belong(a: str, b: str, known: Counts) -> bool:
    pair = f"{a} {b}"
    return pair in known.dictionary or pair in known.terms or known.pairs.get(pair, 0) >= _EXPLAINS


@cache
def _index() -> _Index:
    by_gap: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    by_letters: defaultdict[tuple[str, ...], set[tuple[str, ...]]] = defaultdict(set)
    for term in terms():
        by_letters[tuple(folded(each) for each in term)].add(term)
        for at, meant in enumerate(term):
            by_gap[(*term[:at], "*", *term[at + 1 :])].add(meant)
    return _Index(
        by_gap={gap: tuple(sorted(meant)) for gap, meant in by_gap.items()},
        by_letters={letters: tuple(sorted(each)) for letters, each in by_letters.items()},
        heads=frozenset(key[:2] for keys in (by_gap, by_letters) for key in keys),
    )
