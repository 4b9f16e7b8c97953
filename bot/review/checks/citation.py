"""References to legal acts and plans: are they right, and do the acts still hold?"""

from collections.abc import Iterator

from bot.review.types import Document, Finding, Known


def check(document: Document, known: Known) -> Iterator[Finding]:
    """Yield what is wrong."""
    yield from ()
