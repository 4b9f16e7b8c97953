"""What filters and fusion look at, one entry per passage or per group of passages."""

import itertools
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.types import Kind, Level, Passage
from retrieval.admitted import Admitted, admit
from retrieval.types import Filters

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]

# Chosen on the odd half of the machine-written questions (docs/measurements.md).
COMMUNE_PRIOR = 0.08
LEVELS = (Level.COMMUNE, Level.PROVINCE)
# Of these a question is about one passage, not about the whole record.
_LONG = (Kind.PLAN, Kind.DOCUMENT)
# A ward asks with a handful of filters; each kept one takes a byte a passage and a little.
_KEPT_FILTERS = 32

_Value = TypeVar("_Value", bound=Hashable)


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """Some groups with their admitted passages."""

    groups: Ints
    passages: Ints
    """Numbers of the passages, ascending."""
    owner: Ints
    """Where in `groups` each passage's group stands."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Slots:
    """A slot for each field that a group has; fields in alphabetical order, so sums are alike."""

    slot: Ints
    """Of each passage, shape (n,)."""
    group: Ints
    """Of each slot."""
    starts: Ints
    """Where a field's slots begin; one more than there are fields."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Members:
    """Passages by group."""

    passages: Ints
    starts: Ints
    """Where a group's passages begin; one more than there are groups."""

    def of_groups(self, groups: Ints) -> tuple[Ints, Ints]:
        """Return the groups' passages, one group after the other, and each one's place there."""
        starts = self.starts[groups]
        sizes = self.starts[groups + 1] - starts
        owner = np.repeat(np.arange(len(groups)), sizes)
        before = np.cumsum(sizes) - sizes
        return self.passages[np.arange(len(owner)) + (starts - before)[owner]], owner


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
        self._slots = _slots_of(self.group, [p.field for p in passages])
        is_name = np.asarray([p.field == "name" for p in passages], dtype=np.bool_)
        self._names = _members_of(self.group, np.flatnonzero(is_name), len(groups))
        self._members = _members_of(self.group, np.arange(len(passages)), len(groups))
        self._kinds, self._kind = _codes(p.kind for p in passages)
        self._audiences, self._audience = _codes(p.audience for p in passages)
        self._places, self._place = _codes(p.place for p in passages)
        self._year = np.asarray([p.year or 0 for p in passages], dtype=np.int32)
        self.field = np.asarray([p.field for p in passages])
        self.levels: Floats = np.zeros((len(groups), len(LEVELS)), dtype=np.float32)
        for number, level in enumerate(LEVELS):
            self.levels[self.group, number] = [level in p.levels for p in passages]
        self.prior: Floats = COMMUNE_PRIOR * self.levels[:, 0]
        self.admit = lru_cache(maxsize=_KEPT_FILTERS)(self._admit)

    def _admit(self, filters: Filters) -> Admitted:
        """Return the passages that the filters let through."""
        readable = (self._audiences.get(audience, -1) for audience in filters.audience.may_read())
        mask = np.isin(self._audience, list(readable))
        if filters.kind is not None:
            mask &= self._kind == self._kinds.get(filters.kind, -1)
        if filters.places:
            mask &= np.isin(self._place, [self._places.get(place, -1) for place in filters.places])
        if filters.year is not None:
            mask &= self._year == filters.year
        return admit(mask)

    def best_per_field(self, scores: Floats, rows: Ints | None) -> Floats:
        """Return the sum of each group's best score in each field, shape (groups,).

        `scores` are of all passages and not negative; with `rows`, only these are above 0.
        """
        slots = self._slots
        best = np.zeros(len(slots.group), dtype=np.float32)
        if rows is None:
            np.maximum.at(best, slots.slot, scores)
        else:
            np.maximum.at(best, slots.slot[rows], scores[rows])
        summed = np.zeros(self.group_count, dtype=np.float32)
        for start, end in itertools.pairwise(slots.starts):
            summed[slots.group[start:end]] += best[start:end]
        return summed

    def names(self, groups: Ints) -> tuple[Ints, Ints]:
        """Return the passages that name the groups, and where in `groups` each belongs."""
        return self._names.of_groups(groups)

    def pool(self, groups: Ints, admitted: Admitted) -> Pool:
        """Return the groups' admitted passages."""
        passages, owner = self._members.of_groups(groups)
        by_number = np.argsort(passages, kind="stable")
        by_number = by_number[admitted.mask[passages[by_number]]]
        return Pool(groups=groups, passages=passages[by_number], owner=owner[by_number])


def _slots_of(group: Ints, fields: Sequence[str]) -> _Slots:
    names = {name: code for code, name in enumerate(sorted(set(fields)))}
    field = np.asarray([names[name] for name in fields], dtype=np.int64)
    groups = int(group.max(initial=-1)) + 1
    pairs, slot = np.unique(field * groups + group, return_inverse=True)
    return _Slots(
        slot=slot,
        group=pairs % max(groups, 1),
        starts=np.searchsorted(pairs, np.arange(len(names) + 1) * groups),
    )


def _members_of(group: Ints, passages: Ints, groups: int) -> _Members:
    by_group = passages[np.argsort(group[passages], kind="stable")]
    starts = np.searchsorted(group[by_group], np.arange(groups + 1))
    return _Members(passages=by_group, starts=starts)


def _codes(values: Iterable[_Value]) -> tuple[dict[_Value, int], Codes]:
    """Return a small number for each distinct value, and the values as these numbers."""
    numbers: dict[_Value, int] = {}
    codes = [numbers.setdefault(value, len(numbers)) for value in values]
    return numbers, np.asarray(codes, dtype=np.int32)
