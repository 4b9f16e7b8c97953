"""A PostgreSQL that is stopped and started again under a serving reception."""

import os
import pwd
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot import desk_words
from bot.store.models import MessageRow
from tests.bot.front_desk import FEE, LAMP, FrontDesk, say, say_all
from tests.postgres import _program

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def control(folder: Path, *command: str) -> None:
    """Run pg_ctl as the server's user."""
    program = _program("pg_ctl")
    assert program is not None
    user = pwd.getpwnam("nobody").pw_uid if os.getuid() == 0 else None
    subprocess.run(
        [program, "-D", str(folder / "data"), "-w", *command],
        cwd=folder,
        user=user,
        extra_groups=[] if user else None,
        stdout=subprocess.DEVNULL,
        check=True,
    )


async def test_questions_are_answered_while_it_is_stopped_and_all_works_when_it_is_back(
    front_desk: Callable[..., FrontDesk], postgres: str, postgres_url: str
) -> None:
    desk, folder = replace(front_desk(postgres_url)), Path(postgres)
    reception = desk.open()
    await say_all(reception, LAMP[:2])

    control(folder, "-m", "fast", "stop")
    try:
        answer = await say(reception, FEE, who="web:binh")
        told = await say(reception, LAMP[2])
    finally:
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        control(folder, "-o", options, "-l", str(folder / "log"), "start")
    *_, filed = await say_all(reception, LAMP[2:])

    assert "21.000 đồng" in answer.text
    assert told.text == desk_words.FORM_NOT_KEPT.text
    (ticket,) = desk.tickets()
    assert filed.ticket == ticket.code
    assert (ticket.content, ticket.place) == (LAMP[1], LAMP[2])
    failed = [row.text for row in desk.rows(MessageRow) if row.state == "failed"]
    assert failed == [FEE, LAMP[2]]
