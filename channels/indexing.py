"""Gather all that is known and build the index, here or in a process of its own.

A process of its own stands back for the messages, and all the memory it took is free afterwards.
"""

import argparse
import asyncio
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.daily_speech import daily_speech
from bot.editing.layer import Edits, read_edits
from bot.rasa_train import PROJECT
from bot.types import BotError
from channels.settings import Settings, read_settings
from knowledge.asked import with_asked
from knowledge.general_words import general_words
from knowledge.load import DATA, Fault, read
from knowledge.merge import laid_over, merge
from knowledge.store import RecordStore
from knowledge.types import KnowledgeError, Record
from retrieval.build import Manifest, Progress, build_index
from retrieval.encoder import load_encoder
from retrieval.folder import building
from retrieval.types import RetrievalError

logger = logging.getLogger(__name__)

_NICENESS = 15
_LAST_WORDS = 500


@dataclass(frozen=True, kw_only=True)
class Known:
    """All records as they answer, and what could not be read."""

    records: Sequence[Record]
    faults: Sequence[Fault]
    edits: Edits


def known(settings: Settings, *, data: Path = DATA) -> Known:
    """Return curated, imported and edited records as one. Raises KnowledgeError, BotError."""
    edits = read_edits(settings.database)
    curated, faults = read(data)
    imported: list[Record] = []
    if settings.store_path.is_file():
        store = RecordStore(settings.store_path)
        imported = list(store.records())
        store.close()
    records = laid_over(merge(curated.records, imported), edits.records)
    return Known(records=with_asked(records, curated.asked), faults=faults, edits=edits)


def build(
    settings: Settings,
    *,
    data: Path = DATA,
    on_faults: Callable[[Sequence[Fault]], None] = lambda faults: None,
    on_progress: Progress | None = None,
) -> Manifest:
    """Build the index of all that is known, while nobody else does.

    A record with a fault is told and left out. Raises KnowledgeError, BotError, RetrievalError.
    """
    with building(settings.index_dir):
        found = known(settings, data=data)
        on_faults(found.faults)
        return build_index(
            found.records,
            settings.index_dir,
            encoder=load_encoder(settings.encoder, default_folder=settings.encoder_dir),
            colloquial=daily_speech(PROJECT),
            words=general_words(),
            on_progress=on_progress,
            edits=found.edits.digests,
        )


async def build_apart(settings: Settings, on_progress: Progress) -> None:
    """Do the same in a process that stands back for this one. Raises RetrievalError."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "channels.indexing", "--data-dir", str(settings.data_dir)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=environment_of(settings),
    )
    try:
        told, complaint = await asyncio.gather(
            _follow(process.stdout, on_progress), _all(process.stderr)
        )
        code = await process.wait()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    if code != 0:
        raise RetrievalError(told or complaint or f"the build ended with code {code}")


def environment_of(settings: Settings) -> dict[str, str]:
    """Return what another process of ours needs to work with the same settings."""
    environment = os.environ | {
        "MOTCUA_BUILD_DIR": str(settings.build_dir),
        "MOTCUA_ENCODER": settings.encoder,
        "MOTCUA_WARD": str(settings.ward),
        "OMP_NUM_THREADS": "1",
    }
    if settings.database_url:
        environment["MOTCUA_DATABASE_URL"] = settings.database_url.get_secret_value()
    return environment


async def _follow(stream: asyncio.StreamReader | None, on_progress: Progress) -> str:
    """Pass the progress on; return the error, if one was told."""
    error = ""
    while stream and (line := await stream.readline()):
        said = json.loads(line)
        if "error" in said:
            error = str(said["error"])
        else:
            on_progress(int(said["done"]), int(said["total"]))
    return error


async def _all(stream: asyncio.StreamReader | None) -> str:
    """Return the end of what the process complained about."""
    return (await stream.read()).decode(errors="replace")[-_LAST_WORDS:].strip() if stream else ""


def _tell(**said: object) -> None:
    sys.stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, telling the progress line by line: `python -m channels.indexing`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data-dir", type=Path)
    settings = read_settings(parser.parse_args(arguments).data_dir)
    os.nice(_NICENESS)
    try:
        build(settings, on_progress=lambda done, total: _tell(done=done, total=total))
    except (BotError, KnowledgeError, RetrievalError) as error:
        _tell(error=str(error))
        return 1
    except OSError as error:  # a full disk, a folder that cannot be written
        _tell(error=f"{error.filename or settings.index_dir}: {error.strerror or error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
