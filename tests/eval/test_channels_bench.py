"""Both measurements of the platforms, short, from the command line; never their times."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from channels.settings import CHECKOUT, Settings

pytestmark = [
    pytest.mark.slow,
    pytest.mark.model,
    pytest.mark.skipif(
        not (Settings().index_dir / "manifest.json").is_file(), reason="no index: run `make setup`"
    ),
]


def measured(tmp_path: Path, *arguments: str) -> tuple[int, str, dict[str, Any]]:
    """Run a command; return exit code, what it printed, and its figures."""
    figures = tmp_path / "figures.json"
    done = subprocess.run(
        [sys.executable, "-m", "eval", *arguments, "--no-rasa", "--json", str(figures)],
        cwd=CHECKOUT,
        env={name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    found = json.loads(figures.read_text(encoding="utf-8")) if figures.is_file() else {}
    return done.returncode, done.stdout + done.stderr, found


def test_a_kill_costs_no_message_its_answer(tmp_path: Path) -> None:
    code, told, found = measured(
        tmp_path, "faults", "--n", "40", "--kills", "1", "--conversations", "10", "--rate", "10"
    )

    assert code == 0, told
    assert found["tally"]["answered"] == 40
    assert found["broken"] == []
    assert len(found["in_flight"]) == 1


def test_a_message_that_was_taken_twice_without_a_kill_is_told(tmp_path: Path) -> None:
    code, told, found = measured(
        tmp_path, "faults", "--n", "12", "--kills", "0", "--failing", "0", "--lost", "0.5"
    )

    assert found["tally"]["duplicates"] == found["sends"]["lost"] > 0, told
    assert code == 0


def test_every_webhook_is_acknowledged_and_answered(tmp_path: Path) -> None:
    _code, told, found = measured(tmp_path, "webhooks", "--rate", "10", "--seconds", "2")

    assert found["acknowledged_ms"]["n"] == 20, told
    assert found["tally"]["unanswered"] == 0
    assert all(each["rss_mb"]["gateway"] > 50 for each in found["samples"])


def test_a_worker_apart_answers_too(tmp_path: Path) -> None:
    _code, told, found = measured(
        tmp_path, "webhooks", "--rate", "5", "--seconds", "2", "--worker-apart"
    )

    assert found["tally"]["answered"] == 10, told
    assert found["samples"][-1]["rss_mb"]["worker"] > 50
