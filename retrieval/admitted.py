"""Which passages a search may see, in the forms that the lookups need; made once per filter."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

# Fewer than this share of the passages are looked at one by one; of more, all are looked at.
_FEW = 0.25


@dataclass(frozen=True, kw_only=True, eq=False)
class Admitted:
    """The passages that a filter lets through."""

    mask: Mask
    """Shape (n,)."""
    bits: NDArray[np.uint8]
    """The mask, eight passages a byte, lowest bit first."""
    count: int
    rows: Ints | None
    """Their numbers, ascending, if they are few; None if they are many."""

    @property
    def is_all(self) -> bool:
        """Whether every passage is let through."""
        return self.count == len(self.mask)


def admit(mask: Mask) -> Admitted:
    """Prepare a mask for many lookups."""
    count = int(np.count_nonzero(mask))
    return Admitted(
        mask=mask,
        bits=np.packbits(mask, bitorder="little"),
        count=count,
        rows=np.flatnonzero(mask) if count < _FEW * len(mask) else None,
    )
