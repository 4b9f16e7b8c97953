"""Write down who of the staff looked at what of a resident's: once an hour for each session."""

from collections import OrderedDict
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.staff.sessions import SignedIn
from bot.store.engine import Store
from bot.store.models import AuditRow

ONCE_IN = timedelta(hours=1)
# More than a day's work at one counter; of what is forgotten a line more is written.
_REMEMBERED = 10_000


class Looks:
    """Remembers what this process has written down lately; another process writes its own."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._noted: OrderedDict[tuple[str, str], datetime] = OrderedDict()

    async def note(self, who: SignedIn, action: str, subject: str, *, now: datetime) -> None:
        """Keep that somebody looks, before they are shown it. Raises StoreUnavailable."""
        key = (who.session_id, f"{action} {subject}")
        before = self._noted.get(key)
        if before is not None and timedelta(0) <= now - before < ONCE_IN:
            return
        await self._store.run(lambda s: note_look(s, who.login, action, subject, now=now))
        self._noted[key] = now
        self._noted.move_to_end(key)
        if len(self._noted) > _REMEMBERED:
            self._noted.popitem(last=False)


def note_look(session: Session, login: str, action: str, subject: str, *, now: datetime) -> None:
    """Write one line of audit."""
    session.add(AuditRow(at=now, actor=login, action=action, subject=subject))
