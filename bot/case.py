"""Tell for which case a procedure is: of what age, for which paper, with which parts."""

import re

from bot.aspect import plain_words
from bot.topic import named_in
from knowledge.text import fold
from knowledge.types import Aspect, Procedure

_UP_TO = re.compile(r"\bduoi (\d+) tuoi\b")
_FROM = re.compile(r"\b(?:tu du|tu|du|tren) (\d+) tuoi\b")
_AGE = re.compile(r"\b(duoi |chua du )?(\d+) tuoi\b")


def age_in(text: str) -> int | None:
    """Return the age that a message names in years; "dưới 14 tuổi" is 13."""
    found = _AGE.search(" ".join(plain_words(text)))
    return int(found[2]) - bool(found[1]) if found else None


def fits_age(name: str, years: int, *, if_silent: bool = False) -> bool:
    """Say whether a procedure's name is for somebody of that age, if it names ages."""
    name = fold(name)
    if under := _UP_TO.search(name):
        return years < int(under[1])
    if over := _FROM.search(name):
        return years >= int(over[1])
    return if_silent


def parts_of(procedure: Procedure) -> dict[Aspect, tuple[str, ...]]:
    """Return what the record says in each part that details are asked of."""
    return {
        Aspect.DOCUMENTS: tuple(f"{paper.case} {paper.name}" for paper in procedure.papers),
        Aspect.CONDITIONS: procedure.conditions,
        Aspect.STEPS: (*procedure.steps, *(note.text for note in procedure.notes)),
    }


def subject_of(name: str) -> tuple[str, ...]:
    """Return the subject of a procedure's name, without what its brackets add."""
    return named_in(name.split("(")[0]).subject
