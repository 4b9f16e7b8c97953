"""Sentences nobody can read in one breath."""

import re
from collections.abc import Iterator, Sequence

from bot.review.flat import Flat
from bot.review.rules import rule
from bot.review.types import BlockKind, Finding

_LONGEST = 120
_SHOWN = 3
_WORD = re.compile(r"[^\W_]+")
# A list after a colon or parted by semicolons is read item by item.
_SENTENCE = re.compile(r"[^.;:!?…]+(?:[.:](?=\S)[^.;:!?…]*)*")
_QUOTED_WORDS = 14


def long_sentences(texts: Sequence[Flat]) -> Iterator[Finding]:
    """Yield the longest sentences of more than 120 words, three at most."""
    found: list[tuple[int, Flat, int, int]] = []
    for flat in texts:
        if flat.block.kind is not BlockKind.PARAGRAPH:
            continue
        for sentence in _SENTENCE.finditer(flat.text):
            if len(sentence[0]) < 4 * _LONGEST:
                continue
            words = list(_WORD.finditer(flat.text, sentence.start(), sentence.end()))
            if len(words) > _LONGEST:
                last = words[min(_QUOTED_WORDS, len(words)) - 1].end()
                found.append((len(words), flat, words[0].start(), last))
    for count, flat, start, end in sorted(found, key=lambda each: -each[0])[:_SHOWN]:
        yield rule("language.long_sentence").found(
            flat.span(start, end),
            f"Câu này dài {count} chữ, khó đọc.",
            suggestion="Tách thành nhiều câu, hoặc thành các gạch đầu dòng.",
        )
