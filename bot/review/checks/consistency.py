"""Does the document agree with itself?"""

from collections.abc import Callable, Iterator, Sequence

from bot.review.checks import consistency_counts, consistency_sums, consistency_targets
from bot.review.checks.consistency_whole import Whole, read_whole
from bot.review.types import Document, Finding, Known

_CHECKS: Sequence[Callable[[Whole], Iterator[Finding]]] = (
    consistency_targets.check,
    consistency_counts.check,
    consistency_sums.check,
)


def check(document: Document, known: Known) -> Iterator[Finding]:
    """Yield what is wrong."""
    whole = read_whole(document)
    for each in _CHECKS:
        yield from each(whole)
