"""Misspelt words: impossible syllables, words run together or torn apart, misplaced tones."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise

import regex
import yaml
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.review.checks.language_counts import Counts, counts
from bot.review.checks.language_edits import Nearby
from bot.review.checks.language_slips import neighbours, slipped
from bot.review.checks.language_syllables import (
    is_syllable,
    is_toned_rightly,
    tone_of,
    with_tone,
)
from bot.review.checks.language_terms import Broken, broken_terms
from bot.review.checks.language_words import Word, around
from bot.review.rules import rule
from bot.review.types import Finding, Severity, Span
from knowledge.slips import loanwords
from knowledge.text import fold

_CODE_AND_WORD = (
    regex.compile(r"(\p{Lu}{2,8})(\p{Lu}\p{Ll}+)"),
    regex.compile(r"(\p{Lu}{3,8})(\p{Ll}{2,})"),
)
# A syllable of our text that stands beside the same neighbour so often is surely meant.
_SURE = 5
# Names hold syllables of other tongues: "Ea Kar".
_SURE_OF_NAME = 50
# A syllable that our text holds so often is likelier than one that cannot be.
_FREQUENT = 100
_KNOWN_SYLLABLE = 5
# Slips come once or twice; a word met more often is a term of the document's own.
_OFTEN = 2
# Of 40 slips so sure in text that was not counted, 39 were slips.
_CERTAIN_GAIN = 9.0
_SHORTEST_FOREIGN = 6


def misspelt(words: Sequence[Word]) -> Iterator[Finding]:
    """Yield what is spelt wrong, each place once: the surest finding first."""
    said = [(a.lower, b.lower) for a, b in pairwise(words) if b.is_joined]
    known = counts().after(said)
    taken: set[int] = set()
    for broken in broken_terms(words, known):
        taken.update(range(broken.first, broken.last + 1))
        yield _term(words, broken)
    times = Counter(said)
    for place, found in _single_words(words, known):
        if place not in taken:
            taken.add(place)
            yield found
    for each in slipped(words, known, _frequent()):
        word = words[each.place]
        before, after = neighbours(words, each.place)
        often = max(times[before, word.lower], times[word.lower, after])
        if each.place in taken or often > _OFTEN:
            continue
        yield rule("language.slip").found(
            around(word.flat, word.start, word.end),
            f"Chữ “{word.text}” không hợp với các chữ đứng cạnh; có lẽ định viết “{each.meant}”.",
            suggestion=like(word.text, each.meant),
            certain=each.gain >= _CERTAIN_GAIN,
        )


def like(typed: str, meant: str) -> str:
    """Return a word with the capitals of another."""
    if typed.isupper() and len(typed) > 1:
        return meant.upper()
    return meant[:1].upper() + meant[1:] if typed[:1].isupper() else meant


def _term(words: Sequence[Word], broken: Broken) -> Finding:
    typed = words[broken.first : broken.last + 1]
    meant = " ".join(
        like(word.text, right) if word.lower != right else word.text
        for word, right in zip(typed, broken.term, strict=True)
    )
    said = " ".join(word.text for word in typed)
    is_sure = broken.gain >= 0 or len(broken.term) > 2
    # Over the break of a paragraph the quote is only what stands in the last.
    inside = [word for word in typed if word.flat is words[broken.wrong[0]].flat]
    return rule("language.term").found(
        Span(start=inside[0].span.start, end=inside[-1].span.end),
        f"“{said}” viết sai; đúng là “{meant}”.",
        suggestion=meant,
        certain=is_sure,
        severity=None if is_sure else Severity.LOW,
    )


def _single_words(words: Sequence[Word], known: Counts) -> Iterator[tuple[int, Finding]]:
    for place, word in enumerate(words):
        if not word.text.isalpha() or len(word.text) < 2:
            continue
        if _is_code(word.text):
            if found := _glued_code(word):
                yield place, found
            continue
        if is_syllable(word.lower):
            found = _torn(words, place, known) or _toned(word)
        else:
            found = _impossible(words, place, known)
        if found:
            yield place, found


def _impossible(words: Sequence[Word], place: int, known: Counts) -> Finding | None:
    word = words[place]
    bare = fold(word.lower)
    if bare in foreign() or bare in loanwords() or (word.text.isascii() and len(word.text) < 3):
        return None
    if found := _torn(words, place, known):
        return found
    before, after = neighbours(words, place)
    best, sure = _meant(word.lower, before, after, known)
    is_name = word.is_capital and not word.is_first
    if best and sure >= (_SURE_OF_NAME if is_name else _SURE):
        return rule("language.syllable").found(
            around(word.flat, word.start, word.end, words_each_side=1),
            f"“{word.text}” không phải là chữ tiếng Việt; đúng là “{like(word.text, best)}”.",
            suggestion=like(word.text, best),
        )
    if parted := _parted(word.lower, known):
        return rule("language.glued").found(
            word.span,
            f"“{word.text}” thiếu dấu cách.",
            suggestion=like(word.text, parted),
        )
    if mended := _foreign_slip(word):
        return rule("language.foreign").found(
            word.span, f"“{word.text}” viết sai; đúng là “{mended}”.", suggestion=mended
        )
    if best and not word.lower.isascii() and not is_name and known.single.get(best, 0) >= _FREQUENT:
        return rule("language.syllable").found(
            word.span,
            f"“{word.text}” không phải là chữ tiếng Việt; có lẽ là “{like(word.text, best)}”.",
            suggestion=like(word.text, best),
            certain=False,
            severity=Severity.LOW,
        )
    return None


def _meant(typed: str, before: str, after: str, known: Counts) -> tuple[str, int]:
    """Return the likeliest syllable one slip away and how often it stands beside a neighbour."""
    best, most = "", (-1, -1)
    for meant in _frequent().of(typed):
        beside = max(
            known.seen(before, meant) if before else 0, known.seen(meant, after) if after else 0
        )
        if (beside, known.single.get(meant, 0)) > most:
            best, most = meant, (beside, known.single.get(meant, 0))
    return best, most[0]


def _parted(typed: str, known: Counts) -> str:
    """Return two words that were run together, "" if they were not."""
    if typed.isascii() or len(typed) < 4:
        return ""
    best, most = "", 0
    for at in range(2, len(typed) - 1):
        a, b = typed[:at], typed[at:]
        if is_syllable(a) and is_syllable(b):
            seen = known.seen(a, b)
            if seen > most:
                best, most = f"{a} {b}", seen
    return best if most >= _SURE else ""


def _torn(words: Sequence[Word], place: int, known: Counts) -> Finding | None:
    """Find a syllable torn in two, "ngư ời": neither part is a word, and the whole is one."""
    if place + 1 == len(words) or not words[place + 1].is_joined:
        return None
    word, other = words[place], words[place + 1]
    if word.flat is not other.flat or not other.text.islower() or not other.text.isalpha():
        return None
    whole = word.lower + other.lower
    if whole.isascii() or not is_syllable(whole) or known.single.get(whole, 0) < _FREQUENT:
        return None
    if known.is_known(word.lower, other.lower):
        return None
    if all(known.single.get(each.lower, 0) >= _KNOWN_SYLLABLE for each in (word, other)):
        return None
    return rule("language.torn").found(
        Span(start=word.span.start, end=other.span.end),
        f"Chữ “{like(word.text, whole)}” bị tách làm hai.",
        suggestion=like(word.text, whole),
    )


def _glued_code(word: Word) -> Finding | None:
    """Find an abbreviation that a word was run together with: "UBNDphường", "TTĐảng"."""
    for pattern in _CODE_AND_WORD:
        parts = pattern.fullmatch(word.text)
        if parts and not parts[2].isascii() and is_syllable(parts[2].lower()):
            return rule("language.glued").found(
                word.span,
                f"“{word.text}” thiếu dấu cách.",
                suggestion=f"{parts[1]} {parts[2]}",
            )
    return None


def _toned(word: Word) -> Finding | None:
    if is_toned_rightly(word.text):
        return None
    right = like(word.text, with_tone(*tone_of(word.text)))
    return rule("language.tone").found(
        word.span, f"Dấu thanh của “{word.text}” đặt sai chỗ; đúng là “{right}”.", suggestion=right
    )


def _foreign_slip(word: Word) -> str:
    """Return the foreign word of many letters that is one slip away, "" if there is none."""
    if len(word.text) < _SHORTEST_FOREIGN or not word.text.isascii():
        return ""
    typed = word.lower
    found = process.extractOne(typed, sorted(foreign()), scorer=OSA.distance, score_cutoff=1)
    if not found or len(found[0]) < _SHORTEST_FOREIGN or typed in (f"{found[0]}s", found[0][:-1]):
        return ""
    return like(word.text, str(found[0]))


def _is_code(text: str) -> bool:
    """Say whether a word is an abbreviation or a product's name: capitals after the first."""
    return any(letter.isupper() for letter in text[1:]) and not (
        text.isupper() and not text.isascii() and is_syllable(text.lower())
    )


@cache
def foreign() -> frozenset[str]:
    """Return the foreign words and names that administrative documents use, folded."""
    file = resources.files("bot.review") / "data" / "foreign.yaml"
    return frozenset(yaml.safe_load(file.read_text(encoding="utf-8")))


@cache
def _frequent() -> Nearby:
    return Nearby(each for each, n in counts().single.items() if n >= 30)
