"""The written conversations, held with the real product: Rasa, index, encoder and database."""

import asyncio
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bot.photos import keep_photo
from channels.app import running
from channels.settings import Settings
from tests.dialogue.conversations import Dialogue, dialogues, known_failures
from tests.dialogue.player import Played, faults, play

ALL = list(dialogues())
KNOWN = known_failures()
# A Friday without a holiday.
TODAY = "2026-11-20"


@pytest.fixture(scope="session")
def played(shipped: Path, request: pytest.FixtureRequest) -> dict[str, Played]:
    """Hold every conversation that this session tests, once; what is kept ends with it."""
    wanted = {
        item.callspec.id
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
    }
    chosen = [dialogue for dialogue in ALL if dialogue.id in wanted]
    settings = Settings(data_dir=shipped, MOTCUA_TODAY=TODAY, _env_file=None)
    photo = keep_photo(picture(), settings.photo_dir)

    async def hold() -> dict[str, Played]:
        async with running(settings, with_rasa=True) as product:
            return await play(chosen, product.reception.reply, photo=photo)

    return asyncio.run(hold())


def picture() -> bytes:
    """Return a small JPEG."""
    drawn = BytesIO()
    Image.new("RGB", (64, 48), "grey").save(drawn, "JPEG")
    return drawn.getvalue()


@pytest.mark.rasa
@pytest.mark.model
@pytest.mark.parametrize("dialogue", ALL, ids=lambda dialogue: dialogue.id)
def test_a_conversation_goes_as_written(dialogue: Dialogue, played: dict[str, Played]) -> None:
    found = faults(dialogue, played[dialogue.id])

    if reason := KNOWN.get(dialogue.id):
        assert found, f"goes as written now: take {dialogue.id} off known_failures.yml"
        pytest.xfail(reason)
    assert found == []
