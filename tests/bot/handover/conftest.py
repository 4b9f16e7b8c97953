"""A clock, a counter and a database of conversations for the tests of hand-overs."""

from collections.abc import Iterator
from datetime import datetime, time
from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.opening import VIETNAM, Opening
from bot.store.engine import Store, open_store
from bot.store.models import ConversationRow, MessageRow, OutboxRow
from bot.store.staff import StaffRow

_HOURS = ["08:00-12:00", "13:30-17:30"]
COUNTER = TypeAdapter(Opening).validate_python(
    {day: _HOURS for day in ("monday", "tuesday", "wednesday", "thursday", "friday")}
)
UNKNOWN_HOURS = Opening()


def at(day: int, clock: str) -> datetime:
    """Return a moment of November 2026; the 20th is a Friday, the 24th a holiday."""
    return datetime.combine(datetime(2026, 11, day), time.fromisoformat(clock), VIETNAM)


def begin(session: Session, conversation_id: str, now: datetime) -> None:
    """Keep a conversation, as its first message would."""
    session.add(
        ConversationRow(id=conversation_id, channel="web", created_at=now, last_at=now, memory={})
    )
    session.flush()


def hire(session: Session, login: str, unit: str, now: datetime, **fields: Any) -> StaffRow:  # noqa: ANN401  # any column
    """Make an account at the counter."""
    values: dict[str, Any] = {"roles": ["counter"], "state": "active", **fields}
    row = StaffRow(
        login=login,
        name=login.title(),
        unit=unit,
        password_hash=None,
        must_change_password=False,
        totp_secret=None,
        totp_step=0,
        failures=0,
        locked_until=None,
        oidc_subject=None,
        created_at=now,
        **values,
    )
    session.add(row)
    session.flush()
    return row


def hear(session: Session, conversation_id: str, text: str, now: datetime) -> MessageRow:
    """Keep a resident's message."""
    row = MessageRow(
        conversation_id=conversation_id, direction="in", at=now, text=text, state="received"
    )
    session.add(row)
    session.flush()
    return row


def answer(
    session: Session, conversation_id: str, now: datetime, *, status: str, act: str = "procedure"
) -> MessageRow:
    """Keep an answer of the assistant."""
    row = MessageRow(
        conversation_id=conversation_id,
        direction="out",
        at=now,
        text="…",
        state="sent",
        status=status,
        act=act,
    )
    session.add(row)
    session.flush()
    return row


def told(session: Session, conversation_id: str) -> list[str]:
    """Return what the resident was told unasked, oldest first."""
    rows = select(OutboxRow.text).where(OutboxRow.conversation_id == conversation_id)
    return list(session.scalars(rows.order_by(OutboxRow.id)))


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite://")
    yield opened
    opened.close()


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.transaction() as opened:
        for each in ("web:an", "web:binh", "zalo:chi"):
            begin(opened, each, at(20, "07:00"))
        yield opened
