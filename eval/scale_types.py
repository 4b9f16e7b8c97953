"""Kinds of FAISS index side by side: build, size, memory, time and recall of one lookup."""

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np
import psutil
from numpy.typing import NDArray

from retrieval.admitted import Admitted
from retrieval.dense import list_count, probes

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]
Lookup = Callable[[Vectors, int, Admitted], tuple[Numbers, Vectors]]

WANTED = 10
_MB = 1e6
_SAMPLES_PER_LIST = 48
_ROUNDS = 8
_NEIGHBOURS_LOOKED_AT = 600


@dataclass(frozen=True, kw_only=True)
class IndexType:
    """A kind of index as FAISS's factory spells it; "{lists}" is filled in by size."""

    spec: str
    most: int
    """Larger corpora are left out: building takes too long, or is known not to pay."""


TYPES = (
    IndexType(spec="Flat", most=10_000_000),
    IndexType(spec="SQfp16", most=10_000_000),
    IndexType(spec="SQ8", most=10_000_000),
    IndexType(spec="IVF{lists},Flat", most=300_000),
    IndexType(spec="IVF{lists},SQfp16", most=10_000_000),
    IndexType(spec="IVF{lists},SQ8", most=10_000_000),
    IndexType(spec="IVF{lists},PQ96x4fs,RFlat", most=300_000),
    IndexType(spec="HNSW16", most=300_000),
)


@dataclass(frozen=True, kw_only=True)
class Times:
    """Milliseconds of one call after the other."""

    wall_p50: float
    wall_p95: float
    cpu_p50: float
    """Of this thread: what a machine with nothing else to do would take, about."""
    cpu_p95: float


@dataclass(frozen=True, kw_only=True)
class TypeFigures:
    """What one kind of index costs and finds."""

    spec: str
    build_s: float
    build_cpu_s: float
    disk_mb: float
    resident_mb: float
    """By which this process grew when it read the file and looked up once with each filter."""
    times: dict[str, Times]
    """By filter."""
    recall: dict[str, float]
    """By filter: of the exact best ten, the share that are among the ten best found."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Task:
    """Questions and what to look them up in."""

    vectors: Vectors
    queries: Vectors
    filters: dict[str, Admitted]
    candidates: int
    """How many passages a lookup returns."""


def measure_type(kind: IndexType, task: Task, exact: dict[str, list[Numbers]]) -> TypeFigures:
    """Build an index of this kind over the vectors, and look every question up."""
    spec = kind.spec.format(lists=list_count(len(task.vectors)))
    wall, cpu = time.perf_counter(), time.process_time()
    index = _built(spec, task.vectors)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    with tempfile.TemporaryDirectory(prefix="motcua-scale-") as scratch:
        path = Path(scratch) / "index"
        faiss.write_index(index, str(path))
        del index
        before = resident_mb()
        index = faiss.read_index(str(path))
        disk = path.stat().st_size / _MB
    for admitted in task.filters.values():
        _lookup(index)(task.queries[0], task.candidates, admitted)
    grown = resident_mb() - before
    found, times = look_up(_lookup(index), task)
    return TypeFigures(
        spec=spec,
        build_s=wall,
        build_cpu_s=cpu,
        disk_mb=disk,
        resident_mb=grown,
        times=times,
        recall=recalls(found, exact),
    )


def look_up(lookup: Lookup, task: Task) -> tuple[dict[str, list[Numbers]], dict[str, Times]]:
    """Look up every question with each filter; return what was found, best first, and times."""
    found: dict[str, list[Numbers]] = {}
    times = {}
    for name, admitted in task.filters.items():
        watch = Stopwatch()
        found[name] = []
        for query in task.queries:
            with watch:
                numbers, _ = lookup(query, task.candidates, admitted)
            found[name].append(numbers)
        times[name] = watch.times()
    return found, times


def recalls(found: dict[str, list[Numbers]], exact: dict[str, list[Numbers]]) -> dict[str, float]:
    """Return by filter the mean share of the exact best that are among as many found."""
    return {name: recall(found[name], exact[name]) for name in exact}


def recall(found: Sequence[Numbers], exact: Sequence[Numbers]) -> float:
    """Return the mean share of the exact best WANTED that are among the best WANTED found."""
    shares = [
        len(set(some[:WANTED].tolist()) & set(best[:WANTED].tolist())) / len(best[:WANTED])
        for some, best in zip(found, exact, strict=True)
        if len(best)
    ]
    return sum(shares) / len(shares) if shares else 1.0


class Stopwatch:
    """Collects what the `with` blocks it guards take."""

    def __init__(self) -> None:
        self._wall: list[float] = []
        self._cpu: list[float] = []
        self._begun = (0.0, 0.0)

    def __enter__(self) -> None:
        """Begin."""
        self._begun = (time.perf_counter(), time.thread_time())

    def __exit__(self, *_error: object) -> None:
        """Note what has passed, processor time first: it is the shorter."""
        self._cpu.append((time.thread_time() - self._begun[1]) * 1000)
        self._wall.append((time.perf_counter() - self._begun[0]) * 1000)

    def times(self) -> Times:
        """Return the percentiles of all blocks so far."""
        return Times(
            wall_p50=float(np.quantile(self._wall, 0.5)),
            wall_p95=float(np.quantile(self._wall, 0.95)),
            cpu_p50=float(np.quantile(self._cpu, 0.5)),
            cpu_p95=float(np.quantile(self._cpu, 0.95)),
        )


def resident_mb() -> float:
    """Return this process's resident memory."""
    return float(psutil.Process().memory_info().rss) / _MB


def _built(spec: str, vectors: Vectors) -> faiss.Index:
    index = faiss.index_factory(vectors.shape[1], spec, faiss.METRIC_INNER_PRODUCT)
    if spec.startswith("IVF"):
        lists = faiss.extract_index_ivf(index)
        lists.cp.min_points_per_centroid = 1
        lists.cp.max_points_per_centroid = _SAMPLES_PER_LIST
        lists.cp.niter = _ROUNDS
    if not index.is_trained:
        index.train(vectors)
    index.add(vectors)
    return index


def _lookup(index: faiss.Index) -> Lookup:
    """Return a lookup with the kind's own parameters; lists are probed as the product does."""

    def look_up_one(query: Vectors, k: int, admitted: Admitted) -> tuple[Numbers, Vectors]:
        selector = faiss.IDSelectorBitmap(admitted.bits)
        base = faiss.SearchParameters(sel=selector)
        if isinstance(index, faiss.IndexHNSW):
            base = faiss.SearchParametersHNSW(sel=selector, efSearch=_NEIGHBOURS_LOOKED_AT)
        elif isinstance(index, (faiss.IndexIVF, faiss.IndexRefine)):
            lists = int(faiss.extract_index_ivf(index).nlist)
            probed = probes(lists, admitted.count, len(admitted.mask))
            base = faiss.SearchParametersIVF(sel=selector, nprobe=probed)
        asked = base
        if isinstance(index, faiss.IndexRefine):
            asked = faiss.IndexRefineSearchParameters(k_factor=4, base_index_params=base)
        cosines, numbers = index.search(query[None, :], k, params=asked)
        # As the product does: equal cosines in passage order, so that equal passages compare.
        found = np.lexsort((numbers[0], -cosines[0]))[: int((numbers[0] >= 0).sum())]
        return numbers[0][found], cosines[0][found]

    return look_up_one
