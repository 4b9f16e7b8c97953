"""Records as one kind of reader may see them: what is for others is as if it were not there."""

from collections.abc import Mapping
from dataclasses import replace

from knowledge.store import RecordStore
from knowledge.types import Audience, Document, Guide, Plan, Procedure


class ReadableRecords:
    """Looks records up by code or id, for one audience.

    A code may come from anywhere: what was discussed before, another record's neighbours, a
    button, the resident's own words. So the check stands where records are taken out.
    """

    def __init__(
        self,
        records: RecordStore,
        audience: Audience,
        *,
        plans: tuple[Plan, ...],
        restricted: Mapping[str, Audience],
        names: Mapping[str, str],
    ) -> None:
        self._records = records
        self._may_read = audience.may_read()
        self._plans = tuple(plan for plan in plans if plan.audience in self._may_read)
        self._hidden = frozenset(
            id_ for id_, each in restricted.items() if each not in self._may_read
        )
        self._names = names

    def hides(self, id_: str) -> bool:
        """Say whether there is a record with this code or id, and it is for others."""
        return id_ in self._hidden

    def name(self, code: str) -> str:
        """Return the name of a procedure, "" if there is none or its page is another's."""
        return "" if code in self._hidden else self._names.get(code, "")

    def procedure(self, code: str) -> Procedure | None:
        """Return one procedure, or None; it names no other that is for others."""
        found = self._records.procedure(code)
        if found is None or found.audience not in self._may_read:
            return None
        if found.replaced_by in self._hidden:
            found = replace(found, replaced_by=None)
        if any(each.code in self._hidden for each in found.distinguish):
            shown = tuple(each for each in found.distinguish if each.code not in self._hidden)
            found = replace(found, distinguish=shown)
        return found

    def guide(self, id_: str) -> Guide | None:
        """Return one guide, or None; it names no procedure that is for others."""
        found = self._records.guide(id_)
        if found is None or found.audience not in self._may_read:
            return None
        return replace(found, procedure=None) if found.procedure in self._hidden else found

    def document(self, id_: str) -> Document | None:
        """Return one document, or None."""
        found = self._records.document(id_)
        return found if found and found.audience in self._may_read else None

    def plans(self) -> tuple[Plan, ...]:
        """Return every plan, ordered by id."""
        return self._plans


def for_each_audience(records: RecordStore) -> Mapping[Audience, ReadableRecords]:
    """Return the records as each audience may see them."""
    plans, restricted = tuple(records.plans()), records.restricted()
    names = records.procedure_names()
    return {
        each: ReadableRecords(records, each, plans=plans, restricted=restricted, names=names)
        for each in Audience
    }
