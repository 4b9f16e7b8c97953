"""Nearest passages by meaning: inner products of unit vectors that FAISS keeps."""

import math
from functools import lru_cache
from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from retrieval.admitted import Admitted

Vectors = NDArray[np.float32]
Ints = NDArray[np.int64]

# Up to here every vector is compared, in single precision. docs/adr/0007 has the figures.
EXACT_UP_TO = 50_000
# Of a larger index a search looks at about so many admitted passages, or at this share of all.
# A tenth alone finds .984 of the exact ten among 300,000 but .927 among 30,000. The narrower a
# filter, the more lists: when their number grew with the root only, plans (12 % of 300,000) kept
# 8 of 10 hits.
LOOKED_AT = 30_000
LOOKED_AT_SHARE = 0.1
_SAMPLES_PER_LIST = 48
_ROUNDS = 8
# Questions whose cosines with every passage are kept: one is searched for in each kind of record
# in turn, and with 32 at once others come in between. 3 MB with 16,000 passages, 10 at most.
_KEPT = 48


class DenseIndex:
    """Inner-product search over passage vectors, in passage order.

    FAISS's file says what kind of index it holds, so nothing else has to.
    """

    def __init__(self, index: faiss.Index) -> None:
        self._index = index
        self._exact = None if isinstance(index, faiss.IndexIVF) else _held_by(index)
        self._compared = lru_cache(maxsize=_KEPT)(self._compare)

    @classmethod
    def build(cls, vectors: Vectors, *, exact_up_to: int = EXACT_UP_TO) -> "DenseIndex":
        """Index unit vectors of shape (n, dimension): exact when few, else in lists.

        Lists group vectors that are near each other; they hold them in half precision, which
        `vectors` gives back unchanged however often an index is built from them.
        """
        count, dimension = vectors.shape
        if count <= exact_up_to:
            index = faiss.IndexFlatIP(dimension)
        else:
            index = faiss.index_factory(
                dimension, f"IVF{list_count(count)},SQfp16", faiss.METRIC_INNER_PRODUCT
            )
            index.by_residual = False
            # FAISS wants 39 samples a list or it warns, but takes what it gets.
            index.cp.min_points_per_centroid = 1
            index.cp.max_points_per_centroid = _SAMPLES_PER_LIST
            index.cp.niter = _ROUNDS
            index.train(np.ascontiguousarray(vectors))
        index.add(np.ascontiguousarray(vectors))
        if isinstance(index, faiss.IndexIVF):
            index.make_direct_map()
        return cls(index)

    @classmethod
    def load(cls, path: Path) -> "DenseIndex":
        """Read what `save` wrote."""
        # One thread a query: more threads gave p95 over 400 ms on a busy machine (RETRIEVAL.md).
        faiss.omp_set_num_threads(1)
        threadpool_limits(1, user_api="blas")
        index = faiss.read_index(str(path))
        if isinstance(index, faiss.IndexIVF):
            index.make_direct_map()  # so that `cosines` finds a vector by its number
        return cls(index)

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

    @property
    def is_exact(self) -> bool:
        """Whether a search compares every admitted vector."""
        return self._exact is not None

    def vectors(self) -> Vectors:
        """Return the stored vectors, shape (n, dimension); of lists, rounded to half precision."""
        stored: Vectors = self._index.reconstruct_n(0, self._index.ntotal)
        return stored

    def cosines(self, query: Vectors, numbers: Ints) -> Vectors:
        """Return the cosine of each of these passages with the query, shape (len(numbers),)."""
        if self._exact is not None:
            return self._compared(query.tobytes())[numbers]
        found: Vectors = self._index.reconstruct_batch(numbers) @ query
        return found

    def search(
        self, query: Vectors, k: int, admitted: Admitted | None = None
    ) -> tuple[Ints, Vectors]:
        """Return the numbers and cosines of the k best passages among the admitted ones.

        Best first; equal cosines in passage order. When not exact, some of the best may lack.
        """
        if self._index.ntotal == 0 or (admitted is not None and not admitted.count):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        if self._exact is not None:
            return _best(self._compared(query.tobytes()), k, admitted)
        selector = None
        if admitted is not None and not admitted.is_all:
            selector = faiss.IDSelectorBitmap(admitted.bits)
        count = len(self) if admitted is None else admitted.count
        parameters = faiss.SearchParametersIVF(
            sel=selector, nprobe=probes(int(self._index.nlist), count, len(self))
        )
        cosines, numbers = self._index.search(query[None, :], k, params=parameters)
        # FAISS pads with -1 and leaves the order of equal cosines open.
        found = np.lexsort((numbers[0], -cosines[0]))[: int((numbers[0] >= 0).sum())]
        return numbers[0][found], cosines[0][found]

    def _compare(self, query: bytes) -> Vectors:
        """Return the cosine of every passage with the query, given as its float32 bytes.

        One product for all kinds of record: FAISS compares vector by vector, each kind anew, and
        took 2.5 ms for the largest of 16,000 passages' where this takes 1.2 for all of them.
        """
        if self._exact is None:
            raise ValueError("only an exact index compares every passage")
        cosines: Vectors = self._exact @ np.frombuffer(query, dtype=np.float32)
        return cosines


def _held_by(index: faiss.Index) -> Vectors:
    """Return a flat index's own vectors, shape (n, dimension), not copied."""
    flat = faiss.downcast_index(index)
    held: Vectors = faiss.rev_swig_ptr(flat.get_xb(), flat.ntotal * flat.d)
    return held.reshape(flat.ntotal, flat.d)


def _best(cosines: Vectors, k: int, admitted: Admitted | None) -> tuple[Ints, Vectors]:
    """Return the numbers and cosines of the k highest of the admitted ones, best first."""
    if admitted is None or admitted.is_all:
        numbers = np.arange(len(cosines))
    else:
        numbers = np.flatnonzero(admitted.mask) if admitted.rows is None else admitted.rows
    near = cosines[numbers]
    if k < len(near):
        best = np.sort(np.argpartition(-near, k - 1)[:k])
        numbers, near = numbers[best], near[best]
    order = np.argsort(-near, kind="stable")
    return numbers[order], near[order]


def list_count(count: int) -> int:
    """Return how many lists so many vectors are put in: near four times the root."""
    return min(1 << round(math.log2(4 * math.sqrt(count))), max(1, count // 2))


def probes(lists: int, admitted: int, count: int) -> int:
    """Return how many of the lists to search when so many of all the passages are admitted.

    As many admitted passages are looked at with any filter, or all that there are.
    """
    wanted = max(LOOKED_AT, LOOKED_AT_SHARE * count)
    return min(lists, math.ceil(lists * wanted / admitted))
