"""Draft what a resident could be told, for a member of staff to check and send."""

from dataclasses import dataclass

from bot.conversations import Conversation
from bot.dialogue import alone
from bot.in_service import Answers
from bot.types import Answer, Message, Status
from knowledge.store import RecordStore
from knowledge.types import Audience

# What helps a person to answer; the rest says only that the assistant cannot.
_OF_USE = (Status.ANSWERED, Status.CLARIFY)
# Nobody's conversation: with the decision made, nothing is looked up or kept by it.
_NOBODY = "desk:"


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What the assistant would say to the resident's last words."""

    question: str
    answer: Answer | None
    """None: nothing that has a source, or something that only a person can do."""


async def suggest(
    assistant: Answers, records: RecordStore, question: str, conversation: Conversation
) -> Draft:
    """Return what the public would be told; nothing of it is kept.

    The conversation's topic is known, its memory is not touched, and Rasa, which keeps what it
    hears, is not asked.
    """
    # Of an official's own chat nothing is left: what was discussed is not for everybody.
    known = conversation.read_by(Audience.PUBLIC)
    copy = Conversation(questions=known.questions, topic=known.topic, choices=known.choices)
    message = Message(conversation_id=_NOBODY, text=question, audience=Audience.PUBLIC)
    answer = await assistant.reply(message, copy, alone(message))
    if not isinstance(answer, Answer) or answer.status not in _OF_USE:
        return Draft(question=question, answer=None)
    named = [each.doc for each in answer.citations] + [each.code or "" for each in answer.choices]
    is_told = not any(is_hidden(each, records) for each in named)
    return Draft(question=question, answer=answer if is_told else None)


def is_hidden(id_: str, records: RecordStore) -> bool:
    """Say whether a record of this id is not for the public; where there is none nothing is."""
    kinds = (records.procedure, records.guide, records.plan, records.document)
    found = [kind(id_) for kind in kinds] if id_ else []
    return any(each is not None and each.audience is not Audience.PUBLIC for each in found)
