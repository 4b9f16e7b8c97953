"""Residents whom the tests of the desk's pages are about."""

from datetime import timedelta
from typing import Any

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import handover
from bot.handover_states import Reason
from bot.opening import Opening
from bot.store import inbox
from bot.store.models import HandoverRow, MessageRow, OutboxRow, TicketEventRow, TicketRow
from bot.types import Answer, Citation, Message, Status
from channels.console.console import Console
from tests.channels.conftest import NOW

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
PHONE = "0900 000 007"


def waits(
    console: Console,
    who: str = "web:an",
    text: str = "Tôi cần gặp",
    **fields: Any,  # noqa: ANN401
) -> int:
    """Let a resident write, be answered and ask for a person; return the hand-over's id."""

    def work(session: Session) -> int:
        message = Message(conversation_id=who, text=text, **fields)
        received = inbox.receive(session, message, now=NOW, state="received")
        answer = Answer(
            status=Status.ANSWERED,
            text="Lệ phí là 21.000 đồng.",
            act="procedure",
            procedure="9.000001",
            audience=message.audience,
            citations=(
                Citation(title="Sổ thủ tục mẫu", doc="tm-quay", url="https://example.vn/1"),
            ),
        )
        inbox.answered(session, received, message, answer, now=NOW, ms=1)
        stands = handover.open_handover(
            session, who, Reason.ASKED, opening=Opening(), now=NOW - timedelta(minutes=5)
        )
        return stands.id

    return console.store.run_now(work)


def hears(console: Console, who: str = "web:an") -> list[str]:
    """Return what a resident has been told unasked."""
    rows = select(OutboxRow.text).where(OutboxRow.conversation_id == who).order_by(OutboxRow.id)
    return console.store.run_now(lambda s: list(s.scalars(rows)))


def row_of(console: Console, id: int) -> HandoverRow:
    """Return a hand-over as it is kept."""
    return console.store.run_now(lambda s: s.get_one(HandoverRow, id))


def staff_words(console: Console) -> list[str]:
    """Return what staff have said, in order."""
    rows = select(MessageRow.text).where(MessageRow.direction == "staff").order_by(MessageRow.id)
    return console.store.run_now(lambda s: list(s.scalars(rows)))


def reports(console: Console, code: str = "PA-2611-AAA1", **fields: Any) -> int:  # noqa: ANN401
    """Keep a report of a resident's; return its id."""
    values: dict[str, Any] = {
        "category": "lighting",
        "unit": "Đội điện",
        "content": "đèn đường hỏng",
        "place": "ngõ 5",
        "state": "received",
        "created_at": NOW,
        "updated_at": NOW,
        **fields,
    }

    def work(session: Session) -> int:
        if whose := values.get("conversation_id"):
            inbox.open_conversation(session, whose, now=NOW)
        row = TicketRow(code=code, **values)
        session.add(row)
        session.flush()
        session.add(
            TicketEventRow(
                ticket_id=row.id, at=values["created_at"], state="received", by="resident", note=""
            )
        )
        return row.id

    return console.store.run_now(work)


def shown(reply: httpx.Response) -> LexborHTMLParser:
    """Return a page as a browser reads it."""
    return LexborHTMLParser(reply.text)


def one(reply: httpx.Response, selector: str) -> LexborNode:
    """Return the first part of a page that is named."""
    found = shown(reply).css_first(selector)
    assert found is not None, selector
    return found


def text_of(reply: httpx.Response, selector: str = "main") -> str:
    """Return the words of a part of a page."""
    return " ".join(one(reply, selector).text().split())


def value_of(reply: httpx.Response, selector: str) -> str:
    """Return what a field of a page holds."""
    found = one(reply, selector)
    if found.tag == "textarea":
        return found.text()
    return found.attributes["value"] or ""
