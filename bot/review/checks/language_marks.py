"""What other programs left behind: markup, formulas, marks of footnotes, broken letters."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.review.checks.language_words import around
from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import BlockKind, Document, Finding, Span

# Of marks of one sort so many are shown; the last says how many there are.
_SHOWN = 2


@dataclass(frozen=True, kw_only=True)
class _Mark:
    pattern: re.Pattern[str]
    what: str
    suggestion: str
    rule: str = "language.markup"


_MARKS = (
    _Mark(
        pattern=re.compile(
            r"(?<![\w*(])\*\*(?=[^\s*)])(?:[^*]{1,200}\*\*)?|(?<=[^\s*(])\*\*(?![*)])"
        ),
        what="dấu ** (chữ đậm của Markdown)",
        suggestion="Bỏ dấu **.",
    ),
    _Mark(
        pattern=re.compile(r"(?<![\w*])\*(?=[^\s*)])[^*]{1,200}(?<=[^\s*(])\*(?![*\w)])"),
        what="dấu * (chữ nghiêng của Markdown)",
        suggestion="Bỏ hai dấu *.",
    ),
    _Mark(
        pattern=re.compile(r"\$[^$\n]{1,60}\\[^$\n]{1,60}\$|\\(?:geq?|leq?|times|text|frac|%)\S*"),
        what="ký hiệu công thức LaTeX",
        suggestion="Viết thẳng dấu và số, ví dụ “≥ 95%”.",
    ),
    _Mark(
        pattern=re.compile(
            r"</?(?:br|p|b|i|u|sup|sub|td|tr|th|table|div|span|strong|em)\s*/?>", re.I
        ),
        what="thẻ HTML",
        suggestion="Bỏ thẻ HTML.",
    ),
    _Mark(
        pattern=re.compile(r"&(?:nbsp|amp|lt|gt|quot|#\d{2,5});"),
        what="mã ký tự HTML",
        suggestion="Thay bằng ký tự thật.",
    ),
    _Mark(
        pattern=re.compile(r"^#{1,6} (?=\S)|^\|?(?:\s*:?-{3,}:?\s*\|)+"),
        what="dấu của Markdown",
        suggestion="Bỏ dấu này.",
    ),
    _Mark(
        pattern=re.compile(r"[\ufffd\ue000-\uf8ff]|(?<=\w)\?{2,}(?=\w)"),
        what="ký tự hỏng",
        suggestion="Gõ lại chữ bị hỏng.",
        rule="language.broken_letter",
    ),
)
_LONE = re.compile(r"\n[^\S\n]*(\d{1,2})[^\S\n]*\n\s*(?:[.,;:)](?=\s|$))?")
_GLUED = re.compile(r"(?<=[^\W\d_])\)(\d{1,2})(?=[\s.,;]|$)")


def marks(document: Document, texts: Sequence[Flat]) -> Iterator[Finding]:
    """Yield what is left of markup, by sort, and marks of footnotes in mid-sentence."""
    for mark in _MARKS:
        places = [(flat, each) for flat in texts for each in mark.pattern.finditer(flat.text)]
        for flat, each in places[:_SHOWN]:
            often = f" (trong văn bản có {len(places)} chỗ)" if len(places) > _SHOWN else ""
            yield rule(mark.rule).found(
                _tight(flat, each.start(), each.end()),
                f"Còn sót {mark.what}{often}.",
                suggestion=mark.suggestion,
            )
    for flat in texts:
        yield from _footnote_marks(document, flat)


def _tight(flat: Flat, start: int, end: int) -> Span:
    """Return a mark with the word it stands at, and no more than a line of what it holds."""
    found = around(flat, start, end, words_each_side=1 if end - start > 2 else 4)
    return Span(start=found.start, end=min(found.end, found.start + 120))


def _footnote_marks(document: Document, flat: Flat) -> Iterator[Finding]:
    if flat.block.kind is not BlockKind.PARAGRAPH:
        return
    raw = document.quote(flat.block.span)
    for lone in _LONE.finditer(raw):
        if not raw[: lone.start()].strip():
            continue
        before = raw[: lone.start()].rstrip()
        start = max(before.rfind(" "), before.rfind("\n")) + 1
        end = len(raw[: lone.end()].rstrip())
        first = flat.block.span.start
        yield rule("language.stray_mark").found(
            Span(start=first + start, end=first + max(end, lone.end(1))),
            f"Số “{lone[1]}” đứng riêng một dòng giữa câu: có lẽ là số chú thích hoặc số trang.",
        )
    for glued in _GLUED.finditer(flat.text):
        yield rule("language.stray_mark").found(
            around(flat, glued.start(), glued.end(), words_each_side=2),
            f"Số “{glued[1]}” dính liền sau dấu ngoặc: có lẽ là số chú thích bị rơi ra.",
        )
