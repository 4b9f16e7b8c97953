"""Make one record of a curated and an imported one with the same id: curated fields win."""

from collections.abc import Iterable
from dataclasses import fields, replace

from knowledge.store import id_of, kind_of
from knowledge.types import Guide, Kind, Plan, Procedure, Record


def merge(curated: Iterable[Record], imported: Iterable[Record]) -> list[Record]:
    """Return every record once, ordered by kind and id.

    A curated field that holds something wins; the imported one fills the rest, and its
    doubts go with the fields it fills. The later of the two sources' dates is shown.
    """
    merged: dict[tuple[Kind, str], Record] = {(kind_of(r), id_of(r)): r for r in imported}
    for record in curated:
        key = (kind_of(record), id_of(record))
        other = merged.get(key)
        merged[key] = record if other is None else _one(record, other)
    return [merged[key] for key in sorted(merged)]


def _one(curated: Record, imported: Record) -> Record:
    match curated, imported:
        case Procedure(), Procedure():
            return _procedure(curated, imported)
        case Plan(), Plan():
            return _plan(curated, imported)
        case Guide(), Guide():
            return curated
    raise ValueError(f"records of different kinds: {id_of(curated)}")


def _procedure(curated: Procedure, imported: Procedure) -> Procedure:
    filled = _filled(curated, imported)
    doubts = [
        doubt
        for doubt in imported.doubts
        if doubt.field.split(".")[0] in filled or doubt.field == "record"
    ]
    later = max(curated.source, imported.source, key=lambda source: source.as_of)
    return replace(
        curated,
        **{name: getattr(imported, name) for name in filled},
        doubts=(*curated.doubts, *doubts),
        source=replace(curated.source, as_of=later.as_of, url=curated.source.url or later.url),
    )


def _plan(curated: Plan, imported: Plan) -> Plan:
    filled = _filled(curated, imported)
    return replace(
        curated,
        **{name: getattr(imported, name) for name in filled if name != "doubts"},
        doubts=(*curated.doubts, *imported.doubts),
    )


def _filled(curated: Record, imported: Record) -> set[str]:
    """Return the names of the fields that only the imported record holds."""
    return {
        field.name
        for field in fields(curated)
        if not getattr(curated, field.name) and getattr(imported, field.name)
    } - {"doubts", "source"}
