"""Rasa as what decides on messages and leads through forms."""

from collections.abc import Callable

from bot import rasa
from bot.rasa_client import RasaClient
from bot.types import Decision, DialogueUnavailable, Form, Message


class RasaDialogue:
    """Rasa, while it is ready."""

    def __init__(self, http: RasaClient, is_ready: Callable[[], bool]) -> None:
        self._http = http
        self._is_ready = is_ready

    async def decide(
        self, message: Message, *, asks: str | None = None, may_join: bool = False
    ) -> Decision:
        """Return Rasa's decision."""
        return await rasa.decide(message, self._client(), asks=asks, may_join=may_join)

    async def look(self, conversation_id: str) -> Form | None:
        """Return the form as Rasa holds it."""
        return await rasa.look(conversation_id, self._client())

    async def restore(self, conversation_id: str, form: Form) -> Form:
        """Make Rasa hold the form."""
        return await rasa.restore(conversation_id, form, self._client())

    async def leave(self, conversation_id: str) -> None:
        """Make Rasa forget the form."""
        await rasa.leave(conversation_id, self._client())

    def _client(self) -> RasaClient:
        if not self._is_ready():
            raise DialogueUnavailable("Rasa is restarting")
        return self._http
