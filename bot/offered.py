"""Read a message as one of the choices that were offered last."""

from dataclasses import replace

from bot.conversations import Conversation
from bot.replies import read_reply
from bot.types import Answer, Choice, Message
from bot.visit import Visit


def numbered(answer: Answer, conversation: Conversation) -> tuple[Choice, ...]:
    """Return the choices that the next message may name by number: those that the desk offers.

    One alone is no choice: whoever types "1" where a place is asked for does not mean to cancel.
    """
    is_desks = answer.choices != conversation.choices and len(answer.choices) > 1
    return answer.choices if is_desks else ()


def with_choice(visit: Visit) -> Visit:
    """Return the visit with the words of the choice that its message names by number."""
    number, offered = visit.message.text.strip(" .)"), visit.conversation.offered
    if not (number.isdecimal() and 1 <= int(number) <= len(offered)):
        return visit
    return replace(visit, message=replace(visit.message, text=offered[int(number) - 1].payload))


def chooses(conversation: Conversation, message: Message) -> bool:
    """Say whether a message inside a form replies to a question back of ours instead."""
    reply = read_reply(conversation.choices, message.text)
    return reply.choice is not None or reply.is_both or reply.asks_difference
