"""References to legal acts and plans: are they right, and do the acts still hold?"""

from collections.abc import Iterator

from bot.review.checks.citation_bodies import bodies
from bot.review.checks.citation_context import context
from bot.review.checks.citation_dates import dates
from bot.review.checks.citation_force import force, subjects
from bot.review.checks.citation_numbers import numbers
from bot.review.checks.citation_titles import titles
from bot.review.types import Document, Finding, Known


def check(document: Document, known: Known) -> Iterator[Finding]:
    """Yield what is wrong."""
    found = context(document, known)
    yield from dates(found)
    yield from numbers(found)
    yield from force(found)
    yield from subjects(found)
    yield from titles(found)
    yield from bodies(found)
