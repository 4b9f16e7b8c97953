"""Measure one way in this process: `python -m eval.peers.worker WAY GIVEN`, a JSON line a figure.

First comes what building and asking gave, then, for each line read, the times of one round. With
an encoding in the place of a way, the passages are encoded.
"""

import gc
import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

import psutil

from eval.peers.given import Given, Question, read
from eval.peers.vectors import Encoding, encode
from eval.peers.ways import FOUND, WAYS, Search

_MB = 2**20


@dataclass(frozen=True, kw_only=True)
class Built:
    """What building an index and asking all questions gave."""

    versions: dict[str, str]
    build_s: float
    """Imports included, the encoding of vectors that were there already not."""
    build_cpu_s: float
    base_mb: float
    """Resident before: the interpreter, the passages and the questions."""
    resident_mb: float
    """After building, asking and collecting garbage."""
    peak_mb: float
    ranks: list[list[int]]
    """For each set the rank of the first right procedure of each question; 0: none found."""


@dataclass(frozen=True, kw_only=True)
class Round:
    """Milliseconds of each timed question."""

    wall: list[float]
    cpu: list[float]
    """Of the process, in all threads."""


def main(arguments: Sequence[str]) -> None:
    """Do as the module says."""
    out, sys.stdout = sys.stdout, sys.stderr  # libraries may print
    name, path = arguments
    given = read(Path(path))

    def tell(what: object) -> None:
        out.write(json.dumps(what) + "\n")
        out.flush()

    if name in set(Encoding):
        tell(asdict(encode(given, Encoding(name))))
        return
    built, search = _built(name, given)
    tell(asdict(built))
    for _ in sys.stdin:
        tell(asdict(timed(search, given.timed)))


def _built(name: str, given: Given) -> tuple[Built, Search]:
    way = WAYS[name]
    process = psutil.Process()
    versions = {each: metadata.version(each) for each in way.distributions}
    base = process.memory_info().rss
    begun, used = time.perf_counter(), time.process_time()
    search = way.build(given)
    build_s = time.perf_counter() - begun
    build_cpu_s = time.process_time() - used
    ranks = [[rank(search(q.text), q) for q in each.questions] for each in given.sets]
    gc.collect()
    built = Built(
        versions=versions,
        build_s=build_s,
        build_cpu_s=build_cpu_s,
        base_mb=base / _MB,
        resident_mb=process.memory_info().rss / _MB,
        peak_mb=_peak_mb(),
        ranks=ranks,
    )
    return built, search


def _peak_mb() -> float:
    """Return the highest resident memory of this process."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        # What a process was before it began to run Python counts here: a copy of its parent.
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def rank(codes: Sequence[str], question: Question) -> int:
    """Return the rank of the first right procedure, from 1; 0 if it is not among the first ten."""
    right = (place for place, code in enumerate(codes[:FOUND], start=1) if code in question.right)
    return next(right, 0)


def timed(search: Search, questions: Sequence[str]) -> Round:
    """Ask the questions one at a time, and return how long each took."""
    wall, cpu = [], []
    for question in questions:
        begun, used = time.perf_counter(), time.process_time()
        search(question)
        cpu.append((time.process_time() - used) * 1000)
        wall.append((time.perf_counter() - begun) * 1000)
    return Round(wall=wall, cpu=cpu)


if __name__ == "__main__":
    main(sys.argv[1:])
