"""Form and layout of an administrative document by Nghị định 30/2020/NĐ-CP."""

from collections.abc import Iterator

from bot.review.checks import (
    form_blanks,
    form_dashes,
    form_foot,
    form_head,
    form_headings,
    form_numbering,
    layout,
)
from bot.review.checks.form_parts import parts
from bot.review.types import Document, Finding, Known


def check(document: Document, known: Known) -> Iterator[Finding]:
    """Yield what is wrong.

    The decree holds for offices of the state. Documents of the Party follow Hướng dẫn
    05-HD/VPTW of 27/5/2026 (before: 36-HD/VPTW of 2018), normative acts their own law: of those
    only blanks and numbering are looked at. The decree itself stood unchanged in October 2026
    (read on 22/11/2026 in a public log of 03/10/2026; not held against the official gazette).
    """
    found = parts(document)
    if found.is_whole and not found.is_party and not found.is_normative:
        yield from form_head.check(found)
        yield from form_foot.check(found)
        yield from layout.check(document, found)
    if not found.is_party:
        yield from form_headings.check(found)
    yield from form_blanks.check(found)
    yield from form_numbering.check(found)
    yield from form_dashes.check(found)
