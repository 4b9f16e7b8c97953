"""The words that the commands stand for, as the trained model understands them."""

from collections.abc import AsyncIterator
from contextlib import aclosing

import pytest

from bot.rasa import decide
from bot.rasa_client import RasaClient
from bot.types import Act, Message
from channels.telegram_read import HELP, PERSON, REPORT

pytestmark = pytest.mark.rasa


@pytest.fixture
async def http(rasa_base_url: str) -> AsyncIterator[RasaClient]:
    async with aclosing(RasaClient(rasa_base_url)) as client:
        yield client


@pytest.mark.parametrize(
    ("text", "act"),
    [
        (HELP, Act.CAPABILITIES),
        (PERSON, Act.PERSON),
        (f"{PERSON}: tôi nộp hồ sơ rồi mà chưa thấy trả", Act.PERSON),
        (REPORT, Act.TICKET),
        (f"{REPORT}: đèn đường ngõ 5 hỏng", Act.TICKET),
        ("hủy", Act.CANCEL),
    ],
)
async def test_a_command_is_understood(text: str, act: Act, http: RasaClient) -> None:
    message = Message(conversation_id=f"telegram-words-{abs(hash(text))}", text=text)

    assert (await decide(message, http)).act is act
