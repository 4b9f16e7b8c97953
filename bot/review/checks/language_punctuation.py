"""Blanks and punctuation: missing, doubled, unclosed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from bot.review.checks.language_words import around, hidden_parts
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import BlockKind, Finding

_LOWER = r"\p{Ll}"
_UPPER = r"\p{Lu}"
# Within this many characters of a block's beginning a bracket closes the number of an item.
_LABEL = regex.compile(r"^\W*(?:[a-zđ]{1,2}|\d{1,2}(?:\.\d{1,2})*|[ivxIVX]{1,5})\)")
_ITEM = regex.compile(r"(?:^|[\s(;:,.])(?:[a-zđ]|\d{1,2}|[ivx]{1,4})\)")
_SHOWN_BRACKETS = 4


@dataclass(frozen=True, kw_only=True)
class _Sort:
    rule: str
    pattern: regex.Pattern[str]
    what: str
    suggestion: str


_SORTS = (
    _Sort(
        rule="language.blank_before",
        pattern=regex.compile(
            rf"(?<=[{_LOWER}{_UPPER}\d)%]) +[,;](?=\s|$)|(?<=[{_LOWER}]) +[.:](?=\s*$)"
        ),
        what="Thừa dấu cách trước dấu câu",
        suggestion="Viết dấu câu liền sau chữ đứng trước.",
    ),
    _Sort(
        rule="language.blank_after",
        pattern=regex.compile(
            rf"(?<=[{_LOWER}])[,;](?=[{_LOWER}{_UPPER}])|(?<=[{_LOWER}]{{2}})[.:](?=[{_UPPER}][{_LOWER}])"
            rf"|(?<=[{_LOWER}])(?:…|\.\.\.)(?=[{_LOWER}]{{2}})"
        ),
        what="Thiếu dấu cách sau dấu câu",
        suggestion="Thêm một dấu cách sau dấu câu.",
    ),
    _Sort(
        rule="language.blank_label",
        pattern=regex.compile(
            rf"^(?:[IVX]{{1,5}}|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}})\.(?=[{_UPPER}][{_LOWER}{_UPPER}])"
            rf"|^[-+](?=[{_UPPER}{_LOWER}]|\d{{1,3}}%)"
        ),
        what="Thiếu dấu cách sau số thứ tự hoặc gạch đầu dòng",
        suggestion="Thêm một dấu cách.",
    ),
    _Sort(
        rule="language.doubled_mark",
        pattern=regex.compile(
            r",\s?,|;\s?;|::|,\s?\.(?![.\d/])|;\s?\.(?![./])|(?<![.…])\.;|,;|;,|(?<![.…])\.\.(?![.…/])"
            r"|(?<![.…])\.{4,5}(?![.…@])|….?\.(?![.…/])|(?<=\w)\.\s?,"
        ),
        what="Dấu câu bị lặp hoặc hai dấu câu đứng liền nhau",
        suggestion="Giữ một dấu câu.",
    ),
)
_STOP = regex.compile(rf"(?<=[{_LOWER}]{{3}})\. (?!https?:)(?=[{_LOWER}]{{2,}})")
_TIME_ALONE = regex.compile(
    rf"(?:^|(?<=[.;:] ))(?:Trong|Đến|Tính đến|Từ đầu) (?:(?:hết|cuối|đầu) )?(?:năm|quý|tháng|ngày)"
    rf" [\dIVX/.]{{1,10}}\. (?=[{_UPPER}])"
)


def punctuation(texts: Sequence[Flat]) -> Iterator[Finding]:
    """Yield slips of punctuation, those of one sort as one finding, and open brackets."""
    hidden = [hidden_parts(flat.text) for flat in texts]
    for sort in _SORTS:
        places = [
            (flat, each)
            for flat, parts in zip(texts, hidden, strict=True)
            for each in sort.pattern.finditer(flat.text, flat.block.label)
            if not _is_inside(parts, each.start())
        ]
        if places:
            flat, each = places[0]
            often = f" ({len(places)} chỗ)" if len(places) > 1 else ""
            yield rule(sort.rule).found(
                around(flat, each.start(), each.end()),
                f"{sort.what}{often}.",
                suggestion=sort.suggestion,
            )
    for flat, parts in zip(texts, hidden, strict=True):
        yield from _stops(flat, parts)
    yield from list(_unclosed(texts))[:_SHOWN_BRACKETS]


def _is_inside(parts: Sequence[tuple[int, int]], at: int) -> bool:
    return any(start <= at < end for start, end in parts)


def _stops(flat: Flat, parts: Sequence[tuple[int, int]]) -> Iterator[Finding]:
    """Yield full stops in mid-sentence."""
    if flat.block.kind is not BlockKind.PARAGRAPH:
        return
    for stop in _STOP.finditer(flat.text):
        if not _is_inside(parts, stop.start()):
            yield rule("language.stop").found(
                around(flat, stop.start(), stop.end()),
                "Sau dấu chấm là chữ thường: hoặc thừa dấu chấm, hoặc phải viết hoa.",
            )
    for alone in _TIME_ALONE.finditer(flat.text):
        yield rule("language.stop").found(
            around(flat, alone.start(), alone.end(), words_each_side=1),
            "Dấu chấm cắt phần chỉ thời gian ra khỏi câu; có lẽ là dấu phẩy.",
        )


def _unclosed(texts: Sequence[Flat]) -> Iterator[Finding]:
    for flat in texts:
        if flat.block.kind not in (BlockKind.PARAGRAPH, BlockKind.FOOTNOTE):
            continue
        # What an annex goes with is looked at as form.
        if flat.text.startswith("(Kèm theo"):
            continue
        if (at := _odd_bracket(flat.text)) is not None:
            mark = flat.text[at]
            is_open = mark in "(“"
            yield rule("language.bracket").found(
                around(flat, at, at + 1, words_each_side=4),
                f"Dấu {mark} {'mở ra mà không đóng' if is_open else 'đóng mà không mở'}.",
                suggestion="Thêm dấu còn thiếu." if is_open else "Thêm dấu mở, hoặc bỏ dấu này.",
            )


def _odd_bracket(text: str) -> int | None:
    """Return the place of the first bracket or quotation mark without its other half."""
    labels = {each.end() - 1 for each in (*_LABEL.finditer(text), *_ITEM.finditer(text))}
    round_open: list[int] = []
    quote_open: int | None = None
    odd: int | None = None
    for at, letter in enumerate(text):
        if letter == "(":
            round_open.append(at)
        elif letter == ")":
            if round_open:
                round_open.pop()
            elif at not in labels and odd is None:
                odd = at
        elif letter == "“":
            quote_open = at
        elif letter == '"':
            quote_open = at if quote_open is None else None
        elif letter == "”":
            if quote_open is None and odd is None:
                odd = at
            quote_open = None
    if odd is not None:
        return odd
    if round_open:
        return round_open[0]
    return quote_open
