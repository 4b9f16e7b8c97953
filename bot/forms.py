"""Hear a message inside a form, whatever became of Rasa since the last one.

Rasa owns the form. Our copy (`Conversation.form`) is what the resident was told last; when Rasa
was killed, restarted or lost its file, the copy says what has to be made good.
"""

from dataclasses import replace

from rapidfuzz import fuzz

from bot.conversations import Conversation
from bot.dialogue import Dialogue
from bot.types import Act, Decision, DialogueUnavailable, Form, Message
from knowledge.text import fold

# Whoever gets no answer types the same again, more or less; a guess.
_SAME_AGAIN = 80


async def hear(dialogue: Dialogue, message: Message, conversation: Conversation) -> Decision:
    """Return what becomes of the open form with this message. Raises DialogueUnavailable.

    The form is first made what the resident believes it to be: what could not be heard while
    Rasa was away is heard now.
    """
    form = conversation.form
    if form is None:
        raise ValueError("no form is open")
    if conversation.unheard:
        form = await _catch_up(dialogue, message, conversation, form)
        conversation.form, conversation.unheard = form, ""
    decision = await _decide(dialogue, message, form, conversation)
    if decision.form is None and decision.act is not Act.CANCEL:
        # Rasa has lost the form: put it back and say it again.
        form = await dialogue.restore(message.conversation_id, form)
        decision = await _decide(dialogue, message, form, conversation)
        if decision.form is None and decision.act is not Act.CANCEL:
            raise DialogueUnavailable("Rasa does not keep the form")
    return decision


async def _catch_up(
    dialogue: Dialogue, message: Message, conversation: Conversation, form: Form
) -> Form:
    """Return the form after what was typed while Rasa was away.

    Rasa may have heard it and only the reply been lost: then its form is not our copy any more.
    A "send it" is not said again for the resident: the question is repeated instead.
    """
    held = await dialogue.look(message.conversation_id)
    if held is None:
        held = await dialogue.restore(message.conversation_id, form)
    missed = conversation.unheard
    was_heard = (held.asks, dict(held.slots)) != (form.asks, dict(form.slots))
    is_said_again = fuzz.ratio(fold(missed), fold(message.text)) >= _SAME_AGAIN
    if was_heard or is_said_again or form.asks == "confirmed":
        return held
    late = replace(message, text=missed, id=None, location=None, photo=None)
    decision = await _decide(dialogue, late, held, conversation)
    return decision.form or held


async def _decide(
    dialogue: Dialogue, message: Message, form: Form, conversation: Conversation
) -> Decision:
    return await dialogue.decide(message, asks=form.asks, may_join=bool(conversation.similar))
