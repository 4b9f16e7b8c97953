"""Review a document: run every check over it, and put what they found in order."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.review.checks import citation, consistency, form, language
from bot.review.types import Document, Finding, Known, Severity

logger = logging.getLogger(__name__)

Check = Callable[[Document, Known], Iterable[Finding]]
Progress = Callable[[str, int, int], None]
"""Told the name of what comes next, how much is done, and of how much."""

# What a person reads while it runs, and the check.
CHECKS: Sequence[tuple[str, Check]] = (
    ("dẫn chiếu", citation.check),
    ("thể thức", form.check),
    ("chính tả", language.check),
    ("số liệu", consistency.check),
)
_WEIGHT = {Severity.HIGH: 0, Severity.MEDIUM: 1, Severity.LOW: 2}


@dataclass(frozen=True, kw_only=True)
class Review:
    """What was found in a document, in the order of the text."""

    document: Document
    findings: tuple[Finding, ...]


def review(
    document: Document,
    known: Known,
    *,
    checks: Sequence[tuple[str, Check]] = CHECKS,
    progress: Progress = lambda _name, _done, _of: None,
) -> Review:
    """Run every check. A check that breaks is an error of the whole: no part passes for it."""
    found: list[Finding] = []
    for done, (name, check) in enumerate(checks):
        progress(name, done, len(checks))
        found.extend(check(document, known))
    progress("", len(checks), len(checks))
    return Review(document=document, findings=tuple(_settled(found)))


def _settled(found: Iterable[Finding]) -> list[Finding]:
    """Return each finding once: of several of one kind that overlap, the gravest, most certain."""
    kept: list[Finding] = []
    ranked = sorted(
        found, key=lambda each: (_WEIGHT[each.severity], not each.certain, each.span.start)
    )
    for each in ranked:
        if not any(
            other.kind is each.kind
            and each.span.start < other.span.end
            and other.span.start < each.span.end
            for other in kept
        ):
            kept.append(each)
    return sorted(kept, key=lambda each: (each.span.start, each.span.end))
