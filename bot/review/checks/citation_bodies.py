"""Bodies that no longer existed when they are said to act."""

from collections.abc import Iterator
from datetime import date

from bot.review.checks.citation_context import Context, day
from bot.review.flat import flats
from bot.review.rules import rule
from bot.review.types import BlockKind, Finding, Span
from knowledge.check.bodies import ABOLISHED, AbolishedBody, abolished_at


def bodies(context: Context) -> Iterator[Finding]:
    """Yield abolished bodies as issuers, and in the text of documents of a later day."""
    yield from _issuers(context)
    since = context.period[0] if context.period else None
    if since is not None:
        yield from _in_text(context, since)


def _issuers(context: Context) -> Iterator[Finding]:
    for each in context.others:
        issuer, issued = each.cited.issuer, each.cited.issued
        if not issuer or issued is None or "cũ" in issuer:
            continue
        for body in ABOLISHED:
            if body.pattern.search(issuer) and issued >= body.since:
                yield rule("citation.abolished_issuer").found(
                    context.span(each.start, each.end),
                    f"{issuer} không còn từ ngày {day(body.since)}, nên không thể ban hành văn bản "
                    f"ngày {day(issued)}. Nay là: {body.successor}.",
                )
                break


def _in_text(context: Context, written: date) -> Iterator[Finding]:
    """Yield each body once, at its first place."""
    found: dict[str, tuple[AbolishedBody, Span, int]] = {}
    issuers = [
        context.span(*each.issuer_at) for each in context.mentions if each.issuer_at is not None
    ]
    for flat in flats(context.document, BlockKind.PARAGRAPH, BlockKind.ROW):
        for body, start, end in abolished_at(flat.text):
            span = flat.span(start, end)
            if written < body.since or any(
                span.start < issuer.end and issuer.start < span.end for issuer in issuers
            ):
                continue
            _, first, times = found.get(body.name, (body, span, 0))
            found[body.name] = (body, first, times + 1)
    for body, span, times in found.values():
        count = f" Văn bản nhắc {times} lần." if times > 1 else ""
        yield rule("citation.abolished_body").found(
            span,
            f"{body.name} không còn từ ngày {day(body.since)}. Nay là: {body.successor}.{count}",
            suggestion=body.successor,
            source=_act(body),
        )


def _act(body: AbolishedBody) -> str:
    acts = {
        "Resolution 176/2025/QH15": "Nghị quyết 176/2025/QH15",
        "Decree 45/2025/NĐ-CP": "Nghị định 45/2025/NĐ-CP",
        "Law 72/2025/QH15": "Luật 72/2025/QH15",
        "Resolution 225/2025/QH15": "Nghị quyết 225/2025/QH15",
        "Decision 381/QĐ-BTC": "Quyết định 381/QĐ-BTC",
        "Decision 382/QĐ-BTC": "Quyết định 382/QĐ-BTC",
    }
    return acts.get(body.act, "")
