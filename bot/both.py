"""Answer a question and take up a report that come in one message."""

import contextlib
import logging
import re
from dataclasses import replace

from bot import desk_words
from bot.aspect import find_aspects
from bot.desk import Desk
from bot.dialogue import Dialogue
from bot.evidence import may_tell_trouble
from bot.in_service import Answers
from bot.types import Answer, DialogueUnavailable
from bot.visit import Served, Visit
from knowledge.text import fold

logger = logging.getLogger(__name__)

# What joins two matters. After a comma alone the trouble is mostly why it is asked: "nhà bị ngập,
# xin hỗ trợ cần gì".
_BESIDES = re.compile(
    r"[\s,.;!?]*\b(?:voi lai|va lai|(?:nhan|san|luon|tien) tien|tien (?:the|day|cho|hoi)|ngoai ra"
    r"|con nua|them nua|a con)\b[\s,:]*"
)


def parted(text: str) -> tuple[str, str] | None:
    """Return the report and the question of a message that holds both, None if it does not."""
    plain = fold(text)
    if len(plain) != len(text):
        return None
    for mark in _BESIDES.finditer(plain):
        parts = text[: mark.start()].strip(" ,.;!"), text[mark.end() :].strip(" ,.;!")
        for report, question in (parts, parts[::-1]):
            asks = question and find_aspects(question) and not may_tell_trouble(question)
            if asks and may_tell_trouble(report) and not find_aspects(report):
                return report, question
    return None


async def question_and_report(
    visit: Visit, assistant: Answers, dialogue: Dialogue, desk: Desk
) -> Served | None:
    """Answer the question, then ask on for the report; None if the message is not both."""
    message, conversation = visit.message, visit.conversation
    parts = None if conversation.form else parted(message.text)
    if parts is None:
        return None
    report, question = parts
    try:
        decision = await dialogue.decide(replace(message, text=report))
        if decision.form is None:
            return None
        # The question is read as if no form were open.
        await dialogue.leave(message.conversation_id)
    except DialogueUnavailable as error:
        logger.warning("a report beside a question is left", extra={"why": str(error)})
        return None
    answer = await assistant.reply(replace(message, text=question), conversation)
    if not isinstance(answer, Answer):
        return None
    conversation.form = decision.form
    # Without it the copy is put back with the next message.
    with contextlib.suppress(DialogueUnavailable):
        await dialogue.restore(message.conversation_id, decision.form)
    return desk.after(desk.with_form(answer, visit, lead=desk_words.AND_REPORT), visit)
