"""Spelling, fixed terms, abbreviations, punctuation and what other programs left behind."""

from collections.abc import Iterator

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


def check(document: Document, known: Known) -> Iterator[Finding]:
    """Yield what is wrong."""
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
