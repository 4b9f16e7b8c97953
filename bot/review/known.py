"""Gather what documents are held against: acts, today, and what other documents cite."""

from collections.abc import Iterable, Iterator
from datetime import date

from bot.review.citations import citations
from bot.review.read import document_of
from bot.review.types import Cited, Known
from knowledge.acts import Acts, LegalAct
from knowledge.types import Document, Plan


def known_from(
    acts: Iterable[LegalAct], others: Iterable[Plan | Document] = (), *, today: date
) -> Known:
    """Return what documents are held against; `others` are plans and documents imported before."""
    return Known(acts=Acts(acts), today=today, others=tuple(_cited(others)))


def _cited(others: Iterable[Plan | Document]) -> Iterator[tuple[str, Cited]]:
    """Yield what each cites with number and day, each act once, under the document's name."""
    for other in others:
        texts = [passage.text for passage in other.passages]
        if isinstance(other, Plan):
            texts += [duty.text for duty in other.duties]
        seen: set[tuple[str, str, date]] = set()
        for cited in citations(document_of("\n\n".join(texts), name=other.id)):
            if cited.number is None or cited.issued is None or cited.is_own:
                continue
            key = (cited.kind, cited.number, cited.issued)
            if key not in seen:
                seen.add(key)
                yield other.id, cited
