"""Builds two indexes in turn into one folder, to be killed at any instant."""

import sys
from datetime import date
from itertools import cycle
from pathlib import Path

from knowledge.types import Procedure, Source
from retrieval.build import build_index
from retrieval.folder import building
from tests.conftest import SyllableEncoder

SOURCE = Source(title="Bản thử", as_of=date(2026, 1, 5))
VERSIONS = [
    [
        Procedure(code=f"tm-{number}", name=f"Thủ tục số {number}", place=place, source=SOURCE)
        for number in range(40)
    ]
    for place in ("Cửa một", "Cửa hai")
]


def build_on(folder: Path) -> None:
    """Build until the process is killed; a line of output tells of each index."""
    for version in cycle(VERSIONS):
        with building(folder):
            build_index(version, folder, encoder=SyllableEncoder())
        sys.stdout.write(".\n")
        sys.stdout.flush()


if __name__ == "__main__":
    build_on(Path(sys.argv[1]))
