"""Make a long PDF of text and ruled tables, to measure what importing one costs."""

import itertools
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table, TableStyle

from knowledge.load import load
from knowledge.text import fold

_PARAGRAPHS_A_PAGE = 11
_ROWS_A_TABLE = 14
# One page in so many is a table.
_TABLE_EVERY = 3


def make_long_pdf(path: Path, *, pages: int) -> None:
    """Write a PDF of so many pages, always the same: our guides' sentences, without diacritics.

    The fonts every PDF reader brings along have no Vietnamese letters.
    """
    guides = load().guides
    said = itertools.cycle(fold(" ".join([g.summary, *g.steps])) for g in guides)
    names = itertools.cycle(fold(guide.title) for guide in guides)
    style = getSampleStyleSheet()["BodyText"]
    ruled = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, "black")])
    story: list[object] = []
    for page in range(pages):
        if page % _TABLE_EVERY:
            story += [Paragraph(_cut(next(said)), style) for _ in range(_PARAGRAPHS_A_PAGE)]
        else:
            rows = [["TT", "Viec", "Hop tac"]]
            rows += [[str(n), next(names)[:40], next(names)[:40]] for n in range(_ROWS_A_TABLE)]
            story.append(Table(rows, style=ruled))
        story.append(PageBreak())
    SimpleDocTemplate(str(path), pagesize=A4, invariant=True).build(story)


def _cut(text: str) -> str:
    return " ".join(text.split()[:60])
