"""Choosing what was offered: by its other words, and a guide as well as a procedure."""

from collections.abc import Callable

import pytest

from bot.assistant import Decide
from bot.dialogue import alone
from bot.reception import Reception
from bot.types import Answer, Decision, Message, Status
from knowledge.types import Aspect

Make = Callable[[Decide], Reception]
EITHER = "quầy hàng chợ đêm hết bao nhiêu tiền"


async def talk(assistant: Make, *turns: str) -> list[Answer]:
    """Return the answers to the turns of one conversation."""

    async def decide(message: Message) -> Decision:
        return alone(message)

    motcua = assistant(decide)
    return [await motcua.reply(Message(conversation_id="c", text=turn)) for turn in turns]


async def test_a_guide_is_offered_without_a_code(assistant: Make) -> None:
    [asked] = await talk(assistant, EITHER)

    assert asked.status is Status.CLARIFY
    assert [(c.title, c.code, c.payload) for c in asked.choices][2:] == [
        ("Ví bị khóa", None, "g-vi-cho-dem")
    ]


@pytest.mark.parametrize(
    "reply",
    ["3", "cái cuối", "Ví bị khóa", "vi bi khoa a", "g-vi-cho-dem", "em không nhận được tiền ạ"],
)
async def test_a_chosen_guide_answers_with_its_warning_and_source(
    assistant: Make, reply: str
) -> None:
    _, answer = await talk(assistant, EITHER, reply)

    assert (answer.status, answer.act) == (Status.ANSWERED, "guide")
    assert "Chọn Quên mật khẩu" in answer.text
    assert "Không đưa mã cho ai." in answer.text
    assert [citation.doc for citation in answer.citations] == ["g-vi-cho-dem"]


async def test_what_follows_a_chosen_guide_is_about_the_guide(assistant: Make) -> None:
    *_, answer = await talk(assistant, EITHER, "3", "mất phí không")

    assert (answer.status, answer.act) == (Status.NO_CONTENT, "guide")


@pytest.mark.parametrize(
    ("reply", "code"),
    [("em ở lại chỗ cũ ạ", "tm-gia-han"), ("em o lai cho", "tm-gia-han"),
     ("đây là lần đầu bán", "tm-quay")],
)  # fmt: skip
async def test_a_reply_may_name_a_choice_in_its_other_words(
    assistant: Make, reply: str, code: str
) -> None:
    _, answer = await talk(assistant, EITHER, reply)

    assert (answer.status, answer.procedure) == (Status.ANSWERED, code)
    assert answer.aspect is Aspect.FEE
