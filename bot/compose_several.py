"""Combine what is said of two procedures into one answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot import compose_procedure, procedure_trust
from bot.procedure_brief import brief
from bot.procedure_trust import Law
from bot.types import Answer, Citation, Status
from bot.wording import newest, sentence, shortened
from knowledge.overlays import Applied, apply
from knowledge.types import Aspect, Procedure

_NAME_WORDS = 14
_OVERVIEW = (Aspect.PLACE, Aspect.TIME)
# With more warnings the answer outgrows a phone's screen; the sources have them all.
_MAX_WARNINGS = 2


@dataclass(frozen=True, kw_only=True)
class Part:
    """One of the procedures, and when it is the one to take, if that is known."""

    procedure: Procedure
    when: str = ""
    aspects: tuple[Aspect, ...] = ()
    """What is asked of it; nothing means what is asked of all."""


def several_answer(
    parts: Sequence[Part], aspects: Sequence[Aspect], today: date, *, law: Law, lead: str
) -> Answer:
    """Answer about several procedures, each in a few lines under its name."""
    everything = tuple(aspects) or _OVERVIEW
    asked = [part.aspects or everything for part in parts]
    known = [apply(part.procedure, law.overlays, today) for part in parts]
    lines = [lead] if lead else []
    for number, (part, applied, mine) in enumerate(zip(parts, known, asked, strict=True), start=1):
        head = compose_procedure.heading(part.procedure, _NAME_WORDS)
        when = [f"- Khi nào: {sentence(part.when)}"] if part.when else []
        lines += [
            f"{number}. {head}",
            *when,
            brief(applied.procedure, mine, today, amounts_alone=True),
        ]
    warnings = tuple(
        dict.fromkeys(
            warning
            for applied, mine in zip(known, asked, strict=True)
            for aspect in mine
            for warning in procedure_trust.warnings(applied, aspect, law, today)
        )
    )
    shown = dict.fromkeys(f"Lưu ý: {warning.text}" for warning in warnings)
    cited = dict.fromkeys(
        c for applied, mine in zip(known, asked, strict=True) for c in _citations(applied, mine)
    )
    return Answer(
        status=Status.ANSWERED,
        text="\n".join([*lines, *list(shown)[:_MAX_WARNINGS]]),
        act="procedure",
        aspect=aspects[0] if aspects else None,
        procedure=parts[0].procedure.code,
        ranking=tuple(part.procedure.code for part in parts),
        together=tuple(part.procedure.code for part in parts),
        citations=tuple(cited),
        warnings=warnings,
        as_of=newest(cited),
    )


def difference_answer(first: Procedure, second: Procedure, today: date, *, law: Law) -> Answer:
    """Say when each of two procedures is the one to take, with their fees and times."""
    parts = [
        Part(procedure=first, when=when_to_take(first, second)),
        Part(procedure=second, when=when_to_take(second, first)),
    ]
    aspects = (Aspect.TIME, Aspect.FEE)
    lead = "Đây là hai thủ tục khác nhau."
    return several_answer(parts, aspects, today, law=law, lead=lead)


def when_to_take(procedure: Procedure, other: Procedure) -> str:
    """Return the case in which the first is taken and not the other, as the records say."""
    for neighbour in procedure.distinguish:
        if neighbour.code == other.code:
            return neighbour.here
    for neighbour in other.distinguish:
        if neighbour.code == procedure.code:
            return neighbour.there
    said = procedure.conditions[:1] or procedure.who[:1] or procedure.asked_as[:1]
    return shortened(said[0], 20) if said else ""


def _citations(applied: Applied, aspects: Sequence[Aspect]) -> list[Citation]:
    return [c for aspect in aspects for c in procedure_trust.citations(applied, aspect)]
