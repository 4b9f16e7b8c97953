"""Records as one kind of reader may see them: what is for others is as if it were not there."""

from collections.abc import Mapping

from knowledge.store import RecordStore
from knowledge.types import Audience, Document, Guide, Plan, Procedure


class ReadableRecords:
    """Looks records up by code or id, for one audience.

    A code may come from anywhere: what was discussed before, another record's neighbours, a
    button, the resident's own words. So the check stands where records are taken out.
    """

    def __init__(self, records: RecordStore, audience: Audience, plans: tuple[Plan, ...]) -> None:
        self._records = records
        self._may_read = audience.may_read()
        self._plans = tuple(plan for plan in plans if plan.audience in self._may_read)

    def procedure(self, code: str) -> Procedure | None:
        """Return one procedure, or None."""
        found = self._records.procedure(code)
        return found if found and found.audience in self._may_read else None

    def guide(self, id_: str) -> Guide | None:
        """Return one guide, or None."""
        found = self._records.guide(id_)
        return found if found and found.audience in self._may_read else None

    def document(self, id_: str) -> Document | None:
        """Return one document, or None."""
        found = self._records.document(id_)
        return found if found and found.audience in self._may_read else None

    def plans(self) -> tuple[Plan, ...]:
        """Return every plan, ordered by id."""
        return self._plans


def for_each_audience(records: RecordStore) -> Mapping[Audience, ReadableRecords]:
    """Return the records as each audience may see them."""
    plans = tuple(records.plans())
    return {each: ReadableRecords(records, each, plans) for each in Audience}
