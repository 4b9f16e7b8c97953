"""Turn one page of the portal into a Procedure, whichever layout or file it came in."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal

from knowledge.importers.portal_fields import (
    chosen_authority,
    read_decision,
    read_legal,
    read_levels,
    read_steps,
    read_who,
    split_lines,
    text_doubts,
)
from knowledge.importers.portal_page import Page
from knowledge.importers.portal_papers import read_papers
from knowledge.importers.portal_submissions import read_submissions
from knowledge.importers.portal_text import one_line, or_empty, quoted, says_nothing, without_bullet
from knowledge.types import Doubt, Procedure, Source, Verified

PORTAL_TITLE = "Cổng Dịch vụ công quốc gia"

_FULLY_ONLINE = re.compile(r"dịch vụ công (?:trực tuyến )?toàn trình|trực tuyến toàn trình")
_PARTLY_ONLINE = re.compile(r"dịch vụ công (?:trực tuyến )?một phần|trực tuyến một phần")


def read_procedure(page: Page, *, as_of: date, doubts: Sequence[Doubt] = ()) -> Procedure:
    """Return the procedure of a page; `doubts` are those found before, they come first."""
    submissions = read_submissions(page.submissions, as_of=as_of)
    found = [*doubts, *submissions.doubts, *text_doubts(page)]
    if page.submissions_raw and not page.submissions:
        reason = "the table of channels could not be read"
        found.append(Doubt(field="submissions", reason=reason, raw=quoted(page.submissions_raw)))
    return Procedure(
        code=page.code,
        name=page.name,
        domain=one_line(or_empty(page.domain)),
        levels=read_levels(page.levels),
        who=read_who(page.who),
        authority=chosen_authority(page),
        place=or_empty(page.place),
        online=_online(page),
        submissions=submissions.submissions,
        papers=read_papers(page.papers),
        conditions=split_lines(page.conditions),
        steps=read_steps(page.steps),
        results=tuple(without_bullet(part) for part in page.results if not says_nothing(part)),
        legal_basis=read_legal(page.legal),
        decision=read_decision(page.decision),
        asked_as=_keywords(page),
        doubts=tuple(found),
        source=Source(title=PORTAL_TITLE, url=page.url, as_of=as_of, verified=Verified.PORTAL),
    )


def _online(page: Page) -> Literal["full", "partial"] | None:
    """Return how far online only where the procedure's own name says it."""
    if _FULLY_ONLINE.search(page.name):
        return "full"
    return "partial" if _PARTLY_ONLINE.search(page.name) else None


def _keywords(page: Page) -> tuple[str, ...]:
    """Return the page's keywords as other names of the procedure, unless they repeat its name."""
    words = one_line(page.keywords)
    return (words,) if words and len(words) < 200 and words.lower() != page.name.lower() else ()
