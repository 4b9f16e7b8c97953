"""Abbreviations: misspelt ones, those nobody explains, those explained and never used."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import yaml
from rapidfuzz.distance import OSA

from bot.review.checks.language_words import around
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import Finding
from knowledge.text import fold

_ABBREVIATION = re.compile(r"(?<![\w./@-])[A-ZĐƯ]{2,9}(?![\w/@]|-\w|\.\w)")
_DEFINED = re.compile(
    r" ?\((?:viết tắt là|gọi tắt là|sau đây gọi là)? ?[“\"]?([A-ZĐƯ]{2,9})[”\"]?\)"
)
_BEFORE = re.compile(r"[^\W\d_]+")
_ROMAN = re.compile(r"[IVXLCDM]+")
_LATER = re.compile(r"(?:viết tắt|gọi tắt|sau đây gọi)\b[^)\n]{0,40}?[“\"]?([A-ZĐƯ]{2,9})\b")
# Lines of a document's end hold names of desks: "Lưu: VT, KGVX".
_RECIPIENTS = re.compile(r"^\W*(?:Nơi nhận|Lưu\b)")
# Abbreviations that stand beside each other.
_COMPANY = {
    "HĐND": {"UBND", "VP"},
    "UBND": {"HĐND", "TM", "CHỦ"},
    "MTTQ": {"UB", "UBND", "VN", "HĐND"},
    "TTHC": {"DVC", "DVCTT"},
    "CNTT": {"CĐS"},
}
# Characters before the bracket in which the full words stand.
_REACH = 80
_USED = 2
_SHOWN = 3


def abbreviations(texts: Sequence[Flat]) -> Iterator[Finding]:
    """Yield what is wrong with abbreviations, each of them once."""
    defined = _definitions(texts)
    explained = set(defined) | {each[1] for flat in texts for each in _LATER.finditer(flat.text)}
    places: defaultdict[str, list[tuple[Flat, int, int]]] = defaultdict(list)
    is_end = False
    for flat in texts:
        is_end = is_end or bool(_RECIPIENTS.match(flat.text))
        if flat.text.isupper():
            continue
        for found in _ABBREVIATION.finditer(flat.text):
            places[found[0]].append((flat, found.start(), found.end()))
    yield from _misspelt(places, explained)
    yield from _unused(defined, texts)
    yield from _unknown(places, explained, texts)


def _definitions(texts: Sequence[Flat]) -> dict[str, tuple[Flat, int, int]]:
    """Return what "công nghệ thông tin (CNTT)" defines: letters are those of the words before."""
    found: dict[str, tuple[Flat, int, int]] = {}
    for flat in texts:
        for each in _DEFINED.finditer(flat.text):
            before = flat.text[max(0, each.start() - _REACH) : each.start()]
            initials = "".join(word[0] for word in _BEFORE.findall(before))
            if fold(initials).endswith(fold(each[1])):
                found.setdefault(each[1], (flat, each.start(1), each.end(1)))
    return found


def _misspelt(
    places: dict[str, list[tuple[Flat, int, int]]], explained: set[str]
) -> Iterator[Finding]:
    for typed, found_at in places.items():
        if typed in known_abbreviations() or typed in explained or len(typed) < 3:
            continue
        for right, company in _COMPANY.items():
            if OSA.distance(fold(typed), fold(right), score_cutoff=1) > 1:
                continue
            beside = [each for each in found_at if company & _beside(*each)]
            if beside:
                flat, start, end = beside[0]
                often = f" ({len(found_at)} chỗ)" if len(found_at) > 1 else ""
                yield rule("language.abbreviation").found(
                    around(flat, start, end, words_each_side=1),
                    f"“{typed}” không phải chữ viết tắt quen dùng; có lẽ là “{right}”{often}.",
                    suggestion=_mended(flat, start, end, right),
                )
                break


def _mended(flat: Flat, start: int, end: int, right: str) -> str:
    """Return the abbreviation; the Front's committee is "UB", not "UBND"."""
    if right == "MTTQ" and flat.text[:start].rstrip().endswith("UBND"):
        return "UB MTTQ"
    return right


def _beside(flat: Flat, start: int, end: int) -> set[str]:
    before = re.findall(r"\w+", flat.text[max(0, start - 20) : start])[-1:]
    after = re.findall(r"\w+", flat.text[end : end + 20])[:1]
    return {*before, *after}


def _unused(defined: dict[str, tuple[Flat, int, int]], texts: Sequence[Flat]) -> Iterator[Finding]:
    times = Counter(
        each for flat in texts for each in re.findall(r"(?<!\w)[A-ZĐƯ]{2,9}(?!\w)", flat.text)
    )
    for short, (flat, start, end) in defined.items():
        if times[short] == 1:
            yield rule("language.abbreviation_unused").found(
                flat.span(max(0, start - 1), min(len(flat.text), end + 1)),
                f"“{short}” được giải thích ở đây nhưng sau đó không dùng lại.",
                suggestion=f"Bỏ “({short})”.",
            )


def _unknown(
    places: dict[str, list[tuple[Flat, int, int]]], explained: set[str], texts: Sequence[Flat]
) -> Iterator[Finding]:
    """Yield abbreviations of several letters that are used and never explained, three at most."""
    ends = next((at for at, flat in enumerate(texts) if _RECIPIENTS.match(flat.text)), len(texts))
    body = {id(flat) for flat in texts[:ends]}
    shown = 0
    for typed, found_at in sorted(places.items(), key=lambda each: -len(each[1])):
        inside = [each for each in found_at if id(each[0]) in body]
        if (
            typed in known_abbreviations()
            or typed in explained
            or len(typed) < 3
            or len(inside) < _USED
            or _ROMAN.fullmatch(typed)
            or _is_word(typed)
            or _is_name(inside)
        ):
            continue
        flat, start, end = inside[0]
        yield rule("language.abbreviation_unknown").found(
            around(flat, start, end, words_each_side=2),
            f"“{typed}” dùng {len(inside)} lần mà không có chỗ nào giải thích.",
            suggestion="Viết đầy đủ ở lần đầu, kèm chữ viết tắt trong ngoặc đơn.",
        )
        shown += 1
        if shown == _SHOWN:
            return


def _is_word(typed: str) -> bool:
    """Say whether it is no abbreviation but a word: it holds vowels as words do."""
    return bool(re.fullmatch(r"[^AEIOUY]{0,2}[AEIOUY]+[^AEIOUY]{0,2}[AEIOUY]*", typed))


def _is_name(found_at: Sequence[tuple[Flat, int, int]]) -> bool:
    """Say whether it stands among capitals or foreign words, or is itself explained in brackets."""
    return all(
        flat.text[end : end + 2] in (" (", "(") or re.search(r"[(/]$", flat.text[:start])
        for flat, start, end in found_at
    )


@cache
def known_abbreviations() -> frozenset[str]:
    """Return abbreviations that need no explanation."""
    file = resources.files("bot.review") / "data" / "abbreviations.yaml"
    listed = yaml.safe_load(file.read_text(encoding="utf-8"))
    return frozenset(str(each) for group in listed for each in group)
