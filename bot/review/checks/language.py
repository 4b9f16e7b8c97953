"""Spelling, fixed terms and abbreviations."""

from collections.abc import Iterator

from bot.review.types import Document, Finding, Known


def check(document: Document, known: Known) -> Iterator[Finding]:
    """Yield what is wrong."""
    yield from ()
