"""What nobody should type, and everybody does: asked of the assistant over what we ship."""

import asyncio
import unicodedata
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.assistant import Assistant
from bot.conversations import Conversation
from bot.dialogue import alone
from bot.types import Answer, Decision, Message, Status
from bot.ward import load_ward
from channels.settings import Settings
from knowledge.store import RecordStore
from retrieval.build import open_index
from retrieval.encoder import load_encoder
from retrieval.hybrid import HybridRetriever

pytestmark = [pytest.mark.model, pytest.mark.slow]

Opened = tuple[HybridRetriever, RecordStore]
FORM = "Họ tên: ........ Ngày sinh: ..../..../.... Số CCCD: ........ Nội dung đề nghị: ........"
NOT_AN_ANSWER = {Status.SAID, Status.CLARIFY, Status.NO_CONTENT, Status.OUT_OF_SCOPE}


@pytest.fixture(scope="module")
def opened(shipped: Path) -> Iterator[Opened]:
    settings = Settings()
    encoder = load_encoder(settings.encoder, default_folder=settings.encoder_dir)
    retriever, records = open_index(shipped / "index", encoder=encoder)
    yield retriever, records
    records.close()


def ask(opened: Opened, text: str) -> Answer:
    async def decide(message: Message) -> Decision:
        return alone(message)

    retriever, records = opened
    assistant = Assistant(
        decide=decide,
        retriever=retriever,
        records=records,
        ward=load_ward(Settings().ward),
        today=lambda: date(2026, 11, 21),
    )
    message = Message(text=text, conversation_id="c")
    answer = asyncio.run(assistant.reply(message, Conversation()))
    assert isinstance(answer, Answer)
    return answer


@pytest.mark.parametrize(
    "text",
    [
        "đăng ký khai sinh cho con cần giấy tờ gì " * 122,
        "DANGKYKHAISINH",
        "ddawng kys khai sinh",
        "đ\u200băng ký\u200d kh\ufeffai sinh",
        unicodedata.normalize("NFD", "đăng ký khai sinh"),
        "®¨ng ký khai sinh cho ch¸u bÐ",
        "ñaêng kyù khai sinh caàn giaáy tôø gì",
        "đăng ký kai sinh cho baby",
    ],
    ids=["long", "glued", "telex", "zero width", "NFD", "TCVN3", "VNI", "mixed"],
)
def test_a_birth_is_recognised_however_it_is_typed(opened: Opened, text: str) -> None:
    answer = ask(opened, text)

    assert "1.001193" in answer.ranking[:1]
    assert answer.status in (Status.ANSWERED, Status.CLARIFY)


@pytest.mark.parametrize(
    "text",
    [
        "ơi",
        "12345",
        "0912345678",
        "sđt của em 0912 345 678",
        "我想办结婚登记需要什么",
        "출생신고는 어떻게 하나요",
        "alooooo",
        "ạaaaa",
        "!!!!!",
        "😀😀😀",
        "\u200b\u200b",
        "zz qq " * 800,
    ],
)
def test_what_asks_for_nothing_is_not_answered(opened: Opened, text: str) -> None:
    answer = ask(opened, text)

    assert answer.status in NOT_AN_ANSWER
    assert answer.text


@pytest.mark.parametrize(
    "text", ["có", FORM, "how do I register a birth?", "DANGKY" * 800, "x" * 5000]
)
def test_the_rest_gets_a_sentence(opened: Opened, text: str) -> None:
    assert ask(opened, text).text
