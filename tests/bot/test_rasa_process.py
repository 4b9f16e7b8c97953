"""What the supervisor needs and how it treats a child that misbehaves; no real Rasa here."""

import asyncio
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from bot import rasa_process
from bot.rasa_process import RasaProcess
from bot.rasa_train import PROJECT
from bot.types import BotError

pytestmark = pytest.mark.slow

SLEEPS = "import sys, time\nprint('started', flush=True)\ntime.sleep(600)\n"
FAILS = "print('no such thing', flush=True)\nraise SystemExit(7)\n"
IGNORES_SIGTERM = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEPS
TELLS_ENVIRONMENT = "import os\nprint(sorted(os.environ), flush=True)\nraise SystemExit(1)\n"


@pytest.fixture
def process(tmp_path: Path) -> RasaProcess:
    shutil.copytree(PROJECT, tmp_path, dirs_exist_ok=True)
    (tmp_path / "model.tar.gz").touch()
    return RasaProcess(
        python=Path(sys.executable),
        model=tmp_path / "model.tar.gz",
        data_dir=tmp_path / "data",
        project_dir=tmp_path,
    )


async def test_a_missing_environment_says_what_to_run(tmp_path: Path) -> None:
    process = RasaProcess(
        python=tmp_path / "python", model=tmp_path / "model.tar.gz", data_dir=tmp_path
    )

    with pytest.raises(BotError, match="run: make setup"):
        await process.start()
    await process.stop()


async def test_a_missing_model_says_what_to_run(process: RasaProcess, tmp_path: Path) -> None:
    (tmp_path / "model.tar.gz").unlink()

    with pytest.raises(BotError, match=r"run: .*bot\.rasa_train"):
        await process.start()
    await process.stop()


async def test_a_project_that_does_not_fit_itself_is_not_started(
    process: RasaProcess, tmp_path: Path
) -> None:
    (tmp_path / "components" / "guard.py").unlink()
    (tmp_path / "launch.py").write_text(SLEEPS)

    with pytest.raises(BotError, match="KnownWordsGuard is configured and does not exist"):
        await process.start()

    assert process.pid is None
    await process.stop()


async def test_a_child_that_ends_at_once_is_reported_with_its_exit_and_log(
    process: RasaProcess, tmp_path: Path
) -> None:
    (tmp_path / "launch.py").write_text(FAILS)

    with pytest.raises(BotError, match=r"exit 7.*rasa\.log"):
        await process.start()

    assert process.log_path.read_text() == "no such thing\n"
    assert not process.is_ready


@pytest.fixture
def new_children() -> Callable[[], set[psutil.Process]]:
    """Return the child processes that this test started; the session's Rasa is not among them."""
    earlier = set(psutil.Process().children())
    return lambda: set(psutil.Process().children()) - earlier


async def test_a_child_that_never_answers_is_ended(
    process: RasaProcess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    new_children: Callable[[], set[psutil.Process]],
) -> None:
    monkeypatch.setattr(rasa_process, "START_TIMEOUT_S", 1.0)
    (tmp_path / "launch.py").write_text(SLEEPS)

    with pytest.raises(BotError, match="not ready within 1 s"):
        await process.start()

    assert process.pid is None
    assert new_children() == set()


async def test_a_child_that_ignores_sigterm_is_killed(
    process: RasaProcess,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    new_children: Callable[[], set[psutil.Process]],
) -> None:
    monkeypatch.setattr(rasa_process, "START_TIMEOUT_S", 1.0)
    monkeypatch.setattr(rasa_process, "STOP_TIMEOUT_S", 0.5)
    (tmp_path / "launch.py").write_text(IGNORES_SIGTERM)

    with pytest.raises(BotError):
        await process.start()

    assert new_children() == set()


async def test_a_cancelled_start_leaves_no_child(
    process: RasaProcess, tmp_path: Path, new_children: Callable[[], set[psutil.Process]]
) -> None:
    (tmp_path / "launch.py").write_text(SLEEPS)
    starting = asyncio.create_task(process.start())
    while process.pid is None:
        await asyncio.sleep(0.01)

    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting

    assert new_children() == set()


async def test_the_childs_environment_holds_none_of_our_secrets(
    process: RasaProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTCUA_TELEGRAM_TOKEN", "secret")
    (tmp_path / "launch.py").write_text(TELLS_ENVIRONMENT)

    with pytest.raises(BotError):
        await process.start()

    told = process.log_path.read_text()
    assert "TRACKER_DB" in told
    assert "MOTCUA" not in told


async def test_a_long_log_makes_room_and_one_former_is_kept(
    process: RasaProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rasa_process, "LOG_BYTES", 10)
    (tmp_path / "launch.py").write_text(FAILS)
    process.log_path.parent.mkdir(parents=True)
    process.log_path.write_text("a former log, too long\n")

    with pytest.raises(BotError):
        await process.start()

    assert process.log_path.read_text() == "no such thing\n"
    assert process.log_path.with_suffix(".log.1").read_text() == "a former log, too long\n"


async def test_stopping_what_never_ran_is_harmless(process: RasaProcess) -> None:
    await process.stop()

    assert process.pid is None
