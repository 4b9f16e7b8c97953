"""The written conversations, held with the real product: Rasa, index, encoder and database."""

import asyncio
from pathlib import Path

import pytest

from channels.app import running
from channels.settings import Settings
from tests.dialogue.conversations import Dialogue, dialogues, known_failures
from tests.dialogue.player import Played, faults, play

ALL = list(dialogues())
KNOWN = known_failures()
TODAY = "2026-11-20"


@pytest.fixture(scope="session")
def played(shipped: Path, request: pytest.FixtureRequest) -> dict[str, Played]:
    """Hold every conversation that this session tests, once."""
    wanted = {
        item.callspec.id
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
    }
    settings = Settings(data_dir=shipped, fixed_today=TODAY, _env_file=None)

    async def hold() -> dict[str, Played]:
        async with running(settings, with_rasa=True) as product:
            chosen = [dialogue for dialogue in ALL if dialogue.id in wanted]
            return await play(chosen, product.assistant.reply)

    return asyncio.run(hold())


@pytest.mark.rasa
@pytest.mark.model
@pytest.mark.parametrize("dialogue", ALL, ids=lambda dialogue: dialogue.id)
def test_a_conversation_goes_as_written(dialogue: Dialogue, played: dict[str, Played]) -> None:
    found = faults(dialogue, played[dialogue.id])

    if reason := KNOWN.get(dialogue.id):
        assert found, f"goes as written now: take {dialogue.id} off known_failures.yml"
        pytest.xfail(reason)
    assert found == []
