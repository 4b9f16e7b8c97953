"""What the commands print to whoever asks as a resident holds nothing that is for officials."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from knowledge.types import Audience
from retrieval.build import build_index
from retrieval.encoder import load_encoder
from tests.leaks.asking import Talk, one_of_each_way, talks
from tests.leaks.facts import RECORDS, SUBJECTS, marks_for
from tests.leaks.looking import found, leaked

CHECKOUT = Path(__file__).resolve().parents[2]
BUILT = Path(os.environ.get("MOTCUA_BUILD_DIR", CHECKOUT / "var" / "build")) / "encoder"

pytestmark = [pytest.mark.slow, pytest.mark.model]

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Command:
    """Return what runs a command over the knowledge with planted facts."""
    folder = tmp_path_factory.mktemp("planted-data")
    build_index(RECORDS, folder / "index", encoder=load_encoder("", default_folder=BUILT))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOTCUA_")}

    def run(*arguments: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "channels.cli", *arguments, "--data-dir", str(folder)],
            cwd=CHECKOUT,
            env={**kept, "MOTCUA_LOG_LEVEL": "debug"},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    return run


def lines_of(asked: Sequence[Talk], **fields: str) -> str:
    """Return conversations as `batch` reads them."""
    return "\n".join(
        json.dumps({"id": str(number), "turns": talk.turns, **fields}, ensure_ascii=False)
        for number, talk in enumerate(asked)
    )


@pytest.mark.parametrize("fields", [{}, {"audience": "resident"}, {"audience": "public"}])
def test_batch_prints_no_fact_for_a_resident(command: Command, fields: dict[str, str]) -> None:
    asked = [*one_of_each_way(), *(each for each in talks() if each.way == "asked")]

    done = command("batch", "--no-rasa", stdin=lines_of(asked, **fields))

    assert done.returncode == 0, done.stderr
    answers = done.stdout.splitlines()
    assert len(answers) == len(asked)
    for talk, answer in zip(asked, answers, strict=True):
        assert leaked(answer, said=talk.turns) == [], talk.way
    assert leaked(done.stderr) == []


def test_batch_finds_the_facts_for_an_official_and_says_for_whom_they_are(
    command: Command,
) -> None:
    asked = [each for each in talks() if each.way == "asked"]

    done = command("batch", "--no-rasa", stdin=lines_of(asked, audience="official"))

    bodies = [json.loads(line) for line in done.stdout.splitlines()]
    assert {body["audience"] for body in bodies} == {"official"}
    assert all(body["text"].startswith("[Cán bộ]") for body in bodies)
    planted = marks_for(Audience.OFFICIAL) | marks_for(Audience.STAFF)
    # The encoder is another one than the fast tests': most is enough to show that they can fail.
    assert len(found(done.stdout)) >= 0.9 * len(planted)


def test_ask_prints_a_fact_to_an_official_only(command: Command) -> None:
    laptop = SUBJECTS[0]

    for_official = command("ask", laptop.asks[0], "--no-rasa", "--audience", "official")
    for_anybody = command("ask", laptop.asks[0], "--no-rasa")

    assert laptop.marks[0] in for_official.stdout
    assert for_official.stdout.startswith("[Cán bộ]")
    assert leaked(for_anybody.stdout + for_anybody.stderr, said=laptop.asks) == []
