"""Spelling, fixed terms, abbreviations, punctuation and what other programs left behind."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from bot.review.checks.language_abbreviations import abbreviations
from bot.review.checks.language_doubled import doubled
from bot.review.checks.language_marks import marks
from bot.review.checks.language_missing import missing_words
from bot.review.checks.language_names import names
from bot.review.checks.language_punctuation import punctuation
from bot.review.checks.language_sentences import long_sentences
from bot.review.checks.language_spelling import misspelt
from bot.review.checks.language_variants import variants
from bot.review.checks.language_words import words
from bot.review.flat import flats
from bot.review.types import Document, Finding, Known

# A word that is wrong all over is shown so often.
_SHOWN = 3


def check(document: Document, known: Known) -> Iterator[Finding]:
    """Yield what is wrong; the same words wrong in many places are shown in three."""
    found = list(_found(document))
    times = Counter((each.rule, document.quote(each.span).lower()) for each in found)
    shown: Counter[tuple[str, str]] = Counter()
    for each in found:
        what = each.rule, document.quote(each.span).lower()
        shown[what] += 1
        if times[what] > _SHOWN and shown[what] == _SHOWN:
            yield replace(each, why=f"{each.why} Trong văn bản có {times[what]} chỗ như vậy.")
        elif shown[what] <= _SHOWN:
            yield each


def _found(document: Document) -> Iterator[Finding]:
    texts = list(flats(document))
    said = words(texts)
    yield from misspelt(said)
    yield from missing_words(said)
    yield from doubled(said, texts)
    yield from names(texts)
    yield from abbreviations(texts)
    yield from variants(texts)
    yield from marks(document, texts)
    yield from punctuation(texts)
    yield from long_sentences(texts)
