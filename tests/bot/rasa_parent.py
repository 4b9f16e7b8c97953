"""Run Rasa under its supervisor as a process of its own, for tests that end it from outside.

Arguments: data folder, and "early" to report before Rasa is ready. Writes one JSON line: base_url,
pid of Rasa. Run from the project's root.
"""

import asyncio
import json
import sys
from pathlib import Path

from bot.rasa_process import RasaProcess
from bot.rasa_train import PROJECT, model_path

CHECKOUT = Path(__file__).resolve().parents[2]


async def main(data_dir: Path, *, is_early: bool) -> None:
    """Start Rasa, report and wait to be ended."""
    process = RasaProcess(
        python=CHECKOUT / ".venv-rasa" / "bin" / "python",
        model=model_path(PROJECT, CHECKOUT / "var" / "build"),
        data_dir=data_dir,
    )
    starting = asyncio.create_task(process.start())
    while (process.pid is None) if is_early else not starting.done():
        await asyncio.sleep(0.05)
    if not is_early:
        await starting
    sys.stdout.write(json.dumps({"base_url": process.base_url, "pid": process.pid}) + "\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), is_early="early" in sys.argv[2:]))
