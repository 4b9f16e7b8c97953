"""Play cases through an assistant, each as a conversation of its own."""

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.types import Answer, Message
from channels.contract import AnswerBody, answer_json
from eval.types import Case


class Replier(Protocol):
    """What answers messages."""

    async def reply(self, message: Message) -> Answer:
        """Return the answer to one message."""
        ...


@dataclass(frozen=True, kw_only=True)
class Played:
    """The last answers of a suite's conversations."""

    answers: tuple[AnswerBody, ...]
    """In the order of the cases; a case whose conversation broke has none."""
    failures: Mapping[str, str]
    """Why a case has no answer: kind of exception by case id."""


async def play(
    assistant: Replier, cases: Sequence[Case], *, on_done: Callable[[], None] = lambda: None
) -> Played:
    """Return each case's last answer, one conversation after the other.

    A conversation that breaks is reported as a failure and does not stop the others.
    """
    answers: list[AnswerBody] = []
    failures: dict[str, str] = {}
    for case in cases:
        try:
            answers.append(await _last_answer(assistant, case))
        except Exception as broken:  # Thousands of cases must not be lost to one.
            failures[case.id] = f"{type(broken).__name__}: {broken}"
        on_done()
    return Played(answers=tuple(answers), failures=failures)


async def _last_answer(assistant: Replier, case: Case) -> AnswerBody:
    """Play the turns; the time is that of the last one."""
    conversation_id = f"eval-{uuid.uuid4()}"
    for turn in case.turns:
        message = Message(conversation_id=conversation_id, text=turn, audience=case.audience)
        started = time.perf_counter()
        answer = await assistant.reply(message)
        ms = (time.perf_counter() - started) * 1000
    return answer_json(answer, id=case.id, ms=ms)
