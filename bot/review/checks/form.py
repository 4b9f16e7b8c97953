"""Form and layout of an administrative document by Nghị định 30/2020/NĐ-CP."""

from collections.abc import Iterator

from bot.review.types import Document, Finding, Known


def check(document: Document, known: Known) -> Iterator[Finding]:
    """Yield what is wrong."""
    yield from ()
