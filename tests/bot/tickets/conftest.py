"""A database in memory with a few conversations, and reports to file in it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from bot.store.engine import Store, open_store
from bot.store.models import ConversationRow, MessageRow
from bot.tickets.types import Draft
from bot.ward import Route, Tickets, Ward

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
WARD = Ward(
    name="phường Bến Gỗ",
    province="thành phố Mây",
    tickets=Tickets(unit="Văn phòng phường"),
    routes=(Route(unit="Tổ hạ tầng", categories=("lighting", "road")),),
)
LAMP = Draft(
    content="Đèn đường hỏng ba hôm nay", place="số 12 ngõ 5 phố Cầu Gỗ", phone="0900000001"
)
PEOPLE = ("web:an", "web:binh", "telegram:chi")


def add_message(session: Session, conversation_id: str) -> int:
    """Return the id of a new message of a conversation."""
    message = MessageRow(
        conversation_id=conversation_id, direction="in", at=NOW, text="gửi", state="received"
    )
    session.add(message)
    session.flush()
    return message.id


def add_people(session: Session) -> None:
    """Open a conversation for each of the people."""
    session.add_all(
        ConversationRow(id=each, channel=each.split(":")[0], created_at=NOW, last_at=NOW, memory={})
        for each in PEOPLE
    )
    session.flush()


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store("sqlite://")
    opened.run_now(add_people)
    yield opened
    opened.close()


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.transaction() as opened:
        yield opened
