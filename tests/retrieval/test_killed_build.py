"""Whenever a build is killed, a whole index answers, and the next build is not hindered."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from retrieval.build import build_index, open_index, read_manifest
from tests.conftest import CHECKOUT, SyllableEncoder
from tests.retrieval.building_process import VERSIONS

pytestmark = pytest.mark.slow


def test_an_index_answers_at_whatever_instant_a_build_is_killed(tmp_path: Path) -> None:
    folder, chance = tmp_path / "index", random.Random(7)  # noqa: S311  # repeatable
    for _ in range(8):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.retrieval.building_process", str(folder)],
            cwd=CHECKOUT,
            env=os.environ | {"PYTHONPATH": str(CHECKOUT)},
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.15))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()

        retriever, records = open_index(folder, encoder=SyllableEncoder())
        places = {record.place for record in records.records() if hasattr(record, "place")}
        records.close()
        assert len(places) == 1
        assert len(retriever) == read_manifest(folder).passages

    build_index(VERSIONS[0], folder, encoder=SyllableEncoder())
    assert not list(folder.glob(".new-*")), "what killed builds left is gone"
    assert len([path for path in folder.iterdir() if path.is_dir()]) <= 2
