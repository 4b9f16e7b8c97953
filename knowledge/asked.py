"""Further everyday ways to ask for a procedure, curated or imported, in files of their own."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from knowledge.types import STRICT, Procedure, Record


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Asked:
    """What people write when they need one procedure."""

    code: str
    asked: Annotated[tuple[str, ...], Field(min_length=1)]


def with_asked(records: Iterable[Record], known: Iterable[Asked]) -> list[Record]:
    """Return the records, procedures with the further ways to ask for them.

    Ways to ask for a procedure that is not among the records are left aside: it was not imported.
    """
    phrases = {entry.code: entry.asked for entry in known}
    return [
        replace(record, asked_as=tuple(dict.fromkeys((*record.asked_as, *phrases[record.code]))))
        if isinstance(record, Procedure) and record.code in phrases
        else record
        for record in records
    ]
