"""Does the document agree with itself?"""

from collections.abc import Callable, Iterator, Sequence

from bot.review.checks import (
    consistency_annexes,
    consistency_counts,
    consistency_dates,
    consistency_names,
    consistency_outdated,
    consistency_repeats,
    consistency_scope,
    consistency_sums,
    consistency_tables,
    consistency_targets,
)
from bot.review.checks.consistency_whole import Whole, read_whole
from bot.review.types import Document, Finding, Known

_CHECKS: Sequence[Callable[[Whole], Iterator[Finding]]] = (
    consistency_targets.check,
    consistency_counts.check,
    consistency_sums.check,
    consistency_dates.check,
    consistency_tables.check,
    consistency_annexes.check,
    consistency_repeats.check,
    consistency_scope.check,
    consistency_names.check,
    consistency_outdated.check,
)


def check(document: Document, known: Known) -> Iterator[Finding]:
    """Yield what is wrong."""
    whole = read_whole(document)
    for each in _CHECKS:
        yield from each(whole)
