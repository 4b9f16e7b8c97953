"""The sentences of a record, field by field, as rules about words read them."""

from collections.abc import Iterator

from knowledge.types import Document, Guide, Plan, Procedure, Record


def texts_of(record: Record) -> Iterator[tuple[str, str]]:
    """Yield (field, text) of everything the record tells a reader; titles of acts are left out."""
    match record:
        case Procedure():
            yield from _of_procedure(record)
        case Guide():
            yield from _of_guide(record)
        case Plan():
            yield from _of_plan(record)
        case Document():
            return  # its words are not ours to change


def _of_procedure(record: Procedure) -> Iterator[tuple[str, str]]:
    yield "name", record.name
    yield "authority", record.authority
    yield "place", record.place
    yield "apply_within", record.apply_within
    yield "who", "\n".join(record.who)
    yield (
        "papers",
        "\n".join(f"{paper.name}; {paper.case}; {paper.exempt}" for paper in record.papers),
    )
    yield "conditions", "\n".join(record.conditions)
    yield "steps", "\n".join(record.steps)
    yield "results", "\n".join(record.results)
    yield "submissions", "\n".join(dict.fromkeys(way.note for way in record.submissions))
    yield "notes", "\n".join(note.text for note in record.notes)


def _of_guide(record: Guide) -> Iterator[tuple[str, str]]:
    yield "summary", record.summary
    yield "steps", "\n".join(record.steps)
    yield "warnings", "\n".join(record.warnings)
    yield "who", record.who


def _of_plan(record: Plan) -> Iterator[tuple[str, str]]:
    """Yield who is in charge of what; the rest of a plan is quoted as it was written."""
    for indicator in record.indicators:
        yield "indicators", f"{indicator.lead}\n{indicator.support}"
    for duty in record.duties:
        yield "duties", f"{duty.lead}\n{duty.support}"
    for deadline in record.deadlines:
        yield "deadlines", f"{deadline.who}\n{deadline.to}"
