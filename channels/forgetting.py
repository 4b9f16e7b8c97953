"""Delete what is kept about a resident who asks for it in their own conversation."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from bot.privacy import delete_person, find_person
from bot.rasa_tracker import forget_conversations
from bot.reception import Reception
from bot.store.housekeeping import delete_photos


@dataclass(frozen=True, kw_only=True)
class Forgetting:
    """Where a resident's data lies."""

    reception: Reception
    photos: Path
    tracker: Path
    now: Callable[[], datetime]

    async def prepare(self, conversation_id: str) -> None:
        """Drop what is kept outside of the database: if that fails, all can be done again."""
        await self.reception.forget(conversation_id)
        await asyncio.to_thread(forget_conversations, self.tracker, [conversation_id])

    def delete(self, session: Session, conversation_id: str) -> None:
        """Delete the rest; messages that came after the wish are answered as a stranger's.

        A picture is gone before its row is: should the transaction fail, it is deleted anew.
        """
        person = find_person(session, conversation_id)
        deleted = delete_person(session, person, now=self.now(), actor="resident", waits_too=False)
        delete_photos(deleted.photos, self.photos)
