"""Spelling, fixed terms and abbreviations."""

from collections.abc import Iterator

from bot.review.checks.language_spelling import misspelt
from bot.review.checks.language_words import words
from bot.review.types import Document, Finding, Known


def check(document: Document, known: Known) -> Iterator[Finding]:
    """Yield what is wrong."""
    found = words(document)
    yield from misspelt(found)
