"""Say what a measurement was made with, so that it can be repeated exactly."""

import datetime
import hashlib
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bot.rasa_train import content_hash
from channels.app import RASA_PROJECT
from channels.settings import CHECKOUT, Settings
from retrieval.build import read_manifest


def machine() -> dict[str, Any]:
    """Return processor, cores, memory, system, Python version, and how busy it is already."""
    ram = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cpu": _cpu_model(),
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1,
        "ram_gb": round(ram / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "load_1_min": round(os.getloadavg()[0], 2),
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }


def setup(settings: Settings, *, with_rasa: bool) -> dict[str, Any]:
    """Return what the answers depend on: settings, index, encoder, Rasa's sources, our code.

    Settings are picked one by one: others may hold secrets. Raises RetrievalError if there is
    no index.
    """
    manifest = read_manifest(settings.index_dir)
    return {
        "settings": {
            "data_dir": str(settings.data_dir),
            "build_dir": str(settings.build_dir),
            "encoder": settings.encoder,
            "today": settings.today.isoformat(),
            "ward": {"file": str(settings.ward), "sha256": file_hash(settings.ward)},
        },
        "index": asdict(manifest),
        "encoder": manifest.encoder,
        "rasa": content_hash(RASA_PROJECT) if with_rasa else None,
        "commit": commit(),
        "machine": machine(),
    }


def files(paths: Sequence[Path]) -> list[dict[str, str]]:
    """Return each file with its hash."""
    return [{"file": str(path), "sha256": file_hash(path)} for path in paths]


def file_hash(path: Path) -> str:
    """Return a file's SHA-256, or why it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        return str(error.strerror)


def commit(folder: Path = CHECKOUT) -> str | None:
    """Return the commit of a checkout, with "+changes" if files differ; None outside git."""
    head = _git(folder, "rev-parse", "HEAD")
    if head is None:
        return None
    return f"{head}+changes" if _git(folder, "status", "--porcelain") else head


def _git(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(  # noqa: S603  # fixed arguments
            ["git", "-C", str(folder), *arguments],  # noqa: S607  # the user's own git
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _cpu_model() -> str:
    """Return the processor's name; platform.processor() is empty on most Linux systems."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())
