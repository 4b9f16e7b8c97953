"""Cut records into the passages that are searched."""

import re
from collections.abc import Iterator
from functools import lru_cache

from knowledge.text import fold
from knowledge.types import Document, Guide, Kind, Passage, Plan, Procedure, Record

_BODY_WORDS = 400
# What stands before a unit's name. Whole words: "Thanh Trì" and "Trần Phú" are names.
_UNIT = re.compile(
    r"(?:(?:phuong|xa|thi tran|thi xa|thanh pho|tinh|dac khu|tp|p)\s+|(?:tp|p)\.\s*)(?=\S)"
)


def passages_of(record: Record) -> list[Passage]:
    """Return the record's passages; their ids are stable while the record's parts stay."""
    match record:
        case Procedure():
            return list(_of_procedure(record))
        case Guide():
            return list(_of_guide(record))
        case Plan():
            return list(_of_plan(record))
        case Document():
            return list(_of_document(record))


# Every message is held against the places of all plans.
@lru_cache(maxsize=1_024)
def place_key(place: str) -> str:
    """Return the folded name that a question would use: "phường Tây Mỗ, …" -> "tay mo"."""
    name = " ".join(fold(place.split(",")[0]).split())
    unit = _UNIT.match(name)
    return name[unit.end() :] if unit else name


def _of_procedure(procedure: Procedure) -> Iterator[Passage]:
    def passage(field: str, text: str, number: int | None = None) -> Passage:
        suffix = field if number is None else f"{field}-{number}"
        return Passage(
            id=f"{procedure.code}#{suffix}",
            record_id=procedure.code,
            kind=Kind.PROCEDURE,
            field=field,
            text=text,
            audience=procedure.audience,
            levels=procedure.levels,
        )

    yield passage("name", procedure.name)
    if procedure.is_misfiled():
        return  # the rest is another procedure's
    for number, phrase in enumerate(procedure.asked_as):
        yield passage("asked", phrase, number)
    body = [
        procedure.domain,
        *procedure.results,
        *(f"{paper.case} {paper.name}" for paper in procedure.papers),
        *procedure.conditions,
        *(note.text for note in procedure.notes),
        procedure.apply_within,
        procedure.authority,
        *procedure.steps,
    ]
    words = " ".join(part for part in body if part).split()
    yield passage("body", " ".join(words[:_BODY_WORDS]))


def _of_guide(guide: Guide) -> Iterator[Passage]:
    def passage(field: str, text: str, number: int | None = None) -> Passage:
        suffix = field if number is None else f"{field}-{number}"
        return Passage(
            id=f"{guide.id}#{suffix}",
            record_id=guide.id,
            kind=Kind.GUIDE,
            field=field,
            text=text,
            audience=guide.audience,
        )

    yield passage("name", guide.title)
    for number, phrase in enumerate(guide.asked_as):
        yield passage("asked", phrase, number)
    yield passage("body", " ".join([guide.summary, *guide.steps, *guide.warnings]))


def _of_plan(plan: Plan) -> Iterator[Passage]:
    place = place_key(plan.place)

    def passage(field: str, id_: str, text: str) -> Passage:
        return Passage(
            id=id_,
            record_id=plan.id,
            kind=Kind.PLAN,
            field=field,
            text=text,
            audience=plan.audience,
            place=place,
            year=plan.year,
        )

    for indicator in plan.indicators:
        owners = f"Chủ trì: {indicator.lead}. Phối hợp: {indicator.support}."
        text = f"Chỉ tiêu {indicator.name}: {indicator.target} {indicator.by}. {owners}"
        yield passage("indicator", indicator.id, text)
    for duty in plan.duties:
        text = f"Nhiệm vụ: {duty.text} Chủ trì: {duty.lead}. Phối hợp: {duty.support}."
        yield passage("duty", duty.id, text)
    for deadline in plan.deadlines:
        text = f"Hạn, thời gian: {deadline.what} {deadline.due} {deadline.who} {deadline.to}"
        yield passage("deadline", deadline.id, text)
    for piece in plan.passages:
        yield passage("text", piece.id, f"{piece.at.section}. {piece.text}")


def _of_document(document: Document) -> Iterator[Passage]:
    def passage(field: str, id_: str, text: str) -> Passage:
        return Passage(
            id=id_,
            record_id=document.id,
            kind=Kind.DOCUMENT,
            field=field,
            text=text,
            audience=document.audience,
        )

    yield passage("name", f"{document.id}#name", document.title)
    for piece in document.passages:
        yield passage("text", piece.id, f"{piece.at.section}. {piece.text}")
