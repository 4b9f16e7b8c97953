"""Nearest passages by meaning: FAISS inner product over unit vectors."""

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from retrieval.admitted import Admitted

Vectors = NDArray[np.float32]


class DenseIndex:
    """Exact inner-product search over passage vectors, in passage order."""

    def __init__(self, index: faiss.IndexFlatIP) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> "DenseIndex":
        """Index unit vectors of shape (n, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Read what `save` wrote."""
        # One thread a query: more threads gave p95 over 400 ms on a busy machine (RETRIEVAL.md).
        faiss.omp_set_num_threads(1)
        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def vectors(self) -> Vectors:
        """Return the stored vectors, shape (n, dimension)."""
        stored: Vectors = self._index.reconstruct_n(0, self._index.ntotal)
        return stored

    def search(
        self, query: Vectors, k: int, admitted: Admitted | None = None
    ) -> tuple[NDArray[np.int64], Vectors]:
        """Return the numbers and cosines of the k best passages among the admitted ones.

        Best first; equal cosines in passage order.
        """
        if self._index.ntotal == 0 or (admitted is not None and not admitted.count):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        parameters = None
        if admitted is not None and not admitted.is_all:
            selector = faiss.IDSelectorBitmap(admitted.bits)
            parameters = faiss.SearchParameters(sel=selector)
        cosines, numbers = self._index.search(query[None, :], k, params=parameters)
        # FAISS pads with -1 and leaves the order of equal cosines open.
        found = np.lexsort((numbers[0], -cosines[0]))[: int((numbers[0] >= 0).sum())]
        return numbers[0][found], cosines[0][found]
