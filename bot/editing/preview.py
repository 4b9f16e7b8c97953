"""Show what residents would be answered from a record that is not in service yet."""

from collections.abc import Iterable
from datetime import date

from bot import compose
from bot.editing.types import Editable
from bot.procedure_trust import Law
from bot.types import Answer
from bot.ward import Ward
from knowledge.types import Aspect, Procedure

_ASPECTS_OF: dict[str, tuple[Aspect, ...]] = {
    "submissions": (Aspect.FEE, Aspect.TIME),
    "papers": (Aspect.DOCUMENTS, Aspect.FORM),
    "place": (Aspect.PLACE,),
    "authority": (Aspect.PLACE,),
    "apply_within": (Aspect.TIME,),
    "online": (Aspect.ONLINE,),
    "conditions": (Aspect.CONDITIONS,),
    "who": (Aspect.CONDITIONS,),
    "steps": (Aspect.STEPS,),
    "results": (Aspect.RESULT,),
    "legal_basis": (Aspect.LEGAL_BASIS,),
}


def previews(
    record: Editable, changed: Iterable[str], *, today: date, law: Law, ward: Ward
) -> list[tuple[Aspect | None, Answer]]:
    """Return the short answer, and those about what was changed."""
    if not isinstance(record, Procedure):
        return [(None, compose.guide_answer(record, None, today))]
    aspects: list[Aspect | None] = [None]
    aspects += dict.fromkeys(each for name in changed for each in _ASPECTS_OF.get(name, ()))
    return [
        (
            each,
            compose.procedure_answer(record, each, record.name, today, law=law, home=ward),
        )
        for each in aspects
    ]
