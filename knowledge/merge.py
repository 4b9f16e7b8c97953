"""Make one record of a curated and an imported one with the same id: curated fields win."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from typing import get_args

from knowledge.ids import id_of, kind_of
from knowledge.types import (
    Document,
    FieldSource,
    Guide,
    Kind,
    Plan,
    Procedure,
    ProcedureField,
    Record,
)

_HELD_IN = {"fees": "submissions", "durations": "submissions", "forms": "papers"}


def merge(curated: Iterable[Record], imported: Iterable[Record]) -> list[Record]:
    """Return every record once, ordered by kind and id.

    A curated field that holds something wins; the imported one fills the rest, and its
    doubts go with the fields it fills. The later of the two sources' dates is shown.
    Nothing is taken from an import that fewer readers may see, or that is doubted as a whole.
    """
    merged: dict[tuple[Kind, str], Record] = {(kind_of(r), id_of(r)): r for r in imported}
    for record in curated:
        key = (kind_of(record), id_of(record))
        other = merged.get(key)
        merged[key] = record if other is None else _one(record, other)
    return [merged[key] for key in sorted(merged)]


def laid_over(records: Sequence[Record], edited: Iterable[Record]) -> list[Record]:
    """Return the merged records with those edited in the office in place of what they were.

    Whole records: what a second person has approved is what answers, whatever is imported later.
    """
    found = {(kind_of(r), id_of(r)): r for r in (*records, *edited)}
    return [found[key] for key in sorted(found)]


def _one(curated: Record, imported: Record) -> Record:
    if imported.audience not in curated.audience.may_read():
        return curated
    match curated, imported:
        case Procedure(), Procedure():
            return _filled_up(curated, imported)
        case Plan(), Plan():
            return _filled_up(curated, imported)
        case (Guide(), Guide()) | (Document(), Document()):
            return curated
    raise ValueError(f"records of different kinds: {id_of(curated)}")


def _filled_up(curated: Procedure | Plan, imported: Procedure | Plan) -> Record:
    if isinstance(imported, Procedure) and imported.is_misfiled():
        return curated
    doubted = {doubt.field for doubt in imported.doubts}
    filled = _filled(curated, imported)
    # A doubt about no field, such as a plan's numbering, is about its text.
    own = {field.name for field in fields(curated)}
    doubts = [
        doubt
        for doubt in imported.doubts
        if (part := doubt.field.split(".")[0]) in filled or part not in own
    ]
    source = curated.source
    if "source.as_of" not in doubted:
        source = replace(source, as_of=max(source.as_of, imported.source.as_of))
    merged = replace(
        curated,
        **{name: getattr(imported, name) for name in filled},
        doubts=(*curated.doubts, *doubts),
        source=replace(source, url=source.url or imported.source.url),
    )
    if isinstance(merged, Procedure) and imported.source.verified is not curated.source.verified:
        return replace(merged, field_sources=(*merged.field_sources, *_sources(filled, imported)))
    return merged


def _sources(filled: set[str], imported: Record) -> list[FieldSource]:
    """Return that the filled fields come from the imported record's source."""
    own: list[ProcedureField] = [
        name for name in get_args(ProcedureField) if _HELD_IN.get(name, name) in filled
    ]
    return [FieldSource(fields=tuple(own), source=imported.source)] if own else []


def _filled(curated: Record, imported: Record) -> set[str]:
    """Return the names of the fields that only the imported record holds."""
    return {
        field.name
        for field in fields(curated)
        if not getattr(curated, field.name) and getattr(imported, field.name)
    } - {"doubts", "source"}
