"""What filters and fusion look at, one entry per passage or per group of passages."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.types import Kind, Level, Passage
from retrieval.types import Filters

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

# Chosen on the odd half of the machine-written questions (docs/measurements.md).
COMMUNE_PRIOR = 0.08
LEVELS = (Level.COMMUNE, Level.PROVINCE)
# Of these a question is about one passage, not about the whole record.
_LONG = (Kind.PLAN, Kind.DOCUMENT)


class Columns:
    """The passages' columns; a group is one procedure or guide, or one piece of a plan."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        groups: dict[tuple[Kind, str], int] = {}
        group = [
            groups.setdefault((p.kind, p.id if p.kind in _LONG else p.record_id), len(groups))
            for p in passages
        ]
        self.group: Ints = np.asarray(group, dtype=np.int64)
        self.group_count = len(groups)
        self._order = np.argsort(self.group, kind="stable")
        self._starts = np.searchsorted(self.group[self._order], np.arange(len(groups) + 1))
        field = np.asarray([p.field for p in passages])
        self.fields = [np.flatnonzero(field == name) for name in np.unique(field)]
        self.names = np.flatnonzero(field == "name")
        self._kind = np.asarray([p.kind.value for p in passages])
        self._audience = np.asarray([p.audience.value for p in passages])
        self._place = np.asarray([p.place for p in passages])
        self._year = np.asarray([p.year or 0 for p in passages], dtype=np.int32)
        self.field = field
        self.levels: Floats = np.zeros((len(groups), len(LEVELS)), dtype=np.float32)
        for number, level in enumerate(LEVELS):
            self.levels[self.group, number] = [level in p.levels for p in passages]
        self.prior: Floats = COMMUNE_PRIOR * self.levels[:, 0]

    def admit(self, filters: Filters) -> Mask:
        """Say for each passage whether the filters let it through; shape (n,)."""
        readable = [audience.value for audience in filters.audience.may_read()]
        mask: Mask = np.isin(self._audience, readable)
        if filters.kind is not None:
            mask &= self._kind == filters.kind.value
        if filters.places:
            mask &= np.isin(self._place, filters.places)
        if filters.year is not None:
            mask &= self._year == filters.year
        return mask

    def members_of(self, groups: Ints) -> tuple[Ints, Ints]:
        """Return the passage numbers of the groups, and which of the groups each belongs to."""
        pieces = [self._order[self._starts[g] : self._starts[g + 1]] for g in groups]
        numbers: Ints = np.concatenate([np.empty(0, dtype=np.int64), *pieces])
        owner: Ints = np.repeat(np.arange(len(groups)), [len(piece) for piece in pieces])
        return numbers, owner

    def best_of_group(self, evidence: Floats) -> Ints:
        """Return for each group the number of its first passage with the highest evidence."""
        by_evidence = np.argsort(-evidence, kind="stable")[::-1]
        best: Ints = np.zeros(self.group_count, dtype=np.int64)
        best[self.group[by_evidence]] = by_evidence  # the last write, the highest, stays
        return best
