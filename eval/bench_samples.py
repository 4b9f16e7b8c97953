"""Note from time to time how much memory and processor time some processes take."""

import asyncio
import contextlib
import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

import psutil

_EVERY_S = 1.0
_MB = 2**20
CHILDREN = "Rasa"
"""The only processes that a gateway and a worker start."""
_PARENTS = ("gateway", "worker")


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One look, by the processes' names; their children are one."""

    at_s: float
    """After the beginning."""
    rss_mb: Mapping[str, float]
    """Resident memory."""
    cpu_s: Mapping[str, float]
    """Since each process started."""


async def keep_sampling(into: list[Sample], pids: Mapping[str, int], *, begun: float) -> None:
    """Add a sample every second until cancelled; `begun` is on the monotonic clock."""
    while True:
        into.append(sample(pids, at_s=time.monotonic() - begun))
        await asyncio.sleep(_EVERY_S)


def sample(pids: Mapping[str, int], *, at_s: float) -> Sample:
    """Look at the processes; one that is gone counts nothing."""
    rss_mb, cpu_s = defaultdict[str, float](float), defaultdict[str, float](float)
    for name, pid in pids.items():
        with contextlib.suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            children = process.children(recursive=True) if name in _PARENTS else []
            _add(name, process, rss_mb, cpu_s)
            for child in children:
                _add(CHILDREN, child, rss_mb, cpu_s)
    return Sample(at_s=at_s, rss_mb=dict(rss_mb), cpu_s=dict(cpu_s))


def _add(
    name: str,
    process: psutil.Process,
    rss_mb: defaultdict[str, float],
    cpu_s: defaultdict[str, float],
) -> None:
    with contextlib.suppress(psutil.NoSuchProcess), process.oneshot():
        times = process.cpu_times()
        rss_mb[name] += process.memory_info().rss / _MB
        cpu_s[name] += times.user + times.system
