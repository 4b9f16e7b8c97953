"""Write the golden files anew: `python -m tests.channels.golden`, with `take` after asking anew."""

import asyncio
import sys

from tests.channels.golden import shown, take

if __name__ == "__main__":
    if sys.argv[1:] == ["take"]:
        asyncio.run(take.take())
    shown.write()
