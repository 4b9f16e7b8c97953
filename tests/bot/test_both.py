"""A question and a report in one message: one is answered, the other is taken up."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.both import parted
from bot.dialogue import alone
from bot.types import Act, Decision, Form, Message, Status
from tests.bot.front_desk import FEE, FrontDesk, PlainDialogue, say

Make = Callable[..., FrontDesk]
TROUBLE, BOTH = "đèn đường hỏng", f"đèn đường hỏng, với lại {FEE} bao nhiêu"


class HearsTrouble(PlainDialogue):
    """Opens a form for the trouble alone."""

    async def decide(
        self, message: Message, *, asks: str | None = None, may_join: bool = False
    ) -> Decision:
        """Return a form that asks for the place, or what the words say."""
        self.heard.append(message.text)
        if message.text != TROUBLE:
            return alone(message)
        form = Form(name="ticket", asks="place", slots={"content": message.text})
        self.forms[message.conversation_id] = form
        return Decision(act=Act.TICKET, confidence=0.95, form=form)


@pytest.mark.parametrize(
    ("text", "report", "question"),
    [
        ("đèn đường hỏng, với lại làm khai sinh cần gì", "đèn đường hỏng", "làm khai sinh cần gì"),
        (
            "den duong hong, tien the cho hoi lam khai sinh can gi",
            "den duong hong",
            "cho hoi lam khai sinh can gi",
        ),
        (
            "cho hỏi làm khai sinh cần gì, với lại đèn ngõ 5 hỏng",
            "đèn ngõ 5 hỏng",
            "cho hỏi làm khai sinh cần gì",
        ),
    ],
)
def test_a_report_and_a_question_are_told_apart(text: str, report: str, question: str) -> None:
    assert parted(text) == (report, question)


@pytest.mark.parametrize(
    "text",
    [
        "nhà bị ngập, xin hỗ trợ cần giấy tờ gì",
        "sổ hộ khẩu bị hỏng, tiện thể làm lại mất bao lâu",
        "làm hộ chiếu cần gì, với lại phí bao nhiêu",
        "đèn đường hỏng, với lại cống tắc",
        "làm khai sinh cần gì",
    ],
)
def test_one_matter_stays_one(text: str) -> None:
    assert parted(text) is None


async def test_the_question_is_answered_and_the_report_goes_on(front_desk: Make) -> None:
    desk = replace(front_desk(), dialogue=HearsTrouble())

    answer = await say(desk.open(), BOTH)

    assert answer.status is Status.ANSWERED
    assert "Việc này ở đâu?" in answer.text
    assert answer.form is not None
    assert (answer.form.asks, answer.form.slots) == ("place", {"content": TROUBLE})
    assert desk.dialogue.forms["web:an"].slots == {"content": TROUBLE}


async def test_without_rasa_the_message_is_answered_as_a_whole(front_desk: Make) -> None:
    desk = replace(front_desk(), dialogue=HearsTrouble(is_down=True))

    answer = await say(desk.open(), f"làm khai sinh cần gì, với lại {TROUBLE}")

    assert answer.form is None
