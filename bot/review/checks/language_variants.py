"""One thing written two ways in one document."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import resources

import regex
import yaml

from bot.review.checks.language_names import either_way
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import Finding
from knowledge.text import modern_tones

_UPPER = r"\p{Lu}"
_LOWER = r"\p{Ll}"
_WORD = rf"[{_UPPER}{_LOWER}]+"
_FIELD = rf"[{_UPPER}][{_LOWER}]+ [{_LOWER}]+"
# "Phòng Văn hóa - Xã hội", "Trung tâm Văn hóa, Thể thao và Truyền thông".
_BODY = regex.compile(
    rf"\b(?:[Pp]hòng|[Tt]rung tâm|[Ss]ở|[Bb]ộ phận|[Bb]an) {_FIELD}"
    rf"(?:(?: ?[-–] ?|, ?| và ){_FIELD}){{1,3}}"
)
_SHOWN = 4


def variants(texts: Sequence[Flat]) -> Iterator[Finding]:
    """Yield names that the document writes in two ways, and marks of tones in both styles."""
    yield from list(_bodies(texts))[:_SHOWN]
    yield from _listed(texts)
    yield from list(_capitals(texts))[:_SHOWN]
    yield from _tones(texts)


def _bodies(texts: Sequence[Flat]) -> Iterator[Finding]:
    ways: defaultdict[str, defaultdict[str, list[tuple[Flat, int, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for flat in texts:
        for found in _BODY.finditer(flat.text):
            kind, _, name = found[0].partition(" ")
            name = modern_tones(name)
            key = f"{kind} {' '.join(regex.findall(_WORD, name))}".lower().replace(" và ", " ")
            ways[key][name].append((flat, found.start(), found.end()))
    for written in ways.values():
        if len(written) < 2:
            continue
        usual, *others = sorted(written, key=lambda each: -len(written[each]))
        flat, start, end = written[others[0]][0]
        said = "; ".join(f"“{each}” {len(written[each])} lần" for each in (usual, *others))
        yield rule("language.body_two_ways").found(
            flat.span(start, end),
            f"Tên một cơ quan viết nhiều cách: {said}.",
            suggestion=f"Thống nhất một cách, ví dụ “{usual}”.",
        )


def _listed(texts: Sequence[Flat]) -> Iterator[Finding]:
    for group, patterns in _groups():
        places = [
            [(flat, each) for flat in texts for each in pattern.finditer(flat.text)]
            for pattern in patterns
        ]
        used = [(name, at) for name, at in zip(group, places, strict=True) if at]
        if len(used) < 2:
            continue
        usual, rare = sorted(used, key=lambda each: -len(each[1]))[:2]
        flat, found = rare[1][0]
        yield rule("language.two_names").found(
            flat.span(found.start(), found.end()),
            f"Văn bản vừa viết “{usual[0]}” ({len(usual[1])} lần), vừa viết “{rare[0]}”"
            f" ({len(rare[1])} lần); nếu là một thì phải thống nhất.",
            suggestion=f"Dùng một tên, ví dụ “{usual[0]}”.",
        )


def _capitals(texts: Sequence[Flat]) -> Iterator[Finding]:
    """Yield names that begin with a capital and go on in two ways: "Ban Chỉ đạo", "Ban chỉ đạo"."""
    ways: defaultdict[str, defaultdict[str, list[tuple[Flat, int, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for flat in texts:
        if flat.text.isupper():
            continue
        for found in _either().finditer(flat.text):
            typed = modern_tones(found[0])
            is_begun = not flat.text[: found.start()].strip("0123456789IVX.-–+*•() ")
            is_sentence = flat.text[: found.start()].rstrip().endswith((".", ":", ";"))
            if not typed[0].isupper() or typed.isupper():
                continue
            if (is_begun or is_sentence) and typed[1:].islower():
                continue
            ways[typed.lower()][typed].append((flat, found.start(), found.end()))
    for written in ways.values():
        if len(written) < 2:
            continue
        usual, *others = sorted(written, key=lambda each: -len(written[each]))
        flat, start, end = written[others[0]][0]
        said = "; ".join(f"“{each}” {len(written[each])} lần" for each in (usual, *others))
        yield rule("language.capitals_two_ways").found(
            flat.span(start, end),
            f"Một tên viết hoa nhiều cách: {said}.",
            suggestion=f"Thống nhất một cách, ví dụ “{usual}”.",
        )


@cache
def _either() -> regex.Pattern[str]:
    names = "|".join(regex.escape(each).replace(r"\ ", " ") for each in either_way())
    return regex.compile(rf"\b(?:{names})\b", regex.IGNORECASE)


def _tones(texts: Sequence[Flat]) -> Iterator[Finding]:
    """Yield one word that the document spells in both styles: "hóa" and "hoá"."""
    ways: defaultdict[str, defaultdict[str, list[tuple[Flat, int, int]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for flat in texts:
        for found in _OPEN.finditer(flat.text):
            typed = found[0].lower()
            ways[modern_tones(typed)][typed].append((flat, found.start(), found.end()))
    both = {word: written for word, written in ways.items() if len(written) > 1}
    if not both:
        return
    word = max(both, key=lambda each: min(len(at) for at in both[each].values()))
    usual, rare = sorted(both[word], key=lambda each: -len(both[word][each]))[:2]
    if len(both[word][rare]) < 2 and len(both) < 2:
        return
    flat, start, end = both[word][rare][0]
    yield rule("language.two_styles").found(
        flat.span(start, end),
        f"Dấu thanh đặt theo hai kiểu: “{usual}” {len(both[word][usual])} lần,"
        f" “{rare}” {len(both[word][rare])} lần. Cả hai đều đúng, nên chọn một.",
        suggestion=usual,
    )


_OPEN = regex.compile(rf"\b[{_UPPER}{_LOWER}]*(?:[óòỏõọ][ae]|o[áàảãạéèẻẽẹ]|[úùủũụ]y|u[ýỳỷỹỵ])\b")


@cache
def _groups() -> tuple[tuple[list[str], list[regex.Pattern[str]]], ...]:
    file = resources.files("bot.review") / "data" / "variants.yaml"
    return tuple(
        (group, [_pattern(each, group) for each in group])
        for group in yaml.safe_load(file.read_text(encoding="utf-8"))
    )


def _pattern(name: str, group: Sequence[str]) -> regex.Pattern[str]:
    """Return what finds a name, but not inside a longer one of the group."""
    longer = [each[len(name) :] for each in group if each != name and each.startswith(name)]
    stop = "".join(f"(?!{regex.escape(each)})" for each in longer)
    written = regex.escape(name).replace(r"\ ", " ").replace("khỏe", "kh(?:ỏe|oẻ)")
    return regex.compile(rf"\b{written}\b{stop}", regex.IGNORECASE)
