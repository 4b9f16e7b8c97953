"""What decides on messages and leads through forms, and how it is done without Rasa."""

from typing import Protocol

from bot.aspect import find_aspect
from bot.cues import cues
from bot.staff_wanted import refuses_person, wants_person
from bot.types import Act, Decision, DialogueUnavailable, Form, Message
from knowledge.types import Aspect

# Without Rasa only what must never be missed is recognised by words.
_PERSON = cues(
    (
        r"(?:gặp|nói chuyện với|nối máy(?: với| cho)?|chat với) (?:\w+ ){0,3}"
        r"(?:cán bộ|nhân viên|người thật|con người|tổng đài viên)",
    )
)


class Dialogue(Protocol):
    """Decides on one message, and holds the form that is being filled in."""

    async def decide(
        self, message: Message, *, asks: str | None = None, may_join: bool = False
    ) -> Decision:
        """Return what to do with a message; `asks` is the slot that the form asks for.

        Raises DialogueUnavailable.
        """
        ...

    async def look(self, conversation_id: str) -> Form | None:
        """Return the form as it stands. Raises DialogueUnavailable."""
        ...

    async def restore(self, conversation_id: str, form: Form) -> Form:
        """Open the form with what has been said already. Raises DialogueUnavailable."""
        ...

    async def leave(self, conversation_id: str) -> None:
        """Close the form without filing anything. Raises DialogueUnavailable."""
        ...


class NoDialogue:
    """Search on the words alone; no form can be filled in."""

    async def decide(
        self, message: Message, *, asks: str | None = None, may_join: bool = False
    ) -> Decision:
        """Return that a person is wanted, or the decision to search."""
        return alone(message)

    async def look(self, conversation_id: str) -> Form | None:
        """Return that there is no form."""
        return None

    async def restore(self, conversation_id: str, form: Form) -> Form:
        """Refuse."""
        raise DialogueUnavailable("there is no Rasa")

    async def leave(self, conversation_id: str) -> None:
        """Do nothing."""


def alone(message: Message) -> Decision:
    """Return what the words alone say is to be done: search, or fetch a person."""
    is_named = _PERSON.found_in(message.text) or wants_person(message.text)
    if is_named and not refuses_person(message.text):
        return Decision(act=Act.PERSON, confidence=1.0)
    aspect = find_aspect(message.text)
    return Decision(act=Act.SEARCH, aspect=Aspect(aspect) if aspect in set(Aspect) else None)
