"""Take up kept messages that have no answer yet, with all that came with their words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Table, or_, select, true, update
from sqlalchemy.orm import Session

from bot.store.models import MessageRow
from bot.types import Location, Message
from knowledge.types import Audience

_MESSAGES = cast(Table, MessageRow.__table__)


@dataclass(frozen=True, kw_only=True)
class _Shared:
    """What a message is besides its words."""

    audience: Audience = Audience.PUBLIC
    is_button: bool = False
    location: Location | None = None
    photo: str | None = None


_NOTHING = _Shared()
_SHARED = TypeAdapter(_Shared)


@dataclass(frozen=True, kw_only=True)
class Deferred:
    """A kept message that waits for its answer."""

    row_id: int
    message: Message


Here = Literal["all", "platforms", "others"]
"""Which conversations a process serves: those of messaging platforms, or the others, too."""


@dataclass(frozen=True, kw_only=True)
class Whose:
    """Whose messages a process takes up that were left unanswered."""

    platforms: tuple[str, ...] = ()
    """Channels whose events are kept (bot/store/traffic.py): a message that was being answered
    comes again with its event, and must not be answered in another way as well."""
    here: Here = "all"

    def deferred(self) -> ColumnElement[bool]:
        """Say whose messages that wait because there were too many are taken up."""
        if self.here == "all":
            return true()
        return self._of_platforms() if self.here == "platforms" else ~self._of_platforms()

    def lost(self) -> ColumnElement[bool]:
        """Say whose messages that were being answered are taken up."""
        return self.deferred() & ~self._of_platforms()

    def _of_platforms(self) -> ColumnElement[bool]:
        id_ = _MESSAGES.c.conversation_id
        return or_(
            *(id_.startswith(f"{name}:", autoescape=True) for name in self.platforms), ~true()
        )


EVERYBODY = Whose()


def next_deferred(session: Session, id_: str) -> Deferred | None:
    """Return the first of a conversation's messages that wait because there were too many."""
    row = session.execute(
        select(_MESSAGES.c.id, _MESSAGES.c.external_id, _MESSAGES.c.text, _MESSAGES.c.shared)
        .where(
            _MESSAGES.c.conversation_id == id_,
            _MESSAGES.c.direction == "in",
            _MESSAGES.c.state == "deferred",
        )
        .order_by(_MESSAGES.c.id)
        .limit(1)
    ).one_or_none()
    if row is None:
        return None
    shared = _SHARED.validate_python(row.shared or {})
    message = Message(
        conversation_id=id_,
        id=row.external_id,
        text=row.text,
        audience=shared.audience,
        is_button=shared.is_button,
        location=shared.location,
        photo=shared.photo,
    )
    return Deferred(row_id=row.id, message=message)


def take_up(session: Session, *, since: datetime, whose: Whose = EVERYBODY) -> list[str]:
    """Return the conversations with messages that a process which is gone has left unanswered.

    A message that was being answered waits like a deferred one now, unless a later one of the
    conversation has been answered.
    """
    later = _MESSAGES.alias()
    has_gone_on = (
        select(later.c.id)
        .where(
            later.c.conversation_id == _MESSAGES.c.conversation_id,
            later.c.direction == "in",
            later.c.state.in_(("answered", "silent")),
            later.c.id > _MESSAGES.c.id,
        )
        .exists()
    )
    lost = (
        _MESSAGES.c.direction == "in",
        _MESSAGES.c.state == "received",
        _MESSAGES.c.at > since,
        ~has_gone_on,
        whose.lost(),
    )
    session.execute(update(_MESSAGES).where(*lost).values(state="deferred"))
    waiting = select(_MESSAGES.c.conversation_id).where(
        _MESSAGES.c.state == "deferred", _MESSAGES.c.at > since, whose.deferred()
    )
    return list(session.scalars(waiting.distinct()))


def shared_of(message: Message) -> dict[str, Any]:
    """Return the column for what is not words; none for most messages."""
    shared = _Shared(
        audience=message.audience,
        is_button=message.is_button,
        location=message.location,
        photo=message.photo,
    )
    if shared == _NOTHING:
        return {}
    return {"shared": _SHARED.dump_python(shared, mode="json", exclude_defaults=True)}
