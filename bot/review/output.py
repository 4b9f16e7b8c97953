"""What `motcua review --json` and `motcua citations --json` print (CONTRACT)."""

from collections.abc import Iterable
from typing import Any

from bot.review.run import Review
from bot.review.types import Cited, Document


def findings_json(done: Review) -> dict[str, Any]:
    """Return a review as it is printed."""
    document = done.document
    return {
        "doc": document.name,
        "findings": [
            {
                "kind": each.kind.value,
                "quote": document.quote(each.span),
                "line": document.line(each.span.start),
                "why": each.why,
                "suggestion": each.suggestion,
                "severity": each.severity.value,
                "certain": each.certain,
                "source": each.source,
                "rule": each.rule,
            }
            for each in done.findings
        ],
    }


def citations_json(document: Document, cited: Iterable[Cited]) -> dict[str, Any]:
    """Return a document's citations as they are printed."""
    return {
        "doc": document.name,
        "citations": [
            {
                "raw": document.quote(each.span),
                "type": each.kind,
                "number": each.number,
                "issuer": each.issuer,
                "date": each.issued.isoformat() if each.issued else None,
                "line": document.line(each.span.start),
            }
            for each in cited
        ],
    }
