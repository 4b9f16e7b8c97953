"""Find every reference to a legal act or plan in a document."""

from bot.review.types import Cited, Document


def citations(document: Document) -> tuple[Cited, ...]:
    """Return the references in the order of the text."""
    return ()
