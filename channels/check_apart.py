"""Run the whole check in a process of its own: it thinks for seconds."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Sequence

from pydantic import TypeAdapter

from channels.indexing import environment_of
from channels.settings import Settings
from knowledge.check import Finding
from retrieval.types import RetrievalError

Check = Callable[[], Awaitable[Sequence[Finding]]]
_FINDINGS = TypeAdapter(list[Finding])


async def check_apart(settings: Settings) -> Sequence[Finding]:
    """Return what the check of all records finds. Raises RetrievalError."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "channels.cli", "check", "--json"),
        *("--data-dir", str(settings.data_dir)),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment_of(settings),
    )
    try:
        said, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
    try:
        return _FINDINGS.validate_python(json.loads(said)["findings"])
    except (ValueError, KeyError) as error:
        raise RetrievalError("the check did not end well") from error
