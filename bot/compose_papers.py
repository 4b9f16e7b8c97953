"""Say which papers a procedure needs: as lines of an answer, and as a list to tick off."""

import re
from collections.abc import Sequence

from bot.procedure_brief import paper_text, real_papers
from bot.quote import sentences
from bot.types import CheckItem
from bot.wording import capital, listed, sentence, shortened
from knowledge.text import fold
from knowledge.types import Aspect, Note, Paper, Procedure

_MAX_LINES = 5
_MAX_NAMED = 4
# Nobody ticks off more on a phone; what is left out is said to be so.
_MAX_ITEMS = 20
_ITEM_WORDS = 18
_CASE_WORDS = 12
_NOTE_WORDS = 30
_EXEMPT_WORDS = 14
_AND_MORE = CheckItem(text="Giấy khác ghi ở nguồn, tùy trường hợp")
# The office looks it up in the national data of persons: the paper itself stays at home. Of land
# and homes too little is in the data to leave a contract behind.
_LOOKED_UP = re.compile(
    r"^(?:khong (?:can|phai nop|phai mang)\b(?! ban giay).*\bneu\b|tra duoc\b.*\bkhong phai)"
)
_NATIONAL_DATA = re.compile(r"\bdu lieu (?:dan cu|ho tich)\b")
# Whatever the data hold, nobody should set out without it.
_IDENTITY = re.compile(r"\b(?:tuy than|can cuoc|ho chieu|chung minh nhan dan)\b")
_NOT_BROUGHT = re.compile(
    r"\bkhoi mang\b|\bkhong phai (?:mang|nop|xuat trinh)\b"
    r"|\bkhong can\b.*\b(?:giay|don|phieu|ban sao)\b"
)


def papers_text(procedure: Procedure) -> str:
    """Return the papers as a dashed list, or "" if the record has none."""
    papers = real_papers(procedure.papers)
    chosen = sorted(papers, key=lambda paper: bool(paper.case))
    lines = [capital(_case(paper) + paper_text(paper, 26)) for paper in chosen[:_MAX_LINES]]
    if rest := chosen[_MAX_LINES:]:
        # Named all the same: a paper left unsaid costs somebody a second trip.
        names = [shortened(paper.name, 8).rstrip(".;") for paper in rest[:_MAX_NAMED]]
        more = " và giấy khác ghi ở nguồn" if len(rest) > _MAX_NAMED else ""
        lines.append(f"Tùy trường hợp còn cần: {'; '.join(names)}{more}.")
    if exempt := next((paper for paper in papers if paper.exempt), None):
        lines.append(_exempt_line(exempt))
    return listed(lines)


def checklist(procedure: Procedure) -> tuple[CheckItem, ...]:
    """Return what to bring, needed in every case first, then what need not be brought.

    Only what the record states: a paper that the office looks up in the data says when.
    """
    papers = sorted(real_papers(procedure.papers), key=lambda paper: bool(paper.case))
    items = list(dict.fromkeys(_item(paper) for paper in papers))
    if len(items) > _MAX_ITEMS:
        items = [*items[: _MAX_ITEMS - 1], _AND_MORE]
    named = dict.fromkeys(paper.exempt for paper in papers if names_papers(paper.exempt))
    said = [sentence(shortened(text, _NOTE_WORDS)) for text in (*named, *spared(procedure.notes))]
    at_home = [item for item in items if not item.is_needed]
    at_home += [CheckItem(text=text, is_needed=False) for text in said] if items else []
    return (*(item for item in items if item.is_needed), *at_home)


def spared(notes: Sequence[Note]) -> list[str]:
    """Return the sentences of the notes that name a paper nobody has to bring."""
    texts = [text for n in notes if n.aspect is Aspect.DOCUMENTS for text in sentences(n.text)]
    return [text for text in texts if _NOT_BROUGHT.search(fold(text))]


def _item(paper: Paper) -> CheckItem:
    text = _case(paper) + paper_text(paper, _ITEM_WORDS, with_form=False)
    if paper.exempt and not names_papers(paper.exempt):
        text += f" – {_remark(paper.exempt)}"
    return CheckItem(text=capital(text), form=paper.form, is_needed=not is_looked_up(paper))


def is_looked_up(paper: Paper) -> bool:
    """Say whether the paper stays at home when the national data hold what it says."""
    remark = fold(paper.exempt)
    is_in_data = _LOOKED_UP.match(remark) and _NATIONAL_DATA.search(remark)
    return bool(is_in_data) and not _IDENTITY.search(fold(paper.name))


def _exempt_line(paper: Paper) -> str:
    if names_papers(paper.exempt):
        return f"Không phải mang: {sentence(shortened(paper.exempt, 25))}"
    remark = sentence(shortened(_remark(paper.exempt), 25))
    name = re.split(r"[,;(]", paper.name)[0].strip()
    return f"{shortened(name, _EXEMPT_WORDS).rstrip('.')}: {remark[:1].lower()}{remark[1:]}"


def names_papers(exempt: str) -> bool:
    """Say whether the remark names papers to leave at home; a sentence is about its own paper."""
    return exempt[:1].islower()


def _remark(exempt: str) -> str:
    """Return a sentence as it stands within another."""
    return f"{exempt[:1].lower()}{exempt[1:]}".rstrip(".")


def _case(paper: Paper) -> str:
    return f"{shortened(paper.case, _CASE_WORDS).rstrip(':')}: " if paper.case else ""
