"""Where an index lies: its manifest names the folder of its parts, and changes in one step.

    index/manifest.json     names the parts in service
    index/3f9c01d28a11/     passages, vectors, records …
    index/88a0417e09c2/     those before: messages may still be answered from them

A reader sees the old index or the new one at any instant, and so does whoever comes after a crash.
An index of before has its parts beside its manifest.
"""

import contextlib
import fcntl
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

MANIFEST = "manifest.json"
_LOCK, _NEW = ".lock", ".new-"
_DIGITS = 12


@contextlib.contextmanager
def building(folder: Path) -> Iterator[None]:
    """Wait until nobody else builds here, and keep others waiting meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / _LOCK).open("w") as lock:
        # The system lets go of it when the process dies.
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """Give a new folder in the index's own, gone at the end unless it was published."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=_NEW) as made:
        parts = Path(made) / "parts"
        parts.mkdir()
        yield parts


def name_for(folder: Path, digest: str) -> str:
    """Return what parts of this digest are called; those of another one never are."""
    name = digest[:_DIGITS]
    taken = itertools.takewhile(
        lambda each: (folder / each).exists(), (f"{name}-{n}" for n in itertools.count(2))
    )
    return f"{name}-{len(list(taken)) + 2}" if (folder / name).exists() else name


def publish(folder: Path, parts: Path, *, name: str, before: str | None, manifest: str) -> None:
    """Put the parts in the folder, then have the manifest name them; those `before` stay.

    Whatever else lies there goes: older parts, and what killed builds left.
    """
    parts.rename(folder / name)
    made = folder / f"{_NEW}{MANIFEST}"
    with made.open("w", encoding="utf-8") as file:
        file.write(manifest)
        file.flush()
        os.fsync(file.fileno())
    made.replace(folder / MANIFEST)
    for path in folder.iterdir():
        is_old = before is not None and (path.name == before or (not before and path.is_file()))
        if path.name in (MANIFEST, _LOCK, name) or is_old or path == parts.parent:
            continue
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
