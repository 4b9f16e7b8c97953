"""A gateway that is killed while it works answers everything all the same."""

import json
import random
import sqlite3
import time
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from tests.channels.killed import Gateway, gateway
from tests.channels.toy import FEE

PEOPLE, MESSAGES, KILLS = 6, 6, 3
LIMIT_S = 90


@pytest.mark.slow
def test_killed_again_and_again_it_answers_everything_once_and_in_order(
    town_index: Path, tmp_path: Path
) -> None:
    """A message arrives twice only when it was on its way as the process was killed."""
    chance = random.Random(5)  # noqa: S311  # no secret
    with gateway(town_index, tmp_path) as process:
        _tell_and_kill(process, [process], chance, kills=KILLS)
        _wait(process)
        flying = process.flying
    _assert_all_is_answered(tmp_path, flying=flying)


@pytest.mark.slow
def test_gateway_and_worker_killed_by_turns_answer_everything_once_and_in_order(
    town_index: Path, tmp_path: Path
) -> None:
    chance = random.Random(6)  # noqa: S311  # no secret
    with (
        gateway(town_index, tmp_path, "gateway") as process,
        gateway(town_index, tmp_path, "worker") as worker,
    ):
        _tell_and_kill(process, [worker, process], chance, kills=2 * KILLS)
        _wait(process)
        flying = worker.flying
    _assert_all_is_answered(tmp_path, flying=flying)


@pytest.mark.slow
def test_what_was_told_to_a_gateway_without_a_worker_is_answered_by_the_next_with_one(
    town_index: Path, tmp_path: Path
) -> None:
    with gateway(town_index, tmp_path, "gateway") as process:
        _tell_and_kill(process, [], random.Random(7), kills=0)  # noqa: S311  # no secret
        assert process.count("SELECT count(*) FROM events") == 0
    with gateway(town_index, tmp_path) as process:
        _wait(process)
    _assert_all_is_answered(tmp_path, flying=0)


def _tell_and_kill(
    process: Gateway, killed: list[Gateway], chance: random.Random, *, kills: int
) -> None:
    """Tell everything, some of it twice; meanwhile kill the processes by turns."""
    told: list[dict[str, object]] = [
        {"key": f"{who}-{n}", "chat": f"c{who}", "s": n, "text": f"{FEE} lần {n}"}
        for n in range(MESSAGES)
        for who in range(PEOPLE)
    ]
    kill_at = sorted(chance.sample(range(5, len(told)), kills))
    for number, event in enumerate(told):
        if number in kill_at:
            time.sleep(chance.random() / 2)
            one = killed[kill_at.index(number) % len(killed)]
            one.kill()
            one.start()
        while not process.tell([event]):
            time.sleep(0.1)
        if chance.random() < 0.2:
            process.tell([event])


def _wait(process: Gateway) -> None:
    """Return once everything that was told is answered."""
    deadline = time.monotonic() + LIMIT_S
    waits = "SELECT count(*) FROM {} WHERE state IN ('new', 'pending', 'sending')"
    while (
        process.count("SELECT count(*) FROM events") < PEOPLE * MESSAGES
        or process.count(waits.format("events"))
        or process.count(waits.format("parcels"))
    ):
        assert time.monotonic() < deadline, "not everything was answered"
        time.sleep(0.2)
    assert process.count("SELECT count(*) FROM events WHERE state <> 'done'") == 0


def _assert_all_is_answered(folder: Path, *, flying: int) -> None:
    got: dict[str, list[str]] = defaultdict(list)
    for line in (folder / "sent").read_text("utf-8").splitlines():
        address, text = json.loads(line)
        got[address].append(text)
    assert set(got) == {f"c{who}" for who in range(PEOPLE)}
    # The notice once, and an answer to each message.
    wanted = PEOPLE * (MESSAGES + 1)
    doubled = sum(len(texts) for texts in got.values()) - wanted
    assert 0 <= doubled <= flying
    assert Counter(len(texts) >= MESSAGES + 1 for texts in got.values()) == {True: PEOPLE}
    with sqlite3.connect(folder / "motcua.sqlite") as connection:
        rows = connection.execute(
            "SELECT conversation_id, text FROM messages WHERE direction = 'in' ORDER BY id"
        ).fetchall()
    for who in range(PEOPLE):
        said = [text for id_, text in rows if id_ == f"toy:c{who}"]
        assert said == [f"{FEE} lần {n}" for n in range(MESSAGES)]
